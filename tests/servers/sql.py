"""The little SQL that servers need, from code that isn't async."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from sqlalchemy import NullPool, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


class HasUrl(Protocol):
    @property
    def url(self) -> str: ...


def ask(url: str, *statements: str) -> Any:
    """Runs the statements on one connection, each committed at once, and returns the first value of the
    last one's rows (None without rows). Raises SQLAlchemy's DBAPIError."""
    # In a thread of its own, because the caller may be inside a running event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_ask(url, statements))).result()


def column(url: str, statement: str) -> list[Any]:
    """The first value of each of the statement's rows. Raises as ``ask`` does."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_column(url, statement))).result()


def row(url: str, statement: str) -> dict[str, Any]:
    """The first of the statement's rows by its columns; nothing without rows. Raises as ``ask`` does."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_row(url, statement))).result()


async def _ask(url: str, statements: tuple[str, ...]) -> Any:
    answer = None
    async with _engine(url).connect() as connection:
        for statement in statements:
            result = await connection.exec_driver_sql(statement)
            answer = result.scalar() if result.returns_rows else None
    return answer


async def _column(url: str, statement: str) -> list[Any]:
    async with _engine(url).connect() as connection:
        return list((await connection.exec_driver_sql(statement)).scalars())


async def _row(url: str, statement: str) -> dict[str, Any]:
    async with _engine(url).connect() as connection:
        found = (await connection.exec_driver_sql(statement)).mappings().first()
    return dict(found or {})


def _engine(url: str) -> AsyncEngine:
    return create_async_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 10}
    )


def fresh_database(server: HasUrl, name: str) -> str:
    """Makes the database anew, empty, in utf8mb4_bin, and returns its SQLAlchemy URL.

    Raises ValueError for a name that isn't of a-z, 0-9 and _, and DBAPIError when someone still holds
    locks in the old one after 10 seconds.
    """
    if not re.fullmatch(r"[a-z0-9_]{1,64}", name):
        raise ValueError(f"not a name for a test database: {name!r}")
    # Not DROP … IF EXISTS: the server warns when there is none, and asyncmy passes each warning on.
    if ask(server.url, f"SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{name}'"):
        # The servers' own limit is a day or a year: a leaked connection would hang the suite.
        ask(server.url, "SET lock_wait_timeout = 10", f"DROP DATABASE `{name}`")
    ask(server.url, f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)
