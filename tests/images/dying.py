"""An upload whose process ends of itself, as suddenly as by SIGKILL, at each point between database and storage.

``python -m tests.images.dying DATABASE_URL FOLDER STORE_ID`` begins one for every point, and prints how each ended.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ordering import models
from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.images import actions
from ordering.images.answer import Variant
from ordering.security.callers import CommandLine
from ordering.services import WRITTEN_LAST
from ordering.storage.folder import Folder

SMALL = [Variant(width, 1, f"picture {width}".encode()) for width in (320, 640, 1280)]
__all__ = ["models"]  # the rows point at each other: all of them or none
POINTS = ("claimed", "a draft written", "one file there", "all files there", "stored, not committed", "committed")


def die() -> None:
    os._exit(9)


def die_at(point: str) -> None:
    if point == "claimed":
        _before(Folder, "_write", die)
    elif point == "a draft written":
        _before(Path, "replace", die)
    elif point == "one file there":
        replaced = Path.replace
        _put(Path, "replace", lambda *given: [replaced(*given), os._exit(9)])
    elif point == "all files there":
        _before(actions, "_stored", die)
    elif point == "stored, not committed":
        stored = actions._stored

        async def dying(*args: Any) -> None:
            await stored(*args)
            die()

        _put(actions, "_stored", dying)


def _before(owner: Any, name: str, then: Callable[[], None]) -> None:
    _put(owner, name, lambda *_, **__: then())


def _put(owner: Any, name: str, what: Any) -> None:
    setattr(owner, name, what)


async def upload(database_url: str, folder: str, store_id: int) -> None:
    work = Work(create_engine(database_url), finish=WRITTEN_LAST, announce=lambda _: None)
    await actions.keep(work, Folder(Path(folder)), CommandLine(store_id), SMALL)
    die()


def main(database_url: str, folder: str, store_id: str) -> None:
    for point in POINTS:
        child = os.fork()
        if child == 0:
            die_at(point)
            asyncio.run(upload(database_url, folder, int(store_id)))
        _, status = os.waitpid(child, 0)
        print(f"{point}: {os.waitstatus_to_exitcode(status)}")  # noqa: T201 - a report


if __name__ == "__main__":
    main(*sys.argv[1:])
