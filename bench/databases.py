"""Private databases in a folder of their own, each commit written to disk: SQLite, and MySQL or MariaDB."""

import asyncio
import shutil
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from bench import world
from bench.world import World
from ordering.database.engine import create_engine
from ordering.migrate import upgrade
from ordering.models import Base
from tests.servers import Server, fresh_database, start_mariadb, start_mysql

TEMPLATE = "template"
MANY_CONNECTIONS = "--max-connections=1000"
"""A dozen products keep up to 24 each, and 32 writers come with the floor: more than the 151 that servers allow."""


def media(folder: Path) -> Path:
    """The pictures of everything that is measured in a folder."""
    return folder / "media"


class Databases(Protocol):
    """Where databases come from. ``title`` is for people, ``prefix`` tells names apart; ``world`` is in every copy:
    it is made once, on SQLite.
    """

    @property
    def prefix(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def world(self) -> World: ...
    def copy(self, name: str) -> str:
        """A new furnished database: its URL."""


class Embedded:
    """SQLite files."""

    prefix = "sqlite"
    title = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def world(self) -> World:
        return asyncio.run(world.make(self._url(TEMPLATE), media(self._folder)))

    def copy(self, name: str) -> str:
        assert self.world  # made by now and closed, so one file holds it all
        shutil.copy(self._file(TEMPLATE), self._file(name))
        return self._url(name)

    @property
    def template(self) -> str:
        """The database that all others begin as."""
        assert self.world
        return self._url(TEMPLATE)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.db"

    def _url(self, name: str) -> str:
        return f"sqlite+aiosqlite:///{self._file(name)}"


class Served:
    """Databases of one server: MySQL or MariaDB."""

    prefix = "server"

    def __init__(self, folder: Path, embedded: Embedded, *, mysql: bool) -> None:
        start = start_mysql if mysql else start_mariadb
        self._embedded = embedded
        self.server: Server = start(folder / "server", durable=True, options=[MANY_CONNECTIONS])

    @property
    def title(self) -> str:
        return f"{self.server.name} {self.server.version.split('-')[0]}"

    @cached_property
    def world(self) -> World:
        asyncio.run(_carry(self._embedded.template, fresh_database(self.server, TEMPLATE)))
        return self._embedded.world

    def copy(self, name: str) -> str:
        assert self.world
        url = fresh_database(self.server, name)
        asyncio.run(_copy_tables(url))
        return url

    def close(self) -> None:
        if self.server.process:
            self.server.kill()  # its data goes too


async def _carry(source_url: str, target_url: str) -> None:
    """Every row into a database of another kind, migrated first."""
    await upgrade(target_url)
    source, target = create_engine(source_url), create_engine(target_url)
    async with source.connect() as reading, target.connect() as writing:
        await writing.execution_options(writes=True)
        await writing.execute(text("SET foreign_key_checks = 0"))
        for table in Base.metadata.sorted_tables:
            await writing.execute(table.delete())  # a migration may have put a row there
            if rows := (await reading.execute(table.select())).mappings().all():
                await writing.execute(table.insert(), [dict(row) for row in rows])
        await writing.commit()
    await source.dispose()
    await target.dispose()


async def _copy_tables(url: str) -> None:
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("SET foreign_key_checks = 0"))
        names = (await connection.execute(text(f"SHOW TABLES FROM {TEMPLATE}"))).scalars().all()
        for name in names:
            made = (await connection.execute(text(f"SHOW CREATE TABLE {TEMPLATE}.{name}"))).one()
            await connection.exec_driver_sql(made[1])
            await connection.execute(text(f"INSERT INTO {name} SELECT * FROM {TEMPLATE}.{name}"))
    await engine.dispose()


def count(url: str, table: str) -> int:
    """The rows of a table."""

    async def counted() -> int:
        engine = create_engine(url)
        async with engine.connect() as connection:
            rows = (await connection.execute(text(f"SELECT COUNT(*) FROM {table}"))).scalar_one()
        await engine.dispose()
        return int(rows)

    return asyncio.run(counted())
