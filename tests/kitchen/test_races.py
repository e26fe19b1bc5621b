"""The kitchen and the floor do things to one order at once: one wins, the other is told, and nothing contradicts."""

import asyncio
from typing import Any

import pytest

from ordering.menu.cache import Encoded
from tests.invariants import check
from tests.kitchen.making import Kitchen
from tests.twin import another_process
from tests.world import Restaurant

REFUSED = {"stale_version", "illegal_transition", "session_closed"}


@pytest.mark.every_database
async def test_of_two_bumps_one_wins(bistro: Restaurant, kitchen: Kitchen) -> None:
    async with another_process(bistro) as twin:
        for _ in range(5):
            order = await bistro.ordered(1, "김치찌개", "냉면")
            meal, noodles = (await kitchen.tickets())[-2:]
            answers = await asyncio.gather(
                kitchen.bump(meal, "done"), Kitchen(twin).bump(meal, "started"), Kitchen(twin).bump(noodles, "done")
            )
            assert answers[2].status_code == 200
            assert sorted(one.status_code for one in answers[:2]) == [200, 409]
            loser = next(one for one in answers if one.status_code == 409)
            assert loser.json()["code"] == "stale_version"
            assert (await kitchen.stand(order))[0] in ("preparing", "completed")
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
@pytest.mark.parametrize("deed", ["cancel", "void", "move", "advance", "close", "delete"])
async def test_a_bump_races_what_the_floor_does(bistro: Restaurant, kitchen: Kitchen, deed: str) -> None:
    async with another_process(bistro) as twin:
        for _ in range(4):
            order = await bistro.ordered(1, "냉면", "김치찌개")
            ticket = next(one for one in await kitchen.tickets() if one["order"]["id"] == order["id"])
            path, at = f"/admin/orders/{order['id']}", f"/admin/tables/{bistro.tables[1]}"
            session: dict[str, Any] = {"table_session_id": order["table_session_id"]}
            line = order["lines"][0]["id"]
            to = {
                "cancel": ("POST", f"{path}/cancellation", {"reason": "취소", "version": 1}),
                "void": ("POST", f"{path}/lines/{line}/cancellation", {"reason": "취소", "version": 1}),
                "move": ("POST", f"{at}/move", {"to_table_id": bistro.tables[2], **session}),
                "advance": ("PATCH", path, {"status": "completed", "version": 1}),
                "close": ("POST", f"{at}/closing", {"force": True, **session}),
                "delete": ("DELETE", f"/admin/stations/{kitchen.stations['바']}", None),
            }[deed]
            bumped, done = await asyncio.gather(kitchen.bump(ticket, "done"), twin.ask("manager", *to))
            for answer in (bumped, done):
                assert answer.is_success or answer.json()["code"] in {*REFUSED, "not_found"}, answer.text
            assert bumped.is_success or done.is_success
            await check(bistro.services, bistro.store_id)
            for table in (1, 2):
                await bistro.close(table, force=True)


async def test_nothing_is_sent_to_a_station_that_goes_while_the_menu_is_read(
    bistro: Restaurant, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with another_process(bistro) as twin:
        await twin.ordered(2, "냉면")  # the menu that this process goes by from now on
        item = f"/admin/items/{bistro.items['냉면']}"
        assert (await bistro.ask("manager", "PATCH", item, {"price": 9500})).status_code == 200
        menus, read = twin.services.menus, twin.services.menus.of
        goes = [kitchen.delete("바")]

        async def and_the_bar_goes(store_id: int) -> Encoded:
            encoded = await read(store_id)
            while goes:
                await goes.pop()
            return encoded

        monkeypatch.setattr(menus, "of", and_the_bar_goes)
        order = await twin.ordered(1, "냉면")
    assert goes == []
    assert [one["order"]["id"] for one in await kitchen.tickets("주방")][-1] == order["id"]
    await check(bistro.services, bistro.store_id)
