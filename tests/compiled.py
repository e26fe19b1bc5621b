"""Templates and statements, compiled once for all apps of this process.

A service compiles each once in its life. Most tests have an app of their own, for three requests, and half of their
time went there.
"""

from types import CodeType
from typing import Any

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Dialect
from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from ordering.database import engine
from ordering.web.kit import render

MOST_STATEMENTS = 5000


class Templates(BytecodeCache):
    """By their name and text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


def compile_once(patch: pytest.MonkeyPatch) -> None:
    templates, statements = Templates(), LRUCache[Any, Any](MOST_STATEMENTS)

    def an_environment(**given: Any) -> Environment:
        return Environment(bytecode_cache=templates, **given)

    def an_engine(*args: Any, **given: Any) -> AsyncEngine:
        made = create_async_engine(*args, **given)
        made.sync_engine._compiled_cache = statements
        return made

    patch.setattr(render, "Environment", an_environment)
    patch.setattr(engine, "create_async_engine", an_engine)
    for dialect in (SQLiteDialect_aiosqlite, MySQLDialect_asyncmy):  # what is compiled is kept by its engine's dialect
        patch.setattr(dialect, "__eq__", _says_the_same)
        patch.setattr(dialect, "__hash__", _kind)


def _says_the_same(one: Dialect, other: object) -> bool:
    return type(one) is type(other) and _of(one) == _of(other)


def _kind(one: Dialect) -> int:
    return hash(type(one))


def _of(one: Any) -> tuple[Any, Any]:
    """The server it speaks to."""
    return one.server_version_info, getattr(one, "is_mariadb", False)
