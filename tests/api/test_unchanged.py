"""What is sent as it was changes nothing: every route that changes something, with what stands there already.

Not a row differs afterwards: no version, no event, no entry of the audit. A route without a row here fails.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from ordering.http.edge import Edge
from ordering.kitchen.shapes import StationPatch
from ordering.menu.shapes import CategoryPatch, ItemPatch
from ordering.printing.shapes import PrinterPatch
from ordering.stores.shapes import StaffPatch, StorePatch
from ordering.tables.shapes import TablePatch
from tests.api.deployment import rows_of
from tests.doors import routes_of
from tests.world import Restaurant

DISH = "떡볶이"  # it has choices
Sent = tuple[str, Any]
"""The path of a request, without its beginning, and its body."""
Again = Callable[[Restaurant], Awaitable[list[Sent]]]


async def owners(here: Restaurant, path: str) -> Any:
    answer = await here.ask("owner", "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def known(patch: type[msgspec.Struct], row: dict[str, Any]) -> dict[str, Any]:
    """Of what is told of a row that which may be sent. What is sold out is said elsewhere."""
    if groups := row.get("option_groups"):
        told = ("id", "name", "price_delta", "default")
        bare = [[{name: one[name] for name in told} for one in group["options"]] for group in groups]
        row = {**row, "option_groups": [{**group, "options": ones} for group, ones in zip(groups, bare, strict=True)]}
    return {name: row[name] for name in patch.__struct_fields__ if name in row}


def as_it_is(path: str, patch: type[msgspec.Struct]) -> Again:
    """Nothing at all, all that there is, and each of it by itself."""

    async def bodies(here: Restaurant) -> list[Sent]:
        at = path.format(**ids(here))
        row = known(patch, await owners(here, at))
        return [(at, {}), (at, row), *((at, {name: value}) for name, value in row.items())]

    return bodies


def ids(here: Restaurant) -> dict[str, int]:
    return {
        "table_id": here.tables[1],
        "item_id": here.items[DISH],
        "plain_id": here.items["김치찌개"],
        "option_id": here.options["치즈"],
        "category_id": here.categories["식사"],
        "staff_id": here.people["manager"].staff_id,  # type: ignore[index]  # it is in this world
    }


async def a_category(here: Restaurant) -> list[Sent]:
    at = f"/admin/categories/{here.categories['식사']}"
    [(name, station)] = [
        (one["name"], one["station_id"])
        for one in (await owners(here, "/admin/categories"))["items"]
        if one["id"] == ids(here)["category_id"]
    ]
    assert CategoryPatch.__struct_fields__ == ("name", "station_id")
    return [(at, {}), (at, {"name": name, "station_id": station}), (at, {"name": f" {name} "})]


async def a_person(here: Restaurant) -> list[Sent]:
    """Somebody else, and oneself."""
    people = (await owners(here, "/admin/staff"))["items"]
    bodies = [known(StaffPatch, person) for person in people]
    more = [{}, {"username": people[0]["username"].upper()}]
    return [
        *((f"/admin/staff/{person['id']}", body) for person, body in zip(people, bodies, strict=True)),
        *((f"/admin/staff/{people[0]['id']}", body) for body in more),
    ]


async def an_order(here: Restaurant) -> list[Sent]:
    """Refused: what it is already is no step."""
    order = await here.ordered(1)
    return [(f"/admin/orders/{order['id']}", {"status": order["status"], "version": order["version"]})]


async def a_cancelled_order(here: Restaurant) -> list[Sent]:
    order = await here.ordered(1)
    at = f"/admin/orders/{order['id']}/cancellation"
    assert (await here.ask("manager", "POST", at, {"reason": "x", "version": 1})).status_code == 200
    return [(at, {"reason": "y", "version": version}) for version in (1, 2)]


async def a_line_taken_back(here: Restaurant) -> list[Sent]:
    """Refused: repeated, it would take another one back."""
    order = await here.ordered(1, ("냉면", 3))
    at = f"/admin/orders/{order['id']}/lines/{order['lines'][0]['id']}/cancellation"
    void = {"quantity": 1, "reason": "x", "version": 1}
    assert (await here.ask("manager", "POST", at, void)).status_code == 200
    return [(at, void)]


async def counted_guests(here: Restaurant) -> list[Sent]:
    order = await here.ordered(1)
    at = f"/admin/tables/{here.tables[1]}/session"
    count = {"guests": 4, "table_session_id": order["table_session_id"]}
    assert (await here.ask("staff", "PATCH", at, count)).status_code == 200
    return [(at, count)]


async def a_call(here: Restaurant) -> list[Sent]:
    """Refused, as an order is."""
    call = (await here.ask(1, "POST", "/calls", {"kind": "water"})).json()
    return [(f"/admin/calls/{call['id']}", {"status": call["status"], "version": call["version"]})]


async def an_order_taken_back(here: Restaurant) -> list[Sent]:
    order = await here.ordered(1)
    await here.ask(1, "POST", f"/orders/{order['id']}/cancellation")
    return [(f"/orders/{order['id']}/cancellation", None)]


async def categories_in_order(here: Restaurant) -> list[Sent]:
    return [
        ("/admin/categories/order", {"ids": [one["id"] for one in (await owners(here, "/admin/categories"))["items"]]})
    ]


async def a_station(here: Restaurant) -> list[Sent]:
    made = (await here.ask("owner", "POST", "/admin/stations", {"name": "주방"})).json()
    at, row = f"/admin/stations/{made['id']}", known(StationPatch, made)
    return [(at, {}), (at, row), *((at, {name: value}) for name, value in row.items()), (at, {"name": " 주방 "})]


async def stations_in_order(here: Restaurant) -> list[Sent]:
    await a_station(here)
    ids = [one["id"] for one in (await owners(here, "/admin/stations"))["items"]]
    return [("/admin/stations/order", {"ids": ids})]


async def a_printer(here: Restaurant) -> list[Sent]:
    made = (await here.ask("owner", "POST", "/admin/printers", {"name": "주방", "host": "127.0.0.1"})).json()
    at, row = f"/admin/printers/{made['id']}", known(PrinterPatch, made)
    return [(at, {}), (at, row), *((at, {name: value}) for name, value in row.items()), (at, {"name": " 주방 "})]


async def a_cancelled_paper(here: Restaurant) -> list[Sent]:
    printer = (await here.ask("owner", "POST", "/admin/printers", {"name": "주방", "host": "127.0.0.1"})).json()
    job = (await here.ask("owner", "POST", f"/admin/printers/{printer['id']}/test")).json()
    at = f"/admin/print-jobs/{job['id']}/cancellation"
    assert (await here.ask("owner", "POST", at)).status_code == 200
    return [(at, None)]


async def a_ticket(here: Restaurant) -> list[Sent]:
    """Refused, as an order is."""
    at, _ = await cooked(here)
    return [(at, {"status": "new", "version": 1})]


async def a_carried_order(here: Restaurant) -> list[Sent]:
    """Refused: what is carried already is no step."""
    await a_station(here)
    order = await here.ordered(1)
    at, carry = f"/kitchen/orders/{order['id']}", {"status": "completed", "version": 1}
    done = await here.ask("staff", "PATCH", at, carry)
    assert done.status_code == 200
    return [(at, {**carry, "version": done.json()["version"]})]


def a_line(method: str) -> Again:
    """Done, or not, already."""

    async def bodies(here: Restaurant) -> list[Sent]:
        at, line = await cooked(here)
        assert (await here.ask("staff", method, f"{at}/lines/{line}/done")).status_code == 200
        return [(f"{at}/lines/{line}/done", None)]

    return bodies


async def cooked(here: Restaurant) -> tuple[str, int]:
    """A new ticket's path, and the id of its first line of two."""
    await a_station(here)
    order = await here.ordered(1, "냉면", "냉면")
    return f"/kitchen/tickets/{order['id']}01", order["lines"][0]["id"]


