"""Running migrations, one process at a time, so that any of them may be broken off and begun again.

SQLite's are one transaction. MySQL and MariaDB commit around every change of a table, whatever a transaction says:
there each statement stands for itself, each version is written down as soon as it is done, and ``steps`` looks before
it acts.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from ordering.database.engine import Patience
from ordering.migrate.holders import connection_of
from ordering.migrate.steps import InTheWay

TURN_SECONDS = 60
LOCK_SECONDS = 3
"""Whoever else wants a table waits behind a migration that waits for it: so never for long, and then again."""
MIGRATING = Patience(lock=LOCK_SECONDS, writer=TURN_SECONDS, server=None, answer=TURN_SECONDS)
"""A large table takes as long as it takes; giving up on the answer would not end what the server does."""

# Of this database, not of the server's others. Its connection is the one that migrates: should that be lost in the
# middle of a statement, the lock is held until the server has finished it.
LOCK = "CONCAT('ordering.migrations.', LEFT(SHA2(LOWER(DATABASE()), 256), 40))"


class CannotMigrate(Exception):
    """The database has migrations from a newer Ordering, or is being migrated, or is in use in a way that bars it."""


def migrate(connection: Connection, scripts: Path, revision: str) -> None:
    """Inside the connection's transaction, on a server outside of any. Raises ``CannotMigrate``."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    go = command.upgrade if revision == "head" else command.downgrade
    try:
        _in_turn(connection, lambda: go(config, revision))
    except (CommandError, InTheWay) as error:
        raise CannotMigrate(str(error)) from error


def _in_turn(connection: Connection, go: Callable[[], None]) -> None:
    if connection.dialect.name == "sqlite":
        go()  # inside BEGIN IMMEDIATE: others wait for it
        return
    connection.exec_driver_sql(f"SET SESSION lock_wait_timeout={LOCK_SECONDS}")
    if connection.scalar(text(f"SELECT GET_LOCK({LOCK}, :seconds)"), {"seconds": TURN_SECONDS}) != 1:
        holder = connection.scalar(text(f"SELECT IS_USED_LOCK({LOCK})"))
        raise CannotMigrate(
            f"somebody else has been migrating the database for {TURN_SECONDS} s: {connection_of(connection, holder)}"
        )
    try:
        go()
    finally:
        with suppress(SQLAlchemyError):  # a connection that is lost lets it go by itself
            connection.execute(text(f"SELECT RELEASE_LOCK({LOCK})"))
