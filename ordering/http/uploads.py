"""Files that come with a request: how large they may be, and how others get to read them."""

import asyncio
import logging
import os
from collections.abc import Iterable
from typing import IO, Any

from litestar.datastructures import UploadFile

from ordering.errors import Busy, TooLarge

LARGEST = 5 * 1024 * 1024
ENVELOPE = 16 * 1024  # what multipart adds


def too_large() -> TooLarge:
    return TooLarge(f"The file is larger than {LARGEST // 1024**2} MB.")


async def on_disk(upload: UploadFile) -> IO[bytes]:
    """The upload as a file that another process can read. Raises ``TooLarge``; ``Busy`` where there is no room."""
    try:
        return await asyncio.to_thread(_rolled_over, upload)
    except OSError as error:
        logging.getLogger(__name__).warning("an upload can't be kept: %s", error)
        raise Busy(retry_after=10) from error


async def let_go(values: Iterable[Any]) -> None:
    """Of every file that came, the unwanted ones too."""
    for value in values:
        if isinstance(value, UploadFile):
            await value.close()


def _rolled_over(upload: UploadFile) -> IO[bytes]:
    if upload.file.seek(0, os.SEEK_END) > LARGEST:
        raise too_large()
    upload.file.rollover()  # a small one is still in memory
    upload.file.seek(0)
    return upload.file
