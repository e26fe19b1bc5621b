"""Who holds what a migration waits for, as far as this account may see it."""

import re
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

SHOWN = 3


def transactions(connection: Connection) -> str:
    """Transactions that are open in other connections, the oldest first: it bars a table that it has only read."""
    threads = _threads(connection)
    mine = connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar()
    try:
        oldest_first = "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx ORDER BY trx_started"
        ids = [row[0] for row in connection.exec_driver_sql(oldest_first) if row[0] not in (0, mine)]
    except DBAPIError:
        return "an open transaction or a lock, which only an account with the right PROCESS can see"
    if not ids:
        return "a lock, of no transaction that could be seen"
    connections = ", ".join(_described(number, threads.get(number)) for number in ids[:SHOWN])
    return f"open transactions, oldest first: {connections}" + (
        f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    )


def connection_of(connection: Connection, number: int | None) -> str:
    """A connection by its number, in words."""
    return _described(number, _threads(connection).get(number)) if number else "it has just ended"


def _threads(connection: Connection) -> dict[int | None, Any]:
    return {row["Id"]: row for row in connection.exec_driver_sql("SHOW FULL PROCESSLIST").mappings()}


def _described(number: int, thread: Any) -> str:
    if thread is None:
        return f"connection {number}"
    who = f"connection {number} ({thread['User']} from {thread['Host']})"
    if thread["Command"] == "Sleep":
        return f"{who}, idle for {thread['Time']} s"
    # Its values are in the statement's text: nothing from the first one on.
    statement = " ".join(re.split(r"['\"0-9]", thread["Info"] or thread["Command"])[0].split())[:80]
    return f"{who}, {thread['Time']} s in {statement}"
