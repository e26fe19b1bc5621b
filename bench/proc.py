"""What Linux tells of a running process; everything is None where there is no /proc."""

import os
from contextlib import suppress
from pathlib import Path


def cpu(pid: int) -> float | None:
    """Seconds of CPU that it has used, to a hundredth."""
    with suppress(OSError):
        # After the name, which may hold anything: utime and stime are the 12th and 13th.
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")
    return None


def resident(pid: int) -> float | None:
    """Its memory in KB, as far as it is in RAM."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024
    return None
