"""Who holds how many streams, here and elsewhere: the oldest gives way, and what others tell breaks nothing."""

from datetime import timedelta

import pytest

from ordering import clock
from ordering.live.connection import StreamConnection
from ordering.live.holders import SILENT_SECONDS, Holders, Numbered
from ordering.security.callers import TableCaller

MOST = TableCaller.STREAMS


def a_tablet(device_id: int = 1) -> StreamConnection:
    caller = TableCaller(
        store_id=1, account_key="k", epoch=1, jti="j", expires_at=clock.now() + timedelta(hours=1),
        device_id=device_id, table_id=1, table_number=1,
    )  # fmt: skip
    return StreamConnection(caller)


@pytest.fixture
async def holders() -> Holders:
    return Holders()


def opened_elsewhere(stream: StreamConnection, many: int) -> list[Numbered]:
    return [(stream.caller.holder, number) for number in range(many)]


async def test_as_many_as_one_may_hold_opened_elsewhere_replace_the_one_here(holders: Holders) -> None:
    """More of them come in one message than may be held: whoever comes after them is heard all the same."""
    first, other = a_tablet(1), a_tablet(2)
    holders.open(first)
    holders.open(other)
    told = [*opened_elsewhere(first, MOST + 1), *opened_elsewhere(other, MOST)]
    holders.hear("another", told, [])
    assert (first.replaced, other.replaced) == (True, True)
    holders.hear("another", opened_elsewhere(first, 1), opened_elsewhere(other, MOST))
    for stream in (first, other):
        holders.close(stream)
        holders.close(stream)
    assert holders._streams == {}


async def test_those_of_a_process_that_has_died_count_no_longer(
    holders: Holders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would have told nobody that it was closed. One that only has no news says so."""
    now = 1000.0
    monkeypatch.setattr("ordering.live.holders.time.monotonic", lambda: now)
    here = a_tablet()
    holders.open(here)
    holders.hear("dies", opened_elsewhere(here, MOST - 2), [])
    holders.hear("lives", opened_elsewhere(here, 1), [])
    now += SILENT_SECONDS - 1
    holders.hear("lives", [], [])
    now += 2
    more = [a_tablet() for _ in range(MOST - 2)]
    for stream in more:
        holders.open(stream)
    assert not here.replaced, "as many as one may hold, with the one of who lives"
    holders.open(a_tablet())
    assert here.replaced
    holders.hear("another", [], [])
    assert holders._heard.keys() == {"lives", "another"}


async def test_fewer_opened_elsewhere_leave_the_one_here(holders: Holders) -> None:
    here = a_tablet()
    holders.open(here)
    holders.hear("another", opened_elsewhere(here, MOST - 1), [])
    assert not here.replaced
