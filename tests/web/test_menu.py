"""The menu's pages: looking, searching, sold out, prices in place, categories, order."""

import json
import re
from collections.abc import Sequence

import httpx
import pytest

from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

KEY = re.compile(r'name="key" value="([^"]+)"')
EVIL = ["<img src=x onerror=alert(1)>", '" hx-get="/x', "</script><b>"]


def toast_of(answer: httpx.Response) -> str:
    told: str = json.loads(answer.headers["HX-Trigger"])["toast"]["message"]
    return told


def row_of(page: str, item_id: int) -> str:
    found = re.search(rf'<li id="item-{item_id}".*?(?=<li id="item-|</section>|\Z)', page, re.DOTALL)
    assert found is not None
    return found[0]


async def item_of(here: Restaurant, name: str) -> dict[str, object]:
    found: dict[str, object] = (await here.ask("owner", "GET", f"/admin/items/{here.items[name]}")).json()
    return found


async def test_everybody_sees_the_whole_menu(bistro: Restaurant) -> None:
    page = (await browser(bistro, "staff").get("/admin/menu")).text
    page = page[page.index("<section") :]
    assert page.index("식사") < page.index("김치찌개") < page.index("후식") < page.index("붕어빵")
    assert "₩9,500" in row_of(page, bistro.items["김치찌개"])
    assert "맵기 · 토핑" in row_of(page, bistro.items["떡볶이"])
    assert ">Hidden<" in row_of(page, bistro.items["붕어빵"])
    assert 'class="stock out"' in row_of(page, bistro.items["티라미수"])


async def test_who_only_serves_sees_no_way_to_edit(bistro: Restaurant) -> None:
    mine, theirs = [(await browser(bistro, who).get("/admin/menu")).text for who in ("staff", "manager")]
    for way in ("/admin/menu/items/new", "/admin/menu/order", "/price", "/admin/menu/categories"):
        assert way not in mine, way
        assert way in theirs, way


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=김치 찌개", ["김치찌개"]),
        ("q=치즈", ["떡볶이"]),
        ("show=sold-out", ["티라미수"]),
        ("show=hidden", ["붕어빵"]),
        ("show=nonsense&q=냉", ["냉면"]),
        ("q=ㄱㅊ", ["김치찌개"]),
        ("q=김치찍", ["김치찌개"]),
        ("q=nothing", []),
    ],
)
async def test_a_search_stands_in_the_address(bistro: Restaurant, asked: str, found: Sequence[str]) -> None:
    page = (await browser(bistro, "staff").get(f"/admin/menu?{asked}")).text
    shown = [name for name, id_ in bistro.items.items() if not re.search(rf'id="item-{id_}"[^>]* hidden>', page)]
    assert shown == found


@pytest.mark.parametrize(
    ("asked", "headings", "nothing"),
    [("", 2, False), ("q=냉면", 1, False), ("show=hidden", 1, False), ("q=nothing", 0, True)],
)
async def test_a_search_without_scripts_shows_the_headings_of_what_it_found(
    bistro: Restaurant, asked: str, headings: int, *, nothing: bool
) -> None:
    page = (await browser(bistro, "staff").get(f"/admin/menu?{asked}")).text
    assert len(re.findall(r'<section class="card section"[^>]*name">', page)) == headings
    assert bool(re.search(r'id="nothing">', page)) == nothing


