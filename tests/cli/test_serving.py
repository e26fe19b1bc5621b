"""Servers, from their command to their end: what is said at the start, and which commands work beside one."""

import json
import signal
import socket
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from tests.cli.commands import SECRET, password_in, run, served, sqlite
from tests.cli.test_databases import CREATE
from tests.servers import Server, fresh_database

SOON = 30.0
"""Three seconds of grace, on a machine that does much else."""


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
        end = time.monotonic() + 30
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
        assert seconds < SOON
        assert code in (0, -signal.SIGTERM)
        written = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {line["level"] for line in written} <= {"info", "warning"}
    for secret in (password, password_in(reset.stdout), login["access_token"]):
        assert secret not in server.log.read_text()


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


def test_the_start_says_what_runs_and_who_may_reach_it(tmp_path: Path) -> None:
    with served(tmp_path, database_url=sqlite(tmp_path), log="json") as server:
        server.stop()  # with which all is written
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    start = next(line for line in lines if line["message"] == "starting")
    assert start["database"] == f"SQLite, {tmp_path / 'data' / 'ordering.db'}"
    assert start["storage"] == str(tmp_path / "var" / "media")
    assert start["address"].startswith("http://127.0.0.1:")
    assert start["reached_by"] == "this machine only"
    assert start["version"] == version("ordering")
    assert [line for line in lines if line["level"] == "warning"] == []


def test_plain_http_on_a_network_is_warned_of_once(tmp_path: Path, migrated_file: Path) -> None:
    url = sqlite(tmp_path, migrated_file)
    with served(tmp_path, database_url=url, host="0.0.0.0") as server:
        server.stop()  # with which all is written
        warned = [line for line in server.log.read_text().splitlines() if "plain http" in line]
    assert len(warned) == 1
    with served(tmp_path, database_url=url, host="0.0.0.0", public_url="https://order.test") as server:
        server.stop()
        assert "plain http" not in server.log.read_text()


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
        assert server.stop(signal.SIGINT)[1] < SOON
