"""Editing the menu: all at once or not at all, and positions without holes."""

import asyncio
import random
from typing import Any

import pytest

from tests.invariants import check
from tests.twin import another_process
from tests.web.browsers import browser
from tests.world import Restaurant


async def items(here: Restaurant) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask("staff", "GET", "/admin/items")).json()["items"]
    return found


async def in_order(here: Restaurant) -> dict[int, list[int]]:
    """Items by category; each category's positions must be 0, 1, 2 …, and so must the categories'."""
    categories = (await here.ask("staff", "GET", "/admin/categories")).json()["items"]
    assert [one["position"] for one in categories] == list(range(len(categories)))
    found: dict[int, list[int]] = {one["id"]: [] for one in categories}
    for item in await items(here):
        assert item["position"] == len(found[item["category_id"]]), "a hole, or a double"
        found[item["category_id"]].append(item["id"])
    return found


@pytest.mark.every_database
async def test_a_new_order_is_the_whole_order_or_nothing_moves(bistro: Restaurant) -> None:
    meals, desserts = bistro.categories["식사"], bistro.categories["후식"]
    before = await in_order(bistro)
    path, ids = f"/admin/categories/{meals}/items/order", before[meals]
    for wrong in (ids[:2], [*ids, ids[0]], [*ids, before[desserts][0]], [ids[0]] * 3, [], [*ids[:2], 2**62]):
        assert (await bistro.ask("manager", "PUT", path, {"ids": wrong})).status_code == 400
        assert await in_order(bistro) == before
    answer = await bistro.ask("manager", "PUT", path, {"ids": ids[::-1]})
    assert [one["id"] for one in answer.json()["items"]] == ids[::-1]
    assert (await in_order(bistro))[meals] == ids[::-1]
    await bistro.ask("manager", "PUT", "/admin/categories/order", {"ids": [desserts, meals]})
    assert list(await in_order(bistro)) == [desserts, meals]
    menu = (await bistro.ask(1, "GET", "/menu")).json()
    assert [one["name"] for one in menu["categories"]] == ["후식", "식사"]
    assert [one["id"] for one in menu["categories"][1]["items"]] == ids[::-1]


async def tinker(here: Restaurant, step: int, what: str, category: int, item: int) -> dict[int, list[int]]:
    """Do one thing to the menu; the order that must come of it."""
    now = await in_order(here)
    without = {key: [one for one in ids if one != item] for key, ids in now.items()}
    if what == "add":
        body = {"category_id": category, "name": f"메뉴 {step}", "price": step}
        new = (await here.ask("manager", "POST", "/admin/items", body)).json()["id"]
        return now | {category: [*now[category], new]}
    if what == "category":
        made = (await here.ask("manager", "POST", "/admin/categories", {"name": f"{step}"})).json()["id"]
        return now | {made: []}
    if what == "drop category":
        answer = await here.ask("manager", "DELETE", f"/admin/categories/{category}")
        assert answer.status_code == (409 if now[category] else 204)
        return now if now[category] else {key: ids for key, ids in now.items() if key != category}
    if what == "reorder":
        ids = now[category][::-1]
        await here.ask("manager", "PUT", f"/admin/categories/{category}/items/order", {"ids": ids})
        return now | {category: ids}
    if what == "delete":
        await here.ask("manager", "DELETE", f"/admin/items/{item}")
        return without
    await here.ask("manager", "PATCH", f"/admin/items/{item}", {"category_id": category, "price": 9000 + step})
    return now if item in now[category] else without | {category: [*without[category], item]}


async def test_positions_stay_contiguous_whatever_is_done(bistro: Restaurant) -> None:
    dice = random.Random(3)
    for step in range(25):
        now = await in_order(bistro)
        whats = ["add", "category"]
        if any(now.values()):
            whats += ["delete", "move", "move", "reorder", "drop category"]
        what = dice.choice(whats)
        item = dice.choice([one for ids in now.values() for one in ids] or [0])
        assert await tinker(bistro, step, what, dice.choice(list(now)), item) == await in_order(bistro), what


