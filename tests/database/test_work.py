"""``Work``: one transaction, kept whole or not at all, and told of only once it is kept."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.audit import AuditEntry
from ordering.errors import Busy, KeyReused, NotFound
from ordering.live import log
from ordering.live.log import EventType
from ordering.live.repository import StoreEvents
from ordering.menu.shapes import MenuChanged
from ordering.orders.numbers import OrderCounter
from ordering.stores.model import Store
from tests.database.makers import Told, labels, place_one, relabel, submission
from tests.invariants import check
from tests.world import Restaurant


@pytest.mark.every_database
async def test_a_refused_action_leaves_nothing_behind(bistro: Restaurant, told: Told) -> None:
    async def refused(session: AsyncSession, error: Exception) -> None:
        await relabel(session, bistro, 1, "창가")
        await session.flush()
        raise error

    before = (await bistro.ask("staff", "GET", "/admin/board")).json()
    for error in (NotFound(), KeyReused("no"), ValueError("a fault of ours")):
        with pytest.raises(type(error)):
            await told.work.run(refused, error)
    assert (await bistro.ask("staff", "GET", "/admin/board")).json() == before
    assert (await labels(bistro), told.announced) == ([None, None, None], [])
    await told.work.run(relabel, bistro, 1, "창가")
    assert (await labels(bistro))[0] == "창가"
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_an_announcement_comes_after_the_commit_with_its_number(bistro: Restaurant, told: Told) -> None:
    committed_by_then: list[bool] = []
    commits = 0

    def commit(_: Any) -> None:
        nonlocal commits
        commits += 1

    event.listen(told.engine.sync_engine, "commit", commit)
    inner = told.work._announce
    told.work._announce = lambda events: (committed_by_then.append(commits == 1), inner(events))[0]  # type: ignore[func-returns-value]  # for what it does

    async def two(session: AsyncSession) -> None:
        for version in (1, 2):
            log.append(session, bistro.store_id, EventType.MENU_CHANGED, MenuChanged(version))
        assert not told.announced

    head = await bistro.services.work.read(lambda session: StoreEvents(session).head(bistro.store_id))
    await told.work.run(two)
    assert committed_by_then == [True]
    assert told.seqs == [head + 1, head + 2]
    assert [one.payload for one in told.announced] == [b'{"version":1}', b'{"version":2}']
    stored = await told.work.rows(log.after(bistro.store_id, head, 10))
    assert [log.Event(*row) for row in stored] == told.announced


@pytest.mark.every_database
async def test_a_failing_commit_is_neither_answered_nor_announced(bistro: Restaurant, told: Told) -> None:
    """The answer to a COMMIT may be lost: it is not tried again, for it may have been kept."""
    tries = 0

    def fail(_: Any) -> None:
        nonlocal tries
        tries += 1
        raise DBAPIError("COMMIT", None, Exception(2013, "Lost connection during query"))

    event.listen(told.engine.sync_engine, "commit", fail)
    with pytest.raises(Busy):
        await told.work.run(relabel, bistro, 1, "창가")
    assert (tries, told.announced) == (1, [])


@pytest.mark.every_database
async def test_a_connection_whose_commit_failed_is_not_used_again(bistro: Restaurant, told: Told) -> None:
    """What it had written may be kept or not, but never by somebody else's COMMIT, and it holds no locks."""

    def fail(_: Any) -> None:
        raise DBAPIError("COMMIT", None, Exception(1180, "Got error 28 during COMMIT"))

    event.listen(told.engine.sync_engine, "commit", fail)
    with pytest.raises(Busy):
        await told.work.run(relabel, bistro, 1, "창가")
    event.remove(told.engine.sync_engine, "commit", fail)
    await told.work.run(relabel, bistro, 2, "안쪽")
    assert await labels(bistro) == [None, "안쪽", None]
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_an_integrity_error_is_no_passing_thing(bistro: Restaurant, told: Told) -> None:
    tries = 0

    async def twice(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        session.add(OrderCounter(store_id=-1, business_date=date(2026, 11, 23), last=1))
        await session.flush()

    with pytest.raises(IntegrityError):
        await told.work.run(twice)
    assert tries == 1


async def test_reads_write_nothing(bistro: Restaurant) -> None:
    async def scribble(session: AsyncSession) -> None:
        (await session.get_one(Store, bistro.store_id)).name = "딴 이름"
        session.add(AuditEntry(store_id=bistro.store_id, action="x"))

    await bistro.services.work.read(scribble)
    assert (await bistro.ask("staff", "GET", "/admin/store")).json()["name"] == "골목식당"


async def test_what_is_committed_is_answered_also_when_telling_of_it_fails(
    bistro: Restaurant, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: list[Any]) -> None:
        raise ValueError("a listener of ours is broken")

    told.work._announce = fails
    await told.work.run(relabel, bistro, 1, "창가")
    await place_one(told, bistro, submission(bistro))
    assert caplog.text.count("a listener of ours is broken") >= 2
    assert (await labels(bistro))[0] == "창가"
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1
    await check(bistro.services, bistro.store_id)
