"""Databases of each kind, to be migrated or as the migrations leave them."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import fresh_database
from tests.servers.migrated import MigratedDatabases

names: Iterator[str] = (f"migrations_{os.getpid()}_{number}" for number in itertools.count())


@pytest.fixture(params=["sqlite", "mariadb", "mysql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Of database: a test's own, unless the test names some."""
    return str(request.param)


@pytest.fixture
def an_empty_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes one, and another at the next call."""

    def make() -> str:
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{tmp_path / next(names)}.db"
        return fresh_database(request.getfixturevalue(kind), next(names))

    return make


@pytest.fixture
def a_migrated_database(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, migrated: MigratedDatabases
) -> Callable[[], str]:
    """Makes one, and another at the next call."""

    def make() -> str:
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{shutil.copy(migrated.file(), tmp_path / f'{next(names)}.db')}"
        return migrated.make(request.getfixturevalue(kind), next(names))

    return make
