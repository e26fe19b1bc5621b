"""A required choice that nobody can make: whoever sees the dish is told, and why."""

import re

import pytest

from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

SPICE = ("순한맛", "보통맛", "매운맛")


async def mark(bistro: Restaurant, method: str, *options: str) -> None:
    for name in options:
        answer = await bistro.ask("staff", method, f"/admin/options/{bistro.options[name]}/sold-out")
        assert answer.status_code == 200, answer.text


def around(page: str, words: str) -> str:
    """The list item that has these words."""
    return next(one[0] for one in re.finditer(r"<li.*?</li>", page, re.DOTALL) if words in one[0])


async def test_the_order_form_does_not_offer_it_and_says_why(bistro: Restaurant) -> None:
    staff, form = browser(bistro, "staff"), f"/admin/tables/{bistro.tables[1]}/orders/new"
    await mark(bistro, "PUT", "순한맛", "보통맛")
    assert "data-add" in around((await staff.get(form, headers=HTMX)).text, "떡볶이")
    await mark(bistro, "PUT", "매운맛")
    offered = around((await staff.get(form, headers=HTMX)).text, "떡볶이")
    assert "Too little is left: 맵기" in offered
    assert "data-add" not in offered


@pytest.mark.parametrize("chosen", [[], ["매운맛"]])
async def test_an_order_that_met_it_on_the_way_is_told_to_take_it_out(bistro: Restaurant, chosen: list[str]) -> None:
    staff = browser(bistro, "staff")
    form = (await staff.get(f"/admin/tables/{bistro.tables[1]}/orders/new", headers=HTMX)).text
    hidden = dict(re.findall(r'<input type="hidden" name="(key|party)" value="([^"]*)"', form))
    dish = {"lines[0].item_id": bistro.items["떡볶이"], "lines[0].quantity": "1"}
    await mark(bistro, "PUT", *SPICE)
    data = {**hidden, **dish, "lines[0].options": [str(bistro.options[name]) for name in chosen]}
    refused = await staff.post(f"/admin/tables/{bistro.tables[1]}/orders", data=data, headers=HTMX)
    assert refused.status_code == 422
    assert "Too little is left to choose from (맵기): take it out." in refused.text
    await mark(bistro, "DELETE", "순한맛")
    again = await staff.post(f"/admin/tables/{bistro.tables[1]}/orders", data=data, headers=HTMX)
    assert "take it out" not in again.text
    assert ("Choose more here." if not chosen else "choose again") in again.text


async def test_the_menus_list_and_editor_say_it_until_something_is_back(bistro: Restaurant) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    said = ("too little is left: 맵기", "Too little is left of this")
    for method, told in (("PUT", True), ("DELETE", False)):
        await mark(bistro, method, *(SPICE if method == "PUT" else SPICE[:1]))
        page, form = [(await owner.get(path)).text for path in ("/admin/menu", f"/admin/menu/items/{item}")]
        assert [words in text for words, text in zip(said, (page, form), strict=True)] == [told, told]
    await mark(bistro, "PUT", *SPICE)
    await bistro.ask("staff", "PUT", f"/admin/items/{item}/sold-out")
    assert said[0] not in (await owner.get("/admin/menu")).text, "that it is sold out is told already"


async def test_more_choices_allowed_than_there_are_options_is_told_to_the_editor(bistro: Restaurant) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    whole = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["option_groups"]
    keep = [{key: one[key] for key in ("id", "name", "price_delta")} for one in whole[1]["options"]]
    for most, told in ((3, False), (4, True)):
        group = {"id": whole[1]["id"], "name": "토핑", "min_choices": 0, "max_choices": most, "options": keep}
        changed = await bistro.ask("owner", "PATCH", f"/admin/items/{item}", {"option_groups": [group]})
        assert changed.status_code == 200, changed.text
        form, page = [(await owner.get(path)).text for path in (f"/admin/menu/items/{item}", "/admin/menu")]
        assert ("There are only 3 options: nobody can choose more." in form) == told
        assert (f"토핑: at most {most}, but only 3 there" in page) == told
