"""The commands, as they are typed: in a process of their own, from another folder."""

import json
import logging
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from ordering.cli import main
from ordering.database.engine import SERVING
from tests.servers import Server, fresh_database
from tests.servers.server import free_port

ORDERING = str(Path(sys.executable).parent / "ordering")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ORDERING_")}
SECRET = "a secret for the commands, 32 bytes and more"
SECONDS = 60
DEMO_SECONDS = 180  # its pictures are drawn


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in ``folder``, its settings without their prefix."""
    return subprocess.run(
        [ORDERING, *arguments],
        cwd=folder,
        env=given(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def given(environment: Mapping[str, str]) -> dict[str, str]:
    return {**ENVIRONMENT, **{f"ORDERING_{name.upper()}": value for name, value in environment.items()}}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """A command in this process, which is quicker; the loggers are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.chdir(tmp_path)
    nothing = {name: None for name in os.environ if name.startswith("ORDERING_")}

    def run_here(*arguments: str, **environment: str) -> Result:
        own = {f"ORDERING_{name.upper()}": value for name, value in environment.items()}
        return CliRunner().invoke(main, arguments, env={**nothing, **own})

    yield run_here
    root.handlers = handlers
    root.setLevel(level)


class Served:
    def __init__(self, process: subprocess.Popen[str], url: str, log: Path) -> None:
        self.process, self.url, self.log = process, url, log

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Its exit code, and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(SECONDS), time.monotonic() - began


@contextmanager
def served(folder: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """A server on a free port, once it answers."""
    port = free_port()
    log = folder / f"served-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [ORDERING, *(arguments or ("serve",))],
            cwd=folder,
            env=given({**environment, "port": str(port)}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    here = Served(process, f"http://localhost:{port}", log)
    try:
        end = time.monotonic() + (DEMO_SECONDS if "demo" in arguments else SECONDS)
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.05)
        yield here
    finally:
        process.kill()
        process.wait()


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'data' / 'ordering.db'}"


def password_in(output: str) -> str:
    return next(line.removeprefix("password: ") for line in output.splitlines() if line.startswith("password: "))


def test_a_store_is_made_and_served_beside_which_commands_work(tmp_path: Path, here: Callable[..., Result]) -> None:
    """One evening: a store is made, its owner logs in, forgets the password, and the server is stopped."""
    url, elsewhere = sqlite(tmp_path), tmp_path / "another folder"
    elsewhere.mkdir()
    migrated = here("migrate", database_url=url)
    assert (migrated.exit_code, migrated.stderr) == (0, "")
    created = run(elsewhere, "store", "create", "Bistro", "--name", "골목식당", "--owner", "Ada", database_url=url)
    assert created.returncode == 0, created.stderr
    assert created.stderr == ""
    assert "pair a tablet with it at any time, up to 3 at a table" in created.stdout
    password = password_in(created.stdout)
    assert len(password) >= 12
    again = here("store", "create", "bistro", "--name", "x", "--owner", "y", database_url=url)
    assert (again.exit_code, again.stderr) == (2, "Another store has this slug.\n")

    with served(elsewhere, database_url=url) as server:
        api = f"{server.url}/api/v1"
        login = httpx.post(
            f"{api}/auth/staff", json={"store": "bistro", "username": "ada", "password": password}
        ).json()
        bearer = {"Authorization": f"Bearer {login['access_token']}"}
        assert login["staff"]["role"] == "owner"
        assert httpx.get(f"{api}/admin/tables", headers=bearer).json() == {"items": []}, "no tables are made"
        stored = httpx.get(f"{api}/admin/store", headers=bearer).json()
        assert (stored["devices_per_table"], stored["pairing"]) == (3, "always")

        reset = run(tmp_path, "staff", "reset-password", "BISTRO", "ADA", database_url=url)
        assert (reset.returncode, reset.stderr) == (0, "")
        end = time.monotonic() + 5
        while httpx.get(f"{api}/me", headers=bearer).status_code == 200:
            assert time.monotonic() < end, "the login lives on"
            time.sleep(0.1)
        wrong = httpx.post(f"{api}/auth/staff", json={"store": "bistro", "username": "ada", "password": password})
        assert wrong.status_code == 401
        fresh = {"store": "bistro", "username": "ada", "password": password_in(reset.stdout)}
        assert httpx.post(f"{api}/auth/staff", json=fresh).status_code == 200

        purged = here("purge", database_url=url)
        assert (purged.exit_code, purged.stderr) == (0, "")
        assert "sessions" in purged.stdout
        restored = here("restored", database_url=url)
        assert (restored.exit_code, restored.stderr) == (0, "")
        assert "Stores that begin anew: 1." in restored.stdout
        beside = here("store", "create", "second", "--name", "둘째", "--owner", "bea", database_url=url)
        second = {"store": "second", "username": "bea", "password": password_in(beside.stdout)}
        assert httpx.post(f"{api}/auth/staff", json=second).status_code == 200, "a live server knows the new store"

        code, seconds = server.stop()
        assert seconds < 3
        assert code in (0, -signal.SIGTERM)
        written = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {line["level"] for line in written} <= {"info", "warning"}
    for secret in (password, password_in(reset.stdout), login["access_token"]):
        assert secret not in server.log.read_text()


def test_a_command_waits_longer_than_a_tablet_would(tmp_path: Path, here: Callable[..., Result]) -> None:
    """Somebody else writes for longer than a request may wait: nobody sits at a table waiting for a command."""
    url = sqlite(tmp_path)
    assert here("migrate", database_url=url).exit_code == 0
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


