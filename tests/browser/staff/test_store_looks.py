"""What guests see of a store, chosen in a real browser: pictures made small, a colour, and how both will look."""

from typing import Any

from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.images.studio import drawn
from tests.world import Restaurant

PHOTO = drawn(3000, 2000)


def chosen(data: bytes) -> Any:
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": data}


async def stored(bistro: Restaurant) -> dict[str, Any]:
    looks: dict[str, Any] = (await bistro.ask("owner", "GET", "/admin/store")).json()
    return looks


async def test_pictures_and_a_colour_are_seen_before_they_are_saved(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/store", "manager", "en")
    preview = page.locator(".store-preview")
    await page.set_input_files("[name=cover]", chosen(PHOTO))
    await page.set_input_files("[name=logo]", chosen(drawn(300, 300)))
    await page.locator("[name=accent]").fill("#0f766e")
    await expect(preview.locator(".preview-cover img[src^='blob:']")).to_have_count(1)
    await expect(preview.locator(".preview-logo img[src^='blob:']")).to_have_count(1)
    await expect(preview).to_have_css("--accent", "#0f766e")
    assert (await stored(bistro))["cover_id"] is None
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#toasts")).to_contain_text("The store's settings are saved.")
    await expect(page.locator("[data-picture=cover] img[src^='/media/']")).to_be_visible()
    looks = await stored(bistro)
    assert looks["accent"] == "#0f766e"
    assert None not in (looks["logo_id"], looks["cover_id"])
    assert looks["cover_id"] != looks["logo_id"]
    assert await complaints_of(page) == []

    await page.locator("[data-picture=logo]").get_by_role("button", name="Remove the picture").click()
    await expect(page.locator("[data-picture=logo] img")).to_have_count(0)
    assert (await stored(bistro))["logo_id"] == looks["logo_id"], "not before it is saved"
    async with page.expect_response("**/admin/store"):
        await page.get_by_role("button", name="Save").click()
    assert await stored(bistro) == {**looks, "logo_id": None}


async def test_a_colour_too_light_is_told_at_its_field_and_the_pictures_stay(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/store", "owner", "ko")
    await page.set_input_files("[name=cover]", chosen(PHOTO))
    await page.locator("[name=accent]").fill("#ffd000")
    await page.get_by_role("button", name="저장").click()
    await expect(page.locator("#f-accent-error")).to_contain_text("더 진한 색")
    await expect(page.locator("[data-picture=cover] img[src^='/media/']")).to_be_visible()
    await page.locator("[type=color]").fill("#7c2d12")
    await expect(page.locator("[name=accent]")).to_have_value("#7c2d12")
    await page.get_by_role("button", name="저장").click()
    await expect(page.locator("#toasts .toast")).to_be_visible()
    looks = await stored(bistro)
    assert looks["accent"] == "#7c2d12"
    assert looks["cover_id"]


async def test_a_file_that_is_no_picture_is_told_at_its_own_field(desk: Desk, bistro: Restaurant) -> None:
    page = await desk("/admin/store", "owner", "en")
    await page.set_input_files("[name=logo]", chosen(b"GIF89a and nothing else"))
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#logo-error")).to_be_visible()
    await expect(page.locator("#cover-error")).to_be_hidden()
    assert (await stored(bistro))["logo_id"] is None
