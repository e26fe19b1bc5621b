"""Workers: the processes that serve on this machine, and the one that starts them, replaces what dies, and stops all.

They are begun afresh rather than forked: nothing that a thread held or a library had open is shared by accident. What
they share is the socket, and turns at writing to the log.
"""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import DupFd
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from ordering import logs, outlet
from ordering.app import create_app
from ordering.http import serving
from ordering.http.starting import tell_start
from ordering.settings import Settings
from ordering.web.home import DemoLogins

STOP_SECONDS = 3.8
"""After that whoever has not ended is killed."""
SETTLED_SECONDS = 10.0
"""Who has lived for so long had a good start."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 8.0
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
SPAWN = multiprocessing.get_context("spawn")

log = logging.getLogger(__name__)


def serve(settings: Settings, at: socket.socket, demo: DemoLogins | None = None) -> int:
    """Serve ``at`` a bound socket until a signal ends it, in as many processes as are set. The exit code.

    A supervisor does not return: it ends when its workers have.
    """
    tell_start(settings, at)
    if settings.workers == 1:
        return serving.run(create_app(settings, demo), settings, at)
    with TemporaryFile() as turns, _figures(settings):
        outlet.STDOUT.share(turns.fileno())
        code = Supervisor(settings, at, demo, turns.fileno()).run()
    os._exit(code)  # all is written and closed: Python's own way takes most of a second, and five are all there is


class Supervisor:
    """Keeps ``settings.workers`` processes running, and serves nothing itself."""

    def __init__(self, settings: Settings, at: socket.socket, demo: DemoLogins | None, turns: int) -> None:
        self._settings, self._at, self._demo, self._turns = settings, at, demo, turns
        self._running: dict[SpawnProcess, float] = {}
        self._due: list[float] = [0.0] * settings.workers
        self._pause = PAUSE_SECONDS
        self._settled = False
        self._told, self._telling = os.pipe()

    def run(self) -> int:
        """Until a signal ends it, or its first workers can't begin."""
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: os.write(self._telling, b"."))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            while True:
                self._start_due()
                if self._told in connection.wait([self._told, *(one.sentinel for one in self._running)], self._wait()):
                    return 0
                if (code := self._bury()) is not None:
                    return code
        finally:
            self._stop()
            outlet.STDOUT.flush()

    def _wait(self) -> float | None:
        """Seconds until there is something to do, if nobody dies: one to be started, or to be found settled."""
        now = time.monotonic()
        times = [*self._due, *(() if self._settled else (at + SETTLED_SECONDS for at in self._running.values()))]
        return max(0.0, min(times) - now) if times else None

    def _start_due(self) -> None:
        now = time.monotonic()
        for due in [due for due in self._due if due <= now]:
            self._due.remove(due)
            process = SPAWN.Process(target=work, args=(self._settings, self._demo, self._at, Lent(self._turns)))
            try:
                process.start()
            except OSError as error:  # no memory, or too many files: those that run go on
                log.error("a worker can't be started now", extra={"facts": {"why": str(error)}})
                self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
                self._due.append(now + self._pause)
            else:
                self._running[process] = time.monotonic()

    def _bury(self) -> int | None:
        """Those that have died, each to be followed by another. An exit code where none ever had a good start."""
        now = time.monotonic()
        settled = [at for at in self._running.values() if now - at >= SETTLED_SECONDS]
        self._settled = self._settled or bool(settled)
        for process, began in [*self._running.items()]:
            code = process.exitcode
            if code is None:
                continue
            del self._running[process]
            if code > 0 and not self._settled:
                log.error("a worker can't begin: see above", extra={"facts": {"pid": process.pid, "code": code}})
                return code
            self._pause = (
                PAUSE_SECONDS if now - began >= SETTLED_SECONDS else min(2 * self._pause, LONGEST_PAUSE_SECONDS)
            )
            self._due.append(now + self._pause)
            log.warning("a worker has ended, another one starts", extra={"facts": {"pid": process.pid, "code": code}})
            _forget_figures(process.pid)
            process.close()
        return None

    def _stop(self) -> None:
        """All of them, and nobody is let in who would be forgotten."""
        self._at.close()
        end = time.monotonic() + STOP_SECONDS
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.join(max(0.0, end - time.monotonic()))
            if process.exitcode is None:
                log.warning("a worker does not end: killed", extra={"facts": {"pid": process.pid}})
                process.kill()
                process.join()


class Lent:
    """A file's descriptor that a worker gets: duplicated as it is begun, as its socket is, and not before."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (DupFd(self._descriptor),)


def _received(lent: Any) -> int:
    return int(lent.detach())


def work(settings: Settings, demo: DemoLogins | None, at: socket.socket, turns: int) -> None:
    """One worker, from its beginning to its end."""
    logs.configure(settings.log, settings.log_level)
    outlet.STDOUT.share(turns)
    threading.Thread(target=_end_with_the_supervisor, daemon=True).start()
    sys.exit(serving.run(create_app(settings, demo), settings, at))


def _end_with_the_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None  # noqa: S101 - a worker has one
    supervisor.join()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _figures(settings: Settings) -> Iterator[None]:
    """A folder in which the workers' figures come together: whichever is asked tells those of all."""
    if not settings.metrics or os.environ.get(FIGURES):
        yield
        return
    with TemporaryDirectory(prefix="ordering-metrics-") as folder:
        os.environ[FIGURES] = folder
        yield


def _forget_figures(pid: int | None) -> None:
    if os.environ.get(FIGURES) and pid is not None:
        from prometheus_client import multiprocess  # here: few want it

        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]  # it says no types
