"""Starts services quickly: a process that has everything imported, and forks for each.

What runs in the fork is the command itself, mostly `ordering serve`; only Python's start and the imports (seconds, on a
busy machine) are saved. All of them end with the process that asked for them.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Twist:
    """What is different about a service: where it dies and at which order (``dying``); other constants, by name;
    settings without their prefix; ``command`` if it is not a service at all.
    """

    die: tuple[str, int] | None = None
    constants: dict[str, float] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("serve",)


class Starter:
    def __init__(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ORDERING_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.starter"],
            cwd=ROOT,
            env=clean,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def start(self, folder: Path, log: Path, environment: dict[str, str], twist: Twist) -> int:
        """The pid of a new service."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"folder": str(folder), "log": str(log), "environment": environment, **asdict(twist)}
        print(json.dumps(wanted), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def main() -> None:
    from ordering import cli
    from tests.faults import dying

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the ended leave nothing to be waited for
    started: list[int] = []
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(json.loads(line), dying.die, cli.main)
        started.append(pid)
        print(pid, flush=True)  # noqa: T201 - whoever started it waits for that
    for pid in started:
        if _is_ours(pid):
            os.kill(pid, signal.SIGKILL)


def _become(wanted: dict[str, Any], die: Any, run: Any) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    output = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(to, stream)
    os.closerange(3, 64)
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    try:
        for name, value in wanted["constants"].items():
            module, _, constant = name.rpartition(".")
            setattr(import_module(module), constant, value)
        if wanted["die"] is not None:
            die(*wanted["die"])
        run(wanted["command"])
    except Exception:
        traceback.print_exc()  # else nobody would know why it doesn't start
    finally:
        sys.stdout.flush()
        os._exit(0)


def _is_ours(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return int(status.rpartition(")")[2].split()[1]) == os.getpid()


if __name__ == "__main__":
    main()
