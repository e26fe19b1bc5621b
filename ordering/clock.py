"""Time: one source of now, the business day, and when what is done regularly is done."""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PHASE = random.random()  # noqa: S311 - no secret: so that not all processes of a machine take their turns at once


def now() -> datetime:
    """The present instant, UTC, with microseconds."""
    return datetime.now(UTC)


def until_next(seconds: float) -> float:
    """How long until the next regular turn of those who take one each so many ``seconds``: an eighth of that at the
    least, and at the most an eighth more.

    All of a process take it in the same moment. One that wakes once to do four things takes less time for them than one
    that wakes four times, since all that it touches is far from the processor by then.
    """
    left = seconds - (asyncio.get_running_loop().time() + PHASE) % seconds
    return left if left >= seconds / 8 else left + seconds


def business_date(instant: datetime, zone: ZoneInfo, cutoff_hour: int) -> date:
    """The store-local date that ``instant`` is booked on.

    A day starts at ``cutoff_hour`` (0-12) on the wall clock: with 4, an order at 01:30 still belongs to yesterday.
    Read off the wall clock, not by subtracting hours: on a DST night those differ.
    """
    local = instant.astimezone(zone)
    return local.date() if local.hour >= cutoff_hour else local.date() - timedelta(days=1)
