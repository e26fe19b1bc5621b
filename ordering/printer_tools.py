"""Commands about printers: a fake one to develop with."""

import asyncio
from itertools import count
from pathlib import Path

import click
from PIL import Image, ImageChops

from ordering.printing.fake_printer import FakePrinter, Faults
from ordering.printing.reading import text

FINER = 3
"""So many dots of paper are one of the terminal's."""
INKED = 80
"""How much of a dot is covered, of 255, by what is shown as one."""
ACROSS, DOWN = 2, 4
"""Dots of a Braille character."""
BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


@click.command("fake-printer")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9100, show_default=True, help="0 for any free one.")
@click.option("--width", type=click.Choice(["58", "80"]), default="80", show_default=True, help="Of its paper, in mm.")
@click.option("--png", type=click.Path(file_okay=False, path_type=Path), help="A folder to put each slip into.")
@click.option("--refuse", "refuses", is_flag=True, help="End every connection at once.")
@click.option("--hang", "hangs", is_flag=True, help="Take connections, and do nothing with them.")
@click.option("--silent", is_flag=True, help="Print, and answer nothing.")
@click.option("--reset-after", "resets_after", type=int, metavar="BYTES", help="Break off after so many of a slip.")
@click.option("--cover-open", is_flag=True, help="Say that the cover is open.")
@click.option("--no-paper", is_flag=True, help="Say that there is no paper.")
def fake_printer(host: str, port: int, width: str, png: Path | None, resets_after: int | None, **faults: bool) -> None:
    """A receipt printer to develop with: shows each slip here, and puts it into a folder as a picture."""
    numbers = count(1)

    def show(picture: Image.Image, slip: bytes) -> None:
        number = next(numbers)
        click.echo(f"--- slip {number}, {len(slip)} bytes ---")
        click.echo(text(slip).rstrip() or as_braille(picture))
        if png is not None:
            png.mkdir(parents=True, exist_ok=True)
            file = png / f"slip-{number:04d}.png"
            picture.convert("1").save(file)
            click.echo(file)

    async def serve() -> None:
        printer = FakePrinter(Faults(resets_after=resets_after, **faults), int(width), show)
        try:
            await printer.start(host, port)
        except OSError as error:
            raise click.ClickException(f"--port: can't listen at {host}:{port}: {error.strerror}") from error
        click.echo(f"A printer at {host}:{printer.port}; Ctrl-C ends it.")
        await asyncio.Event().wait()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        click.echo("")


def as_braille(picture: Image.Image) -> str:
    """A slip in characters of the terminal, eight dots each."""
    ink = ImageChops.invert(picture)
    across, down = ink.width // FINER // ACROSS, -(-ink.height // FINER // DOWN)
    small = ink.resize((across * ACROSS, down * DOWN), Image.Resampling.BOX).tobytes()
    return "\n".join("".join(_braille(small, across * ACROSS, x, y) for x in range(across)) for y in range(down))


def _braille(dots: bytes, width: int, x: int, y: int) -> str:
    inked = (
        bit
        for right, column in enumerate(BITS)
        for below, bit in enumerate(column)
        if dots[(y * DOWN + below) * width + x * ACROSS + right] > INKED
    )
    return chr(0x2800 + sum(inked))
