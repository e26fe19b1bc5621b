"""Drawing slips, in threads of its own: others have the loop meanwhile, and logins their threads."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from ordering.printing.paper import Encoding, Marks, Paper

DRAWING = ThreadPoolExecutor(2, "drawing")
"""More would not be faster: they share one interpreter, with the loop too."""


async def slip(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    """What a printer takes."""
    return await asyncio.get_running_loop().run_in_executor(DRAWING, _slip, paper, marks, encoding, width)


async def preview(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    """A PNG of what comes out."""
    return await asyncio.get_running_loop().run_in_executor(DRAWING, _preview, paper, marks, encoding, width)


def _slip(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    from ordering.printing import slips  # here: it brings Pillow along, and few print

    return slips.encoded(paper, marks, encoding, width)


def _preview(paper: Paper, marks: Marks, encoding: Encoding, width: int) -> bytes:
    from ordering.printing import slips

    return slips.preview(paper, marks, encoding, width)
