"""Where uploads are developed: a few child processes at a time, each with its limits."""

import asyncio
import logging
import os
import sys
from typing import IO

import msgspec

from ordering.errors import BadImage, Refusal, UnsupportedImage
from ordering.media.develop import Answer, Variant

AT_ONCE = 2
PATIENCE_SECONDS = 20
PROGRAM = ("-P", "-m", "ordering.media.develop")  # -P: never a module from whatever folder we were started in
REFUSALS: dict[str, type[Refusal]] = {"unsupported_image": UnsupportedImage, "bad_image": BadImage}


class Darkroom:
    """One for each process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def develop(self, upload: IO[bytes]) -> list[Variant]:
        """Safe small pictures out of an uploaded file (a real one, at its beginning), the smallest first.

        Raises ``UnsupportedImage`` for what is no JPEG, PNG or WebP, or more than one thing at once; ``BadImage`` for
        one that is broken, too large, or takes too much to decode.
        """
        async with self._turns:
            output = await self._run(upload)
        try:
            answer = msgspec.msgpack.decode(output, type=Answer)
        except msgspec.DecodeError as error:  # it died: of its limits, or of the picture
            raise BadImage from error
        if answer.refused:
            raise REFUSALS[answer.refused]
        return answer.variants

    async def _run(self, upload: IO[bytes]) -> bytes:
        # Not our environment: it holds secrets, and a decoder that was taken over could read it.
        own = {name: value for name, value in os.environ.items() if not name.startswith(("ORDERING_", "AWS_"))}
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *PROGRAM,
            stdin=upload,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=own,
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                output, _ = await child.communicate()
        except TimeoutError as error:
            raise BadImage from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            logging.getLogger(__name__).warning("a picture ended its developer: exit code %s", child.returncode)
        return output
