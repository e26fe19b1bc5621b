"""The suite against two processes behind nginx, with Redis between them: `make test-scaled`.

With ORDERING_TEST_SCALED=1 whoever asks the service over HTTP asks nginx, and the database is MariaDB. The app in the
tests' own process stays, as a third one on the same database and Redis: tests prepare and judge through it. Those that
change something about the process that they ask (a clock, a constant), or are marked `inside`, are left out.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.apps import SCALED
from tests.deploy.proxy import Proxy, nginx
from tests.faults.service import Service
from tests.faults.starter import Starter, Twist
from tests.servers import NotInstalled, Server, start_redis
from tests.servers.plugin import lack, shared_server
from tests.servers.server import free_port

REACHING_IN = {"monkeypatch", "app"}
CLOCKS = {"clock_at", "throttle_clock"}
"""Which other fixtures may use, too."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SCALED:
        left = [item for item in items if reaches_in(item)]
        items[:] = [item for item in items if not reaches_in(item)]
        config.hook.pytest_deselected(items=left)


class Scaled:
    """Two services and nginx, as one service is: who kills it kills both, and nginx stays."""

    def __init__(self, services: list[Service], redis_url: str, port: int, proxying: Callable[[], Proxy]) -> None:
        self.services, self.port = services, port
        self._redis_url = redis_url
        self._proxying = proxying
        self._proxy: Proxy | None = None

    @property
    def beside(self) -> dict[str, str]:
        """Settings of a third process, in which tests prepare and judge."""
        return {"ORDERING_REDIS_URL": self._redis_url, "ORDERING_MEDIA": f"local:{self.services[0].media}"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        for service in self.services:
            if not service.running:
                await service.start()
        if self._proxy is None:
            self._proxy = self._proxying()

    def kill(self) -> None:
        for service in self.services:
            service.kill()


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> Iterator[str]:
    for server in shared_server(start_redis, pytestconfig, needed=True):
        yield server.url


@pytest.fixture(scope="session")
def scaled(
    mariadb: Server, server_url: Callable[[str], str], redis_url: str, pytestconfig: pytest.Config
) -> Iterator[Scaled]:
    """Not started yet: that is awaited."""
    del mariadb
    own = {"REDIS_URL": redis_url, "TRUSTED_PROXIES": "127.0.0.1"}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True)))
        starter = Starter()
        stack.callback(starter.close)
        services = [Service(starter, server_url("mariadb"), folder, Twist(settings=own)) for _ in range(2)]
        port = free_port()

        def proxying() -> Proxy:
            try:
                return stack.enter_context(nginx(folder, port, *(one.port for one in services), tls=False))
            except NotInstalled as missing:
                lack(pytestconfig, str(missing), needed=True)

        made = Scaled(services, redis_url, port, proxying)
        yield made
        made.kill()


def reaches_in(item: pytest.Item) -> bool:
    """Whether a test changes something about the process whose answers it looks at."""
    own = inspect.signature(item.function).parameters if isinstance(item, pytest.Function) else {}
    used = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("inside") is not None
    return "http" in used and (bool(REACHING_IN & own.keys() | CLOCKS & used) or marked)
