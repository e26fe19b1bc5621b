"""Looking at pictures. Nothing here writes."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.images.model import Image
from ordering.images.repository import Images
from ordering.security.callers import StaffCaller


async def image(session: AsyncSession, staff: StaffCaller, image_id: int) -> Image | None:
    """A picture that may be shown; None also for another store's."""
    return await Images(session).get(staff.store_id, image_id)
