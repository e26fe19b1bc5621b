"""The wire to printers that are slow, rude or half-deaf: what is believed of what they say."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ordering.printing import wire
from ordering.printing.wire import Ended, Outcome, Trouble, Wire

SLIP = b"\x1b@" + b"kimchi\n" * 40_000
CALM, OFFLINE = b"\x12", b"\x1a"
NOISE = bytes(byte for byte in range(256) if byte & 0b1001_0011 != 0b0001_0010) * 400

Manners = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def printer(manners: Manners) -> AsyncIterator[int]:
    """One that does what is written down for it, and hangs up. Yields its port."""
    served: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await manners(reader, writer)
        except (OSError, EOFError):
            pass  # who asked has hung up first
        finally:
            writer.close()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.gather(*served)


async def ended(port: int) -> Ended:
    return await (await Wire.open("127.0.0.1", port)).send(SLIP)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *answers: bytes) -> None:
    for one in answers:
        await reader.readexactly(3)
        writer.write(one)


async def test_a_printer_that_has_much_to_read_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 30)

    async def reads_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, CALM, CALM, CALM)
        await reader.readexactly(len(SLIP))
        monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.3)
        await asyncio.sleep(0.6)
        await answer(reader, writer, CALM, CALM, CALM)

    async with printer(reads_slowly) as port:
        assert (await ended(port)).outcome is Outcome.CONFIRMED


async def test_an_answer_that_comes_too_late_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.3)

    async def answers_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, CALM, b"")
        await asyncio.sleep(0.6)
        writer.write(CALM)
        await reader.read()

    async with printer(answers_late) as port:
        assert (await ended(port)).outcome is Outcome.SENT


async def test_one_answer_of_three_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "END_SECONDS", 0.5)

    async def falls_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, CALM, CALM, CALM)
        await reader.readexactly(len(SLIP))
        await answer(reader, writer, CALM)
        await reader.read()

    async with printer(falls_silent) as port:
        assert await ended(port) == Ended(Outcome.UNKNOWN, "no_answer")


async def test_noise_is_no_answer_and_neither_hides_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.3)

    async def only_makes_noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            writer.write(NOISE)
            await writer.drain()

    async with printer(only_makes_noise) as port:
        assert (await ended(port)).outcome is Outcome.SENT
    monkeypatch.undo()

    async def answers_amid_noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, NOISE + CALM + NOISE, CALM, NOISE + OFFLINE)

    async with printer(answers_amid_noise) as port:
        with pytest.raises(Trouble, match="offline"):
            await Wire.open("127.0.0.1", port)
