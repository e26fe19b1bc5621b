"""`deploy/check`, run before one trusts it all: it ends by itself, and says what it can't prove."""

import subprocess
from pathlib import Path

import pytest

from tests.servers import find_mariadb, find_mysql
from tests.servers.options import program
from tests.servers.plugin import lack

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(300)
def test_the_check_ends_by_itself_with_0(pytestconfig: pytest.Config) -> None:
    if not ((find_mysql() or find_mariadb()) and program("redis-server") and program("nginx")):
        lack(pytestconfig, "deploy/check needs a database, redis-server and nginx", needed=False)
    command = [ROOT / "deploy" / "check"]
    told = subprocess.run(command, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "HTTP/2: yes" in told.stdout
    assert "each once and in order" in told.stdout
    assert "What this can't prove" in told.stdout
