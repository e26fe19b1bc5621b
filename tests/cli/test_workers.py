"""`ordering serve` with several workers: one socket, one supervisor, and logs in which every line is whole."""

import json
import os
import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from click.testing import Result

from ordering import settings
from ordering import workers as supervising
from tests.cli.commands import SECRET, Served, run, served, sqlite
from tests.servers import Redis, Server, fresh_database
from tests.servers.migrated import MigratedDatabases

WORKERS = 2
pytestmark = pytest.mark.timeout(300)
REQUESTS = 300
SOON = 30.0
"""Four seconds, on a machine that does much else; one that hangs would be waited for without an end."""
REDIS_AND_SERVER = {
    "ORDERING_DATABASE_URL": "mysql+asyncmy://nobody@127.0.0.1/none",
    "ORDERING_REDIS_URL": "redis://127.0.0.1",
    "ORDERING_SECRET_KEY": SECRET,
}


@pytest.fixture(scope="module")
def migrated_url(mariadb: Server, migrated: MigratedDatabases) -> str:
    return migrated.make(mariadb, "workers")


@pytest.fixture
def workers(tmp_path: Path, migrated_url: str, redis_server: Redis) -> Iterator[Served]:
    """All of them, at work."""
    with served(
        tmp_path,
        database_url=migrated_url,
        redis_url=redis_server.url,
        secret_key=SECRET,
        workers=str(WORKERS),
        log="json",
        metrics="1",
    ) as server:
        started(server, WORKERS)
        yield server
    until_gone(server)  # also where the supervisor was killed


def started(server: Served, many: int, seconds: float = 90) -> list[int]:
    """The pids of those that have said so, once they are as many."""
    end = time.monotonic() + seconds
    while len(pids := re.findall(r"Started server process \[(\d+)\]", server.log.read_text())) < many:
        assert time.monotonic() < end, server.log.read_text()
        time.sleep(0.05)
    return [int(pid) for pid in pids]


def alive(server: Served) -> list[int]:
    """The workers, however long ago they have begun."""
    pids = re.findall(r"Started server process \[(\d+)\]", server.log.read_text())
    return [int(pid) for pid in pids if Path(f"/proc/{pid}").exists()]


