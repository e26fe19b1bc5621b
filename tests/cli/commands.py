"""Commands as they are typed: in a process of their own, from another folder."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.server import free_port

ORDERING = str(Path(sys.executable).parent / "ordering")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ORDERING_")}
SECRET = "a secret for the commands, 32 bytes and more"
SECONDS = 60
SLOW_SECONDS = 180


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
        slow = "demo" in arguments or "workers" in environment  # each worker loads everything for itself
        end = time.monotonic() + (SLOW_SECONDS if slow else SECONDS)
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5, verify=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.05)
        yield here
    finally:
        process.kill()
        process.wait()


def sqlite(folder: Path, migrated_file: Path | None = None) -> str:
    """A database that is not there yet, but for one that is migrated already."""
    file = folder / "data" / "ordering.db"
    if migrated_file is not None:
        file.parent.mkdir()
        shutil.copy(migrated_file, file)
    return f"sqlite+aiosqlite:///{file}"


def password_in(output: str) -> str:
    return next(line.removeprefix("password: ") for line in output.splitlines() if line.startswith("password: "))
