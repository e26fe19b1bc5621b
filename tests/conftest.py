"""Databases, the app in this process, and the world: ``bistro`` and its ``rival``."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from ordering import schema, settings
from ordering.app import create_app
from ordering.furnishing import furnish
from ordering.http.edge import Edge
from ordering.http.services import of_app
from tests.servers import fresh_database
from tests.world import Restaurant, a_restaurant

pytest_plugins = ["tests.servers.plugin"]

SECRET = "a secret for the tests, 32 bytes and more"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``every_database`` runs a test on SQLite, MariaDB and MySQL; all others run on SQLite."""
    if "database_url" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_database") is not None
        kinds = ["sqlite", "mariadb", "mysql"] if every else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session", autouse=True)
def media_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No app that a test makes keeps its pictures in the folder where the tests were started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA", f"local:{tmp_path_factory.mktemp('media')}")
        yield


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the head, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "ordering.db"
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """A migrated database on a server, one for the whole run: the tests bring their own stores."""
    made: dict[str, str] = {}

    def of(kind: str) -> str:
        if kind not in made:
            made[kind] = fresh_database(request.getfixturevalue(kind), "ordering_tests")
            asyncio.run(schema.upgrade(made[kind]))
        return made[kind]

    return of


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, migrated_file: Path, server_url: Callable[[str], str]) -> str:
    """At the head. SQLite's is empty; a server's is shared by the run's tests."""
    if database_kind != "sqlite":
        return server_url(database_kind)
    shutil.copy(migrated_file, tmp_path / "ordering.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}"


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Edge:
    """Its routes alone, which take longer to register than most tests to run."""
    nothing = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('bare') / 'never-opened.db'}"
    return create_app(settings.read({"ORDERING_DATABASE_URL": nothing, "ORDERING_SECRET_KEY": SECRET}))


@pytest.fixture
async def app(bare_app: Edge, database_url: str, tmp_path: Path) -> AsyncIterator[Edge]:
    """The whole service in this process, with everything it holds new for each test, and closed afterwards."""
    media = f"local:{tmp_path / 'media'}"
    given = {"ORDERING_DATABASE_URL": database_url, "ORDERING_SECRET_KEY": SECRET, "ORDERING_MEDIA": media}
    bare_app.app.state.update(furnish(settings.read(given), bare_app.app.state.pages))
    services = of_app(bare_app.app)
    yield bare_app
    await services.aclose()


@pytest.fixture
async def http(app: Edge) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
        yield client


@pytest.fixture
async def bistro(app: Edge, http: httpx.AsyncClient) -> Restaurant:
    return await a_restaurant(app, http, "bistro")


@pytest.fixture
async def rival(app: Edge, http: httpx.AsyncClient) -> Restaurant:
    """Another store in the same deployment: nothing may ever cross to it."""
    return await a_restaurant(app, http, "rival")
