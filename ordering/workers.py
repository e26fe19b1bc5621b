"""Workers: the processes that serve on this machine, and the one that starts them, replaces what dies, and stops all.

They are begun afresh rather than forked: nothing that a thread held or a library had open is shared by accident. What
they share is the socket, and turns at writing to the log.
"""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection
from multiprocessing.reduction import DupFd
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from ordering import logs, outlet
from ordering.app import create_app
from ordering.http import serving
from ordering.http.edge import Edge
from ordering.http.starting import tell_start
from ordering.settings import Settings
from ordering.web.home import DemoLogins

STOP_SECONDS = 3.8
"""After that whoever has not ended is killed."""
SETTLED_SECONDS = 10.0
"""Who has lived for so long had a good start."""
LOOK_SECONDS = 1.0
MOST_SILENT, MOST_BEGINNING = 15, 120
"""So many looks in a row that find no beat of a worker, or none yet, and it hangs. Looks are counted, not seconds: if
all was stopped for a while (a container that is paused), nobody has missed any."""
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
        return serving.run(_app(settings, demo), settings, at)
    with TemporaryFile() as turns, _figures(settings):
        outlet.STDOUT.share(turns.fileno())
        code = Supervisor(settings, at, demo, turns.fileno()).run()
    os._exit(code)  # all is written and closed: Python's own way takes most of a second, and five are all there is


class Worker:
    """A process that serves, and the pipe by which it says again and again that its loop turns."""

    def __init__(self, settings: Settings, demo: DemoLogins | None, at: socket.socket, turns: int) -> None:
        """Starts it. Raises ``OSError``."""
        self.since = time.monotonic()
        self._silent, self._most = 0, MOST_BEGINNING
        self._beats, beat = os.pipe()
        os.set_blocking(self._beats, False)
        os.set_blocking(beat, False)
        try:
            self.process = SPAWN.Process(target=work, args=(settings, demo, at, Lent(turns), Lent(beat)))
            self.process.start()
        except OSError:
            os.close(self._beats)
            raise
        finally:
            os.close(beat)

    @property
    def hangs(self) -> bool:
        return self._silent >= self._most

    def look(self) -> None:
        """Whether there was a beat since the last look."""
        with suppress(BlockingIOError):
            if os.read(self._beats, 4096):
                self._silent, self._most = 0, MOST_SILENT
                return
        self._silent += 1

    def kill(self) -> None:
        self.process.kill()
        self._silent = 0  # the kernel may take a moment: it is tried again only after as long

    def close(self) -> None:
        """Once it has ended."""
        os.close(self._beats)
        self.process.close()


class Supervisor:
    """Keeps ``settings.workers`` processes running, and serves nothing itself."""

    def __init__(self, settings: Settings, at: socket.socket, demo: DemoLogins | None, turns: int) -> None:
        self._settings, self._at, self._demo, self._turns = settings, at, demo, turns
        self._running: list[Worker] = []
        self._look_at = time.monotonic()
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
                ends = [one.process.sentinel for one in self._running]
                if self._told in connection.wait([self._told, *ends], self._wait()):
                    return 0
                self._look()
                if (code := self._bury()) is not None:
                    return code
        finally:
            self._stop()
            outlet.STDOUT.flush()

    def _wait(self) -> float:
        """Seconds until there is something to do, if nobody dies: one to be started, or a look at all."""
        return max(0.0, min([*self._due, self._look_at]) - time.monotonic())

    def _look(self) -> None:
        """Whoever hangs is killed, and is dead by the next look."""
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_SECONDS
        for one in self._running:
            one.look()
            if one.hangs:
                log.warning("a worker hangs: killed", extra={"facts": {"pid": one.process.pid}})
                one.kill()

    def _start_due(self) -> None:
        now = time.monotonic()
        for due in [due for due in self._due if due <= now]:
            self._due.remove(due)
            try:
                self._running.append(Worker(self._settings, self._demo, self._at, self._turns))
            except OSError as error:  # no memory, or too many files: those that run go on
                log.error("a worker can't be started now", extra={"facts": {"why": str(error)}})
                self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
                self._due.append(now + self._pause)

    def _bury(self) -> int | None:
        """Those that have died, each to be followed by another. An exit code where none ever had a good start."""
        now = time.monotonic()
        self._settled = self._settled or any(now - one.since >= SETTLED_SECONDS for one in self._running)
        for one in [*self._running]:
            code, pid = one.process.exitcode, one.process.pid
            if code is None:
                continue
            self._running.remove(one)
            if code > 0 and not self._settled:
                log.error("a worker can't begin: see above", extra={"facts": {"pid": pid, "code": code}})
                return code
            had_a_good_start = now - one.since >= SETTLED_SECONDS
            self._pause = PAUSE_SECONDS if had_a_good_start else min(2 * self._pause, LONGEST_PAUSE_SECONDS)
            self._due.append(now + self._pause)
            log.warning("a worker has ended, another one starts", extra={"facts": {"pid": pid, "code": code}})
            _forget_figures(pid)
            one.close()
        return None

    def _stop(self) -> None:
        """All of them, and nobody is let in who would be forgotten."""
        self._at.close()
        end = time.monotonic() + STOP_SECONDS
        processes = [one.process for one in self._running]
        for process in processes:
            process.terminate()
        for process in processes:
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


def work(settings: Settings, demo: DemoLogins | None, at: socket.socket, turns: int, beat: int) -> None:
    """One worker, from its beginning to its end."""
    logs.configure(settings.log, settings.log_level)
    outlet.STDOUT.share(turns)
    threading.Thread(target=_end_with_the_supervisor, daemon=True).start()
    sys.exit(serving.run(_app(settings, demo), settings, at, lambda: _beat(beat)))


def _app(settings: Settings, demo: DemoLogins | None) -> Edge:
    gc.disable()  # none of what is made now is garbage, and serving looks through it once
    return create_app(settings, demo)


def _beat(pipe: int) -> None:
    with suppress(OSError):  # nobody has looked for hours, or there is nobody any more
        os.write(pipe, b".")


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
