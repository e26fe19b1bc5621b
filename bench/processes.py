"""Processes that answer HTTP on 127.0.0.1 and die with the benchmark, however that ends."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from bench import proc
from tests.servers.server import free_port, last_lines

PATIENCE = 30.0
ROOT = str(Path(__file__).parents[1])
ORDERING = str(Path(sys.executable).with_name("ordering"))
"""The installed command, beside the Python that runs this."""


class NotUp(Exception):
    """A process ended or did not answer in time. Ends with the last lines it wrote."""


class Running(Struct, frozen=True):
    """``started_in``: seconds from its start to its first answer."""

    port: int
    pid: int
    started_in: float

    def cpu(self) -> float | None:
        """Seconds of CPU that it has used; None where that can't be known."""
        return proc.cpu(self.pid)


def as_users_have() -> dict[str, str]:
    """Our environment without what only developers set: our ORDERING_* variables, and the one that forbids Python to
    keep bytecode. Libraries have theirs from when they were installed, so that what we compare ourselves with would not
    miss it, and the product would compile itself at every start.
    """
    ours = {name for name in os.environ if name.startswith("ORDERING_") or name == "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def answering(
    command: Sequence[str], log: Path, *, path: str, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Runs the command until the block ends; begins once ``path`` answers 200.

    It works in the log's folder and finds its port in ORDERING_PORT.
    """
    port = free_port()
    own = {"PYTHONPATH": ROOT, "ORDERING_PORT": str(port), **(environment or {})}
    with log.open("ab") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=log.parent, env=as_users_have() | own, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    # Its input ends with this process, also when that is killed.
    guard = subprocess.Popen(["sh", "-c", f"read _; kill -9 {process.pid}"], stdin=subprocess.PIPE)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise NotUp(f"{' '.join(command)}:\n{last_lines(log)}")
            time.sleep(0.005)
        yield Running(port, process.pid, time.perf_counter() - began)
    finally:
        guard.kill()
        guard.communicate()
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int, path: str) -> bool:
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=5)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return connection.recv(12).endswith(b" 200")
    return False
