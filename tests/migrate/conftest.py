"""Databases of each kind, to be migrated or as the migrations leave them."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.servers import fresh_database
from tests.servers.migrated import MigratedDatabases

PLACE, FROM_CONFIG = "script_location", ScriptDirectory.from_config
names: Iterator[str] = (f"migrations_{os.getpid()}_{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def scripts_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of times a migration is begun here, and Alembic reads all of them each time."""
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda config: _scripts(config.get_main_option(PLACE)))


@cache
def _scripts(place: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option(PLACE, place)
    config.set_main_option("path_separator", "os")
    return FROM_CONFIG(config)


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
