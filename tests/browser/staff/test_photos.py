"""A photo as a phone takes it: made smaller in the browser, upright as before, and told of where it can't pass."""

from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Windows
from tests.browser.staff.conftest import Desk
from tests.images.studio import CORNERS, INK, colour_at, corners, drawn, encoded, is_near, noise, opened
from tests.images.uploads import of_menu
from tests.world import Restaurant

MB = 1 << 20
SLOWLY = """() => {
  const decode = HTMLImageElement.prototype.decode;
  HTMLImageElement.prototype.decode = async function () {
    await new Promise((done) => setTimeout(done, 1000));
    return decode.call(this);
  };
}"""


@pytest.fixture(scope="module")
def photo() -> bytes:
    """12 megapixels, held upright: stored lying, with a note of that."""
    upright = Image.blend(corners(3024, 4032), noise(3024, 4032), 0.3)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return encoded(upright.transpose(Image.Transpose.ROTATE_90), quality=92, exif=exif)


async def at_the_form(desk: Desk, bistro: Restaurant) -> Page:
    return await desk(f"/admin/menu/items/{bistro.items['냉면']}", "manager", "en")


def chosen(data: bytes, name: str = "IMG_2041.jpg", kind: str = "image/jpeg") -> Any:
    return {"name": name, "mimeType": kind, "buffer": data}


async def saved(page: Page, bistro: Restaurant) -> Image.Image:
    """The dish's largest picture."""
    await expect(page.locator("#picture img[src^='/media/']")).to_be_visible(timeout=60_000)
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/admin/menu?saved=*")
    return await shown(bistro)


async def shown(bistro: Restaurant) -> Image.Image:
    dish = await of_menu(bistro, "냉면")
    largest = dish["image_srcset"].rpartition(", ")[2].partition(" ")[0]
    async with httpx.AsyncClient(base_url=bistro.http.base_url) as browser:
        return opened((await browser.get(largest)).content)


async def test_a_photo_of_a_phone_is_made_smaller_and_stays_upright(
    desk: Desk, bistro: Restaurant, photo: bytes
) -> None:
    assert 5 * MB < len(photo) < 20 * MB
    page = await at_the_form(desk, bistro)
    async with page.expect_request("**/admin/menu/pictures", timeout=60_000) as sending:
        await page.set_input_files("#file", chosen(photo))
    request = await sending.value
    image = await saved(page, bistro)
    assert (await request.sizes())["requestBodySize"] < MB, "a limit of 1 MB lets it through"
    assert image.size in [(1280, 1706), (1280, 1707)]
    for name, (x, y) in CORNERS.items():
        wanted = tuple(round(0.7 * value + 0.3 * 128) for value in INK[name])
        assert is_near(colour_at(image.resize((64, 86)), x, y), wanted, 30), name


async def test_what_is_sent_while_it_is_made_smaller_takes_it_along(
    desk: Desk, bistro: Restaurant, windows: Windows, photo: bytes
) -> None:
    windows.expected += ("htmx:",)  # it notes what was broken off
    page = await at_the_form(desk, bistro)
    await page.evaluate(SLOWLY)
    await page.set_input_files("#file", chosen(photo))
    await page.click("#add")
    await page.fill("#f-name", "물냉면")  # the button has lost the focus, and counts all the same
    await expect(page.locator("[id='f-option_groups[0].name']")).to_be_visible(timeout=60_000)
    await expect(page.locator("#f-name")).to_have_value("물냉면")
    assert "/items/" in page.url, "one more choice was asked for, not to be saved"
    await expect(page.locator("#picture img[src^='/media/']")).to_be_visible(timeout=60_000)
    await expect(page.locator("#file")).to_have_js_property("value", "")  # and is there, in its small form


