"""What a durable commit can't do without: one small write that reaches the disk."""

import os
import time
from pathlib import Path

SECONDS = 0.25


def flushes(folder: Path) -> float:
    """Small writes a second, each flushed with fsync before the next, by one writer alone."""
    with (folder / "flushed").open("wb", buffering=0) as file:
        began, done = time.perf_counter(), 0
        while (took := time.perf_counter() - began) < SECONDS:
            file.write(b"x" * 512)
            os.fsync(file.fileno())
            done += 1
    return done / took
