"""The lean lane: its statements, its transactions, and what becomes of them when something breaks."""

import asyncio
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from ordering.database import failover, lane, sqlite_lane
from ordering.database.engine import SERVING, create_engine
from ordering.database.failover import Age
from ordering.database.lane import CommitUnknown, Insert, Statement, Transaction, instant, stored
from ordering.database.server_lane import ServerTransaction
from ordering.database.sqlite_lane import SqliteLane
from ordering.database.work import Work
from ordering.errors import Busy, KeyReused
from ordering.live import log
from ordering.services import WRITTEN_LAST
from tests.database.makers import Told, labels, place_one, submission
from tests.invariants import check
from tests.world import Restaurant

EARLIEST = datetime(1000, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
pytestmark = pytest.mark.every_database
RELABEL = "UPDATE dining_table SET label = %s WHERE id = %s"
LABEL = "SELECT label FROM dining_table WHERE id = %s"
OF_NO_STORE = Insert(
    "INSERT INTO order_counter (store_id, business_date, last) VALUES ", "(%s, %s, %s)", [(-1, "2026-11-23", 1)]
)


async def relabel(transaction: Transaction, table_id: int, label: str, error: Exception | None = None) -> None:
    await transaction.send(Statement(RELABEL, [label, table_id]))
    if error is not None:
        raise error
    transaction.news.append(log.Hint(table_id))
    await transaction.commit()


async def test_what_is_sent_together_is_answered_one_by_one(bistro: Restaurant, told: Told) -> None:
    async def three(transaction: Transaction) -> list[list[lane.Row]]:
        return await transaction.send(
            Statement("SELECT 1, %s", ["하나"]),
            Statement(RELABEL, ["창가", bistro.tables[1]]),
            Statement(LABEL, [bistro.tables[1]]),
        )

    assert await told.work.lean(three) == [[(1, "하나")], [], [("창가",)]]
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [(None,)], "it was not committed"


@pytest.mark.parametrize(
    "text", ["100 %", "%s", "it's", 'say "hi"', "\\", "\\'; DROP TABLE store; --", "a\nb", "🍜", "?"]
)
async def test_any_text_arrives_as_it_is(bistro: Restaurant, told: Told, text: str) -> None:
    await told.work.lean(relabel, bistro.tables[1], text)
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [(text,)]
    assert await told.work.rows(Statement("SELECT %s", [text])) == [(text,)]


async def test_a_refusal_leaves_nothing_behind(bistro: Restaurant, told: Told) -> None:
    for error in (KeyReused("no"), ValueError("a fault of ours")):
        with pytest.raises(type(error)):
            await told.work.lean(relabel, bistro.tables[1], "창가", error)
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [(None,)]
    assert told.announced == []
    await told.work.lean(relabel, bistro.tables[1], "안쪽")
    assert told.announced == [log.Hint(bistro.tables[1])]


async def test_a_statement_that_fails_takes_its_transaction_along(bistro: Restaurant, told: Told) -> None:
    async def half(transaction: Transaction) -> None:
        label = Statement(RELABEL, ["창가", bistro.tables[1]])
        await transaction.commit(label, OF_NO_STORE, Statement(LABEL, [bistro.tables[1]]))

    with pytest.raises(DBAPIError):
        await told.work.lean(half)
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [(None,)]
    await told.work.lean(relabel, bistro.tables[1], "안쪽")


async def test_a_commit_that_is_not_answered_is_not_tried_again(
    bistro: Restaurant, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0
    really = ServerTransaction.send

    async def lost(transaction: Any, *statements: Any) -> Any:
        nonlocal tries
        if lane.COMMIT not in statements:
            return await really(transaction, *statements)
        tries += 1
        transaction.broken = True
        raise DBAPIError("COMMIT", None, Exception(2013, "Lost connection during query"))

    async def torn(*_: Any) -> None:
        nonlocal tries
        tries += 1
        raise CommitUnknown

    monkeypatch.setattr(ServerTransaction, "send", lost)
    monkeypatch.setattr(SqliteLane, "_commit", torn)
    with pytest.raises(Busy):
        await place_one(told, bistro, submission(bistro))
    monkeypatch.undo()
    assert (tries, told.announced) == (1, [])
    await place_one(told, bistro, submission(bistro))
    await check(bistro.services, bistro.store_id)


async def test_what_waits_together_is_kept_or_left_apart(
    bistro: Restaurant, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite in one transaction, with one flush."""
    commits = 0
    finish = SqliteLane._commit

    async def counted(*of: Any) -> None:
        nonlocal commits
        commits += 1
        await finish(*of)

    async def wrong(transaction: Transaction) -> None:
        await transaction.commit(Statement(RELABEL, ["창가", bistro.tables[3]]), OF_NO_STORE)

    async def forgetful(transaction: Transaction) -> str:
        await transaction.send(Statement(RELABEL, ["창가", bistro.tables[3]]))
        return "not committed"

    monkeypatch.setattr(SqliteLane, "_commit", counted)
    async with told.work._lane.turn():
        waiting = [
            asyncio.create_task(one)
            for one in (
                told.work.lean(relabel, bistro.tables[1], "창가"),
                told.work.lean(relabel, bistro.tables[3], "안쪽", KeyReused("no")),
                told.work.lean(wrong),
                told.work.lean(forgetful),
                told.work.lean(relabel, bistro.tables[2], "구석"),
            )
        ]
        await asyncio.sleep(0)
        waiting[-1].cancel()  # who sent it has gone
        await asyncio.sleep(0.01)
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in answers] == [type(None), KeyReused, IntegrityError, str, asyncio.CancelledError]
    await asyncio.gather(*told.work._running)
    assert await labels(bistro) == ["창가", "구석", None]
    assert {one.store_id for one in told.announced} == {bistro.tables[1], bistro.tables[2]}
    assert commits == (1 if told.engine.dialect.name == "sqlite" else 0)


async def test_a_connection_that_is_lost_between_two_packets_loses_only_time(bistro: Restaurant, told: Told) -> None:
    tries = 0

    async def torn(transaction: Transaction) -> None:
        nonlocal tries
        tries += 1
        await transaction.send(Statement(RELABEL, ["창가", bistro.tables[1]]))
        if tries == 1 and transaction.dialect == "mysql":
            [[(number,)]] = await transaction.send(Statement("SELECT CONNECTION_ID()"))
            await bistro.services.work.rows(Statement(f"KILL {number}"))
        await transaction.send(Statement(LABEL, [bistro.tables[1]]))
        await transaction.commit()

    await told.work.lean(torn)
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [("창가",)]
    assert tries == (2 if told.engine.dialect.name == "mysql" else 1)


async def test_a_connection_whose_server_was_left_is_made_anew(bistro: Restaurant, told: Told) -> None:
    if told.engine.dialect.name == "sqlite":
        pytest.skip("a file is never another one")
    number, age = Statement("SELECT CONNECTION_ID()"), Age()
    engine = create_engine(told.engine.url.render_as_string(hide_password=False), age=age)
    work = Work(engine, WRITTEN_LAST, told.announced.extend)
    before, same = await work.rows(number), await work.rows(number)
    age.leave(time.monotonic())
    after = await work.rows(number)
    assert before == same != after
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one
    await work.close()


async def test_a_connection_that_nobody_has_used_for_long_is_made_anew(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told.engine.dialect.name == "sqlite":
        pytest.skip("no firewall is between")
    number = Statement("SELECT CONNECTION_ID()")
    assert await told.work.rows(number) == await told.work.rows(number)
    monkeypatch.setattr(failover, "KEPT_SECONDS", 0.05)
    engine = create_engine(told.engine.url.render_as_string(hide_password=False))
    work = Work(engine, WRITTEN_LAST, told.announced.extend)
    before = await work.rows(number)
    await asyncio.sleep(0.06)
    assert await work.rows(number) != before
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one
    await work.close()


@given(at=st.datetimes(min_value=EARLIEST, timezones=st.just(UTC)))
@settings(max_examples=50)
def test_an_instant_is_stored_to_the_microsecond(at: datetime) -> None:
    assert instant(stored(at)) == at


async def test_a_connection_that_could_only_read_is_left_for_one_that_can_write(
    bistro: Restaurant, told: Told, tmp_path: Path
) -> None:
    """As after a backup was put back by somebody else, and its file made writable."""
    if not isinstance(told.work._lane, SqliteLane):
        pytest.skip("a server's connections are the engine's: see test_writable")
    file = told.engine.url.database
    await told.work._lane.close()
    told.work._lane = reader = SqliteLane(told.engine, SERVING)
    reader._writer = sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False, isolation_level=None)
    reader._reader = sqlite3.connect(tmp_path / "another.db", check_same_thread=False)
    await told.work.lean(relabel, bistro.tables[1], "창가")
    with pytest.raises(Busy):
        await told.work.rows(Statement(LABEL, [bistro.tables[1]]))
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [("창가",)]


async def test_a_file_whose_commit_was_not_answered_is_opened_anew(
    bistro: Restaurant, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(told.work._lane, SqliteLane):
        pytest.skip("a server's connection is thrown away: see above")
    await told.work.lean(relabel, bistro.tables[1], "창가")
    before = told.work._lane._writer
    assert before is not None
    monkeypatch.setattr(sqlite_lane, "COMMIT", Statement("COMMIT, and nobody knows"))
    with pytest.raises(Busy):
        await told.work.lean(relabel, bistro.tables[1], "안쪽")
    monkeypatch.undo()
    await told.work.lean(relabel, bistro.tables[2], "안쪽")
    assert told.work._lane._writer is not before
    assert await told.work.rows(Statement(LABEL, [bistro.tables[1]])) == [("창가",)]
