"""Where uploads are developed: a few child processes at a time, each with its limits."""

import asyncio
import logging
import os
import sys
import tempfile
from typing import IO

import msgspec

from ordering.errors import BadImage, Busy, Refusal, UnsupportedImage
from ordering.media.develop import OUTPUT_BYTES, Answer, Variant

AT_ONCE = 2
PATIENCE_SECONDS = 20
TURN_SECONDS = 60
# Nothing else of our environment: it holds secrets, and a decoder that was taken over could read it.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT")
PROGRAM = ("-P", "-m", "ordering.media.develop")  # -P: never a module from whatever folder we were started in
REFUSALS: dict[str, type[Refusal]] = {"unsupported_image": UnsupportedImage, "bad_image": BadImage}


class Darkroom:
    """One for each process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def develop(self, upload: IO[bytes]) -> list[Variant]:
        """Safe small pictures out of an uploaded file (a real one, at its beginning), the smallest first.

        Raises ``UnsupportedImage`` for what is no JPEG, PNG or WebP, or more than one thing at once; ``BadImage`` for
        one that is broken, too large, or takes too much to decode; ``Busy`` after a minute behind others.
        """
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Busy(retry_after=10) from error
        try:
            output = await self._run(upload)
        finally:
            self._turns.release()
        try:
            answer = msgspec.msgpack.decode(output, type=Answer)
        except msgspec.DecodeError as error:  # it died: of its limits, or of the picture
            raise BadImage from error
        if answer.refused:
            raise REFUSALS[answer.refused]
        return answer.variants

    async def _run(self, upload: IO[bytes]) -> bytes:
        # Into a file, not a pipe: asyncio waits for a child's pipes too, and a full one that nobody reads any more, or
        # that a grandchild holds, would keep its turn for ever.
        with tempfile.TemporaryFile() as output:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *PROGRAM,
                stdin=upload,
                stdout=output,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            )
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await child.wait()
            except TimeoutError as error:
                raise BadImage from error
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
            if child.returncode:
                logging.getLogger(__name__).warning("a picture ended its developer: exit code %s", child.returncode)
            output.seek(0)
            return output.read(OUTPUT_BYTES)
