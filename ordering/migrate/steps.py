"""A migration's steps. Each looks whether it is done, and is one statement: so a migration that was broken off at any
point, or whose answer was lost, is simply run again.

Versions use these and nothing of Alembic's own: MySQL and MariaDB keep what a broken-off version had done.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import SchemaItem

from ordering.migrate import holders

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 1
AT_ONCE = 500
AS_EVERY_TABLE: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
LOCK_WAIT_TIMEOUT, DEADLOCK = 1205, 1213


class InTheWay(Exception):
    """Somebody has held for too long what a step needs."""


def create_table(name: str, *parts: SchemaItem) -> None:
    """With its keys and constraints; its other indexes are steps of their own."""
    if not _look().has_table(name):
        _do(name, lambda: op.create_table(name, *parts, **AS_EVERY_TABLE))


def drop_table(name: str) -> None:
    if _look().has_table(name):
        _do(name, lambda: op.drop_table(name))


def create_index(table: str, columns: Sequence[str], *, unique: bool = False) -> None:
    """Named after its table and columns, as the models' are."""
    name = _index(table, columns)
    if name not in _indexes(table):
        _do(table, lambda: op.create_index(name, table, list(columns), unique=unique))


def drop_index(table: str, columns: Sequence[str]) -> None:
    _drop_index(table, _index(table, columns))


def create_unique_key(table: str, columns: Sequence[str]) -> None:
    """Named after its table and columns, as the models' are."""
    name = _unique_key(table, columns)
    if name not in _unique_keys(table):
        _change(table, lambda batch: batch.create_unique_constraint(name, list(columns)))


def drop_unique_key(table: str, columns: Sequence[str]) -> None:
    """Once no foreign key needs it: neither one of its own columns, nor one that points at them."""
    name = _unique_key(table, columns)
    if name in _unique_keys(table):
        _change(table, lambda batch: batch.drop_constraint(name, type_="unique"))


def add_column(table: str, column: sa.Column[Any], *, existing: str | None = None) -> None:
    """``existing`` is the SQL of what rows have in it that are there already; a column that may be NULL needs none."""
    if column.name not in _columns(table):
        default = None if existing is None else sa.text(existing)
        added: sa.Column[Any] = sa.Column(column.name, column.type, nullable=column.nullable, server_default=default)
        _do(table, lambda: op.add_column(table, added))
    if existing is not None and _columns(table)[column.name]["default"] is not None:
        # It was for the rows of then: whoever inserts one now says what is in it.
        _alter(table, column, server_default=None)


def fill_column(table: str, column: str, make: Callable[[], Any]) -> None:
    """Put a value of its own into each row that has none, some rows at a time. The table's key is ``id``."""
    rows = sa.table(table, sa.column("id"), sa.column(column))
    empty = sa.select(rows.c.id).where(rows.c[column].is_(None)).limit(AT_ONCE)
    put = sa.update(rows).where(rows.c.id == sa.bindparam("row"), rows.c[column].is_(None))
    put = put.values({column: sa.bindparam("value")})
    while ids := list(op.get_bind().scalars(empty)):
        made = [{"row": row, "value": make()} for row in ids]
        _do(table, lambda made=made: op.get_bind().execute(put, made))  # type: ignore[misc]  # mypy infers no lambda with a default


def copy_column(table: str, column: str, source: str) -> None:
    """Put into each row that has nothing there what it has in another column, some rows at a time, along its ``id``."""
    rows = sa.table(table, sa.column("id"), sa.column(column), sa.column(source))
    empty, last = rows.c[column].is_(None), 0
    while ids := list(op.get_bind().scalars(_along(rows, empty, last))):
        these = sa.update(rows).where(rows.c.id.between(ids[0], ids[-1]), empty).values({column: rows.c[source]})
        _do(table, lambda these=these: op.get_bind().execute(these))  # type: ignore[misc]  # as above
        last = ids[-1]


def _along(rows: sa.TableClause, which: sa.ColumnElement[bool], last: int) -> sa.Select[Any]:
    return sa.select(rows.c.id).where(rows.c.id > last, which).order_by(rows.c.id).limit(AT_ONCE)


def require_column(table: str, column: sa.Column[Any]) -> None:
    """No row may lack it from now on."""
    if _columns(table)[column.name]["nullable"]:
        _alter(table, column, nullable=False)


