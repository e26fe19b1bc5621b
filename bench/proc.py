"""What Linux tells of a running process; everything is None elsewhere."""

import os
import time
from contextlib import suppress
from pathlib import Path


def cpu(pid: int) -> float | None:
    """Seconds of CPU that all its threads have used, to less than a microsecond."""
    with suppress(OSError, AttributeError):
        # Each process has a clock, whose number is made of its own; the lowest bits choose the scheduler's.
        return time.clock_gettime((~pid << 3) | 2)
    return None


class Self:
    """This process, from now on."""

    def __init__(self) -> None:
        self._began, self._used, self._waited = time.perf_counter(), time.process_time(), _waited()

    def busy(self) -> tuple[float, float]:
        """The parts of the time that passed in which it had a core, and in which it waited for one."""
        passed = time.perf_counter() - self._began
        return (time.process_time() - self._used) / passed, (_waited() - self._waited) / passed


def _waited() -> float:
    """Seconds in which the main thread could have run."""
    with suppress(OSError):
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def resident(pid: int) -> float | None:
    """Its memory in KB, as far as it is in RAM."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024
    return None