async def items_in_order(here: Restaurant) -> list[Sent]:
    category = here.categories["식사"]
    items = [one["id"] for one in (await owners(here, "/admin/items"))["items"] if one["category_id"] == category]
    assert len(items) > 1
    return [(f"/admin/categories/{category}/items/order", {"ids": items})]


async def many_items(here: Restaurant) -> list[Sent]:
    told = ("id", "price", "sold_out", "hidden", "category_id")
    items = [{name: one[name] for name in told} for one in (await owners(here, "/admin/items"))["items"]]
    return [("/admin/items", {"items": items}), ("/admin/items", {"items": [{"id": one["id"]} for one in items]})]


def twice(method: str, path: str) -> Again:
    """Done once already."""

    async def bodies(here: Restaurant) -> list[Sent]:
        at = path.format(**ids(here))
        assert (await here.ask("staff", method, at)).status_code == 200
        return [(at, None)]

    return bodies


UNCHANGED: dict[tuple[str, str], Again] = {
    ("PATCH", "/api/v1/admin/categories/{category_id}"): a_category,
    ("PUT", "/api/v1/admin/categories/order"): categories_in_order,
    ("PUT", "/api/v1/admin/categories/{category_id}/items/order"): items_in_order,
    ("PATCH", "/api/v1/admin/items"): many_items,
    ("PATCH", "/api/v1/admin/items/{item_id}"): as_it_is("/admin/items/{item_id}", ItemPatch),
    ("PUT", "/api/v1/admin/items/{item_id}/sold-out"): twice("PUT", "/admin/items/{item_id}/sold-out"),
    ("DELETE", "/api/v1/admin/items/{item_id}/sold-out"): twice("DELETE", "/admin/items/{item_id}/sold-out"),
    ("PUT", "/api/v1/admin/options/{option_id}/sold-out"): twice("PUT", "/admin/options/{option_id}/sold-out"),
    ("DELETE", "/api/v1/admin/options/{option_id}/sold-out"): twice("DELETE", "/admin/options/{option_id}/sold-out"),
    ("PUT", "/api/v1/kitchen/items/{item_id}/sold-out"): twice("PUT", "/kitchen/items/{item_id}/sold-out"),
    ("DELETE", "/api/v1/kitchen/items/{item_id}/sold-out"): twice("DELETE", "/kitchen/items/{item_id}/sold-out"),
    ("PUT", "/api/v1/kitchen/options/{option_id}/sold-out"): twice("PUT", "/kitchen/options/{option_id}/sold-out"),
    ("DELETE", "/api/v1/kitchen/options/{option_id}/sold-out"): twice(
        "DELETE", "/kitchen/options/{option_id}/sold-out"
    ),
    ("PATCH", "/api/v1/kitchen/tickets/{ticket_id}"): a_ticket,
    ("PATCH", "/api/v1/kitchen/orders/{order_id}"): a_carried_order,
    ("PUT", "/api/v1/kitchen/tickets/{ticket_id}/lines/{line_id}/done"): a_line("PUT"),
    ("PATCH", "/api/v1/admin/calls/{call_id}"): a_call,
    ("PATCH", "/api/v1/admin/orders/{order_id}"): an_order,
    ("POST", "/api/v1/admin/orders/{order_id}/cancellation"): a_cancelled_order,
    ("POST", "/api/v1/admin/orders/{order_id}/lines/{line_id}/cancellation"): a_line_taken_back,
    ("POST", "/api/v1/orders/{order_id}/cancellation"): an_order_taken_back,
    ("PATCH", "/api/v1/admin/staff/{staff_id}"): a_person,
    ("PATCH", "/api/v1/admin/store"): as_it_is("/admin/store", StorePatch),
    ("PATCH", "/api/v1/admin/stations/{station_id}"): a_station,
    ("PUT", "/api/v1/admin/stations/order"): stations_in_order,
    ("PATCH", "/api/v1/admin/printers/{printer_id}"): a_printer,
    ("POST", "/api/v1/admin/print-jobs/{job_id}/cancellation"): a_cancelled_paper,
    ("PATCH", "/api/v1/admin/tables/{table_id}/session"): counted_guests,
    ("PATCH", "/api/v1/admin/tables/{table_id}"): as_it_is("/admin/tables/{table_id}", TablePatch),
}
STEPS = {
    "/api/v1/admin/orders/{order_id}",
    "/api/v1/admin/orders/{order_id}/lines/{line_id}/cancellation",
    "/api/v1/admin/calls/{call_id}",
    "/api/v1/kitchen/tickets/{ticket_id}",
    "/api/v1/kitchen/orders/{order_id}",
    "/api/v1/admin/print-jobs/{job_id}/cancellation",
}
REPEATABLE = re.compile(r"(PATCH|PUT) .*|(DELETE|POST) .*/(sold-out|cancellation)")


