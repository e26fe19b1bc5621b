"""The database's schema: bringing it to the newest migration, and telling whether it is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, text

from ordering.database import create_engine
from ordering.settings import sqlite_file

LOCK_SECONDS = 60


class NotAtHead(Exception):
    """The database lacks migrations, or has some from a newer Ordering, or is being migrated."""


async def upgrade(database_url: str, revision: str = "head") -> None:
    """Run the missing migrations; several at once take turns. ``revision`` may also be an older one: downgrades."""
    file = sqlite_file(database_url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(database_url)
    if file is not None:
        event.listen(engine.sync_engine, "connect", _unguarded)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(writes=True)
            await connection.run_sync(_migrate, revision)
            if file is not None and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                raise NotAtHead("a migration would leave rows that point at nothing: nothing was changed")
            await connection.commit()
    finally:
        await engine.dispose()


async def check(database_url: str) -> None:
    """Raises ``NotAtHead`` unless the database has exactly this version's schema."""
    engine = create_engine(database_url)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await engine.dispose()
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if current != head:
        raise NotAtHead(f"the database is at migration {current or 'none'}, this version needs {head}")


def _migrate(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    go = command.upgrade if revision == "head" else command.downgrade
    try:
        _in_turn(connection, lambda: go(config, revision))
    except CommandError as error:
        raise NotAtHead(str(error)) from error


def _unguarded(connection: Any, _record: Any) -> None:
    # SQLite changes a table by making it anew: with keys enforced, dropping the old one would count as deleting its
    # rows. They are checked before the commit instead (sqlite.org/lang_altertable.html, section 7).
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _in_turn(connection: Connection, migrate: Callable[[], None]) -> None:
    if connection.dialect.name == "sqlite":
        migrate()  # inside BEGIN IMMEDIATE: others wait for it
        return
    # MySQL commits around every DDL statement, so a transaction keeps nobody out: a named lock does.
    lock = text("SELECT GET_LOCK('ordering.migrations', :seconds)")
    if connection.scalar(lock, {"seconds": LOCK_SECONDS}) != 1:
        raise NotAtHead("somebody else has been migrating the database for a minute")
    try:
        migrate()
    finally:
        connection.execute(text("SELECT RELEASE_LOCK('ordering.migrations')"))


def _config() -> Config:
    package = Path(__file__).parent
    shipped = package / "migrations"  # in the wheel; in a checkout they stand beside the package
    config = Config()
    config.set_main_option("script_location", str(shipped if shipped.is_dir() else package.parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
