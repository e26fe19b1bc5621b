"""Sending an order again: a key makes one order, and tells what became of it for ever after."""

from typing import Any

import pytest

from ordering.security.callers import Role
from tests.invariants import check
from tests.world import Restaurant, as_staff_see

pytestmark = pytest.mark.every_database


async def send(here: Restaurant, who: Role | int, path: str, body: bytes, key: str) -> Any:
    headers = {
        "Authorization": f"Bearer {here.token(who)}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    return await here.http.post(f"/api/v1{path}", content=body, headers=headers)


async def test_a_repeated_order_is_answered_as_it_is_now_even_after_the_party_has_gone(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면", key="my-key-and-only-mine", party=0)

    async def again() -> dict[str, Any]:
        answer = await bistro.order(1, "냉면", key="my-key-and-only-mine", party=0)
        assert (answer.status_code, answer.headers["Idempotency-Replayed"]) == (200, "true")
        replayed: dict[str, Any] = answer.json()
        return replayed

    assert await again() == order
    move = {"status": "preparing", "version": 1}
    moved = (await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", move)).json()
    assert as_staff_see(await again()) == moved
    await bistro.ask("manager", "POST", f"/admin/orders/{order['id']}/cancellation", {"reason": "비밀", "version": 2})
    cancelled = (await again())["cancelled"]
    assert cancelled["by"] == "staff"
    assert "reason" not in cancelled, "guests never see the reason"
    await bistro.close(1)
    assert (await again())["status"] == "cancelled"
    await bistro.ordered(1, "김치찌개", party=1)
    assert (await again())["id"] == order["id"]
    assert [one["id"] for one in (await bistro.ask(1, "GET", "/orders")).json()["items"]] != [order["id"]]
    await check(bistro.services, bistro.store_id)


async def test_bodies_are_compared_as_they_mean_not_as_they_are_written(bistro: Restaurant) -> None:
    item, key = bistro.items["냉면"], bistro.new_key()
    first = f'{{"lines":[{{"item_id":{item},"quantity":1,"note":"맵게"}}],"party":0}}'
    same = f'{{ "party": 0, "note": null,\n"lines": [{{"note": "\\ub9f5\\uac8c", "quantity": 1, "item_id": {item}}}]}}'
    assert (await send(bistro, 1, "/orders", first.encode(), key)).status_code == 201
    assert (await send(bistro, 1, "/orders", same.encode(), key)).status_code == 200
    for other in (first.replace("1,", "2,"), first.replace("맵게", "안 맵게"), first.replace(',"party":0', "")):
        answer = await send(bistro, 1, "/orders", other.encode(), key)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1


async def test_a_key_is_the_tables_own_and_exact(bistro: Restaurant) -> None:
    key = "Abcdefghijklmnop"
    orders = [
        await bistro.ordered(1, key=key),
        await bistro.ordered(2, key=key),
        await bistro.ordered(1, key=key.lower()),
        await bistro.ordered(1, key=key + "~"),
    ]
    assert len({order["id"] for order in orders}) == 4
    repeated = await bistro.order(1, key=key, by=Role.STAFF)
    assert (repeated.status_code, repeated.json()["id"]) == (200, orders[0]["id"]), "staff share the table's keys"
    await check(bistro.services, bistro.store_id)
