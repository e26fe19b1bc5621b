"""Log lines leave without anybody waiting: not for a reader that has stopped, nor for one that is gone."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordering import logs, outlet
from ordering.outlet import Outlet
from tests.apps import SECRET
from tests.servers.server import free_port

PIPE_BYTES = 65536
FULL = 600


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    for end in (read, write):
        with suppress(OSError):
            os.close(end)


def an_outlet(descriptor: int) -> tuple[Outlet, logging.Logger]:
    made = Outlet(descriptor)
    made.setFormatter(logs.JsonLines())
    log = logging.Logger("of the tests")
    log.addHandler(made)
    return made, log


def read_lines(read: int, until: str) -> list[dict[str, Any]]:
    """The lines up to the one with this message."""
    text = b""
    while until.encode() not in text or not text.endswith(b"\n"):
        text += os.read(read, PIPE_BYTES)
    return [json.loads(line) for line in text.decode().split("\n") if line]


def read_all(read: int, until: str) -> list[str]:
    return [line["message"] for line in read_lines(read, until)]


def test_lines_come_in_order_and_each_is_whole(pipe: tuple[int, int]) -> None:
    _, log = an_outlet(pipe[1])

    def write() -> None:
        for _ in range(100):
            log.warning("%s", "x" * 300)

    def end() -> None:
        for writer in writers:
            writer.join()
        log.warning("the last")

    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in (*writers, threading.Thread(target=end)):
        thread.start()
    assert read_all(pipe[0], "the last") == [*["x" * 300] * 400, "the last"]


def test_a_pipe_that_nobody_reads_holds_nobody_up_and_the_gap_is_told(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "MOST_WAITING", 300_000)
    made, log = an_outlet(pipe[1])
    began = time.monotonic()
    for number in range(5000):
        log.warning("%s", f"{number:05d}" + "x" * 100)
    made.flush()
    assert time.monotonic() - began < 20
    told = read_lines(pipe[0], "were dropped")
    made.flush()
    log.warning("again")
    told += read_lines(pipe[0], "again")
    assert told.pop()["message"] == "again"
    place = 0
    for line in told:
        if "were dropped" in line["message"]:
            place += line["count"]
        else:
            assert line["message"] == f"{place:05d}" + "x" * 100, "each in its place, and each gap where it is"
            place += 1
    assert place == 5000


def test_a_reader_that_is_gone_is_no_fault(pipe: tuple[int, int]) -> None:
    made, log = an_outlet(pipe[1])
    os.close(pipe[0])
    for _ in range(10):
        log.warning("for nobody")
        made.flush()


def test_a_line_that_can_not_be_written_is_told_in_another(pipe: tuple[int, int]) -> None:
    _, log = an_outlet(pipe[1])
    log.warning("%d", "no number")
    log.warning("\ud800 half a letter")
    log.warning("the last")
    told = read_all(pipe[0], "the last")
    assert len(told) == 3
    assert told[0] == "a log line could not be written"


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`ordering serve`, at its most talkative, into a pipe that nobody reads."""
    port = free_port()
    own = {"DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}", "SECRET_KEY": SECRET, "PORT": str(port),
           "LOG_LEVEL": "debug", "MEDIA": f"local:{tmp_path / 'media'}"}  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ORDERING_")}
    command = [str(Path(sys.executable).parent / "ordering"), "serve"]
    served = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**clean, **{f"ORDERING_{name}": value for name, value in own.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/health")
            break
        except httpx.TransportError:
            assert time.monotonic() < end
            time.sleep(0.1)
    yield served, url
    served.kill()
    served.communicate()


def test_a_service_goes_on_with_a_full_pipe_and_a_hangup_and_ends_when_told(
    unread: tuple[subprocess.Popen[bytes], str],
) -> None:
    served, url = unread
    with httpx.Client(base_url=url, timeout=10) as client:
        fill(client)
        served.send_signal(signal.SIGHUP)
        for _ in range(20):
            login = {"store": "s", "username": "a-name-in-the-log", "password": "a-word-in-the-log"}
            assert client.post("/api/v1/auth/staff", json=login).status_code in (401, 429)
        assert served.stdout is not None
        told = b""
        while told.count(b"/api/v1/auth/staff") < 20:
            told += os.read(served.stdout.fileno(), PIPE_BYTES)
        assert told.count(b'"message":"request"') > FULL, "nothing is lost that had a place to wait"
        assert b"a-word-in-the-log" not in told
        assert b"aiosqlite" not in told, "its debug lines hold every value"
        fill(client)
    served.send_signal(signal.SIGTERM)
    assert served.wait(15) == -signal.SIGTERM


def fill(client: httpx.Client) -> None:
    """More lines than a pipe holds."""
    for _ in range(FULL):
        assert client.get("/health", headers={"X-Request-ID": "x" * 64}).status_code == 200


def test_what_a_server_quotes_of_a_row_is_left_out() -> None:
    try:
        raise RuntimeError("(1062, \"Duplicate entry '1-a-hash-of-a-token' for key 'device.token_hash'\")")
    except RuntimeError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 0, "unhandled", None, (type(error), error, None))
    for formatter in (logs.JsonLines(), logs.TextLines()):
        told = formatter.format(record)
        assert "a-hash-of-a-token" not in told
        assert "device.token_hash" in told
