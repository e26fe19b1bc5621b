"""The way out for log lines, which nobody waits at: a reader that has stopped reading stops nothing else."""

import fcntl
import logging
import os
import select
import sys
import threading
import time
from collections import deque

MOST_WAITING = 4 * 1024 * 1024
"""Bytes. What comes when so many wait is dropped, and counted."""
LAST_SECONDS = 1.0
GATHER_SECONDS = 0.05
"""Lines of so long are written together: the writer is woken for each burst, and so is whoever it takes the interpreter
from, which costs on some machines as much as many requests.
"""


class Outlet(logging.Handler):
    """Writes to ``descriptor`` from a thread of its own. Not through ``sys.stdout``: its lock would be held by a thread
    that waits for ever, and Python could not end.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lines: deque[bytes | int] = deque()  # a number: so many were dropped there
        self._size = 0  # of these, and of what is being written
        self._news = threading.Condition()
        self._idle = False  # the writer waits for news
        self._turns: int | None = None
        self._writer: threading.Thread | None = None

    def share(self, turns: int) -> None:
        """With other processes, which write to the same descriptor: whoever has locked the file of ``turns`` may."""
        self._turns = turns

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
        except Exception:  # ``handleError`` would write to stderr, which may be as stuck
            line = b'{"level": "error", "message": "a log line could not be written"}\n'
        self.put(line)

    def put(self, line: bytes) -> None:
        """A line that is formatted already, its end included."""
        with self._news:
            if self._size + len(line) <= MOST_WAITING:
                self._lines.append(line)
                self._size += len(line)
            elif self._lines and isinstance(last := self._lines[-1], int):
                self._lines[-1] = last + 1
            else:
                self._lines.append(1)
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_for_ever, name="log", daemon=True)
                self._writer.start()
            if self._idle:
                self._news.notify_all()

    def flush(self) -> None:
        """Wait until all is written, but not for long."""
        end = time.monotonic() + LAST_SECONDS
        with self._news:
            while (self._size or self._lines) and (left := end - time.monotonic()) > 0:
                self._news.wait(left)

    def _write_for_ever(self) -> None:
        while True:
            with self._news:
                while not self._lines:
                    self._idle = True
                    self._news.wait()
                self._idle = False
            time.sleep(GATHER_SECONDS)  # a busy process says hundreds of lines a second: they go together
            with self._news:
                lines = [*self._lines]
                self._lines.clear()
            lost = self._write(b"".join(self._gap(line) if isinstance(line, int) else line for line in lines))
            if lost:
                self._write(self._gap(lost))
            with self._news:
                self._size -= sum(len(line) for line in lines if isinstance(line, bytes))
                self._news.notify_all()

    def _write(self, data: bytes) -> int:
        """How many lines could not be written: there is no reader any more, or the disk is full."""
        if self._turns is None:
            return self._write_all(data)
        fcntl.lockf(self._turns, fcntl.LOCK_EX)  # a pipe takes 4 KB as a whole, and no more
        try:
            return self._write_all(data)
        finally:
            fcntl.lockf(self._turns, fcntl.LOCK_UN)

    def _write_all(self, data: bytes) -> int:
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:  # somebody has made it so, for whoever shares it
                select.select([], [self._descriptor], [], 1)
            except OSError:
                return data.count(b"\n")
        return 0

    def _gap(self, dropped: int) -> bytes:
        """The line that says how many are missing where it stands."""
        message = "log lines were dropped: whatever reads them did not keep up"
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, message, None, None)
        record.facts = {"count": dropped}
        return f"{self.format(record)}\n".encode()


STDOUT = Outlet(1)


def instead_of_stderr() -> None:
    """What Python itself would write there goes to the log: nobody can tell that stderr is read."""
    log = logging.getLogger("python")
    logging.captureWarnings(True)
    sys.unraisablehook = lambda args: log.error(
        args.err_msg or "unraisable", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    )
    threading.excepthook = lambda args: log.error(
        "a thread ended", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    )
