"""Migrated databases: the migrations make a run's first of each kind, and the others are copies of it.

Three dozen migrations take a server seconds, and every process that runs tests needs some of them. That a copy is what
the migrations make is tested in tests/migrate.
"""

import asyncio
import fcntl
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ordering import migrate
from tests.servers.server import Server
from tests.servers.sql import ask, column, fresh_database, row


class MigratedDatabases:
    """``folder`` is the run's: what one of its processes has made there, the others need not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self) -> Path:
        """SQLite's, empty and at the head. To be copied: it is everybody's."""
        file = self._folder / "migrated.db"
        with self._alone("sqlite"):
            if not file.exists():
                draft = file.with_suffix(".draft")
                _upgrade(f"sqlite+aiosqlite:///{draft}")
                draft.rename(file)
        return file

    def make(self, server: Server, name: str) -> str:
        """A new one of this name on a server, as ``fresh_database`` does: its URL."""
        url = fresh_database(server, name)
        kind = f"{server.kind}-{server.version}"
        known = self._folder / f"tables-of-{kind}.json"
        with self._alone(kind):
            if not known.exists():
                _upgrade(url)
                known.write_text(json.dumps(_tables(url)))
                return url
        ask(url, "SET foreign_key_checks = 0", *json.loads(known.read_text()))
        return url

    @contextmanager
    def _alone(self, kind: str) -> Iterator[None]:
        """One process at a time: whoever comes meanwhile finds what the first has made."""
        with (self._folder / f"migrating-{kind}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _upgrade(url: str) -> None:
    with ThreadPoolExecutor(1) as thread:  # whoever asks first may be inside of a running loop
        thread.submit(asyncio.run, migrate.upgrade(url)).result()


def _tables(url: str) -> list[str]:
    """The statements that make its tables, and say of which version they are."""
    names = [str(name) for name in column(url, "SHOW TABLES")]
    filled = [name for name in names if ask(url, f"SELECT COUNT(*) FROM `{name}`")]
    assert filled == ["alembic_version"], "a migration has put rows there: they are to be copied, too"
    made = [str(row(url, f"SHOW CREATE TABLE `{name}`")["Create Table"]) for name in names]
    return [*made, f"INSERT INTO alembic_version VALUES ('{migrate.head()}')"]
