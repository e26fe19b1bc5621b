"""Rows for every table, whatever its columns are just now."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

ROWS = (1, 2)


def fill(connection: Connection) -> None:
    """Two rows in each table that has none. All that is a number in a row is the same number: so every key points at
    a row that is there.
    """
    found = sa.MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name != "alembic_version" and not count(connection, table):
            connection.execute(table.insert(), [_row(table, number) for number in ROWS])


def counts(connection: Connection) -> dict[str, int]:
    found = sa.MetaData()
    found.reflect(connection)
    return {name: count(connection, table) for name, table in found.tables.items() if name != "alembic_version"}


def count(connection: Connection, table: Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column.type.python_type, number) for column in table.columns}


def _value(kind: type, number: int) -> Any:
    values: dict[type, Any] = {
        int: number,
        bool: True,
        str: f"{number}",
        bytes: b"{}",
        date: date(2026, 11, number),
        datetime: datetime(2026, 11, number, tzinfo=UTC).replace(tzinfo=None),
    }
    return values[kind]
