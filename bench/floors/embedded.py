"""F2 on SQLite: an order's transaction alone, by the driver that asyncio programs have there (aiosqlite), each commit
written to disk.

SQLite has one writer at a time, so one connection takes the orders of all of them in turn, and none waits for a lock.
``python -m bench.floors.embedded`` reads the same ``Job`` as ``transaction`` and writes an ``Outcome``.
"""

import asyncio
import sys
import time

import aiosqlite
import msgspec
import uvloop
from sqlalchemy import make_url

from bench import proc
from bench.floors.transaction import BUMP, DAY, EVENT, FIRST_EVENT, LINES, LOCK, ORDER, Job, Writer
from bench.load.job import Outcome

PRAGMAS = "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"
COUNTER = "INSERT OR IGNORE INTO order_counter VALUES (?, ?, 0)"
OPEN = (
    "INSERT OR IGNORE INTO table_session (store_id, table_id, party, business_date, opened_at, last_order_at,"
    " open_orders, total, live) VALUES (?, ?, 0, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, 0, 1)"
)
SESSION = "SELECT id FROM table_session WHERE table_id = ? AND live = 1"


def spelled(statement: str) -> str:
    """For SQLite: BEGIN IMMEDIATE has locked everything."""
    spelling = {"%s": "?", "UTC_TIMESTAMP(6)": "CURRENT_TIMESTAMP", " FOR UPDATE": ""}
    for there, here in spelling.items():
        statement = statement.replace(there, here)
    return statement


READ, INSERT_ORDER, INSERT_LINES, INSERT_EVENT, ADD = (spelled(one) for one in (LOCK, ORDER, LINES, EVENT, BUMP))


async def order(connection: aiosqlite.Connection, by: Writer, payload: int, session_id: int, key: str) -> None:
    """One order, with its COMMIT."""
    await connection.execute("BEGIN IMMEDIATE")
    (last,) = [row[0] for row in await connection.execute_fetchall(READ, (by.store_id, DAY))]
    number = last + 1
    row = (by.store_id, by.table_id, by.table_id, session_id, DAY, number, key, "f" * 64)
    order_id = (await connection.execute(INSERT_ORDER, row)).lastrowid
    lines = [value for i, item in enumerate(by.items) for value in (order_id, i, by.store_id, item)]
    await connection.execute(INSERT_LINES, lines)
    await connection.execute(INSERT_EVENT, (by.store_id, FIRST_EVENT + number, by.table_id, b"e" * payload))
    await connection.execute(ADD, (by.store_id, DAY))
    await connection.execute("COMMIT")


async def open_session(connection: aiosqlite.Connection, by: Writer) -> int:
    await connection.execute(COUNTER, (by.store_id, DAY))
    await connection.execute(OPEN, (by.store_id, by.table_id, DAY))
    (session_id,) = [row[0] for row in await connection.execute_fetchall(SESSION, (by.table_id,))]
    return int(session_id)


async def write(
    connection: aiosqlite.Connection, turn: asyncio.Lock, job: Job, by: Writer, begin: float, outcome: Outcome
) -> None:
    end, tally = begin + job.seconds, outcome.tally("")
    async with turn:
        session_id = await open_session(connection, by)
    while (sent := time.perf_counter()) < end:
        async with turn:
            await order(connection, by, job.payload, session_id, f"bench-{by.table_id}-{sent:.9f}")
        now = time.perf_counter()
        outcome.answers[201] = outcome.answers.get(201, 0) + 1
        if begin <= sent:
            tally.latencies.append(now - sent)
        tally.done += begin <= now < end


async def drive(job: Job) -> Outcome:
    async with aiosqlite.connect(make_url(job.url).database or "", isolation_level=None) as connection:
        for pragma in PRAGMAS:
            await connection.execute(f"PRAGMA {pragma}")
        outcome, turn = Outcome(seconds=job.seconds), asyncio.Lock()
        begin = time.perf_counter() + job.warm
        load = proc.Self()
        await asyncio.gather(*(write(connection, turn, job, one, begin, outcome) for one in job.writers))
        outcome.busy, outcome.waited = load.busy()
    return outcome


def main() -> None:
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    outcome = asyncio.Runner(loop_factory=uvloop.new_event_loop).run(drive(job))
    sys.stdout.buffer.write(msgspec.msgpack.encode(outcome))


if __name__ == "__main__":
    main()
