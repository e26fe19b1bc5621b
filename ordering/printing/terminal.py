"""A printer in the terminal: listens as a fake one, and shows each slip that comes out of it."""

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


def shown_here(faults: Faults, width: int, png: Path | None) -> FakePrinter:
    """A printer that shows its slips, and puts them into a folder if there is one."""
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

    return FakePrinter(faults, width, show)


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
