"""The wire to a printer: one slip over one connection, and what is known of it afterwards."""

import asyncio
from contextlib import suppress
from enum import Enum
from typing import Self

from msgspec import Struct

from ordering.errors import Invalid
from ordering.printing import escpos
from ordering.printing.addresses import addresses
from ordering.printing.escpos import Ask, trouble

CONNECT_SECONDS = 3
SEND_SECONDS = 10
ANSWER_SECONDS = 1
"""A printer that answers at all does so in some milliseconds, as long as nothing else is on its way to it."""
END_SECONDS = 6
"""How long one may take to answer, or to hang up after us, that has still to read what was sent."""
CHUNK = 65536
ASKED = (Ask.WHY_OFFLINE, Ask.PAPER, Ask.STATUS)

BROKEN = (OSError, EOFError)


class Outcome(Enum):
    """What became of a slip once bytes of it were sent."""

    CONFIRMED = "confirmed"
    """The printer has answered after it."""
    SENT = "sent"
    """It answers nothing; the connection was closed as it should be."""
    UNKNOWN = "unknown"


class Trouble(Exception):
    """Why a printer could not be begun with; no byte of the slip was sent. ``name`` says it in a word."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Ended(Struct, frozen=True):
    outcome: Outcome
    error: str | None = None


class Wire:
    """A connection to a printer that was asked how it is; ``send`` may follow once."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._answers = False
        # What is handed to the system is on its way: so waiting until it is says something.
        writer.transport.set_write_buffer_limits(high=0)

    @classmethod
    async def open(cls, host: str, port: int) -> Self:
        """Raises ``Trouble``: it can't be reached, or says what is wrong with it."""
        try:
            found = await addresses(host)
        except Invalid as error:
            raise Trouble("unknown_host") from error
        wire = cls(*await _connected(found, port))
        try:
            wrong = await wire._asked(ANSWER_SECONDS)
        except BROKEN as error:
            wire.close()
            raise Trouble("connection_broke") from error
        except asyncio.CancelledError:
            wire.close()
            raise
        if wrong is not None:
            wire.close()
            raise Trouble(wrong)
        return wire

    async def send(self, slip: bytes) -> Ended:
        """The slip, whole. Never raises: whatever breaks, bytes may have gone."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                self._writer.write(slip)
                await self._writer.drain()
            return await self._ended()
        except TimeoutError:
            return Ended(Outcome.UNKNOWN, "timeout")
        except BROKEN:
            return Ended(Outcome.UNKNOWN, "connection_broke")
        finally:
            self.close()

    def close(self) -> None:
        self._writer.close()

    async def _ended(self) -> Ended:
        if self._answers:
            wrong = await self._asked(END_SECONDS)
            known = wrong is None and self._answers
            return Ended(Outcome.CONFIRMED) if known else Ended(Outcome.UNKNOWN, wrong or "no_answer")
        self._writer.write_eof()
        async with asyncio.timeout(END_SECONDS):
            while await self._reader.read(CHUNK):
                pass  # whatever it says: it is no answer
        return Ended(Outcome.SENT)

    async def _asked(self, seconds: float) -> str | None:
        """What keeps it from printing; None too where it answers nothing, which ``_answers`` says.

        One that leaves a question open counts as silent: an answer that came late would be taken for the next one's.
        """
        said = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                for ask in ASKED:
                    self._writer.write(ask.command)
                    said[ask] = await self._answer()
        self._answers = len(said) == len(ASKED)
        return next((name for ask, answer in said.items() if (name := trouble(ask, answer))), None)

    async def _answer(self) -> int:
        """The next byte that answers; what a printer says of its own accord is passed over."""
        while came := await self._reader.read(CHUNK):
            if answers := came.translate(None, escpos.NO_ANSWERS):
                return answers[0]
        raise EOFError


async def _connected(found: list[str], port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """To the first of the addresses that lets us. Raises ``Trouble``."""
    wrong = "unreachable"
    for address in found:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(address, port)
        except ConnectionRefusedError:
            wrong = "refused"
        except (OSError, TimeoutError):
            continue
    raise Trouble(wrong)
