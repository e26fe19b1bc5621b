"""Moving orders along: each change from a version, each refusal with the order as it is."""

from typing import Any

import httpx
import pytest

from ordering.security.callers import Role
from tests.invariants import check
from tests.orders.conftest import SetClock
from tests.world import Restaurant


async def advance(here: Restaurant, order: dict[str, Any], to: str, version: int, who: Role = Role.STAFF) -> Any:
    return await here.ask(who, "PATCH", f"/admin/orders/{order['id']}", {"status": to, "version": version})


async def cancel(here: Restaurant, order: dict[str, Any], version: int, who: Role = Role.STAFF) -> httpx.Response:
    wanted = {"reason": "재료 소진", "version": version}
    return await here.ask(who, "POST", f"/admin/orders/{order['id']}/cancellation", wanted)


async def undo(here: Restaurant, order: dict[str, Any], table: int = 1) -> httpx.Response:
    return await here.ask(table, "POST", f"/orders/{order['id']}/cancellation")


async def total(here: Restaurant, table: int = 1) -> int:
    answer: int = (await here.ask(table, "GET", "/orders")).json()["table_session"]["total"]
    return answer


@pytest.mark.every_database
async def test_an_order_goes_to_the_kitchen_and_back(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2026-11-23T12:00:00.000001")
    order = await bistro.ordered(1)
    expected = {
        "preparing": {"preparing": "2026-11-23T03:01:00Z"},
        "completed": {"preparing": "2026-11-23T03:01:00Z", "completed": "2026-11-23T03:02:00Z"},
    }
    steps = [("preparing", expected["preparing"]), ("completed", expected["completed"])]
    for n, (to, times) in enumerate(steps, 1):
        clock_at(f"2026-11-23T12:0{n}:00")
        moved = (await advance(bistro, order, to, n)).json()
        assert (moved["status"], moved["version"], moved["status_times"]) == (to, n + 1, times)
    clock_at("2026-11-23T12:03:00.123456")
    recalled = (await advance(bistro, order, "preparing", 3)).json()
    assert recalled["status_times"] == {"preparing": "2026-11-23T03:03:00.123456Z"}
    assert (recalled["updated_at"], recalled["placed_at"]) == (
        "2026-11-23T03:03:00.123456Z",
        "2026-11-23T03:00:00.000001Z",
    )
    assert (await advance(bistro, order, "pending", 4)).json()["status_times"] == {}
    audit = (await bistro.ask("owner", "GET", "/admin/audit", action="order.advanced")).json()["items"]
    assert [(one["before"]["status"], one["after"]["status"]) for one in audit] == [
        ("preparing", "pending"),
        ("completed", "preparing"),
        ("preparing", "completed"),
        ("pending", "preparing"),
    ]
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_refused_change_shows_the_order_as_it_is(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    now = (await advance(bistro, order, "completed", 1)).json()

    def told(answer: httpx.Response) -> tuple[int, str, Any]:
        return answer.status_code, answer.json()["code"], answer.json()["order"]

    assert told(await advance(bistro, order, "preparing", 1)) == (409, "stale_version", now)
    assert told(await advance(bistro, order, "preparing", 3)) == (409, "stale_version", now)
    assert told(await advance(bistro, order, "pending", 2)) == (409, "illegal_transition", now)
    assert told(await cancel(bistro, order, 1, Role.OWNER)) == (409, "stale_version", now)
    await bistro.close(1)
    for to in ("pending", "preparing", "completed"):
        assert told(await advance(bistro, order, to, 2)) == (409, "session_closed", now)
    assert told(await cancel(bistro, order, 2, Role.OWNER)) == (409, "session_closed", now)
    await check(bistro.services, bistro.store_id)


@pytest.mark.every_database
async def test_a_cancelled_order_leaves_the_bill_and_stays_on_it_marked(bistro: Restaurant) -> None:
    order, other = await bistro.ordered(1, "냉면"), await bistro.ordered(1, "김치찌개")
    cancelled = (await cancel(bistro, order, 1)).json()
    assert (cancelled["status"], cancelled["version"], cancelled["total"]) == ("cancelled", 2, 11000)
    assert (cancelled["cancelled"]["by"], cancelled["cancelled"]["reason"]) == ("staff", "재료 소진")
    again = await cancel(bistro, order, 1)
    assert (again.status_code, again.json()) == (200, cancelled), "once is enough, from any version"
    assert (await advance(bistro, order, "pending", 2)).json()["code"] == "illegal_transition"
    seen = (await bistro.ask(1, "GET", "/orders")).json()
    assert [one["id"] for one in seen["items"]] == [other["id"], order["id"]]
    assert seen["table_session"]["total"] == 9500
    assert seen["items"][1]["cancelled"] == {"by": "staff", "at": cancelled["cancelled"]["at"]}
    closed = (await bistro.close(1, force=True)).json()
    assert (closed["total"], [one["status"] for one in closed["orders"]]) == (9500, ["pending", "cancelled"])
    assert (await cancel(bistro, order, 2)).status_code == 200, "and also afterwards"
    await check(bistro.services, bistro.store_id)


@pytest.mark.parametrize("status", ["pending", "preparing", "completed"])
async def test_who_may_cancel_depends_on_how_far_it_is(bistro: Restaurant, status: str) -> None:
    for who in (Role.STAFF, Role.MANAGER, Role.OWNER):
        order = await bistro.ordered(1)
        version = 1
        if status != "pending":
            version = (await advance(bistro, order, status, 1)).json()["version"]
        answer = await cancel(bistro, order, version, who)
        allowed = who is not Role.STAFF or status == "pending"
        assert answer.status_code == (200 if allowed else 403)
    await check(bistro.services, bistro.store_id)


async def test_staff_who_cancel_what_the_kitchen_just_took_are_told_it_changed(bistro: Restaurant) -> None:
    """They may cancel the pending order that they see; the kitchen was quicker. That is 409 with the order as it is."""
    order = await bistro.ordered(1)
    now = (await advance(bistro, order, "preparing", 1)).json()
    answer = await cancel(bistro, order, 1, Role.STAFF)
    assert (answer.status_code, answer.json()["code"], answer.json()["order"]) == (409, "stale_version", now)


@pytest.mark.every_database
async def test_a_guest_may_change_their_mind_for_a_minute(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2026-11-23T12:00:00")
    orders = [await bistro.ordered(1) for _ in range(3)]
    clock_at("2026-11-23T12:00:59.999999")
    undone = await undo(bistro, orders[0])
    assert (undone.status_code, undone.json()["status"], undone.json()["cancelled"]["by"]) == (
        200,
        "cancelled",
        "table",
    )
    assert (await undo(bistro, orders[0])).json() == undone.json()
    assert await total(bistro) == 19000
    assert (await undo(bistro, orders[1], table=2)).status_code == 404, "another table's"
    await advance(bistro, orders[1], "preparing", 1)
    assert (await undo(bistro, orders[1])).json()["code"] == "too_late"
    clock_at("2026-11-23T12:01:00")
    assert (await undo(bistro, orders[2])).json()["code"] == "too_late"
    await bistro.ask("owner", "PATCH", "/admin/store", {"limits": {"undo_seconds": 61}})
    assert (await undo(bistro, orders[2])).status_code == 200
    assert (await bistro.ask("staff", "GET", f"/admin/orders/{orders[2]['id']}")).json()["cancelled"]["reason"] is None
    await check(bistro.services, bistro.store_id)


async def test_an_order_of_a_closed_session_cannot_be_undone(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    await bistro.close(1, force=True)
    assert (await undo(bistro, order)).status_code == 404


async def test_a_join_that_is_repeated_for_another_table_is_none(bistro: Restaurant) -> None:
    here, there = await bistro.ordered(1), await bistro.ordered(2)
    ids = {"table_session_id": here["table_session_id"], "into_session_id": there["table_session_id"]}
    at = f"/admin/tables/{bistro.tables[1]}/join"
    for into, status in ((2, 200), (2, 200), (3, 409)):
        answer = await bistro.ask("staff", "POST", at, {"into_table_id": bistro.tables[into], **ids})
        assert answer.status_code == status, answer.text


async def test_of_a_table_that_is_gone_nothing_moves_any_more(bistro: Restaurant) -> None:
    """What is refused is what would be if it were there."""
    here, there = await bistro.ordered(1), await bistro.ordered(2)
    ids = {"table_session_id": here["table_session_id"], "into_session_id": there["table_session_id"]}
    at = f"/admin/tables/{bistro.tables[1]}"
    joined = await bistro.ask("staff", "POST", f"{at}/join", {"into_table_id": bistro.tables[2], **ids})
    assert joined.status_code == 200
    assert (await bistro.close(2, force=True)).status_code == 200
    assert (await bistro.ask("manager", "DELETE", f"/admin/tables/{bistro.tables[2]}")).status_code == 204
    parted = await bistro.ask("staff", "POST", f"{at}/unjoin", {"table_session_id": here["table_session_id"]})
    assert (parted.status_code, parted.json()["code"]) == (409, "too_late")
    body = {"to_table_id": bistro.tables[3], "version": there["version"]}
    moved = await bistro.ask("staff", "POST", f"/admin/orders/{there['id']}/move", body)
    assert (moved.status_code, moved.json()["code"]) == (409, "session_closed")
