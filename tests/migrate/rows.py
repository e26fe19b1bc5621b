"""Rows for every table, whatever its columns are just now."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.schema import sort_tables_and_constraints

ROWS = (1, 2)


def fill(connection: Connection) -> None:
    """Two rows in each table that has none. All that is a number in a row is the same number: so every key points at
    a row that is there. What points at a table that is filled later, is nothing.
    """
    found = sa.MetaData()
    found.reflect(connection)
    by_keys = list(sort_tables_and_constraints(found.tables.values(), filter_fn=_must_hold))  # type: ignore[no-untyped-call]  # it says no types
    later = {one for table, keys in by_keys if table is None for key in keys for one in key.columns if one.nullable}
    for table, _ in by_keys:
        if table is not None and table.name != "alembic_version" and not count(connection, table):
            rows = [_row(table, number) for number in ROWS]
            empty = {column.name: None for column in table.columns if column in later}
            connection.execute(table.insert(), [row | empty for row in rows])


def _must_hold(key: sa.ForeignKeyConstraint) -> bool | None:
    """False for one that no row can be without; of the others it is seen which."""
    return None if any(column.nullable for column in key.columns) else False


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
