"""The demo's pictures, on their way through the same storage as everybody's."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.images import actions as images
from ordering.menu import actions as menu
from ordering.menu.model import MenuItem
from ordering.menu.shapes import ItemPatch
from ordering.security.callers import CommandLine
from ordering.storage import Storage


async def hang(work: Work, storage: Storage, items: Sequence[MenuItem], pictures: Mapping[str, str]) -> None:
    """Give the dishes their pictures (file names by dish), all at once at the end. Raises ``StorageDown``."""
    from ordering.images.decode import decode  # here: only the demo decodes in its own process, its own pictures

    by = CommandLine(items[0].store_id)
    shown = [item.id for item in items if item.name in pictures]
    files = [_file(pictures[item.name]) for item in items if item.name in pictures]
    decoded = await asyncio.gather(*(asyncio.to_thread(decode, file.read_bytes()) for file in files))
    kept = [await images.keep(work, storage, by, one) for one in decoded]
    await work.run(_attach, by, dict(zip(shown, (image.id for image in kept), strict=True)))


def _file(name: str) -> Traversable:
    return resources.files("ordering.demo").joinpath("pictures", name)


async def _attach(session: AsyncSession, by: CommandLine, hung: Mapping[int, int]) -> None:
    for item_id, image_id in hung.items():
        await menu.change_item(session, by, item_id, ItemPatch(image_id=image_id))