async def test_every_route_that_may_change_nothing_is_walked(app: Edge) -> None:
    assert {one for one in routes_of(app) if REPEATABLE.fullmatch(" ".join(one))} == UNCHANGED.keys()


@pytest.mark.parametrize("route", UNCHANGED, ids=" ".join)
async def test_what_stands_there_already_changes_nothing(route: tuple[str, str], bistro: Restaurant) -> None:
    who = 1 if route[1].startswith("/api/v1/orders") else "owner"
    for path, body in await UNCHANGED[route](bistro):
        before = await rows_of(bistro.services)
        answer = await bistro.ask(who, route[0], path, body)
        assert answer.status_code == (409 if route[1] in STEPS else 200), answer.text
        assert await rows_of(bistro.services) == before, (path, body)


@pytest.mark.inside  # another process hears of the menu a moment later
async def test_a_choice_that_only_moved_is_a_change(bistro: Restaurant) -> None:
    """The audit's words for it would be the same."""
    at = f"/admin/items/{bistro.items[DISH]}"
    dish = await owners(bistro, at)
    groups = known(ItemPatch, dish)["option_groups"]
    before = (await bistro.ask(1, "GET", "/menu")).json()["version"]
    for moved in (groups[::-1], [{**group, "options": group["options"][::-1]} for group in groups]):
        assert (await bistro.ask("owner", "PATCH", at, {"option_groups": moved})).status_code == 200
        now = (await bistro.ask(1, "GET", "/menu")).json()["version"]
        assert now == before + 1
        before = now
