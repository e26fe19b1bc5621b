"""Files that come with a request: how large they may be, and how others get to read them."""

import asyncio
import os
from collections.abc import Iterable
from typing import IO, Any

from litestar.datastructures import UploadFile

from ordering.errors import TooLarge

LARGEST = 5 * 1024 * 1024
ENVELOPE = 16 * 1024  # what multipart adds


def too_large() -> TooLarge:
    return TooLarge(f"The file is larger than {LARGEST // 1024**2} MB.")


async def on_disk(upload: UploadFile) -> IO[bytes]:
    """The upload as a file that another process can read. Raises ``TooLarge``."""
    return await asyncio.to_thread(_rolled_over, upload)


async def let_go(values: Iterable[Any]) -> None:
    """Of every file that came, the unwanted ones too."""
    for one in values:
        if isinstance(one, UploadFile):
            await one.close()


def _rolled_over(upload: UploadFile) -> IO[bytes]:
    if upload.file.seek(0, os.SEEK_END) > LARGEST:
        raise too_large()
    upload.file.rollover()  # a small one is still in memory
    upload.file.seek(0)
    return upload.file
