"""Many dishes at once: all of it or nothing, told once."""

import asyncio
from typing import Any

import pytest

from ordering.errors import PricesChanged
from ordering.menu import bulk
from ordering.menu.shapes import ItemChange
from tests.api.deployment import rows_of
from tests.invariants import check
from tests.menu.test_editing import in_order, items
from tests.world import Restaurant


async def change(here: Restaurant, *changes: dict[str, Any]) -> Any:
    return await here.ask("manager", "PATCH", "/admin/items", {"items": list(changes)})


async def version(here: Restaurant) -> int:
    return int((await here.ask(1, "GET", "/menu")).json()["version"])


@pytest.mark.every_database
async def test_prices_stock_and_hiding_of_many_are_one_change_of_the_menu(bistro: Restaurant) -> None:
    kimchi, noodles, tteok = (bistro.items[name] for name in ("김치찌개", "냉면", "떡볶이"))
    before = await version(bistro)
    answer = await change(
        bistro,
        {"id": noodles, "price": 12000, "sold_out": True},
        {"id": kimchi, "price": 0},
        {"id": tteok, "hidden": True},
    )
    assert answer.status_code == 200, answer.text
    told = [(one["id"], one["price"], one["sold_out"], one["hidden"]) for one in answer.json()["items"]]
    assert told == [(noodles, 12000, True, False), (kimchi, 0, False, False), (tteok, 12000, False, True)]
    assert await version(bistro) == before + 1
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_who_is_moved_comes_last_and_leaves_no_hole(bistro: Restaurant) -> None:
    desserts, meals = bistro.categories["후식"], bistro.categories["식사"]
    noodles, kimchi = bistro.items["냉면"], bistro.items["김치찌개"]
    before = await in_order(bistro)
    await change(bistro, {"id": noodles, "category_id": desserts}, {"id": kimchi, "category_id": desserts})
    after = await in_order(bistro)
    assert after[desserts] == [*before[desserts], noodles, kimchi]
    assert after[meals] == [bistro.items["떡볶이"]]


@pytest.mark.every_database
async def test_one_price_that_cannot_be_refuses_all_and_names_all_such(bistro: Restaurant) -> None:
    """떡볶이 has a choice that takes 1,000 off."""
    before = await rows_of(bistro.services)
    kimchi, noodles, tteok = (bistro.items[name] for name in ("김치찌개", "냉면", "떡볶이"))
    for prices, named in (
        ({kimchi: 9000, noodles: -1}, ["냉면"]),
        ({kimchi: 10_000_001, noodles: -5, tteok: 12000}, ["김치찌개", "냉면"]),
        ({noodles: 1, tteok: 999}, ["떡볶이"]),
    ):
        answer = await change(bistro, *({"id": one, "price": price} for one, price in prices.items()))
        assert (answer.status_code, answer.json()["code"]) == (409, "prices_out_of_range")
        assert [one["name"] for one in answer.json()["items"]] == named
        assert await rows_of(bistro.services) == before


async def test_an_item_that_is_not_there_or_there_twice_refuses_all(bistro: Restaurant, rival: Restaurant) -> None:
    before = await rows_of(bistro.services)
    noodles = bistro.items["냉면"]
    for nobodys in (rival.items["냉면"], 2**40):
        answer = await change(bistro, {"id": noodles, "price": 1}, {"id": nobodys, "price": 1})
        assert answer.status_code == 404
    theirs = await change(bistro, {"id": noodles, "category_id": rival.categories["식사"]})
    assert theirs.status_code == 404
    twice = await change(bistro, {"id": noodles, "price": 1}, {"id": noodles, "price": 2})
    assert [one["field"] for one in twice.json()["errors"]] == ["items[1].id"]
    assert await rows_of(bistro.services) == before


async def test_sent_again_it_changes_nothing_more(bistro: Restaurant) -> None:
    wanted = {"id": bistro.items["냉면"], "price": 12000, "hidden": True}
    await change(bistro, wanted)
    before = await rows_of(bistro.services)
    assert (await change(bistro, wanted)).status_code == 200
    assert await rows_of(bistro.services) == before


async def test_who_has_seen_another_price_is_told_unless_it_is_the_one_they_want(bistro: Restaurant) -> None:
    noodles = bistro.items["냉면"]
    work, manager = bistro.services.work, bistro.people["manager"]  # type: ignore[index]  # a role is its word
    changes = [ItemChange(id=noodles, price=12000)]
    await work.run(bulk.change_items, manager, changes, {noodles: 11000})
    await work.run(bulk.change_items, manager, changes, {noodles: 11000})
    await change(bistro, {"id": noodles, "price": 500})
    with pytest.raises(PricesChanged) as told:
        await work.run(bulk.change_items, manager, changes, {noodles: 11000})
    assert [one.name for one in told.value.facts["items"]] == ["냉면"]


@pytest.mark.every_database
async def test_two_at_once_take_turns(bistro: Restaurant) -> None:
    ids = [one["id"] for one in await items(bistro)]
    prices = range(1001, 1007)
    answers = await asyncio.gather(*(change(bistro, *({"id": one, "price": price} for one in ids)) for price in prices))
    assert {answer.status_code for answer in answers} == {200}
    now = {one["price"] for one in await items(bistro)}
    assert len(now) == 1, "half of one and half of another"
    assert now <= set(prices)