def until_gone(server: Served, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while alive(server):
        assert time.monotonic() < end, "workers are left"
        time.sleep(0.02)


def ask(server: Served, path: str) -> httpx.Response:
    """On a connection of its own."""
    return httpx.get(f"{server.url}{path}", verify=False)


def many_requests(server: Served) -> Counter[int]:
    """Each on a connection of its own, with a path that makes a long line."""

    def one(number: int) -> int:
        return ask(server, f"/nothing/{number}/{'x' * 3000}").status_code

    with ThreadPoolExecutor(8) as threads:
        return Counter(threads.map(one, range(REQUESTS)))


def until_told(server: Served, lines: int, seconds: float = 30) -> None:
    """What is killed takes the lines of its last moment with it: they are written in bursts."""
    end = time.monotonic() + seconds
    while server.log.read_text().count('"/nothing/') < lines:
        assert time.monotonic() < end, "lines are missing"
        time.sleep(0.02)


def test_all_serve_and_whoever_dies_or_hangs_is_replaced(workers: Served) -> None:
    assert many_requests(workers) == {404: REQUESTS}
    until_told(workers, REQUESTS)
    ready = ask(workers, "/health/ready").json()
    assert ready == {"status": "ok", "database": "ok", "storage": "ok", "redis": "ok"}

    victim, other = started(workers, WORKERS)
    os.kill(victim, signal.SIGKILL)
    before = counted(ask(workers, "/metrics").text, "/health")
    assert {ask(workers, "/health").status_code for _ in range(20)} == {200}
    third = started(workers, WORKERS + 1)[-1]
    assert len({victim, other, third}) == WORKERS + 1
    figures = [counted(ask(workers, "/metrics").text, "/health") for _ in range(6)]
    assert set(figures) == {before + 20}, "of one worker only"
    until_redis_is_up(workers)

    # This one has not died: its connections are open, and nothing comes of them.
    os.kill(other, signal.SIGSTOP)
    began = time.monotonic()
    fourth = started(workers, WORKERS + 2)[-1]
    assert time.monotonic() - began > supervising.MOST_SILENT - 3, "it might have been busy"
    assert sorted(alive(workers)) == sorted([third, fourth])

    code, seconds = workers.stop()
    assert (code, seconds < SOON) == (0, True)
    told = [json.loads(line) for line in workers.log.read_text().splitlines()]
    requests = [line for line in told if str(line.get("path", "")).startswith("/nothing/")]
    assert len(requests) == REQUESTS
    ids = {line["request_id"] for line in requests}
    assert len(ids) == REQUESTS, "two have had the same id"
    assert len({one.partition("-")[0] for one in ids}) > 1, "one has done it all"
    assert [line["message"] for line in told].count("starting") == 1
    assert {line["level"] for line in told} <= {"info", "warning"}
    assert [line["pid"] for line in told if line["message"] == "a worker hangs: killed"] == [other]
    ended = [(line["pid"], line["code"]) for line in told if "another one starts" in line["message"]]
    assert ended == [(victim, -signal.SIGKILL), (other, -signal.SIGKILL)]


def until_redis_is_up(server: Served, seconds: float = 60) -> None:
    """By all workers' figures: one that has just begun is not connected yet."""
    end = time.monotonic() + seconds
    while "ordering_redis_up 1.0" not in (figures := ask(server, "/metrics").text):
        assert time.monotonic() < end, figures
        time.sleep(0.1)


def counted(figures: str, path: str) -> int:
    """Requests, as the figures have it."""
    found = re.findall(rf'^ordering_requests_total{{.*path="{path}".*}} (\S+)$', figures, re.MULTILINE)
    return sum(int(float(value)) for value in found)


def test_one_that_hangs_keeps_nobody_from_ending(workers: Served) -> None:
    os.kill(started(workers, WORKERS)[0], signal.SIGSTOP)
    code, seconds = workers.stop()
    assert (code, seconds < SOON) == (0, True), seconds
    assert alive(workers) == []


def test_workers_that_cannot_begin_end_it_all(
    tmp_path: Path, migrated_url: str, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"database_url": migrated_url, "redis_url": redis_server.url, "secret_key": SECRET, "workers": "2"}
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif any('spawn_main' in one for one in sys.orig_argv):\n    raise SystemExit(3)\n"
    )
    monkeypatch.setattr("tests.cli.commands.ENVIRONMENT", {**os.environ, "PYTHONPATH": str(tmp_path)})
    ended = run(tmp_path, "serve", **given, port="0")
    assert ended.returncode == 1, ended.stdout
    assert "a worker can't begin" in ended.stdout


def test_more_than_one_worker_is_refused_on_sqlite_and_without_redis(
    tmp_path: Path, here: Callable[..., Result], migrated_url: str, redis_server: Redis
) -> None:
    embedded = here("serve", database_url=sqlite(tmp_path), redis_url=redis_server.url, workers="2")
    assert (embedded.exit_code, embedded.stderr) == (
        2,
        "ORDERING_WORKERS: expected 1 on SQLite: more than one process needs a database server, and Redis\n",
    )
    alone = here("serve", database_url=migrated_url, secret_key=SECRET, workers="2")
    assert (alone.exit_code, alone.stderr) == (
        2,
        "ORDERING_WORKERS: expected 1 without Redis: more than one process needs ORDERING_REDIS_URL\n",
    )


def test_a_database_that_is_not_migrated_starts_no_worker(
    tmp_path: Path, here: Callable[..., Result], mariadb: Server, redis_server: Redis
) -> None:
    empty = fresh_database(mariadb, "workers_empty")
    refused = here("serve", database_url=empty, redis_url=redis_server.url, secret_key=SECRET, workers="2")
    assert refused.exit_code == 2
    assert "run `ordering migrate`" in refused.stderr


def test_a_worker_that_can_not_be_started_now_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when there is no memory, or too many files are open: it is tried again."""
    chosen = settings.read({"ORDERING_WORKERS": "2"} | REDIS_AND_SERVER)
    starts = iter([None, BlockingIOError("no memory"), None])

    class Process:
        def __init__(self, **_: Any) -> None: ...

        def start(self) -> None:
            if (error := next(starts)) is not None:
                raise error

    monkeypatch.setattr(supervising, "SPAWN", SimpleNamespace(Process=Process))
    supervisor = supervising.Supervisor(chosen, socket.socket(), None, 0)
    supervisor._start_due()
    assert (len(supervisor._running), len(supervisor._due)) == (1, 1)
    assert supervisor._due[0] > time.monotonic(), "after a pause"
    supervisor._due[0] = 0.0
    supervisor._start_due()
    assert (len(supervisor._running), supervisor._due) == (2, [])
    supervisor._at.close()
