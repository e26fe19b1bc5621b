"""What can't be had counts for nothing, is named to the option, and can be chosen again; open sheets hear all news."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.guest.tablet import Tablet, in_the_kitchen
from tests.browser.guest.test_old_pictures import hears_nothing
from tests.browser.guest.test_refusals import reprice, sell_out
from tests.world import Restaurant


async def sell_out_option(bistro: Restaurant, name: str) -> None:
    answer = await bistro.ask("staff", "PUT", f"/admin/options/{bistro.options[name]}/sold-out")
    assert answer.status_code == 200, answer.text


async def edit(bistro: Restaurant, dish: str, option: str, price_delta: int | None) -> None:
    """Another surcharge for an option, or none of it any more."""
    path = f"/admin/items/{bistro.items[dish]}"
    item: dict[str, Any] = (await bistro.ask("manager", "GET", path)).json()
    groups = [
        {
            **{key: group[key] for key in ("id", "name", "min_choices", "max_choices")},
            "options": [
                {
                    "id": one["id"],
                    "name": one["name"],
                    "price_delta": price_delta if one["name"] == option else one["price_delta"],
                }
                for one in group["options"]
                if one["name"] != option or price_delta is not None
            ],
        }
        for group in item["option_groups"]
    ]
    answer = await bistro.ask("manager", "PATCH", path, {"option_groups": groups})
    assert answer.status_code == 200, answer.text


async def test_the_total_is_of_what_can_be_had(tablet: Tablet) -> None:
    cart = tablet.page.locator("aside.cart")
    await tablet.choose("김치찌개")
    await tablet.choose("냉면", quantity=2)
    await sell_out(tablet.bistro, "냉면")
    await expect(cart).to_contain_text("품절되었어요")
    await expect(cart.locator(".total")).to_contain_text("₩9,500")


async def test_a_refusal_names_dish_and_option_and_the_guest_chooses_again(tablet: Tablet) -> None:
    await hears_nothing(tablet)
    await sell_out_option(tablet.bistro, "치즈")
    await tablet.choose("떡볶이", "순한맛", "치즈", quantity=2, note="파는 빼 주세요")
    await tablet.choose("떡볶이", "매운맛", "떡사리")
    await tablet.confirm()
    lines = tablet.page.locator("dialog .lines > li")
    await expect(lines.nth(0)).to_contain_text("고르신 옵션이 품절되었어요: 치즈")
    await expect(lines.nth(0)).to_contain_text("순한맛 · 치즈")
    await expect(lines.nth(1)).to_contain_text("매운맛 +₩500 · 떡사리")
    await expect(lines.nth(1)).not_to_contain_text("품절")
    await tablet.press("떡볶이: 다시 고르기")
    sheet = tablet.page.locator("dialog")
    await expect(sheet.get_by_label("순한맛")).to_be_checked()
    await expect(sheet.get_by_label("치즈")).not_to_be_checked()
    await expect(sheet.locator("#item-note")).to_have_value("파는 빼 주세요")
    await expect(sheet.locator("output")).to_have_text("2")
    await sheet.get_by_label("밥 빼기").check()
    await tablet.press("이대로 바꾸기")
    await expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("떡볶이", 2), ("떡볶이", 1)]]
    (order,) = (await tablet.bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert [one["name"] for one in order["lines"][0]["options"]] == ["순한맛", "밥 빼기"]


async def test_on_a_phone_a_line_of_the_cart_is_chosen_again_and_the_cart_is_back(tablet: Tablet) -> None:
    await tablet.page.set_viewport_size({"width": 390, "height": 844})
    await tablet.choose("떡볶이", "순한맛")
    await tablet.choose("김치찌개")
    await sell_out_option(tablet.bistro, "순한맛")
    await expect(tablet.page.locator("[data-key=cart]")).to_contain_text("₩9,500")
    await tablet.page.locator("[data-key=cart]").click()
    await tablet.is_told("고르신 옵션이 품절되었어요: 순한맛")
    await tablet.press("떡볶이: 다시 고르기")
    await tablet.page.reload()  # it is still that line
    await tablet.is_told("고르신 순한맛 옵션은 방금 품절되었어요")
    await tablet.page.locator("dialog").get_by_label("보통맛").check()
    await tablet.press("이대로 바꾸기")
    await tablet.is_told("₩21,500")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("떡볶이", 1), ("김치찌개", 1)]]


@pytest.mark.parametrize("what", ["the dish", "an option"])
async def test_a_price_that_changes_in_an_open_sheet_is_said_and_head_and_button_agree(
    tablet: Tablet, what: str
) -> None:
    sheet = tablet.page.locator("dialog[open]")
    await tablet.dish("떡볶이").click()
    await sheet.get_by_label("치즈").check()
    await expect(sheet.locator("[data-key=add]")).to_contain_text("₩14,000")
    if what == "the dish":
        await reprice(tablet.bistro, "떡볶이", 13000)
        await expect(sheet.locator(".about .price")).to_have_text("₩13,000")
        await expect(sheet.locator("[data-key=add]")).to_contain_text("₩15,000")
    else:
        await edit(tablet.bistro, "떡볶이", "치즈", 2500)
        await expect(sheet.locator("label", has_text="치즈")).to_contain_text("₩2,500")
        await expect(sheet.locator("[data-key=add]")).to_contain_text("₩14,500")
    await tablet.is_told("방금 가격이 바뀌었어요")


async def test_a_price_that_changes_under_the_last_look_is_said(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.press("주문하기")
    await tablet.is_told("₩9,500")
    await reprice(tablet.bistro, "김치찌개", 9900)
    await tablet.is_told("방금 가격이 바뀌었어요")
    await tablet.is_told("₩9,900")


async def test_an_option_that_vanishes_from_an_open_sheet_is_named(tablet: Tablet) -> None:
    await tablet.dish("떡볶이").click()
    await tablet.page.locator("dialog").get_by_label("치즈").check()
    await edit(tablet.bistro, "떡볶이", "치즈", None)
    await tablet.is_told("고르신 치즈 옵션은 이제 없어요")
    await expect(tablet.page.locator("[data-key=add]")).to_contain_text("₩12,000")
    await reprice(tablet.bistro, "김치찌개", 9900)
    await expect(tablet.dish("김치찌개")).to_contain_text("₩9,900")
    await tablet.is_told("고르신 치즈 옵션은 이제 없어요")  # another dish's news take no word away


async def test_what_was_said_of_a_dish_stays_when_the_dish_changes_again(tablet: Tablet) -> None:
    sheet = tablet.page.locator("dialog[open]")
    button = sheet.locator("[data-key=add]")
    await tablet.dish("떡볶이").click()
    await sheet.get_by_label("순한맛").check()
    await sheet.get_by_label("치즈").check()
    await edit(tablet.bistro, "떡볶이", "치즈", None)
    await tablet.is_told("고르신 치즈 옵션은 이제 없어요")
    await sell_out_option(tablet.bistro, "떡사리")  # of this dish, and nothing to this guest
    await expect(sheet.get_by_label("떡사리")).to_be_disabled()
    await tablet.is_told("고르신 치즈 옵션은 이제 없어요")
    await reprice(tablet.bistro, "떡볶이", 13000)
    await tablet.is_told("방금 가격이 바뀌었어요")
    await sell_out_option(tablet.bistro, "순한맛")
    for words in ("치즈 옵션은 이제 없어요", "순한맛 옵션은 방금 품절", "방금 가격이 바뀌었어요"):
        await tablet.is_told(words)
    await sheet.get_by_label("밥 빼기").check()  # the choice that the cheese was of
    await expect(sheet).not_to_contain_text("치즈")
    await tablet.is_told("순한맛 옵션은 방금 품절")
    await reprice(tablet.bistro, "떡볶이", 12000)
    await expect(button).to_contain_text("₩11,000")
    await expect(sheet).not_to_contain_text("방금 가격이 바뀌었어요")  # it is the one that was seen
    await sheet.get_by_label("보통맛").check()
    await expect(sheet.locator(".alarm:visible")).to_have_count(0)
    await button.click()
    await expect(tablet.page.locator("aside.cart")).to_contain_text("보통맛 · 밥 빼기")


async def test_an_option_that_is_back_is_chosen_as_it_was_and_the_word_is_gone(tablet: Tablet) -> None:
    sheet = tablet.page.locator("dialog[open]")
    await tablet.dish("떡볶이").click()
    await sheet.get_by_label("치즈").check()
    await sell_out_option(tablet.bistro, "치즈")
    await tablet.is_told("고르신 치즈 옵션은 방금 품절되었어요")
    await expect(sheet.get_by_label("치즈")).not_to_be_checked()
    answer = await tablet.bistro.ask("staff", "DELETE", f"/admin/options/{tablet.bistro.options['치즈']}/sold-out")
    assert answer.status_code == 200, answer.text
    await expect(sheet.get_by_label("치즈")).to_be_checked()
    await expect(sheet).not_to_contain_text("고르신 치즈")


async def test_on_a_phone_a_cart_in_which_nothing_can_be_had_is_still_reached_and_emptied(tablet: Tablet) -> None:
    await tablet.page.set_viewport_size({"width": 390, "height": 844})
    bar = tablet.page.locator("[data-key=cart]")
    await tablet.choose("냉면", quantity=2)
    await expect(bar).not_to_contain_text("확인 필요")
    await sell_out(tablet.bistro, "냉면")
    await expect(bar).to_have_text("담은 메뉴 2개확인 필요₩0")
    await tablet.page.locator(".skip").focus()
    await tablet.page.keyboard.press("Enter")
    await expect(bar).to_be_focused()
    await bar.click()
    await tablet.is_told("품절되었어요")
    await tablet.press("주문할 수 없는 메뉴 빼기")
    await tablet.is_told("아직 담은 메뉴가 없어요")
    await expect(bar).to_have_count(0)