def test_whoever_is_not_there_gets_no_new_password(tmp_path: Path, here: Callable[..., Result]) -> None:
    url = sqlite(tmp_path)
    here("migrate", database_url=url)
    nobody = here("staff", "reset-password", "nowhere", "nobody", database_url=url)
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert nobody.stderr == "staff reset-password: there is no nobody at nowhere\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["bistro", "--owner", "x" * 41, "--name", "n"], "--owner: At most 40 characters, please."),
        (["bistro", "--owner", "o", "--name", ""], "--name: Fill this in."),
        (["bistro", "--owner", "o", "--name", "n", "--currency", "won"], "--currency: "),
        (
            ["bistro", "--owner", "o", "--name", "n", "--timezone", "Mars/Base"],
            "--timezone: Enter the name of a time zone",
        ),
        (["골목 식당", "--owner", "o", "--name", "n"], "SLUG: "),
    ],
)
def test_a_wrong_argument_is_one_line_that_says_in_words_what_is_wrong(
    tmp_path: Path, here: Callable[..., Result], arguments: list[str], named: str
) -> None:
    here("migrate", database_url=sqlite(tmp_path))
    wrong = here("store", "create", *arguments, database_url=sqlite(tmp_path))
    assert wrong.exit_code == 2
    assert len(wrong.stderr.splitlines()) == 1, wrong.stderr
    assert wrong.stderr.startswith(f"store create: {named}")
    assert not re.search(r"`|regex|Expected|\$", wrong.stderr), wrong.stderr


def test_several_wrong_arguments_are_told_together(tmp_path: Path, here: Callable[..., Result]) -> None:
    here("migrate", database_url=sqlite(tmp_path))
    wrong = here("store", "create", "a b", "--owner", "o" * 41, "--name", "n", database_url=sqlite(tmp_path))
    assert ("SLUG" in wrong.stderr, "--owner" in wrong.stderr) == (True, True)


def test_a_wrong_setting_stops_the_real_command_with_one_line(tmp_path: Path) -> None:
    wrong = run(tmp_path, "serve", port="http")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "ORDERING_PORT: expected a whole number from 0 to 65535\n"


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        wrong = run(tmp_path, "serve", port=str(port))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == f"ORDERING_PORT: expected a free port; {port} is taken: perhaps Ordering runs already\n"
    assert not (tmp_path / "var" / "ordering.db").exists(), "nothing is made where nothing can be served"


@pytest.mark.parametrize("host", ["192.0.2.254", "no-such-name.invalid"])
def test_an_address_of_another_machine_is_one_line(here: Callable[..., Result], host: str) -> None:
    wrong = here("serve", host=host)
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("ORDERING_HOST: expected an address of this machine")
    assert len(wrong.stderr.splitlines()) == 1


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
    tmp_path: Path, here: Callable[..., Result], command: list[str]
) -> None:
    here("migrate", database_url=sqlite(tmp_path))
    with closing(sqlite3.connect(tmp_path / "data" / "ordering.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = here(*command, database_url=sqlite(tmp_path), port=str(free_port()))
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


def test_the_start_says_what_runs_and_who_may_reach_it(tmp_path: Path) -> None:
    with served(tmp_path, database_url=sqlite(tmp_path), log="json") as server:
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    start = next(line for line in lines if line["message"] == "starting")
    assert start["database"] == f"SQLite, {tmp_path / 'data' / 'ordering.db'}"
    assert start["storage"] == str(tmp_path / "var" / "media")
    assert start["address"].startswith("http://127.0.0.1:")
    assert start["reached_by"] == "this machine only"
    assert start["version"] == version("ordering")
    assert [line for line in lines if line["level"] == "warning"] == []


def test_plain_http_on_a_network_is_warned_of_once(tmp_path: Path) -> None:
    with served(tmp_path, database_url=sqlite(tmp_path), host="0.0.0.0") as server:
        warned = [line for line in server.log.read_text().splitlines() if "plain http" in line]
    assert len(warned) == 1
    with served(tmp_path, database_url=sqlite(tmp_path), host="0.0.0.0", public_url="https://order.test") as server:
        assert "plain http" not in server.log.read_text()


CREATE = ["store", "create", "bistro", "--name", "n", "--owner", "ada"]


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["purge"], ["restored"], CREATE], ids=" ".join)
def test_a_database_that_is_not_there_is_one_line(here: Callable[..., Result], command: list[str]) -> None:
    url = f"mysql+asyncmy://somebody:a-db-password@127.0.0.1:{free_port()}/nothing"
    down = here(*command, database_url=url, secret_key=SECRET)
    assert down.exit_code == 2
    assert len(down.stderr.splitlines()) == 1
    assert "ORDERING_DATABASE_URL" in down.stderr
    assert "a-db-password" not in down.stderr


def test_a_server_database_must_be_migrated_before_it_is_served(
    tmp_path: Path, here: Callable[..., Result], mariadb: Server
) -> None:
    url = fresh_database(mariadb, "ordering_commands")
    settings = {"database_url": url, "secret_key": SECRET}
    for command in (["serve"], ["purge"], ["restored"], ["staff", "reset-password", "s", "u"], CREATE):
        refused = here(*command, **settings)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("the database is at migration none, this version needs ")
        assert refused.stderr.endswith(": run `ordering migrate`\n")
        assert len(refused.stderr.splitlines()) == 1
    refused = here("demo", **settings)
    assert refused.exit_code == 2
    assert "--database-url" in refused.stderr
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MariaDB's, on names of primary keys
        assert here("migrate", **settings).exit_code == 0
    created = here(*CREATE, **settings)
    with served(tmp_path, **settings) as server:
        login = {"store": "bistro", "username": "ada", "password": password_in(created.stdout)}
        assert httpx.post(f"{server.url}/api/v1/auth/staff", json=login).status_code == 200
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
        assert server.stop(signal.SIGINT)[1] < 3
