"""Databases, the app in this process, and the world: ``bistro`` and its ``rival``."""

import asyncio
import faulthandler
import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from ordering import settings
from ordering.http.edge import Edge
from ordering.services import of_app
from tests.apps import SCALED, SECRET, an_app
from tests.compiled import compile_once
from tests.faults.starter import Starter
from tests.servers.migrated import MigratedDatabases
from tests.twin import another_process
from tests.world import Opening, Restaurant, a_restaurant, again

pytest_plugins = ["tests.servers.plugin", "tests.scaled"]
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3
LONG = ("deploy", "migrate", "faults", "cli", "bench", "stateful", "test_replica.py", "test_demo.py")
"""What begins first, as it stands in this folder: whoever began it last would end long after all others."""

TEARDOWN_SECONDS = 120


def pytest_configure() -> None:
    """What tests write goes to no disk, if there is room: there each commit of theirs waits until it is written, which
    takes seconds now and then where many write.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in LONG)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage after every few tests."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """Where a test has failed, pytest and pytest-timeout stop their clocks for whoever looks into it. Its teardown may
    wait for ever then for something that it left half done: say where, and end this process, which another replaces.
    """
    if isinstance(node, pytest.Item):
        told = node.config.stash[fault_handler_stderr_fd_key]
        faulthandler.dump_traceback_later(TEARDOWN_SECONDS, file=told, exit=True)


def pytest_runtest_logfinish() -> None:
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``every_database`` runs a test on SQLite, MariaDB and MySQL; all others run on SQLite."""
    if "database_url" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_database") is not None
        kinds = ["mariadb"] if SCALED else ["sqlite", "mariadb", "mysql"] if every else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def media_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No app that a test makes keeps its pictures in the folder where the tests were started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA", f"local:{tmp_path_factory.mktemp('media')}")
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> MigratedDatabases:
    """What this run's processes need of migrated databases, made by one of them."""
    own = tmp_path_factory.getbasetemp()
    return MigratedDatabases(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def migrated_file(migrated: MigratedDatabases) -> Path:
    """An empty SQLite database at the head, to be copied."""
    return migrated.file()


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    made = Starter()
    yield made
    made.close()


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest, migrated: MigratedDatabases) -> Callable[[str], str]:
    """A migrated database on a server, one for the whole run: the tests bring their own stores."""
    made: dict[str, str] = {}

    def of(kind: str) -> str:
        if kind not in made:
            made[kind] = migrated.make(request.getfixturevalue(kind), "ordering_tests")
        return made[kind]

    return of


@pytest.fixture(scope="session")
def opened(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[frozenset[str]], Opening]:
    """Files with restaurants in them: to copy one takes a twentieth of making it."""
    made = {frozenset[str](): Opening(migrated_file, {})}

    async def furnished(file: Path, names: frozenset[str]) -> Opening:
        with an_app(settings.read(environment(f"sqlite+aiosqlite:///{file}"))) as app:
            async with a_client(app) as client:
                found = {name: await a_restaurant(app, client, name) for name in sorted(names)}
            await of_app(app.app).aclose()
        return Opening(file, found)

    def of(names: frozenset[str]) -> Opening:
        if names not in made:
            file = tmp_path_factory.mktemp("opened") / "ordering.db"
            shutil.copy(migrated_file, file)
            made[names] = asyncio.run(furnished(file, names))
        return made[names]

    return of


@pytest.fixture
def opening(request: pytest.FixtureRequest, opened: Callable[[frozenset[str]], Opening]) -> Opening:
    """What the test's SQLite begins with: the restaurants that it asks for, and no other."""
    return opened(frozenset({"bistro", "rival"} & set(request.fixturenames)))


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, opening: Opening, server_url: Callable[[str], str]) -> str:
    """At the head. SQLite's is the test's own; a server's is shared by the run's tests."""
    if database_kind != "sqlite":
        return server_url(database_kind)
    shutil.copy(opening.file, tmp_path / "ordering.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}"


def environment(database_url: str, media: Path | None = None) -> dict[str, str]:
    own = {"ORDERING_MEDIA": f"local:{media}"} if media else {}
    return {"ORDERING_DATABASE_URL": database_url, "ORDERING_SECRET_KEY": SECRET, **own}


def a_client(app: Edge) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    return httpx.AsyncClient(transport=transport, base_url="http://ordering.test")


@pytest.fixture
async def app(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Edge]:
    """The whole service in this process, with everything it holds new for each test, and closed afterwards."""
    given = environment(database_url, tmp_path / "media")
    if SCALED:
        given |= request.getfixturevalue("scaled").beside
    with an_app(settings.read(given)) as made:
        services = of_app(made.app)
        yield made
        await services.aclose()


@pytest.fixture
async def http(app: Edge, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    if SCALED:
        scaled = request.getfixturevalue("scaled")
        await scaled.start()
        of_app(app.app).open()
        named = {"Host": "ordering.test"}
        async with httpx.AsyncClient(base_url=scaled.url, headers=named, timeout=30) as client:
            yield client
            return
    async with a_client(app) as client:
        yield client


@pytest.fixture
async def bistro(app: Edge, http: httpx.AsyncClient, database_kind: str, opening: Opening) -> Restaurant:
    if database_kind == "sqlite" and "bistro" in opening.restaurants:
        return await again(opening.restaurants["bistro"], app, http)
    return await a_restaurant(app, http, "bistro")


@pytest.fixture
async def rival(app: Edge, http: httpx.AsyncClient, database_kind: str, opening: Opening) -> Restaurant:
    """Another store in the same deployment: nothing may ever cross to it."""
    if database_kind == "sqlite" and "rival" in opening.restaurants:
        return await again(opening.restaurants["rival"], app, http)
    return await a_restaurant(app, http, "rival")


@pytest.fixture
async def open_bistro(bistro: Restaurant) -> Restaurant:
    """Its guests may order on their own phones."""
    await bistro.open_to_phones()
    return bistro


@pytest.fixture
async def twin(bistro: Restaurant) -> AsyncIterator[Restaurant]:
    """The bistro's other process."""
    async with another_process(bistro) as other:
        yield other
