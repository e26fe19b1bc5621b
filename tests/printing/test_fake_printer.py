"""The fake printer: what it takes, answers and counts, and how it fails."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from ordering.printing import escpos
from ordering.printing.escpos import Ask
from ordering.printing.fake_printer import FakePrinter, Faults
from ordering.printing.paper import Encoding, Marks
from ordering.printing.slips import encoded
from tests.printing.slips_of import PAPERS

SLIP = encoded(PAPERS["new"], Marks(), Encoding.RASTER, 80)


@pytest.fixture
async def printer() -> AsyncIterator[FakePrinter]:
    fake = FakePrinter()
    await fake.start()
    yield fake
    await fake.stop()


async def send(printer: FakePrinter, data: bytes) -> bytes:
    """What it answers until it hangs up, which it does after us."""
    reader, writer = await asyncio.open_connection("127.0.0.1", printer.port)
    try:
        writer.write(data)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def test_two_slips_over_one_connection_are_two(printer: FakePrinter) -> None:
    assert await send(printer, SLIP + SLIP) == b""
    assert printer.slips == [SLIP, SLIP]
    assert printer.torn == []


async def test_it_answers_wherever_it_is_asked_and_no_picture_of_ours_asks(printer: FakePrinter) -> None:
    question = Ask.STATUS.command
    theirs = escpos.RASTER + bytes((3, 0, 8, 0)) + question * 8
    assert len(await send(printer, theirs + escpos.CUT)) == 8
    answers = await send(printer, question + escpos.picture(24, question * 8) + escpos.CUT + question)
    assert len(answers) == 2
    assert all(escpos.is_answer(answer) and escpos.trouble(Ask.STATUS, answer) is None for answer in answers)


@pytest.mark.parametrize("trouble", ["cover_open", "no_paper"])
async def test_it_says_what_is_wrong_by_name(printer: FakePrinter, trouble: str) -> None:
    printer.faults = Faults(**{trouble: True})
    asked = [Ask.WHY_OFFLINE, Ask.PAPER, Ask.STATUS]
    answers = await send(printer, b"".join(ask.command for ask in asked))
    named = [escpos.trouble(ask, answer) for ask, answer in zip(asked, answers, strict=True)]
    assert named[0] == trouble
    assert named[2] == "offline"


async def test_a_slip_that_is_cut_short_is_torn(printer: FakePrinter) -> None:
    await send(printer, SLIP[:-1])
    assert (len(printer.slips), len(printer.torn)) == (0, 1)


async def test_it_breaks_off_after_so_many_bytes(printer: FakePrinter) -> None:
    printer.faults = Faults(resets_after=5000)
    with pytest.raises(ConnectionError):
        await send(printer, SLIP)
    assert (len(printer.slips), len(printer.torn)) == (0, 1)


async def test_it_refuses(printer: FakePrinter) -> None:
    printer.faults = Faults(refuses=True)
    with pytest.raises(ConnectionError):
        await send(printer, SLIP)
    assert (printer.slips, printer.torn) == ([], [])


async def test_it_hangs(printer: FakePrinter) -> None:
    printer.faults = Faults(hangs=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(send(printer, SLIP), 0.3)
