"""A server that tests may stop, freeze, kill and start again."""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from tests.servers.options import temporary
from tests.servers.sql import ask

Kind = Literal["mariadb", "mysql", "redis"]

LOGIN_SECONDS = 60.0
STOP_SECONDS = 20.0
PREPARED = Path(tempfile.gettempdir(), f"ordering-prepared-{os.geteuid()}")


class NotInstalled(Exception):
    """This machine lacks the server. Says in one line how to get it."""


class NotStarted(Exception):
    """The server ended, or took no login in time. Ends with the last lines of its log."""


class NotOurs(Exception):
    """The server was given by a URL: tests can neither stop nor start it."""


@dataclass(eq=False, kw_only=True)
class Server:
    """One server: started by us (with a command and a log), or only given by its URL.

    `name` is for people ("MariaDB"), `url` is a SQLAlchemy URL without a database.
    """

    name: str
    kind: Kind
    url: str
    command: tuple[str, ...] = ()
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _guard: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def version(self) -> str:
        """As the server says it: "10.11.14-MariaDB-0+deb12u2", "9.7.4-2"."""
        return str(ask(self.url, "SELECT VERSION()"))

    def start(self) -> None:
        """Starts it, also again after `stop` or `kill` (same data, same port); returns when a login works.

        Raises NotStarted and NotOurs.
        """
        log = self._own_log()
        if self.process:
            return
        with log.open("ab") as output:
            # In a session of its own: Ctrl-C is for the tests, which stop the server themselves.
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        # The guard's input ends with this process, however that ends, and takes the server along. (Linux' death
        # signal would come already at the end of the thread that started the server.)
        self._guard = subprocess.Popen(
            ["sh", "-c", f"read _; kill -9 {self.process.pid}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not self._takes_logins(self.process):
            self.kill()
            raise NotStarted(f"{self.name} didn't start:\n{last_lines(log)}")

    def stop(self) -> None:
        """Asks it to shut down, kills it after 20 seconds. A given server is left alone."""
        if process := self.process:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            self._forget(process)

    def kill(self) -> None:
        """SIGKILL, as the kernel does when memory runs out. Raises NotOurs."""
        self._own_log()
        if process := self.process:
            process.kill()
            self._forget(process)

    def freeze(self) -> None:
        """SIGSTOP: connections stay open and nothing answers. Raises NotOurs."""
        self._own_log()
        if self.process:
            self.process.send_signal(signal.SIGSTOP)
            while not all(map(_stands_still, Path(f"/proc/{self.process.pid}/task").glob("*/stat"))):
                time.sleep(0.001)  # its threads stop one by one

    def thaw(self) -> None:
        """SIGCONT, after `freeze`. Raises NotOurs."""
        self._own_log()
        if self.process:
            self.process.send_signal(signal.SIGCONT)

    def _own_log(self) -> Path:
        if self.log is None:
            raise NotOurs(f"{self.name} was given by its URL")
        return self.log

    def _takes_logins(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + LOGIN_SECONDS
        while process.poll() is None and time.monotonic() < end:
            try:
                ask(self.url, "SELECT 1")
            except DBAPIError:
                time.sleep(0.03)
            else:
                return True
        return False

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self.process = None
        if guard := self._guard:
            guard.kill()  # before its input ends, for the number it would kill may be another process's by now
            guard.communicate()
            self._guard = None


def _stands_still(thread: Path) -> bool:
    """Whether a thread, by its ``stat`` file, is stopped or has ended since it was listed."""
    try:
        return " T " in thread.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def given(name: str, kind: Kind, url: str) -> Server:
    """The server at a URL from the environment. Raises NotStarted when the other kind answers there."""
    server = Server(name=name, kind=kind, url=make_url(url).set(database="").render_as_string(hide_password=False))
    if ("mariadb" in server.version.lower()) != (kind == "mariadb"):
        raise NotStarted(f"not {name}, but {server.version} answers at the URL given for it")
    return server


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses."""
    # Below the range from which clients get theirs (32768 on Linux): a client that retries while its server is
    # down could otherwise be given the server's port and connect to itself.
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def prepare(name: str, data: Path, *command: str) -> None:
    """Fills a new data folder: with a copy of what the command has put into another one, if it was ever run on this
    machine (MySQL's takes seconds). Raises NotStarted with the end of its output.
    """
    known = PREPARED / _kind_of(command)
    known.parent.mkdir(parents=True, exist_ok=True)
    with known.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            draft = known.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            places = [f"--datadir={draft}", *temporary(known.with_suffix(".temporary"))]
            run = subprocess.run([*command, *places], stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if run.returncode:
                raise NotStarted(f"{name}'s data folder wasn't made:\n{(run.stdout + run.stderr)[-2000:]}")
            draft.rename(known)
    shutil.copytree(known, data, ignore=shutil.ignore_patterns("auto.cnf"))  # in it MySQL says which one it is


def _kind_of(command: Sequence[str]) -> str:
    """A name for what a command makes: of another program, also a newer one, it is another."""
    files = [Path(one).stat() for one in command if Path(one).is_file()]
    seen = [*command, *(f"{file.st_size} {file.st_mtime_ns}" for file in files)]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()[:24]


def last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])
