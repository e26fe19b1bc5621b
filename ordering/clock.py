"""Time: one source of now, and the business day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, UTC, with microseconds."""
    return datetime.now(UTC)


def business_date(instant: datetime, zone: ZoneInfo, cutoff_hour: int) -> date:
    """The store-local date that ``instant`` is booked on.

    A day starts at ``cutoff_hour`` (0-12) on the wall clock: with 4, an order at 01:30 still belongs to yesterday.
    Read off the wall clock, not by subtracting hours: on a DST night those differ.
    """
    local = instant.astimezone(zone)
    return local.date() if local.hour >= cutoff_hour else local.date() - timedelta(days=1)
