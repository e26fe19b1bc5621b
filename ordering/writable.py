"""Whether the database can be written to, asked without writing."""

import asyncio
import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.errors import Busy
from ordering.settings.databases import sqlite_file

LEAST_FREE = 1024 * 1024
NOTHING = text("UPDATE event_counter SET last = last WHERE 1 = 0")
"""A server that only reads refuses it before it looks whether there is anything to change."""


async def why_not(work: Work) -> str | None:
    """What keeps it from being written to, for the log; None when nothing is known to."""
    if work.refused:
        return "it refused what was written last"
    file = sqlite_file(work.engine.url.render_as_string(hide_password=False))
    if file is not None:
        return await asyncio.to_thread(_why_not_file, file)
    try:
        await work.run(_nothing)
    except Busy as busy:
        return str(busy.__cause__ or busy)
    return None


def _why_not_file(file: Path) -> str | None:
    beside = [file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm")]
    for needed in (file, file.parent, *(path for path in beside if path.exists())):
        if not os.access(needed, os.W_OK):
            return f"{needed} can't be written to"
    disk = os.statvfs(file)
    free = (disk.f_bfree if os.geteuid() == 0 else disk.f_bavail) * disk.f_frsize
    return f"its disk has {free:,} bytes left" if free < LEAST_FREE else None


async def _nothing(session: AsyncSession) -> None:
    await session.execute(NOTHING)
