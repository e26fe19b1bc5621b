"""The database's schema: whether it is at the newest migration, and bringing it there."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text

from ordering.database.engine import PREPARING, create_engine
from ordering.settings.databases import sqlite_file


class NotAtHead(Exception):
    """The database lacks migrations, or is being migrated."""


class TooNew(Exception):
    """The database has migrations that this version does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the database is at migration {revision}, of a newer Ordering; this one knows up to {head()}")


async def upgrade(database_url: str, revision: str = "head") -> None:
    """Run the missing migrations; several at once take turns. ``revision`` may also be an older one: downgrades."""
    file = sqlite_file(database_url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    if revision == "head" and await _known(database_url) == head():
        return
    from ordering.migrate.running import MIGRATING, CannotMigrate, migrate

    engine = create_engine(database_url, MIGRATING)
    if file is not None:
        event.listen(engine.sync_engine, "connect", _unguarded)
    try:
        async with engine.connect() as connection:
            whole = {"writes": True} if file is not None else {"isolation_level": "AUTOCOMMIT"}
            await connection.execution_options(**whole)
            await connection.run_sync(migrate, _scripts(), revision)
            if file is not None and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                raise NotAtHead("a migration would leave rows that point at nothing: nothing was changed")
            await connection.commit()
    except CannotMigrate as error:
        raise NotAtHead(str(error)) from error
    finally:
        await engine.dispose()


async def check(database_url: str) -> None:
    """Raises ``NotAtHead`` or ``TooNew`` unless the database has exactly this version's schema."""
    revision = await _known(database_url)
    if revision != head():
        raise NotAtHead(f"the database is at migration {revision or 'none'}, this version needs {head()}")


async def current(database_url: str) -> str | None:
    """The database's migration; None before the first."""
    engine = create_engine(database_url, PREPARING)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


async def _known(database_url: str) -> str | None:
    revision = await current(database_url)
    if revision is not None and revision > head():
        raise TooNew(revision)
    return revision


def head() -> str:
    """This version's newest migration: they are files that begin with their numbers."""
    return max(file.name.partition("_")[0] for file in (_scripts() / "versions").glob("[0-9]*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _unguarded(connection: Any, _record: Any) -> None:
    # SQLite changes a table by making it anew: with keys enforced, dropping the old one would count as deleting its
    # rows. They are checked before the commit instead (sqlite.org/lang_altertable.html, section 7).
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _scripts() -> Path:
    package = Path(__file__).parent.parent
    shipped = package / "migrations"  # in the wheel; in a checkout they stand beside the package
    return shipped if shipped.is_dir() else package.parent / "migrations"
