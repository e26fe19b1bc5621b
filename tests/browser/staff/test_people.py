"""The staff's page in a real browser."""

import pytest
from playwright.async_api import expect

from tests.browser.accessible import complaints_of
from tests.browser.staff.conftest import Desk
from tests.world import PASSWORD

WORDS = {
    "ko": {
        "add": "직원 추가",
        "why": "로그인할 수 있는 점주가 한 명은 있어야 합니다.",
        "removed": "minji 계정을 삭제했습니다.",
    },
    "en": {"add": "Add a person", "why": "at least one owner who can log in", "removed": "minji is removed."},
}


@pytest.mark.parametrize("language", WORDS)
async def test_a_colleague_comes_and_goes_and_the_last_owner_stays(desk: Desk, language: str) -> None:
    words = WORDS[language]
    page = await desk("/admin/staff", "owner", language)
    assert await complaints_of(page) == []
    drawer, sure = page.locator("#drawer"), page.locator("#confirm [value=yes]")
    await page.get_by_role("link", name=words["add"]).click()
    await drawer.locator("[name=username]").fill("minji")
    await drawer.locator("[name=password]").fill("short")
    await page.keyboard.press("Enter")
    await expect(drawer.locator("#f-password-error")).to_be_visible()
    await expect(drawer.locator("[name=username]")).to_have_value("minji")
    assert await complaints_of(page) == []
    await drawer.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    minji = page.locator("#people li", has_text="minji")
    await expect(minji).to_be_visible()

    await page.locator("#people li", has_text="owner").locator("a").click()
    await drawer.locator(".danger").click()
    await sure.click()
    await expect(drawer.get_by_role("alert")).to_contain_text(words["why"])
    await page.keyboard.press("Escape")

    await minji.locator("a").click()
    assert await complaints_of(page) == []
    await drawer.locator(".danger").click()
    await expect(page.locator("#confirm")).to_contain_text("minji")
    await sure.click()
    await expect(page.locator("#toasts")).to_contain_text(words["removed"])
    await expect(minji).to_have_count(0)
