"""What a database says of its own schema."""

from collections.abc import Callable
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect

from ordering.database.engine import create_engine
from ordering.models import Base

NewDatabase = Callable[[], str]


async def on(url: str, do: Callable[[Connection], Any]) -> Any:
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(writes=True)
            result = await connection.run_sync(do)
            await connection.commit()
            return result
    finally:
        await engine.dispose()


def make_tables(connection: Connection) -> None:
    """What the models say. Of a copy: SQLAlchemy marks the keys that it adds to a table later (MySQL's between stores
    and pictures), and would leave them out of the tables that it makes on SQLite after that.
    """
    copy = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(copy)
    copy.create_all(connection)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def shape(connection: Connection) -> dict[str, set[tuple[Any, ...]]]:
    """All that the database itself knows of its tables, by table."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT tbl_name, name, sql FROM sqlite_master").all()
        # Migrations name no default order and indent alike: what differs is a difference.
        found = [(row[0], row[1], " ".join((row[2] or "").split())) for row in rows]
        return by_table(
            [row for row in found if not row[2].startswith("CREATE TABLE")] + _columns_of_sqlite(connection)
        )
    queries = [
        "SELECT table_name, column_name, column_type, datetime_precision, collation_name, is_nullable, column_default, "
        "extra FROM information_schema.columns WHERE table_schema = DATABASE()",
        "SELECT table_name, index_name, seq_in_index, column_name, non_unique FROM information_schema.statistics "
        "WHERE table_schema = DATABASE()",
        "SELECT table_name, constraint_name, ordinal_position, column_name, referenced_table_name, "
        "referenced_column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE()",
        "SELECT table_name, 'table', engine, table_collation FROM information_schema.tables "
        "WHERE table_schema = DATABASE()",
    ]
    return by_table([tuple(row) for query in queries for row in connection.exec_driver_sql(query)])


def by_table(rows: list[Any]) -> dict[str, set[tuple[Any, ...]]]:
    found: dict[str, set[tuple[Any, ...]]] = {}
    for row in rows:
        if row[0] != "alembic_version":
            found.setdefault(row[0], set()).add(tuple(row))
    return found


def _columns_of_sqlite(connection: Connection) -> list[tuple[Any, ...]]:
    inspector = inspect(connection)
    found: list[tuple[Any, ...]] = []
    for table in inspector.get_table_names():
        found += [
            (table, one["name"], str(one["type"]), one["nullable"], one.get("primary_key"))
            for one in inspector.get_columns(table)
        ]
        for key in inspector.get_foreign_keys(table):
            found.append(
                (table, key["name"], *key["constrained_columns"], key["referred_table"], *key["referred_columns"])
            )
        for unique in inspector.get_unique_constraints(table):
            found.append((table, unique["name"], *unique["column_names"]))
    return found


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata))
