"""Slips: a paper as the bytes that a printer takes, and as a picture of what comes out of it."""

import io

from PIL import Image

from ordering.printing import cp949, raster, reading
from ordering.printing.escpos import DOTS
from ordering.printing.paper import Encoding, Marks, Paper

ENCODERS = {Encoding.RASTER: raster.encoded, Encoding.CP949: cp949.encoded}


def encoded(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    """For a printer whose paper is so many millimetres wide. It takes some milliseconds: not on the event loop."""
    return ENCODERS[encoding](paper, marks, DOTS[width])


def preview(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    """A PNG of the slip, read out of the very bytes that would be sent."""
    [slip] = reading.papers(encoded(paper, marks, encoding, width), DOTS[width])
    return as_png(slip)


def as_png(slip: Image.Image) -> bytes:
    file = io.BytesIO()
    slip.convert("1").save(file, "PNG")
    return file.getvalue()