def relax_column(table: str, column: sa.Column[Any]) -> None:
    """A row may lack it from now on."""
    if not _columns(table)[column.name]["nullable"]:
        _alter(table, column, nullable=True)


def delete_lacking(table: str, column: str) -> None:
    """The rows that have nothing there: the version before knows none such."""
    rows = sa.table(table, sa.column(column))
    lacking = rows.c[column].is_(None)
    if op.get_bind().scalar(sa.select(sa.literal(1)).select_from(rows).where(lacking).limit(1)) is not None:
        _do(table, lambda: op.get_bind().execute(sa.delete(rows).where(lacking)))


def clear_column(table: str, column: str) -> None:
    """No row has anything there any more: the version before knows nothing that it could be."""
    rows = sa.table(table, sa.column(column))
    _where_filled(table, column, sa.update(rows).values({column: None}))


def delete_having(table: str, column: str) -> None:
    """The rows that have something there: the version before knows none such."""
    _where_filled(table, column, sa.delete(sa.table(table, sa.column(column))))


def _where_filled(table: str, column: str, change: Any) -> None:
    """Change the rows that have something in a column that is still there."""
    if column not in _columns(table):
        return
    filled = sa.column(column).is_not(None)
    if op.get_bind().scalar(sa.select(sa.literal(1)).select_from(sa.table(table)).where(filled).limit(1)) is not None:
        _do(table, lambda: op.get_bind().execute(change.where(filled)))


def drop_column(table: str, column: str) -> None:
    """After its keys and indexes."""
    if column in _columns(table):
        _change(table, lambda batch: batch.drop_column(column))


def create_foreign_key(table: str, columns: Sequence[str], of_table: str, of_columns: Sequence[str]) -> None:
    name = _key(table, columns)
    if name not in _keys(table):
        _change(table, lambda batch: batch.create_foreign_key(name, of_table, list(columns), list(of_columns)))


def drop_foreign_key(table: str, columns: Sequence[str]) -> None:
    """And the index that MySQL and MariaDB made for it."""
    name = _key(table, columns)
    if name in _keys(table):
        _change(table, lambda batch: batch.drop_constraint(name, type_="foreignkey"))
    _drop_index(table, name)


def _drop_index(table: str, name: str) -> None:
    if name in _indexes(table):
        _do(table, lambda: op.drop_index(name, table))


def _alter(table: str, column: sa.Column[Any], **how: Any) -> None:
    _change(
        table,
        lambda batch: batch.alter_column(
            column.name, existing_type=column.type, **{"existing_nullable": column.nullable, **how}
        ),
    )


def _change(table: str, how: Callable[[Any], object]) -> None:
    """What SQLite can do only by making the table anew."""

    def change() -> None:
        with op.batch_alter_table(table) as batch:
            how(batch)

    _do(table, change)


def _look() -> Inspector:
    return sa.inspect(op.get_bind())  # each time anew: one remembers what it has seen


def _columns(table: str) -> dict[str, Any]:
    return {column["name"]: column for column in _look().get_columns(table)}


def _indexes(table: str) -> set[str | None]:
    return {index["name"] for index in _look().get_indexes(table)}


def _unique_keys(table: str) -> set[str | None]:
    return {key["name"] for key in _look().get_unique_constraints(table)}


def _keys(table: str) -> set[str | None]:
    return {key["name"] for key in _look().get_foreign_keys(table)}


def _index(table: str, columns: Sequence[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def _unique_key(table: str, columns: Sequence[str]) -> str:
    return f"uq_{table}_{'_'.join(columns)}"


def _key(table: str, columns: Sequence[str]) -> str:
    return f"fk_{table}_{'_'.join(columns)}"


def _do(table: str, statement: Callable[[], object]) -> None:
    """One statement. Where somebody bars the table it waits, lets others pass, and tries again. Raises ``InTheWay``."""
    until = time.monotonic() + PATIENCE_SECONDS
    warned = False
    while True:
        try:
            statement()
        except OperationalError as error:
            if error.orig is None or error.orig.args[0] not in (LOCK_WAIT_TIMEOUT, DEADLOCK):
                raise
            barred = f"{table} can't be changed while others use it: {holders.transactions(op.get_bind())}"
            if not warned:
                logging.getLogger(__name__).warning("migrating waits: %s", barred)
                warned = True
            if time.monotonic() > until:
                raise InTheWay(f"{barred}. What is done stays done; once they have ended") from error
            time.sleep(PAUSE_SECONDS)
        else:
            return
