"""An order's transaction on SQLite by Python's own driver, which blocks: what a program can do that serves nobody.

``python -m bench.floors.blocking`` reads the same ``Job`` as ``transaction`` and writes an ``Outcome``.
"""

import sqlite3
import sys
import time
from itertools import cycle

import msgspec
from sqlalchemy import make_url

from bench import proc
from bench.floors.embedded import ADD, COUNTER, INSERT_EVENT, INSERT_LINES, INSERT_ORDER, OPEN, PRAGMAS, READ, SESSION
from bench.floors.transaction import DAY, FIRST_EVENT, Job, Writer
from bench.load.job import Outcome


def connect(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def order(connection: sqlite3.Connection, by: Writer, payload: int, session_id: int, key: str) -> None:
    """One order, with its COMMIT."""
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(READ, (by.store_id, DAY)).fetchone()[0] + 1
    row = (by.store_id, by.table_id, by.table_id, session_id, DAY, number, key, "f" * 64)
    order_id = connection.execute(INSERT_ORDER, row).lastrowid
    lines = [value for i, item in enumerate(by.items) for value in (order_id, i, by.store_id, item)]
    connection.execute(INSERT_LINES, lines)
    connection.execute(INSERT_EVENT, (by.store_id, FIRST_EVENT + number, by.table_id, b"e" * payload))
    connection.execute(ADD, (by.store_id, DAY))
    connection.execute("COMMIT")


def open_session(connection: sqlite3.Connection, by: Writer) -> int:
    connection.execute(COUNTER, (by.store_id, DAY))
    connection.execute(OPEN, (by.store_id, by.table_id, DAY))
    return int(connection.execute(SESSION, (by.table_id,)).fetchone()[0])


def drive(job: Job) -> Outcome:
    connection = connect(job.url)
    outcome = Outcome(seconds=job.seconds)
    sessions = [open_session(connection, one) for one in job.writers]
    start, load = time.perf_counter(), proc.Self()
    begin, tally = start + job.warm, outcome.tally("")
    sent = [start] * len(job.writers)
    for turn, one in cycle(enumerate(job.writers)):
        if sent[turn] >= begin + job.seconds:
            break
        order(connection, one, job.payload, sessions[turn], f"bench-{one.table_id}-{sent[turn]:.9f}-{turn}")
        now = time.perf_counter()
        outcome.answers[201] = outcome.answers.get(201, 0) + 1
        if begin <= sent[turn]:
            tally.latencies.append(now - sent[turn])
        tally.done += begin <= now < begin + job.seconds
        sent[turn] = now
    outcome.busy, outcome.waited = load.busy()
    connection.close()
    return outcome


def main() -> None:
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.msgpack.encode(drive(job)))


if __name__ == "__main__":
    main()
