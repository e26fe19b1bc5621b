"""Uploading and hanging pictures, as an owner does."""

from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.images.model import Image
from ordering.security.callers import Role
from tests.images.studio import drawn
from tests.world import Restaurant

PATH = "/api/v1/admin/images"
PHOTO = drawn(700, 500)


async def send(here: Restaurant, data: Any = PHOTO, who: Role | int | str | None = "manager") -> httpx.Response:
    """``data`` is the file, or all that httpx takes as ``files``."""
    headers = {"Authorization": f"Bearer {here.token(who)}"} if who is not None else {}
    files = {"file": ("photo.jpg", data, "image/jpeg")} if isinstance(data, bytes) else data
    return await here.http.post(PATH, files=files, headers=headers)


async def uploaded(here: Restaurant, data: bytes = PHOTO) -> dict[str, Any]:
    answer = await send(here, data)
    assert answer.status_code == 201, answer.text
    image: dict[str, Any] = answer.json()
    return image


async def show(here: Restaurant, dish: str, image_id: int | None) -> httpx.Response:
    return await here.ask("manager", "PATCH", f"/admin/items/{here.items[dish]}", {"image_id": image_id})


async def of_menu(here: Restaurant, dish: str) -> dict[str, Any]:
    """A dish as guests see it."""
    menu = (await here.ask(1, "GET", "/menu")).json()
    found: dict[str, Any] = next(
        item for category in menu["categories"] for item in category["items"] if item["id"] == here.items[dish]
    )
    return found


async def images(here: Restaurant) -> list[Image]:
    """The rows of the store's pictures."""
    return await here.services.work.read(_images, here.store_id)


async def _images(session: AsyncSession, store_id: int) -> list[Image]:
    return list(await session.scalars(select(Image).where(Image.store_id == store_id).order_by(Image.id)))


async def kept(here: Restaurant) -> set[str]:
    """The keys of the rows that are there in the storage, and of the right content."""
    storage = here.services.storage
    found = set()
    for image in await images(here):
        for variant in image.variants:
            if await storage.sha256(image.key(variant)) == variant.sha256:
                found.add(image.key(variant))
    return found
