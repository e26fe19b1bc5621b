"""Pictures in a local folder, served by ourselves."""

import asyncio
import contextlib
import hashlib
import logging
import os
import secrets
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

from ordering.errors import StorageDown
from ordering.storage import Storage

LOCAL_PATH = "/media"
DISK_SECONDS = 10.0
P = ParamSpec("P")
T = TypeVar("T")


class Folder(Storage):
    """Pictures as files, served by ourselves at ``/media``."""

    origin = None

    def __init__(self, folder: Path) -> None:
        self.path = folder

    def url(self, key: str) -> str:
        return f"{LOCAL_PATH}/{key}"

    async def put(self, files: Mapping[str, bytes]) -> None:
        await _aside(self._write, files)

    async def get(self, key: str) -> bytes | None:
        return await _aside(self._read, key)

    async def sha256(self, key: str) -> str | None:
        body = await self.get(key)
        return None if body is None else hashlib.sha256(body).hexdigest()

    async def remove(self, keys: Collection[str]) -> None:
        await _aside(self._remove, keys)

    async def check(self) -> None:
        await _aside(self._check)

    async def aclose(self) -> None:
        """There is nothing open."""

    def _write(self, files: Mapping[str, bytes]) -> None:
        for key, body in files.items():
            path = self.path / key
            path.parent.mkdir(parents=True, exist_ok=True)
            # Beside it, then renamed: a crash leaves a stray file and never half a picture.
            draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            with draft.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        for folder in {(self.path / key).parent for key in files}:
            _sync_folder(folder)

    def _read(self, key: str) -> bytes | None:
        try:
            return (self.path / key).read_bytes()
        except FileNotFoundError:
            return None

    def _remove(self, keys: Collection[str]) -> None:
        for key in keys:
            path = self.path / key
            with contextlib.suppress(FileNotFoundError):  # another purge took the folder away
                for stray in path.parent.glob(f".{path.name}.*"):
                    stray.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        for folder in {(self.path / key).parent for key in keys}:
            with contextlib.suppress(OSError):  # not empty, or gone
                folder.rmdir()

    def _check(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise PermissionError(self.path)


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def _aside(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """In a thread, which is left alone when its disk hangs. Raises ``StorageDown``."""
    try:
        async with asyncio.timeout(DISK_SECONDS):
            return await asyncio.to_thread(do, *args, **kwargs)
    except OSError as error:  # TimeoutError is one
        logging.getLogger(__name__).warning("storage: %s: %s", type(error).__name__, error)
        raise StorageDown(retry_after=5) from error
