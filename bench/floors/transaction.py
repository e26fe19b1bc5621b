"""F2: an order's transaction alone: asyncmy, no HTTP, no ORM, nothing checked.

Lock the counter, insert the order, its three lines and its event, bump the counter, commit: what no order can do
without. ``python -m bench.floors.transaction`` reads a ``Job`` from stdin and writes an ``Outcome`` to stdout.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

import asyncmy
import msgspec
import uvloop
from sqlalchemy import make_url

from bench import proc
from bench.load.job import Outcome

DAY = "2000-01-01"
LOCK = "SELECT last FROM order_counter WHERE store_id = %s AND business_date = %s FOR UPDATE"
BUMP = "UPDATE order_counter SET last = last + 1 WHERE store_id = %s AND business_date = %s"
ORDER = (
    "INSERT INTO placed_order (store_id, table_id, placed_at_table_id, table_session_id, business_date, day_number,"
    " idempotency_key, fingerprint, placed_by, currency, status, version, total, placed_at, updated_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'table', 'KRW', 'pending', 1, 30000, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
)
LINE = "(%s, %s, %s, %s, 'a dish of the menu', 10000, 1, '[]', NULL, 10000, 0)"
LINES = (
    "INSERT INTO order_line (order_id, position, store_id, item_id, name, unit_price, quantity, options, note,"
    f" subtotal, voided) VALUES {LINE}, {LINE}, {LINE}"
)
EVENT = (
    "INSERT INTO store_event (store_id, seq, type, table_id, payload, at)"
    " VALUES (%s, %s, 'order.placed', %s, %s, UTC_TIMESTAMP(6))"
)
OPEN = (
    "INSERT INTO table_session (store_id, table_id, party, business_date, opened_at, last_order_at, open_orders, total,"
    " live) VALUES (%s, %s, 0, %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 0, 0, 1)"
    " ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)"
)
COUNTER = "INSERT INTO order_counter VALUES (%s, %s, 0) ON DUPLICATE KEY UPDATE last = last"
FIRST_EVENT = 1_000_000
"""Above the events that came with the menu."""


class Writer(msgspec.Struct, frozen=True):
    """One connection, which orders at one table of a store again and again."""

    store_id: int
    table_id: int
    items: list[int]


class Job(msgspec.Struct, frozen=True):
    """``payload`` is an event's length in bytes. Seconds as in a load's job."""

    url: str
    writers: list[Writer]
    payload: int
    warm: float
    seconds: float


async def connect(url: str) -> Any:
    at = make_url(url)
    return await asyncmy.connect(
        host=at.host, port=at.port, user=at.username, password=at.password or "", db=at.database,
        init_command="SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    )  # fmt: skip


async def order(cursor: Any, by: Writer, payload: int, session_id: int, key: str) -> None:
    """One order, up to its COMMIT."""
    await cursor.execute(LOCK, (by.store_id, DAY))
    number = (await cursor.fetchone())[0] + 1
    await cursor.execute(ORDER, (by.store_id, by.table_id, by.table_id, session_id, DAY, number, key, "f" * 64))
    order_id = cursor.lastrowid
    lines = [value for i, item in enumerate(by.items) for value in (order_id, i, by.store_id, item)]
    await cursor.execute(LINES, lines)
    await cursor.execute(EVENT, (by.store_id, FIRST_EVENT + number, by.table_id, b"e" * payload))
    await cursor.execute(BUMP, (by.store_id, DAY))


async def write(job: Job, by: Writer, session_id: int, begin: float, outcome: Outcome) -> None:
    connection = await connect(job.url)
    end, tally = begin + job.seconds, outcome.tally("")
    async with connection.cursor() as cursor:
        while (sent := time.perf_counter()) < end:
            await order(cursor, by, job.payload, session_id, f"bench-{by.table_id}-{sent:.9f}")
            await connection.commit()
            now = time.perf_counter()
            outcome.answers[201] = outcome.answers.get(201, 0) + 1
            if begin <= sent:
                tally.latencies.append(now - sent)
            tally.done += begin <= now < end
    connection.close()


async def open_sessions(job: Job) -> Sequence[int]:
    """A counter for each store, and an open session at each table: their ids. What is there already stays."""
    connection = await connect(job.url)
    ids = []
    async with connection.cursor() as cursor:
        for store_id in {one.store_id for one in job.writers}:
            await cursor.execute(COUNTER, (store_id, DAY))
        for one in job.writers:
            await cursor.execute(OPEN, (one.store_id, one.table_id, DAY))
            ids.append(cursor.lastrowid)
    await connection.commit()
    connection.close()
    return ids


async def drive(job: Job) -> Outcome:
    sessions = await open_sessions(job)
    outcome = Outcome(seconds=job.seconds)
    begin = time.perf_counter() + job.warm
    pairs = zip(job.writers, sessions, strict=True)
    load = proc.Self()
    await asyncio.gather(*(write(job, one, session_id, begin, outcome) for one, session_id in pairs))
    outcome.busy, outcome.waited = load.busy()
    return outcome


def main() -> None:
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    outcome = asyncio.Runner(loop_factory=uvloop.new_event_loop).run(drive(job))
    sys.stdout.buffer.write(msgspec.msgpack.encode(outcome))


if __name__ == "__main__":
    main()
