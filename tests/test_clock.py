"""The business day is read off the wall clock, whatever the clock does that night."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering import clock

SEOUL, BERLIN, NEW_YORK, HAVANA = map(ZoneInfo, ("Asia/Seoul", "Europe/Berlin", "America/New_York", "America/Havana"))
ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Kolkata", "Pacific/Auckland", "UTC")


@pytest.mark.parametrize(
    ("cutoff", "local", "expected"),
    [
        (0, "2026-11-23T00:00", "2026-11-23"),
        (0, "2026-11-22T23:59:59.999999", "2026-11-22"),
        (4, "2026-11-23T03:59:59.999999", "2026-11-22"),
        (4, "2026-11-23T04:00", "2026-11-23"),
        (4, "2026-11-23T00:00", "2026-11-22"),
        (4, "2026-11-23T23:59", "2026-11-23"),
        (12, "2026-11-23T11:59", "2026-11-22"),
        (12, "2026-11-23T12:00", "2026-11-23"),
        (6, "2026-01-01T05:00", "2025-12-31"),
        (6, "2028-03-01T05:00", "2028-02-29"),
    ],
)
def test_the_day_starts_at_the_cutoff_to_the_microsecond(cutoff: int, local: str, expected: str) -> None:
    instant = datetime.fromisoformat(local).replace(tzinfo=SEOUL)
    assert clock.business_date(instant, SEOUL, cutoff) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("zone", "cutoff", "instant", "expected"),
    [
        # Berlin, 29 March 2026: 02:00 becomes 03:00. Subtracting three hours from 03:30 would say 23:30.
        (BERLIN, 3, "2026-03-29T00:59:59", "2026-03-28"),
        (BERLIN, 3, "2026-03-29T01:00:00", "2026-03-29"),
        (BERLIN, 2, "2026-03-29T01:00:00", "2026-03-29"),
        # Berlin, 25 October 2026: 03:00 becomes 02:00, so 02:30 comes twice and the night has an hour more.
        (BERLIN, 3, "2026-10-25T00:30:00", "2026-10-24"),
        (BERLIN, 3, "2026-10-25T01:30:00", "2026-10-24"),
        (BERLIN, 3, "2026-10-25T02:00:00", "2026-10-25"),
        (BERLIN, 2, "2026-10-25T00:00:00", "2026-10-25"),
        (BERLIN, 2, "2026-10-25T01:30:00", "2026-10-25"),
        # Havana, 1 November 2026: 01:00 becomes 00:00, in the middle of the night that is cut at midnight.
        (HAVANA, 0, "2026-11-01T04:30:00", "2026-11-01"),
        (HAVANA, 0, "2026-11-01T05:30:00", "2026-11-01"),
        (NEW_YORK, 4, "2026-11-01T08:59:00", "2026-10-31"),
        (NEW_YORK, 4, "2026-11-01T09:00:00", "2026-11-01"),
    ],
)
def test_a_night_when_the_clocks_change_is_one_night(zone: ZoneInfo, cutoff: int, instant: str, expected: str) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert clock.business_date(at, zone, cutoff) == date.fromisoformat(expected)


instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
zones = st.sampled_from(ZONES).map(ZoneInfo)
cutoffs = st.integers(0, 12)


@given(instants, zones, cutoffs, st.integers(0, 30 * 3600 * 10**6))
def test_later_is_never_an_earlier_business_day(at: datetime, zone: ZoneInfo, cutoff: int, microseconds: int) -> None:
    later = at + timedelta(microseconds=microseconds)
    assert clock.business_date(at, zone, cutoff) <= clock.business_date(later, zone, cutoff)


@given(instants, zones, cutoffs)
def test_a_business_day_is_todays_or_yesterdays(at: datetime, zone: ZoneInfo, cutoff: int) -> None:
    today = at.astimezone(zone).date()
    booked = clock.business_date(at, zone, cutoff)
    assert booked in (today, today - timedelta(days=1))
    assert clock.business_date(at, zone, 0) == today


@given(instants, zones, zones, cutoffs)
def test_the_zone_of_the_instant_does_not_matter(at: datetime, shown_in: ZoneInfo, zone: ZoneInfo, cutoff: int) -> None:
    assert clock.business_date(at.astimezone(shown_in), zone, cutoff) == clock.business_date(at, zone, cutoff)


def test_now_is_utc() -> None:
    assert clock.now().tzinfo is UTC
