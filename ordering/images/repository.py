"""Named queries about pictures. The store comes first, always."""

from collections.abc import Sequence

from sqlalchemy import select, update

from ordering import clock
from ordering.database.repository import Repository
from ordering.errors import NotFound
from ordering.images.model import Image


class Images(Repository[Image]):
    model_type = Image

    async def showable(self, store_id: int, image_id: int) -> Image:
        """Locked, so that the purge can't take it from under whoever is about to show it. Raises ``NotFound``."""
        mine = select(Image).where(Image.store_id == store_id, Image.id == image_id, Image.stored_at.is_not(None))
        image = (await self.session.scalars(mine.with_for_update())).one_or_none()
        if image is None:
            raise NotFound("There is no such image.")
        return image

    async def stored(self, store_id: int, image_id: int) -> Image | None:
        mine = select(Image).where(Image.store_id == store_id, Image.id == image_id, Image.stored_at.is_not(None))
        return (await self.session.scalars(mine)).one_or_none()

    async def locked(self, image_id: int) -> Image | None:
        return (await self.session.scalars(select(Image).where(Image.id == image_id).with_for_update())).one_or_none()

    async def take_off(self, store_id: int, image_id: int) -> None:
        """It is shown in one place less: its day of grace begins anew."""
        mine = update(Image).where(Image.store_id == store_id, Image.id == image_id)
        await self.session.execute(mine.values(unused_since=clock.now()))

    async def stored_after(self, image_id: int, limit: int) -> Sequence[Image]:
        """Every store's, a page at a time."""
        page = select(Image).where(Image.id > image_id, Image.stored_at.is_not(None)).order_by(Image.id).limit(limit)
        return (await self.session.scalars(page)).all()
