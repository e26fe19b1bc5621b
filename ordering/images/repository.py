"""Named queries about pictures. The store comes first."""

from sqlalchemy import update

from ordering import clock
from ordering.database.repository import StoreRows
from ordering.errors import NotFound
from ordering.images.model import Image


class Images(StoreRows[Image]):
    """Pictures that may be shown; those that are not stored yet, or are to be removed, count as archived."""

    model_type = Image
    live = (Image.stored_at.is_not(None),)

    async def showable(self, store_id: int, image_id: int) -> Image:
        """Locked, so that the purge can't take it from under whoever is about to show it. Raises ``NotFound``."""
        image = await self.get(store_id, image_id, lock=True)
        if image is None:
            raise NotFound("There is no such image.")
        return image

    async def take_off(self, store_id: int, image_id: int) -> None:
        """It is shown in one place less: its day of grace begins anew."""
        mine = update(Image).where(Image.store_id == store_id, Image.id == image_id)
        await self.session.execute(mine.values(unused_since=clock.now()))
