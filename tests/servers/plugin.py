"""Fixtures `mariadb` and `mysql`: a server each, started when a test first asks for it and kept to the end.

A machine without one is told so loudly: the tests that need it are skipped, and the last lines of the run
say what is missing and how to get it. In CI (`CI=true`) a missing MariaDB fails them instead.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.servers.mariadb import start_mariadb
from tests.servers.mysql import start_mysql
from tests.servers.server import NotInstalled, Server

MISSING = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def mariadb(pytestconfig: pytest.Config) -> Iterator[Server]:
    yield from shared_server(start_mariadb, pytestconfig, needed=os.environ.get("CI") == "true")


@pytest.fixture(scope="session")
def mysql(pytestconfig: pytest.Config) -> Iterator[Server]:
    # Not needed even in CI: it comes from a mirror of Debian's unstable suite, which has bad days.
    yield from shared_server(start_mysql, pytestconfig, needed=False)


def shared_server(start: Callable[[Path], Server], config: pytest.Config, *, needed: bool) -> Iterator[Server]:
    # Not in pytest's folder, which keeps the last three runs: 100 MB each.
    with TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder:
        try:
            server = start(Path(folder))
        except NotInstalled as reason:
            server, missing = None, str(reason)
        if not server:
            config.stash.setdefault(MISSING, []).append(missing)
            if needed:
                pytest.fail(missing, pytrace=False)
            pytest.skip(missing)
        yield server
        # Its data goes too, so it needn't shut down with care (MySQL takes 1.5 s to).
        if server.process:
            server.kill()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(MISSING, []):
        terminalreporter.write_line(f"!! {line}. Tests that need it did not run.", red=True, bold=True)
