"""Running migrations with Alembic. Imported only where some are missing: Alembic alone is a tenth of a start."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

LOCK_SECONDS = 60


class CannotMigrate(Exception):
    """The database has migrations from a newer Ordering, or is being migrated."""


def migrate(connection: Connection, scripts: Path, revision: str) -> None:
    """Inside the connection's transaction; several at once take turns. Raises ``CannotMigrate``."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    go = command.upgrade if revision == "head" else command.downgrade
    try:
        _in_turn(connection, lambda: go(config, revision))
    except CommandError as error:
        raise CannotMigrate(str(error)) from error


def _in_turn(connection: Connection, migrate: Callable[[], None]) -> None:
    if connection.dialect.name == "sqlite":
        migrate()  # inside BEGIN IMMEDIATE: others wait for it
        return
    # MySQL commits around every DDL statement, so a transaction keeps nobody out: a named lock does.
    lock = text("SELECT GET_LOCK('ordering.migrations', :seconds)")
    if connection.scalar(lock, {"seconds": LOCK_SECONDS}) != 1:
        raise CannotMigrate("somebody else has been migrating the database for a minute")
    try:
        migrate()
    finally:
        connection.execute(text("SELECT RELEASE_LOCK('ordering.migrations')"))
