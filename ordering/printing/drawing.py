"""Previews of papers, drawn in a thread: others have the loop meanwhile."""

import asyncio

from ordering.printing.queries import Sheet


async def drawn(sheet: Sheet) -> bytes:
    """A PNG. Imported here: it brings Pillow along, and few print."""
    from ordering.printing.slips import preview

    return await asyncio.to_thread(preview, sheet.paper, sheet.marks, sheet.encoding, sheet.width)