async def test_what_is_sent_while_it_is_made_smaller_waits_for_a_word_where_it_stays_too_large(
    desk: Desk, bistro: Restaurant, photo: bytes
) -> None:
    """Also where it was another photo that it began to wait for."""
    page = await at_the_form(desk, bistro)
    await page.evaluate(SLOWLY)
    await page.fill("#f-name", "물냉면")
    await page.set_input_files("#file", chosen(photo))
    save = page.get_by_role("button", name="Save")
    await save.click()
    await page.set_input_files("#file", chosen(bytes(6 * MB)))
    await expect(page.locator("#file-error")).to_contain_text("larger than 5 MB", timeout=60_000)
    await expect(page.locator("#file")).to_be_focused()
    await page.wait_for_timeout(500)
    assert "/items/" in page.url
    await expect(page.locator("#file-error")).to_be_visible()
    await save.click()
    await page.wait_for_url("**/admin/menu?saved=*")
    assert (await of_menu(bistro, "냉면"))["image_srcset"] is None


async def test_what_is_sent_meanwhile_is_answered_by_a_browser_that_can_not_make_it_smaller(
    desk: Desk, bistro: Restaurant, windows: Windows, photo: bytes
) -> None:
    windows.expected += ("DataTransfer", "Response Status")
    page = await at_the_form(desk, bistro)
    await page.evaluate(SLOWLY)
    await page.evaluate("delete window.DataTransfer")
    await page.set_input_files("#file", chosen(photo))
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#file-error")).to_contain_text("larger than 5 MB", timeout=60_000)
    assert "/items/" in page.url


async def test_a_small_photo_and_the_last_one_chosen_are_sent_as_they_are(
    desk: Desk, bistro: Restaurant, photo: bytes
) -> None:
    page = await at_the_form(desk, bistro)
    await page.evaluate(SLOWLY)
    await page.set_input_files("#file", chosen(photo))
    await page.set_input_files("#file", chosen(drawn(640, 480)))
    await expect(page.locator("#picture img[src^='/media/']")).to_be_visible(timeout=60_000)
    await page.wait_for_timeout(1500)
    assert (await saved(page, bistro)).size == (640, 480)


async def test_what_is_transparent_stays_so(desk: Desk, bistro: Restaurant) -> None:
    glass = noise(1400, 1000)
    glass.putalpha(128)
    page = await at_the_form(desk, bistro)
    await page.set_input_files("#file", chosen(encoded(glass, "PNG"), "logo.png", "image/png"))
    image = await saved(page, bistro)
    assert image.mode == "RGBA"
    assert abs(colour_at(image, 0.5, 0.5)[3] - 128) < 6


async def test_what_a_proxy_does_not_let_through_is_told_with_its_size(
    desk: Desk, bistro: Restaurant, windows: Windows
) -> None:
    windows.expected += ("htmx:", "Response Status")
    page = await at_the_form(desk, bistro)

    async def refuse(route: Route) -> None:
        await route.fulfill(status=413, content_type="text/html", body="<h1>413 Request Entity Too Large</h1>")

    await page.route("**/admin/menu/**", refuse)
    large = drawn(700, 500) + bytes(800_000)
    await page.set_input_files("#file", chosen(large))
    why = page.locator("#file-error")
    await expect(why).to_contain_text("0.8 MB")
    await expect(why).to_contain_text("client_max_body_size")
    await page.fill("#f-name", "물냉면")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".toast[data-kind=late]")).to_be_visible()
    await expect(why).to_contain_text("0.8 MB")
    await expect(page.locator("#f-name")).to_have_value("물냉면")
    await page.unroute("**/admin/menu/**")
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/admin/menu?saved=*")
    assert (await shown(bistro)).size == (700, 500)


async def test_without_scripts_five_megabytes_are_told_at_the_field(
    desk: Desk, bistro: Restaurant, photo: bytes
) -> None:
    page = await desk(f"/admin/menu/items/{bistro.items['냉면']}", "manager", "en", java_script_enabled=False)
    assert "Up to 5 MB." in await page.content()
    await page.set_input_files("#file", chosen(photo))
    await page.fill("#f-name", "물냉면")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#file-error")).to_contain_text("larger than 5 MB")
    await expect(page.locator("#f-name")).to_have_value("물냉면")
