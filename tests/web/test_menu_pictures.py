"""A dish's picture in its form: kept until it is saved, or refused with the reason."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.images.model import Image
from tests.images.studio import drawn
from tests.web.browsers import HTMX, browser
from tests.web.dishes import fields_of, opened
from tests.world import Restaurant


async def test_a_picture_is_kept_with_the_form_until_it_is_saved(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    answer = await owner.post("/admin/menu/pictures", files={"file": ("x.jpg", drawn())}, headers=HTMX)
    assert answer.status_code == 200
    found = re.search(r'name="image_id" value="(\d+)"', answer.text)
    assert found is not None
    assert "/media/" in answer.text
    fields = {**await opened(owner, item), "image_id": found[1], "price": "wrong"}
    refused = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert refused.status_code == 422
    assert fields_of(refused.text)["image_id"] == found[1]
    assert "/media/" in refused.text
    await owner.post(f"/admin/menu/items/{item}", data={**fields, "price": "9000"}, headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_id"] == int(found[1])
    fields = await opened(owner, item)
    off = await owner.post(f"/admin/menu/items/{item}", data={**fields, "do": "forget-picture"}, headers=HTMX)
    assert fields_of(off.text)["image_id"] == ""
    await owner.post(f"/admin/menu/items/{item}", data=fields_of(off.text), headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_id"] is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"GIF89a", "Only JPEG, PNG and WebP"),
        (drawn()[:3000], "The picture is broken"),
        (b"\xff\xd8\xff" + bytes(5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
async def test_why_a_picture_is_not_taken_stands_at_it(bistro: Restaurant, body: bytes, why: str) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    alone = await owner.post("/admin/menu/pictures", files={"file": ("x.jpg", body)}, headers=HTMX)
    assert alone.status_code == 422
    assert why in alone.text
    fields = {**await opened(owner, item), "name": "물냉면"}
    whole = await owner.post(f"/admin/menu/items/{item}", data=fields, files={"file": ("x.jpg", body)})
    assert whole.status_code == 422
    assert why in whole.text
    assert fields_of(whole.text)["name"] == "물냉면"
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["name"] == "냉면"


async def test_of_many_pictures_one_is_taken(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    before = await pictures_of(bistro)
    many = [("file", (f"{i}.jpg", drawn(40 + i, 40))) for i in range(3)]
    answer = await owner.post("/admin/menu/pictures", files=many, headers=HTMX)
    assert answer.status_code == 200
    assert await pictures_of(bistro) - before == 1


async def pictures_of(here: Restaurant) -> int:
    async def counted(session: AsyncSession) -> int:
        mine = select(func.count()).select_from(Image).where(Image.store_id == here.store_id)
        return (await session.scalars(mine)).one()

    return await here.services.work.read(counted)


async def test_without_scripts_the_picture_comes_with_the_form(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    answer = await owner.post(
        f"/admin/menu/items/{item}", data=await opened(owner, item), files={"file": ("x.jpg", drawn())}
    )
    assert answer.status_code == 303
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_url"].startswith("/media/")
