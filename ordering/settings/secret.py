"""The secret that signs tokens: given, or made once and kept beside the embedded database."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from ordering.settings.databases import sqlite_file
from ordering.settings.wrong import fail

NAME = "ORDERING_SECRET_KEY"
BYTES = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def given_secret(value: str | None, database_url: str) -> bytes | None:
    """What is set, at least 32 bytes; None where one is kept beside the database. Raises ``WrongSetting``."""
    if value:
        return _checked(value.encode(), "")
    if sqlite_file(database_url) is None:
        fail(NAME, "at least 32 bytes of secret (needed with a server database)")
    return None


def _checked(key: bytes, where: str) -> bytes:
    if len(key) < BYTES:
        fail(NAME, f"at least 32 bytes{where}")
    if len(set(key)) == 1:
        fail(NAME, f"a secret{where}, not one character over and over; `openssl rand -base64 48` makes one")
    return key


def kept_secret(folder: Path) -> bytes:
    """Made once, beside the embedded database, for its owner's eyes only. Raises ``WrongSetting``."""
    file = folder / "secret.key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            with fresh.open("w") as text:
                text.write(secrets.token_urlsafe(48))
                text.flush()
                os.fsync(text.fileno())
            with suppress(FileExistsError):  # two commands at once: the first one's stays
                file.hardlink_to(fresh)
            fresh.unlink()
        if file.stat().st_mode & OTHERS:
            fail(NAME, f"{file} to be its owner's alone: `chmod 600` it, or delete it if others may have read it")
        kept = file.read_bytes().strip()
    except OSError as error:
        fail(NAME, f"at least 32 bytes, or a folder to keep one in ({error.strerror}: {file.parent})")
    return _checked(kept, f" in {file}: delete it to have a new one made")
