"""A command's database: found, named, waited for, and made only where one is to be made."""

import sqlite3
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from ordering.database.engine import SERVING
from tests.cli.commands import ORDERING, SECRET, given, run, served, sqlite
from tests.servers.server import free_port


def test_a_command_waits_longer_than_a_tablet_would(
    tmp_path: Path, here: Callable[..., Result], migrated_file: Path
) -> None:
    """Somebody else writes for longer than a request may wait: nobody sits at a table waiting for a command."""
    url = sqlite(tmp_path, migrated_file)
    locked = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(tmp_path / "data" / "ordering.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked.set()
            time.sleep(SERVING.writer + 1)
            other.execute("ROLLBACK")

    writing = threading.Thread(target=write)
    writing.start()
    locked.wait()
    created = here("store", "create", "bistro", "--name", "골목식당", "--owner", "ada", database_url=url)
    writing.join()
    assert (created.exit_code, created.stderr) == (0, "")


ON_ONE_THAT_IS_THERE = [
    ["purge"],
    ["staff", "reset-password", "s", "u"],
    ["store", "create", "s", "--name", "n", "--owner", "o"],
    ["media", "copy", "--to", "local:elsewhere"],
]


@pytest.mark.parametrize("command", ON_ONE_THAT_IS_THERE, ids=" ".join)
def test_a_command_called_elsewhere_makes_no_database(
    tmp_path: Path, here: Callable[..., Result], command: list[str]
) -> None:
    refused = here(*command)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("ORDERING_DATABASE_URL: expected a database that is there; there is none at ")
    assert str(tmp_path / "var" / "ordering.db") in refused.stderr
    assert "`ordering migrate`" in refused.stderr
    assert list(tmp_path.iterdir()) == [], "not even a key"


def test_commands_say_which_database_they_have_used(tmp_path: Path, here: Callable[..., Result]) -> None:
    file = str(tmp_path / "data" / "ordering.db")
    for command in (["migrate"], ["store", "create", "s", "--name", "n", "--owner", "o"], ["purge"]):
        assert file in here(*command, database_url=sqlite(tmp_path)).stdout, command
    assert file in here("staff", "reset-password", "s", "o", database_url=sqlite(tmp_path)).stdout


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["purge"]], ids=" ".join)
def test_a_database_of_a_newer_version_is_told_and_left_alone(
    tmp_path: Path, here: Callable[..., Result], migrated_file: Path, command: list[str]
) -> None:
    url = sqlite(tmp_path, migrated_file)
    with closing(sqlite3.connect(tmp_path / "data" / "ordering.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = here(*command, database_url=url, port=str(free_port()))
    assert refused.exit_code == 2
    assert refused.stderr.startswith("the database is at migration 9999, of a newer Ordering")
    assert len(refused.stderr.splitlines()) == 1


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    with served(tmp_path, database_url=sqlite(tmp_path)) as server:
        folder = tmp_path / "data"
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}
        assert {"ordering.db", "ordering.db-wal", "ordering.db-shm", "secret.key"} <= modes.keys()
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    database = folder / "ordering.db"
    database.chmod(0o644)
    run(tmp_path, "migrate", database_url=sqlite(tmp_path))
    assert stat.S_IMODE(database.stat().st_mode) == 0o600, "also what an older version has made"


def test_a_password_of_the_database_is_in_no_list_of_processes(tmp_path: Path) -> None:
    url = f"mysql+asyncmy://root:a-db-password@127.0.0.1:{free_port()}/nothing"
    began = subprocess.Popen(
        [ORDERING, "demo", "--database-url", url],
        cwd=tmp_path,
        env=given({"secret_key": SECRET, "port": "0"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    listed = b""
    while began.poll() is None:
        with suppress(OSError):
            listed = Path(f"/proc/{began.pid}/cmdline").read_bytes() or listed  # empty once it has ended
        time.sleep(0.02)
    told, _ = began.communicate()
    assert b"root@127.0.0.1" in listed, "it went on without"
    assert told.startswith("ORDERING_DATABASE_URL: can't use the database"), told
    assert "a-db-password" not in told


CREATE = ["store", "create", "bistro", "--name", "n", "--owner", "ada"]


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["purge"], ["restored"], CREATE], ids=" ".join)
def test_a_database_that_is_not_there_is_one_line(here: Callable[..., Result], command: list[str]) -> None:
    url = f"mysql+asyncmy://somebody:a-db-password@127.0.0.1:{free_port()}/nothing"
    down = here(*command, database_url=url, secret_key=SECRET)
    assert down.exit_code == 2
    assert len(down.stderr.splitlines()) == 1
    assert "ORDERING_DATABASE_URL" in down.stderr
    assert "a-db-password" not in down.stderr