async def test_sold_out_and_back(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff")
    path = f"/admin/menu/items/{bistro.items['냉면']}/sold-out"
    answer = await staff.post(path, data={"sold_out": "true"}, headers=HTMX)
    assert toast_of(answer) == "냉면 is sold out."
    assert 'class="stock out"' in answer.text
    assert "<html" not in answer.text
    assert (await item_of(bistro, "냉면"))["sold_out"] is True
    assert toast_of(await staff.post(path, data={"sold_out": "false"}, headers=HTMX)) == "냉면 is back."
    assert (await item_of(bistro, "냉면"))["sold_out"] is False


async def test_an_option_is_sold_out_by_itself(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff", "ko")
    path = f"/admin/menu/options/{bistro.options['치즈']}/sold-out"
    answer = await staff.post(path, data={"sold_out": "true"}, headers=HTMX)
    assert toast_of(answer) == "떡볶이 · 치즈, 품절로 바꿨습니다."
    assert "치즈 품절" in answer.text
    page = (await staff.get("/admin/menu?show=sold-out")).text
    assert "hidden>" not in row_of(page, bistro.items["떡볶이"]).split("\n")[0]
    assert (await item_of(bistro, "떡볶이"))["sold_out"] is False


async def test_without_scripts_it_leads_back_to_the_dish(bistro: Restaurant) -> None:
    item = bistro.items["냉면"]
    answer = await browser(bistro, "staff").post(f"/admin/menu/items/{item}/sold-out", data={"sold_out": "true"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/admin/menu#item-{item}")


async def test_a_version_tells_when_to_look_again(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff")
    before = (await staff.get("/admin/menu/version")).text
    assert f'data-version="{before}"' in (await staff.get("/admin/menu/list", headers=HTMX)).text
    await bistro.ask("staff", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
    after = (await staff.get("/admin/menu/version")).text
    assert int(after) == int(before) + 1
    assert f'data-version="{after}"' in (await staff.get("/admin/menu/list", headers=HTMX)).text


async def test_a_price_is_changed_in_its_place(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    path = f"/admin/menu/items/{bistro.items['냉면']}/price"
    form = (await manager.get(path, headers=HTMX)).text
    assert 'name="price" value="11,000"' in form
    answer = await manager.post(path, data={"price": "12,500", "seen": "11000"}, headers=HTMX)
    assert "₩12,500" in answer.text
    assert toast_of(answer) == "냉면 ₩12,500"
    assert (await item_of(bistro, "냉면"))["price"] == 12_500


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Fill this in."),
        ("cheap", "Enter an amount, such as 12,000."),
        ("12.5", "Enter an amount, such as 12,000."),
        ("10,000,001", "₩10,000,000 at most."),
        ("-1", "₩0 at least."),
        ("900", "With its cheapest options it would cost less than nothing."),
    ],
)
async def test_a_wrong_price_is_told_in_its_place(bistro: Restaurant, typed: str, why: str) -> None:
    path = f"/admin/menu/items/{bistro.items['떡볶이']}/price"
    answer = await browser(bistro, "owner").post(path, data={"price": typed, "seen": "12000"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, f"#price-{bistro.items['떡볶이']}")
    assert why in answer.text
    assert f'value="{typed}"' in answer.text
    assert (await item_of(bistro, "떡볶이"))["price"] == 12_000


async def test_a_price_that_somebody_else_has_changed_is_not_overwritten_unasked(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    await bistro.ask("manager", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"price": 9_900})
    path = f"/admin/menu/items/{bistro.items['냉면']}/price"
    answer = await owner.post(path, data={"price": "12000", "seen": "11000"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Somebody has made it ₩9,900 meanwhile." in answer.text
    assert 'value="12000"' in answer.text
    assert (await item_of(bistro, "냉면"))["price"] == 9_900
    seen = re.search(r'name="seen" value="(\d+)"', answer.text)
    assert seen is not None
    assert (await owner.post(path, data={"price": "12000", "seen": seen[1]}, headers=HTMX)).status_code == 200
    assert (await item_of(bistro, "냉면"))["price"] == 12_000


async def test_a_category_is_made_renamed_and_deleted(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    made = await manager.post("/admin/menu/categories", data={"name": "음료"}, headers=HTMX)
    assert toast_of(made) == "음료 is on the menu now."
    assert "menu:changed" in json.loads(made.headers["HX-Trigger"])
    listed = (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"]
    category = listed[-1]["id"]
    assert "Nothing in here yet." in (await manager.get("/admin/menu")).text
    wrong = await manager.post(f"/admin/menu/categories/{category}", data={"name": " "}, headers=HTMX)
    assert wrong.status_code == 422
    assert f'id="name-{category}-error"' in wrong.text
    renamed = await manager.post(f"/admin/menu/categories/{category}", data={"name": "주류"}, headers=HTMX)
    assert toast_of(renamed) == "The category is called 주류 now."
    deleted = await manager.post(f"/admin/menu/categories/{category}/delete", headers=HTMX)
    assert toast_of(deleted) == "The category is deleted."
    assert len((await bistro.ask("owner", "GET", "/admin/categories")).json()["items"]) == 2


async def test_a_new_category_whose_answer_was_lost_is_sent_again_and_is_one(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    key = KEY.findall((await manager.get("/admin/menu")).text)
    for _ in range(2):
        made = await manager.post("/admin/menu/categories", data={"name": "음료", "key": key}, headers=HTMX)
        assert toast_of(made) == "음료 is on the menu now."
    assert KEY.findall(made.text) != key, "the next one is another one"
    listed = (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"]
    assert [one["name"] for one in listed].count("음료") == 1


async def test_a_category_with_items_stays_and_says_why(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager", "ko")
    answer = await manager.post(f"/admin/menu/categories/{bistro.categories['식사']}/delete", headers=HTMX)
    assert answer.status_code == 409
    assert toast_of(answer).endswith("들어 있는 메뉴: 김치찌개, 떡볶이, 냉면")
    for name in ("나물", "수육", "전"):
        new = {"category_id": bistro.categories["식사"], "name": name, "price": 1, "hidden": True}
        assert (await bistro.ask("owner", "POST", "/admin/items", new)).status_code == 201
    answer = await manager.post(f"/admin/menu/categories/{bistro.categories['식사']}/delete", headers=HTMX)
    assert toast_of(answer).endswith("나물, 수육 외 1건"), "hidden ones keep it too"
    told = await bistro.ask("owner", "DELETE", f"/admin/categories/{bistro.categories['식사']}")
    assert told.json()["code"] == "category_not_empty"
    assert told.json()["items"][0] == {"id": bistro.items["김치찌개"], "name": "김치찌개"}
    assert len(told.json()["items"]) == 6


async def test_an_order_is_sent_whole(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    ids = [bistro.items[name] for name in ("냉면", "김치찌개", "떡볶이")]
    data = {"category": str(bistro.categories["식사"]), "ids": [str(one) for one in ids]}
    assert (await manager.post("/admin/menu/order", data=data, headers=HTMX)).status_code == 204
    listed = (await bistro.ask("owner", "GET", "/admin/items")).json()["items"]
    assert [one["id"] for one in listed][:3] == ids
    both = [str(one) for one in reversed(bistro.categories.values())]
    assert (await manager.post("/admin/menu/order", data={"ids": both}, headers=HTMX)).status_code == 204
    listed = (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"]
    assert [str(one["id"]) for one in listed] == both


async def test_a_button_moves_a_row_without_scripts(bistro: Restaurant) -> None:
    ids = [str(bistro.items[name]) for name in ("김치찌개", "떡볶이", "냉면")]
    data = {"category": str(bistro.categories["식사"]), "ids": ids, "up": ids[2]}
    answer = await browser(bistro, "owner").post("/admin/menu/order", data=data)
    assert answer.headers["Location"] == "/admin/menu/order"
    listed = (await bistro.ask("owner", "GET", "/admin/items")).json()["items"]
    assert [str(one["id"]) for one in listed][:3] == [ids[0], ids[2], ids[1]]


async def test_an_order_of_what_is_not_there_any_more_is_refused_and_shows_what_is(bistro: Restaurant) -> None:
    data = {"ids": [str(bistro.categories["후식"])]}
    answer = await browser(bistro, "owner").post("/admin/menu/order", data=data, headers=HTMX)
    assert answer.status_code == 422
    assert "nothing was moved" in toast_of(answer)
    assert answer.text.index("식사") < answer.text.index("후식")


async def test_ways_that_lead_nowhere_yet_wait_for_a_first_category(bistro: Restaurant) -> None:
    way = re.compile(r'<(?:a|div) [^>]*data-needs="[^"]*"( hidden)?(?:="")?>')
    manager = browser(bistro, "manager")
    assert way.findall((await manager.get("/admin/menu")).text) == ["", "", ""]
    for item_id in bistro.items.values():
        await bistro.ask("owner", "DELETE", f"/admin/items/{item_id}")
    assert way.findall((await manager.get("/admin/menu")).text) == ["", "", " hidden"]
    for category_id in bistro.categories.values():
        await bistro.ask("owner", "DELETE", f"/admin/categories/{category_id}")
    assert way.findall((await manager.get("/admin/menu")).text) == [" hidden", " hidden", " hidden"]


async def test_a_store_without_a_menu_is_told_how_to_begin(bistro: Restaurant) -> None:
    for item in bistro.items.values():
        await bistro.ask("owner", "DELETE", f"/admin/items/{item}")
    for category in bistro.categories.values():
        await bistro.ask("owner", "DELETE", f"/admin/categories/{category}")
    assert "Start with a category" in (await browser(bistro, "owner").get("/admin/menu")).text
    assert "as soon as a manager" in (await browser(bistro, "staff").get("/admin/menu")).text
    assert "Every item belongs to a category" in (await browser(bistro, "owner").get("/admin/menu/items/new")).text


@pytest.mark.parametrize("name", EVIL)
async def test_names_are_text_whatever_they_hold(bistro: Restaurant, name: str) -> None:
    group = {"name": name, "min_choices": 0, "max_choices": 1, "options": [{"name": name}]}
    body = {"category_id": bistro.categories["식사"], "name": name, "price": 1, "option_groups": [group]}
    made = (await bistro.ask("owner", "POST", "/admin/items", {**body, "description": name})).json()
    await bistro.ask("owner", "PATCH", f"/admin/categories/{bistro.categories['후식']}", {"name": name})
    owner = browser(bistro, "owner")
    for path in ("/admin/menu", "/admin/menu/order", f"/admin/menu/items/{made['id']}", f"/admin/menu?q={name}"):
        page = (await owner.get(path)).text
        assert name not in page, path
