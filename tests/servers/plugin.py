"""Fixtures `mariadb`, `mysql`, `redis_server` and `s3`: a server each, started when a test first asks, kept to the end.

A machine without one is told so loudly: the tests that need it are skipped, and the last lines of the run
say what is missing and how to get it. In CI (`CI=true`) a missing MariaDB or Redis fails them instead.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest

from tests.servers.mariadb import start_mariadb
from tests.servers.mysql import start_mysql
from tests.servers.redis import start_redis
from tests.servers.s3 import Buckets, serving_s3
from tests.servers.server import NotInstalled, Server

MISSING = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def mariadb(pytestconfig: pytest.Config) -> Iterator[Server]:
    yield from shared_server(start_mariadb, pytestconfig, needed=os.environ.get("CI") == "true")


@pytest.fixture(scope="session")
def mysql(pytestconfig: pytest.Config) -> Iterator[Server]:
    # Not needed even in CI: it comes from a mirror of Debian's unstable suite, which has bad days.
    yield from shared_server(start_mysql, pytestconfig, needed=False)


@pytest.fixture(scope="session")
def redis_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    yield from shared_server(start_redis, pytestconfig, needed=os.environ.get("CI") == "true")


@pytest.fixture(scope="session")
def s3() -> Iterator[Buckets]:
    with pytest.MonkeyPatch.context() as patch, serving_s3(patch.setenv) as buckets:
        yield buckets


def shared_server(start: Callable[[Path], Server], config: pytest.Config, *, needed: bool) -> Iterator[Server]:
    # Not in pytest's folder, which keeps the last three runs: 100 MB each.
    with TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder:
        try:
            server = start(Path(folder))
        except NotInstalled as reason:
            lack(config, str(reason), needed=needed)
        yield server
        # Its data goes too, so it needn't shut down with care (MySQL takes 1.5 s to).
        if server.process:
            server.kill()


def lack(config: pytest.Config, missing: str, *, needed: bool) -> NoReturn:
    """Skips the test, and has the run's last lines say why."""
    config.stash.setdefault(MISSING, []).append(missing)
    if needed:
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where several processes share the tests, each tells the first what it lacked."""
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told["missing"] = session.config.stash.get(MISSING, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash.setdefault(MISSING, []).extend(getattr(node, "workeroutput", {}).get("missing", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    missing = config.stash.get(MISSING, [])
    for line in dict.fromkeys(missing):
        terminalreporter.write_line(f"!! {line}. Tests that need it did not run.", red=True, bold=True)
