"""A dish as a form: what is typed is saved, or refused at its field and kept."""

import re
import threading
from typing import Any

import pytest

from ordering.web.kit.render import Pages
from tests.web.browsers import HTMX, browser
from tests.web.dishes import BLANK, fields_of, opened
from tests.world import Restaurant


async def test_what_is_stored_is_what_the_form_sends_back(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    before = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    fields = await opened(owner, item)
    assert fields["price"] == "12,000"
    assert fields["option_groups[1].options[2].price_delta"] == "-1,000"
    answer = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/admin/menu?saved={item}#item-{item}"
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json() == before
    assert "떡볶이 is saved." in (await owner.get(f"/admin/menu?saved={item}")).text


@pytest.mark.parametrize("lacking", ["name", "price", "category_id"])
async def test_a_form_that_lacks_what_a_dish_must_have_is_not_saved(bistro: Restaurant, lacking: str) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = await opened(owner, item)
    del fields[lacking]
    assert (await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)).status_code == 422


async def test_a_new_dish_whose_answer_was_lost_is_sent_again_and_is_one(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    category = bistro.categories["식사"]
    blank = fields_of((await owner.get(f"/admin/menu/items/new?category={category}")).text)
    wrong = await owner.post("/admin/menu/items/new", data={**blank, **BLANK, "price": "much"})
    fields = {**fields_of(wrong.text), "price": "9,500"}
    first, again = [await owner.post("/admin/menu/items/new", data=fields, headers=HTMX) for _ in range(2)]
    assert again.headers["HX-Redirect"] == first.headers["HX-Redirect"]
    other = await owner.post("/admin/menu/items/new", data={**fields, "name": "돌솥비빔밥"}, headers=HTMX)
    assert other.headers["HX-Redirect"] != first.headers["HX-Redirect"], "back in the browser, for another one like it"


async def test_every_wrong_field_is_told_and_nothing_typed_is_lost(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner", "ko")
    data = {
        **BLANK,
        "category_id": str(bistro.categories["후식"]),
        "name": " ",
        "price": "만원",
        "option_groups[0].name": "",
        "option_groups[0].min_choices": "x",
        "option_groups[0].max_choices": "99",
        "option_groups[0].options[0].name": "",
        "option_groups[0].options[0].price_delta": "?",
    }
    answer = await owner.post("/admin/menu/items/new", data=data, headers=HTMX)
    assert answer.status_code == 422
    for field in ("name", "price", *(name for name in data if name.startswith("option"))):
        assert f'id="f-{field}-error"' in answer.text, field
    assert "예: 12,000" in answer.text
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in data if name != "description"} == {
        name: value for name, value in data.items() if name != "description"
    }


async def test_a_dish_is_deleted(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    answer = await owner.post(f"/admin/menu/items/{bistro.items['냉면']}/delete", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/admin/menu"
    assert (await owner.get(f"/admin/menu/items/{bistro.items['냉면']}")).status_code == 404


async def test_without_scripts_a_box_asks_before_a_dish_is_deleted(bistro: Restaurant) -> None:
    page = (await browser(bistro, "owner").get(f"/admin/menu/items/{bistro.items['냉면']}")).text
    box = 'type="checkbox" form="delete" required'
    assert any(box in asked for asked in re.findall(r"<noscript>(.*?)</noscript>", page))
    assert box not in (await browser(bistro, "owner").get("/admin/menu/items/new")).text


async def test_a_form_is_drawn_beside_the_loop_that_answers_everybody(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_in = []

    def watched(pages: Pages, template: str, **wants: Any) -> str:
        drawn_in.append(threading.current_thread())
        return really(pages, template, **wants)

    really = Pages.text
    monkeypatch.setattr(Pages, "text", watched)
    owner = browser(bistro, "owner")
    fields = await opened(owner, bistro.items["떡볶이"])
    await owner.post("/admin/menu/items/new", data={**fields, "do": "add"}, headers=HTMX)
    assert len(drawn_in) == 2
    assert threading.main_thread() not in drawn_in


async def test_dollars_are_typed_with_cents(bistro: Restaurant) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"currency": "USD"})
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    assert fields["price"] == "110.00"
    for typed, cents in [("12.5", 1250), ("$1,012.05", 101_205), ("12,50", 1250), ("7", 700),
                         ("US$ 9.99", 999), (".5", 50), ("1.500,00", 150_000)]:  # fmt: skip
        answer = await owner.post(f"/admin/menu/items/{item}/price", data={"price": typed, "seen": ""}, headers=HTMX)
        assert answer.status_code == 200, answer.text
        assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == cents
    for typed, example in [("9.999", "9,999.00"), ("1.500", "1,500.00"), ("$1,500", "1,500.00"), ("..5", "12.50")]:
        wrong = await owner.post(f"/admin/menu/items/{item}/price", data={"price": typed, "seen": ""}, headers=HTMX)
        assert wrong.status_code == 422, typed
        assert example in wrong.text
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == 150_000
