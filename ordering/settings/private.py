"""What is nobody else's business on the machine: the database's files, and a password in the list of processes."""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ordering.settings.databases import NAME, sqlite_file, without_password

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_files_privately() -> None:
    """Whatever is made from now on is its owner's alone: orders, passwords' hashes, keys, pictures."""
    os.umask(OTHERS)


def keep_private(database_url: str) -> None:
    """A SQLite file that an older version made readable for others is so no more, nor what lies beside it."""
    file = sqlite_file(database_url)
    for suffix in ("", "-wal", "-shm"):
        path = Path(f"{file}{suffix}")
        with suppress(OSError):  # not there; or not ours, and then not ours to hide
            if file is not None and path.stat().st_mode & OTHERS:
                path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def unlisted(database_url: str) -> str:
    """The URL that an argument means. Begins the process again where it has a password: everybody can list arguments.

    The whole URL then comes by the environment, which only the process's user can read; so it may from the outset.
    """
    whole = os.environ.get(NAME, "")
    try:
        if whole and without_password(whole) == database_url:
            return whole
        if not make_url(database_url).password:
            return database_url
    except (ArgumentError, ValueError):
        return database_url
    return _begin_again(database_url, without_password(database_url))


def _begin_again(whole: str, bare: str) -> NoReturn:
    arguments = [argument.replace(whole, bare) for argument in sys.argv]
    os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, NAME: whole})  # noqa: S606 - ourselves again