@pytest.mark.every_database
async def test_editors_at_once_take_turns(bistro: Restaurant) -> None:
    async with another_process(bistro) as twin:
        ids = (await in_order(bistro))[bistro.categories["식사"]]
        path = f"/admin/categories/{bistro.categories['식사']}/items/order"
        new = {"category_id": bistro.categories["식사"], "name": "새 메뉴", "price": 1000}
        answers = await asyncio.gather(
            *(
                one
                for n in range(4)
                for here in [(bistro, twin)[n % 2]]
                for one in (
                    here.ask("manager", "POST", "/admin/items", new),
                    here.ask("manager", "PUT", path, {"ids": ids[::-1]}),
                    here.ask("manager", "PATCH", f"/admin/items/{bistro.items['티라미수']}",
                             {"category_id": bistro.categories[("식사", "후식")[n % 2]]}),
                    here.ask("manager", "POST", "/admin/categories", {"name": f"{n}"}),
                )
            )
        )  # fmt: skip
    assert {answer.status_code for answer in answers} <= {200, 201, 400}
    meals = (await in_order(bistro))[bistro.categories["식사"]]
    assert len([one for one in await items(bistro) if one["name"] == "새 메뉴"]) == 4
    assert set(ids) < set(meals)
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_one_form_sent_many_times_at_once_makes_one_dish_and_one_category(bistro: Restaurant) -> None:
    category = str(bistro.categories["식사"])
    dish = {"key": "a form's key", "name": "새 메뉴", "price": "1,000", "category_id": category, "hidden": "false"}
    async with another_process(bistro) as twin:
        sent = [
            one
            for here in (bistro, twin) * 3
            for manager in [browser(here, "manager")]
            for one in (
                manager.post("/admin/menu/items/new", data=dish),
                manager.post("/admin/menu/categories", data={"key": "another", "name": "음료"}),
                manager.post("/admin/menu/categories", data={"key": "another", "name": "주류"}),
            )
        ]
        answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {303}
    [made] = [one["id"] for one in await items(bistro) if one["name"] == "새 메뉴"]
    categories = (await bistro.ask("staff", "GET", "/admin/categories")).json()["items"]
    assert sorted(one["name"] for one in categories[2:]) == ["음료", "주류"]
    await bistro.ask("manager", "DELETE", f"/admin/items/{made}")
    await browser(bistro, "manager").post("/admin/menu/items/new", data=dish)
    assert [one["name"] for one in await items(bistro)].count("새 메뉴") == 1, "what was deleted can be made again"
    await check(bistro.services, bistro.store_id)


async def test_option_groups_are_replaced_whole_and_named_ids_stay(bistro: Restaurant) -> None:
    path = f"/admin/items/{bistro.items['떡볶이']}"
    await bistro.ask("staff", "PUT", f"/admin/options/{bistro.options['치즈']}/sold-out")
    groups = (await bistro.ask("staff", "GET", path)).json()["option_groups"]
    toppings = groups[1]
    cheese = toppings["options"][0]
    wanted = [
        {**toppings, "name": "추가", "options": [
            {"name": "새우", "price_delta": 3000},
            {"id": cheese["id"], "name": "모짜렐라", "price_delta": 2500},
        ]},
        {"name": "사이즈", "min_choices": 1, "max_choices": 1, "options": [{"name": "대", "price_delta": 5000}]},
    ]  # fmt: skip
    changed = (await bistro.ask("manager", "PATCH", path, {"option_groups": wanted})).json()["option_groups"]
    assert [group["name"] for group in changed] == ["추가", "사이즈"]
    assert changed[0]["id"] == toppings["id"]
    kept = changed[0]["options"][1]
    assert kept == {"id": cheese["id"], "name": "모짜렐라", "price_delta": 2500, "sold_out": True, "default": False}
    assert changed[0]["options"][0]["id"] not in {one["id"] for group in groups for one in group["options"]}
    for wrong in (
        [{**toppings, "options": [{"id": bistro.options["순한맛"], "name": "x"}]}],
        [{"id": 2**40, "name": "x", "min_choices": 0, "max_choices": 1, "options": [{"name": "x"}]}],
        [{**wanted[1], "min_choices": 2, "max_choices": 2}],
        [{**wanted[1], "options": [{"name": "너무 싸다", "price_delta": -12001}]}],
        [wanted[0], wanted[0]],
    ):
        assert (await bistro.ask("manager", "PATCH", path, {"option_groups": wrong})).status_code == 400
        assert (await bistro.ask("staff", "GET", path)).json()["option_groups"] == changed
    gone = {"lines": [{"item_id": bistro.items["떡볶이"], "quantity": 1, "options": [bistro.options["매운맛"]]}]}
    refused = await bistro.ask(1, "POST", "/orders", gone, {"Idempotency-Key": bistro.new_key()})
    assert refused.json()["lines"][0]["reason"] == "option_unknown"
    assert (await bistro.ask("staff", "PUT", f"/admin/options/{bistro.options['매운맛']}/sold-out")).status_code == 404


async def test_a_price_that_its_options_would_take_below_nothing_is_refused(bistro: Restaurant) -> None:
    path = f"/admin/items/{bistro.items['떡볶이']}"  # its cheapest choice takes 1000 off
    assert (await bistro.ask("manager", "PATCH", path, {"price": 999})).status_code == 400
    assert (await bistro.ask("staff", "GET", path)).json()["price"] == 12000
    assert (await bistro.ask("manager", "PATCH", path, {"price": 1000})).status_code == 200


async def test_what_is_deleted_is_gone_for_guests_and_stays_in_history(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면")
    path = f"/admin/items/{bistro.items['냉면']}"
    assert (await bistro.ask("manager", "DELETE", path)).status_code == 204
    for method, body in (("GET", None), ("PATCH", {"price": 1}), ("DELETE", None), ("PUT", None)):
        where = f"{path}/sold-out" if method == "PUT" else path
        assert (await bistro.ask("manager", method, where, body)).status_code == 404
    assert "냉면" not in (await bistro.ask(1, "GET", "/menu")).text
    assert (await bistro.ask(1, "GET", f"/orders/{order['id']}")).json() == order
    again = {"category_id": bistro.categories["식사"], "name": "냉면", "price": 12000}
    assert (await bistro.ask("manager", "POST", "/admin/items", again)).status_code == 201
