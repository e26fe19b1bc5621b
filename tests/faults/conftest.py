"""A MariaDB that may be killed, and scenes on it and on SQLite."""

import os
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.chance import dice as thrown
from tests.faults.machines import Machines, machines
from tests.faults.service import Scene, a_scene
from tests.faults.starter import Starter
from tests.servers import NotInstalled, Redis, Server, start_mariadb, start_redis
from tests.servers.migrated import MigratedDatabases
from tests.servers.plugin import lack, shared_server


@pytest.fixture
def dice() -> random.Random:
    return thrown()


@pytest.fixture(scope="session")
def killable() -> Iterator[Server]:
    """Our own, also where another MariaDB is given."""
    with (
        TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as on,
    ):
        on.delenv("ORDERING_TEST_MARIADB_URL", raising=False)
        try:
            server = start_mariadb(Path(folder))
        except NotInstalled as missing:
            pytest.skip(str(missing))
        yield server
        server.kill()


@pytest.fixture(scope="session")
def shared_redis(pytestconfig: pytest.Config) -> Iterator[Server]:
    """Our own, also where another Redis is given."""
    with pytest.MonkeyPatch.context() as on:
        on.delenv("ORDERING_TEST_REDIS_URL", raising=False)
        yield from shared_server(start_redis, pytestconfig, needed=os.environ.get("CI") == "true")


@pytest.fixture
def killable_redis(shared_redis: Redis) -> Iterator[Redis]:
    """Running and empty at the beginning of each test."""
    with shared_redis.client() as client:
        client.flushall()
    yield shared_redis
    shared_redis.thaw()
    shared_redis.start()
    with shared_redis.client() as client:
        client.config_set("maxmemory", 0)


@pytest.fixture(scope="session")
def killable_url(killable: Server, migrated: MigratedDatabases) -> str:
    """Every test brings its own store."""
    return migrated.make(killable, "faults")


@pytest.fixture
def mariadb_url(killable: Server, killable_url: str) -> Iterator[str]:
    yield killable_url
    killable.thaw()
    killable.start()


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "ordering.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}"


@pytest.fixture
async def on_machines(
    starter: Starter,
    killable: Server,
    mariadb_url: str,
    killable_redis: Redis,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> AsyncIterator[Machines]:
    try:
        async with machines(starter, killable, mariadb_url, killable_redis, tmp_path) as made:
            yield made
    except NotInstalled as missing:
        lack(pytestconfig, str(missing), needed=os.environ.get("CI") == "true")


@pytest.fixture(params=["sqlite", "mariadb"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
async def scene(starter: Starter, url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """On SQLite, and again on MariaDB."""
    async with a_scene(starter, url, tmp_path) as made:
        yield made


@pytest.fixture
async def on_mariadb(starter: Starter, mariadb_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(starter, mariadb_url, tmp_path) as made:
        yield made
