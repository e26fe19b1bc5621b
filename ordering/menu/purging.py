"""Removing the pictures that nothing shows: replaced, taken off, never attached, or left behind by a crash."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.images.model import Image
from ordering.images.repository import Images
from ordering.menu.model import MenuItem
from ordering.storage import Storage
from ordering.stores.model import Store

GRACE = timedelta(days=1)
AT_ONCE = 100
SHOWN = or_(
    exists().where(MenuItem.store_id == Image.store_id, MenuItem.image_id == Image.id),
    exists().where(Store.id == Image.store_id, or_(Store.logo_id == Image.id, Store.cover_id == Image.id)),
)


async def purge_images(work: Work, storage: Storage) -> int:
    """Remove files, then rows, and return how many pictures went. Raises ``StorageDown``.

    A picture is condemned before its files go: from then on nothing can show it, and whatever crashes in between, the
    row stays and the next purge begins with it again.
    """
    gone, last = 0, 0
    before = clock.now() - GRACE
    while unshown := await work.read(_unshown, before, last):
        keys = [key for image in unshown for key in await work.run(_condemn, *image, before)]
        await storage.remove(keys)
        last = unshown[-1][1]
        gone += await work.run(_forget, [image_id for _, image_id in unshown], before)
    return gone


async def _unshown(session: AsyncSession, before: datetime, after_id: int) -> Sequence[tuple[int, int]]:
    """The store and the id of each."""
    old = select(Image.store_id, Image.id).where(Image.unused_since < before, Image.id > after_id, ~SHOWN)
    return [(row.store_id, row.id) for row in await session.execute(old.order_by(Image.id).limit(AT_ONCE))]


async def _condemn(session: AsyncSession, store_id: int, image_id: int, before: datetime) -> list[str]:
    """Its keys; none if somebody shows it after all."""
    image = await Images(session).get(store_id, image_id, lock=True, archived=True)
    if image is None or image.unused_since >= before or await session.scalar(select(SHOWN).where(Image.id == image_id)):
        return []
    image.stored_at = None
    return image.keys


async def _forget(session: AsyncSession, ids: Sequence[int], before: datetime) -> int:
    # Old ones only: another purge may have been here meanwhile, and SQLite gives an upload an id that was free again.
    condemned = select(Image).where(Image.id.in_(ids), Image.stored_at.is_(None), Image.unused_since < before, ~SHOWN)
    images = (await session.scalars(condemned.with_for_update())).all()
    for image in images:
        await session.delete(image)
    return len(images)
