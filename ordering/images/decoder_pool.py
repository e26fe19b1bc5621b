"""Where uploads are decoded: a few child processes at a time, each with its limits."""

import asyncio
import logging
import os
import sys
import tempfile
from contextlib import suppress
from signal import Signals
from typing import IO

import msgspec

from ordering.errors import BadImage, Busy, Refusal, TooManyPixels, TooManyPixelsForWebP, TooTall, UnsupportedImage
from ordering.images.answer import BEGUN, OUTPUT_BYTES, Answer, Variant, Why

AT_ONCE = 2
PATIENCE_SECONDS = 40  # four times the work: where others work too, it takes its time
TURN_SECONDS = 60
RETRY_AFTER = 10
# Nothing else of our environment: it holds secrets, and a decoder that was taken over could read it.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT")
PROGRAM = ("-P", "-m", "ordering.images.decode")  # -P: never a module from whatever folder we were started in
REFUSALS: dict[Why, type[Refusal]] = {
    Why.NO_PICTURE: UnsupportedImage,
    Why.BROKEN: BadImage,
    Why.TOO_MANY_PIXELS: TooManyPixels,
    Why.TOO_MANY_FOR_WEBP: TooManyPixelsForWebP,
    Why.TOO_TALL: TooTall,
}
# How a decoder dies of a picture; by any other signal somebody or something else has ended it: the kernel, where
# memory is short, or a machine that shuts down.
CRASHES = [-one for one in (Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE, Signals.SIGABRT)]
TOO_MUCH_WORK = -Signals.SIGXCPU


class DecoderPool:
    """One for each process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def decode(self, upload: IO[bytes]) -> list[Variant]:
        """Safe small pictures out of an uploaded file (a real one, at its beginning), the smallest first.

        Raises ``UnsupportedImage`` for what is no JPEG, PNG or WebP; ``BadImage`` for one that is broken, too large, or
        takes too much to decode; ``Busy`` after a minute behind others, or where the machine has no time or memory for
        it: that is not the picture's fault.
        """
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Busy(retry_after=RETRY_AFTER) from error
        try:
            code, output = await self._run(upload)
        except OSError as error:  # no process, no file, no room
            logging.getLogger(__name__).warning("no picture can be decoded: %s", error)
            raise Busy(retry_after=RETRY_AFTER) from error
        finally:
            self._turns.release()
        answer = _answer(code, output)
        if answer.refused is not None:
            raise REFUSALS[answer.refused]
        return answer.variants

    async def _run(self, upload: IO[bytes]) -> tuple[int, bytes]:
        """How it ended, and what came out. Raises ``OSError`` (``TimeoutError`` is one)."""
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
                    code = await child.wait()
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
            output.seek(0)
            return code, output.read(OUTPUT_BYTES)


def _answer(code: int, output: bytes) -> Answer:
    """What the program said, or what its end says of the picture. Raises ``Busy`` where it says nothing of it."""
    if code == 0:
        with suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(output.removeprefix(BEGUN), type=Answer)
    logging.getLogger(__name__).warning("a picture's decoder ended with exit code %s", code)
    its_fault = code in (*CRASHES, TOO_MUCH_WORK) or (code >= 0 and code != os.EX_TEMPFAIL)
    if its_fault and output.startswith(BEGUN):
        return Answer(refused=Why.BROKEN)
    raise Busy(retry_after=RETRY_AFTER)
