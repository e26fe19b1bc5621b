"""The demo's pictures, on their way through the same storage as everybody's."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.images import actions as images
from ordering.images.shapes import UrlOf
from ordering.menu import actions as menu
from ordering.menu.model import MenuItem
from ordering.menu.shapes import ItemPatch
from ordering.orders.actions import has_orders
from ordering.security.callers import CommandLine
from ordering.storage import Storage
from ordering.stores import actions as stores
from ordering.stores.shapes import StorePatch


async def hang(
    work: Work, storage: Storage, items: Sequence[MenuItem], pictures: Mapping[str, str], *, cover: str, accent: str
) -> None:
    """Give the dishes their pictures (file names by dish), and the store its looks, all at once at the end.

    The store's cover is the picture of a dish. Raises ``StorageDown``.
    """
    from ordering.images.decode import decode  # here: only the demo decodes in its own process, its own pictures

    by = CommandLine(items[0].store_id)
    shown = {item.name: item.id for item in items if item.name in pictures}
    files = [_file("logo.webp"), *(_file("pictures", pictures[name]) for name in shown)]
    decoded = await asyncio.gather(*(asyncio.to_thread(decode, file.read_bytes()) for file in files))
    logo, *kept = [(await images.keep(work, storage, by, one)).id for one in decoded]
    hung = dict(zip(shown, kept, strict=True))
    looks = StorePatch(logo_id=logo, cover_id=hung[cover], accent=accent)
    await work.run(_attach, by, {shown[name]: image_id for name, image_id in hung.items()}, looks, storage.url)


def _file(*names: str) -> Traversable:
    return resources.files("ordering.demo").joinpath(*names)


async def _attach(
    session: AsyncSession, by: CommandLine, hung: Mapping[int, int], looks: StorePatch, url_of: UrlOf
) -> None:
    await stores.change(session, by, looks, has_orders, url_of)
    for item_id, image_id in hung.items():
        await menu.change_item(session, by, item_id, ItemPatch(image_id=image_id))
