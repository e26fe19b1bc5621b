"""Many dishes of the list at once, and dishes and groups that begin as copies of others."""

import json
import re

from ordering.web.menu.options import MOST_GROUPS
from tests.web.browsers import HTMX, browser
from tests.web.dishes import fields_of, opened
from tests.world import Restaurant


def picked(here: Restaurant, *names: str, price: int | None = None) -> list[str]:
    prices = {"김치찌개": 9500, "떡볶이": 12000, "냉면": 11000}
    return [f"{here.items[name]}:{price or prices[name]}" for name in names]


async def item(here: Restaurant, name: str) -> dict[str, object]:
    found: dict[str, object] = (await here.ask("owner", "GET", f"/admin/items/{here.items[name]}")).json()
    return found


async def test_the_list_says_what_each_box_stands_for(bistro: Restaurant) -> None:
    page = (await browser(bistro, "manager").get("/admin/menu")).text
    assert re.findall(r'name="dish" form="bulk" value="([^"]+)"', page)[:3] == picked(
        bistro, "김치찌개", "떡볶이", "냉면"
    )
    assert 'id="bulk"' not in (await browser(bistro, "staff").get("/admin/menu")).text


async def test_prices_go_up_and_down_by_an_amount_and_a_retry_adds_nothing(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    data = {"do": "price", "amount": "-1,500", "dish": picked(bistro, "김치찌개", "냉면")}
    for _ in range(2):
        answer = await manager.post("/admin/menu/bulk", data=data, headers=HTMX)
        assert answer.status_code == 200
        told = json.loads(answer.headers["HX-Trigger"])
        assert told["toast"]["message"] == "2 dishes are changed."
        assert "menu:changed" in told
    assert [(await item(bistro, name))["price"] for name in ("김치찌개", "냉면", "떡볶이")] == [8000, 9500, 12000]


async def test_what_is_done_with_the_picked(bistro: Restaurant) -> None:
    manager, dishes = browser(bistro, "manager"), picked(bistro, "김치찌개", "냉면")
    for deed, field, value in (
        ("sold-out", "sold_out", True), ("back", "sold_out", False), ("hide", "hidden", True), ("show", "hidden", False)
    ):  # fmt: skip
        assert (await manager.post("/admin/menu/bulk", data={"do": deed, "dish": dishes})).status_code == 303
        assert [(await item(bistro, name))[field] for name in ("김치찌개", "냉면")] == [value] * 2
    moved = {"do": "move", "dish": dishes, "category_id": str(bistro.categories["후식"])}
    await manager.post("/admin/menu/bulk", data=moved)
    assert (await item(bistro, "냉면"))["category_id"] == bistro.categories["후식"]


async def test_a_refusal_names_the_dishes_and_changes_none(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager", "ko")
    low = {"do": "price", "amount": "-11,001", "dish": picked(bistro, "냉면", "김치찌개", "떡볶이")}
    answer = await manager.post("/admin/menu/bulk", data=low, headers=HTMX)
    assert answer.status_code == 422
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["kind"] == "late"
    assert toast["message"].endswith("해당 메뉴: 냉면, 김치찌개, 떡볶이")
    seen = {"do": "price", "amount": "500", "dish": [*picked(bistro, "김치찌개"), *picked(bistro, "냉면", price=10000)]}
    meanwhile = await manager.post("/admin/menu/bulk", data=seen, headers=HTMX)
    assert json.loads(meanwhile.headers["HX-Trigger"])["toast"]["message"].endswith("해당 메뉴: 냉면")
    assert (await item(bistro, "김치찌개"))["price"] == 9500
    for wrong in ({"do": "price", "amount": "much"}, {"do": "eat"}, {}):
        data = {"dish": picked(bistro, "냉면"), **wrong}
        assert (await manager.post("/admin/menu/bulk", data=data, headers=HTMX)).status_code == 422


async def test_a_copy_is_a_new_dish_with_everything_but_the_name(bistro: Restaurant) -> None:
    manager, original = browser(bistro, "manager"), bistro.items["떡볶이"]
    await bistro.ask("owner", "PATCH", f"/admin/items/{original}", {"badges": ["best"], "spice": 2})
    assert f'href="/admin/menu/items/new?like={original}"' in (await manager.get(f"/admin/menu/items/{original}")).text
    form = fields_of((await manager.get(f"/admin/menu/items/new?like={original}")).text)
    assert form["name"] == "떡볶이 (copy)"
    saved = await manager.post("/admin/menu/items/new", data={**form, "badges": ["", "best"]}, headers=HTMX)
    copied = int(saved.headers["HX-Redirect"].rpartition("item-")[2])
    mine, theirs = [(await bistro.ask("owner", "GET", f"/admin/items/{one}")).json() for one in (copied, original)]
    ids = {
        one["id"] for dish in (mine, theirs) for group in dish["option_groups"] for one in [group, *group["options"]]
    }
    for dish in (mine, theirs):
        for group in dish["option_groups"]:
            group.pop("id")
            for option in group["options"]:
                option.pop("id")
    assert len(ids) >= 8
    differing = {name for name in mine if mine[name] != theirs[name]}
    assert differing == {"id", "name", "position"}
    assert mine["option_groups"], "with its choices"


async def test_nobody_copies_another_stores_dish(bistro: Restaurant, rival: Restaurant) -> None:
    manager, theirs = browser(bistro, "manager"), rival.items["떡볶이"]
    assert (await manager.get(f"/admin/menu/items/new?like={theirs}")).status_code == 404
    form = await opened(manager, bistro.items["냉면"])
    borrowed = {**form, "do": "borrow", "groups_of": str(theirs)}
    answer = await manager.post(f"/admin/menu/items/{bistro.items['냉면']}", data=borrowed, headers=HTMX)
    assert answer.status_code == 404


async def test_groups_of_another_dish_come_after_ones_own_and_are_saved_as_new(bistro: Restaurant) -> None:
    manager, dish = browser(bistro, "manager"), bistro.items["냉면"]
    path = f"/admin/menu/items/{dish}"
    form = {**await opened(manager, dish), "name": "half typed", "groups_of": str(bistro.items["떡볶이"])}
    answer = await manager.post(path, data={**form, "do": "borrow"}, headers=HTMX)
    assert answer.status_code == 200
    form = fields_of(answer.text)
    assert [form[f"option_groups[{i}].name"] for i in range(2)] == ["맵기", "토핑"]
    assert form["option_groups[1].options[2].price_delta"] == "-1,000"
    assert form["option_groups[0].id"] == ""
    assert form["name"] == "half typed"
    assert (await item(bistro, "냉면"))["option_groups"] == [], "not before it is saved"
    await manager.post(path, data={**form, "name": "냉면"}, headers=HTMX)
    groups = (await item(bistro, "냉면"))["option_groups"]
    assert isinstance(groups, list)
    assert [group["name"] for group in groups] == ["맵기", "토핑"]
    assert [(group["min_choices"], group["max_choices"]) for group in groups] == [(1, 1), (0, 2)]
    for _ in range(MOST_GROUPS):
        form = fields_of((await manager.post(path, data={**form, "do": "borrow",
                          "groups_of": str(bistro.items["떡볶이"])}, headers=HTMX)).text)  # fmt: skip
    assert len([name for name in form if re.fullmatch(r"option_groups\[\d+\]\.name", name)]) == MOST_GROUPS


async def test_a_group_is_optional_or_required_and_has_a_default_only_then(bistro: Restaurant) -> None:
    manager, dish = browser(bistro, "manager"), bistro.items["떡볶이"]
    path, form = f"/admin/menu/items/{dish}", await opened(manager, bistro.items["떡볶이"])
    assert (form["option_groups[0].min_choices"], form["option_groups[1].min_choices"]) == ("1", "0")
    default = {"option_groups[0].options[1].default": "true"}
    await manager.post(path, data={**form, **default}, headers=HTMX)
    assert [one["default"] for one in (await item(bistro, "떡볶이"))["option_groups"][0]["options"]] == [  # type: ignore[index]  # it has a group
        False, True, False,
    ]  # fmt: skip
    form = await opened(manager, dish)
    assert form["option_groups[0].options[1].default"] == "true"
    await manager.post(path, data={**form, "option_groups[0].min_choices": "0"}, headers=HTMX)
    group = (await item(bistro, "떡볶이"))["option_groups"][0]  # type: ignore[index]  # it has a group
    assert (group["min_choices"], [one["default"] for one in group["options"]]) == (0, [False] * 3)
