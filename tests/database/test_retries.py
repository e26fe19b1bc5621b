"""``Work`` runs a transaction again from the top where the database says so."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from tests.database.makers import Told, labels, relabel
from tests.invariants import check
from tests.world import Restaurant

SERVERS_ONLY = "SQLite has one writer: nothing to cross"


async def raw(told: Told) -> AsyncConnection:
    connection = await told.engine.connect()
    await connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout=10")
    return connection


@pytest.mark.every_database
async def test_a_deadlock_is_run_again_whole(bistro: Restaurant, told: Told) -> None:
    """Two transactions take two tables crosswise. The server kills the lighter one: ours."""
    if told.engine.dialect.name == "sqlite":
        pytest.skip(SERVERS_ONLY)
    rival = await raw(told)
    mine_locked, rival_waits, tries = asyncio.Event(), asyncio.Event(), 0

    async def both(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        await relabel(session, bistro, 1, f"try {tries}")
        await session.flush()
        mine_locked.set()
        await rival_waits.wait()
        await relabel(session, bistro, 2, f"try {tries}")

    update = text("UPDATE dining_table SET area = 'rival' WHERE id = :id")
    for key in range(40):  # whoever has written less is the victim
        values = {"a": -bistro.store_id, "n": key, "s": bistro.store_id}
        await rival.execute(text("INSERT INTO order_counter VALUES (:s, '2001-01-01' + INTERVAL :n DAY, :a)"), values)
    await rival.execute(update, {"id": bistro.tables[2]})
    running = asyncio.create_task(told.work.run(both))
    await mine_locked.wait()
    crossing = asyncio.create_task(rival.execute(update, {"id": bistro.tables[1]}))
    await asyncio.sleep(0.05)
    rival_waits.set()
    await crossing
    await rival.rollback()
    await rival.close()
    await running
    assert tries == 2
    assert await labels(bistro) == ["try 2", "try 2", None]
    assert len(told.announced) == 2, "what the first try would have told was never told"
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_lock_that_is_not_given_in_time_is_asked_for_again_whole(bistro: Restaurant, told: Told) -> None:
    """1205 rolls one statement back, not the transaction: going on from there would tear it."""
    if told.engine.dialect.name == "sqlite":
        pytest.skip(SERVERS_ONLY)
    holder, tries = await raw(told), 0

    async def both(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        await relabel(session, bistro, 2, f"try {tries}")
        await session.flush()
        await relabel(session, bistro, 1, f"try {tries}")

    await holder.execute(text("SELECT * FROM dining_table WHERE id = :id FOR UPDATE"), {"id": bistro.tables[1]})
    running = asyncio.create_task(told.work.run(both))
    await asyncio.sleep(1.3)
    await holder.rollback()
    await holder.close()
    await running
    assert tries == 2
    assert await labels(bistro) == ["try 2", "try 2", None]
    assert len(told.announced) == 2
    await check(bistro.services, bistro.store_id)
