"""A form that is saved as it was changes nothing: every form, sent as it came. A form without a row here fails."""

import re
from typing import Any

import pytest

from ordering.http.edge import Edge
from tests.api.deployment import rows_of
from tests.api.test_unchanged import (
    DISH,
    Again,
    Sent,
    a_call,
    a_cancelled_order,
    a_category,
    a_line_taken_back,
    an_order,
    categories_in_order,
    counted_guests,
    ids,
    items_in_order,
    owners,
)
from tests.web.browsers import HTMX, browser, fields_of
from tests.web.test_page_doors import pages_of
from tests.world import Restaurant


def form_at(path: str) -> Again:
    """A form, sent as it came."""

    async def sent(here: Restaurant) -> list[Sent]:
        at = path.format(**ids(here))
        return [(at, fields_of((await browser(here, "owner").get(at)).text))]

    return sent


def made_once(path: str, form: dict[str, Any]) -> Again:
    """What makes something, with the key that it has made it with."""

    async def sent(here: Restaurant) -> list[Sent]:
        filled = {
            "key": here.new_key(),
            **{name: value.format(**ids(here)) if isinstance(value, str) else value for name, value in form.items()},
        }
        at = path.format(**ids(here))
        assert (await browser(here, "owner").post(at, data=filled, headers=HTMX)).status_code == 200
        return [(at, filled)]

    return sent


async def marked_so_on_the_board(here: Restaurant) -> list[Sent]:
    return [(f"/admin/board/items/{here.items[DISH]}/sold-out", {"sold_out": "false"})]


async def marked_so(here: Restaurant) -> list[Sent]:
    at = f"/admin/menu/items/{here.items[DISH]}/sold-out"
    return [(at, {"sold_out": "false"})]


async def option_marked_so(here: Restaurant) -> list[Sent]:
    return [(f"/admin/menu/options/{here.options['치즈']}/sold-out", {"sold_out": "false"})]


async def the_same_price(here: Restaurant) -> list[Sent]:
    price = (await owners(here, f"/admin/items/{here.items[DISH]}"))["price"]
    return [(f"/admin/menu/items/{here.items[DISH]}/price", {"price": str(price), "seen": str(price)})]


async def the_same_name(here: Restaurant) -> list[Sent]:
    [(_, _), (path, body), _] = await a_category(here)
    return [(path.replace("/admin", "/admin/menu"), body)]


async def the_same_order(here: Restaurant) -> list[Sent]:
    """Also one step up from the top."""
    [(_, categories)] = await categories_in_order(here)
    [(path, items)] = await items_in_order(here)
    of = {"category": path.split("/")[3], "ids": [str(one) for one in items["ids"]]}
    return [
        ("/admin/menu/order", {"ids": [str(one) for one in categories["ids"]]}),
        ("/admin/menu/order", of),
        ("/admin/menu/order", {**of, "up": of["ids"][0]}),
    ]


async def everybody(here: Restaurant) -> list[Sent]:
    """Oneself too."""
    client, found = browser(here, "owner"), list[Sent]()
    for person in (await owners(here, "/admin/staff"))["items"]:
        at = f"/admin/staff/{person['id']}"
        found.append((at, fields_of((await client.get(at)).text)))
    return found


async def cancelled(here: Restaurant) -> list[Sent]:
    return [(path, {"reason": "z", "version": "2"}) for path, _ in await a_cancelled_order(here)]


async def taken_back(here: Restaurant) -> list[Sent]:
    """Pressed again before the drawer shows it."""
    [(path, void)] = await a_line_taken_back(here)
    return [(path.replace("/api/v1", ""), {name: str(value) for name, value in void.items()})]


async def counted(here: Restaurant) -> list[Sent]:
    [(path, count)] = await counted_guests(here)
    return [(path, {name: str(value) for name, value in count.items()})]


async def the_same_kinds(here: Restaurant) -> list[Sent]:
    kinds = (await owners(here, "/admin/store"))["call_kinds"]
    rows = {
        f"rows[{i}].{name}": str(value).lower() if isinstance(value, bool) else str(value)
        for i, kind in enumerate(kinds)
        for name, value in {**kind.pop("label"), **kind}.items()
    }
    return [("/admin/store/calls", rows)]


async def the_same_station(here: Restaurant) -> list[Sent]:
    made = await here.ask("owner", "POST", "/admin/stations", {"name": "주방"})
    return [(f"/admin/stations/{made.json()['id']}", {"name": "주방", "kind": "prep"})]


async def the_same_stations(here: Restaurant) -> list[Sent]:
    """Also one step up from the top."""
    made = [await here.ask("owner", "POST", "/admin/stations", {"name": name}) for name in ("주방", "바")]
    same = {"ids": [str(one.json()["id"]) for one in made]}
    return [("/admin/stations/order", same), ("/admin/stations/order", {**same, "up": same["ids"][0]})]


async def the_same_printer(here: Restaurant) -> list[Sent]:
    same = {"name": "주방", "host": "127.0.0.1", "expo": "true", "station_ids": ""}
    made = await here.ask("owner", "POST", "/admin/printers", {**same, "expo": True, "station_ids": []})
    return [(f"/admin/printers/{made.json()['id']}", same)]


async def looked_at(here: Restaurant) -> list[Sent]:
    """Once, and what the kitchen has is not even noted once."""
    order, begun = await here.ordered(1), await here.ordered(2)
    at = f"/admin/orders/{order['id']}/opening"
    assert (await browser(here, "staff").post(at)).status_code == 204
    step = {"status": "preparing", "version": 1}
    assert (await here.ask("staff", "PATCH", f"/admin/orders/{begun['id']}", step)).status_code == 200
    return [(at, None), (f"/admin/orders/{begun['id']}/opening", None)]


async def told_once(here: Restaurant) -> list[Sent]:
    await here.ask("owner", "POST", "/admin/stations", {"name": "주방"})
    at = f"/admin/orders/{(await here.ordered(1))['id']}/seen"
    assert (await browser(here, "staff").post(at, headers=HTMX)).status_code == 200
    return [(at, None)]


async def the_same_call(here: Restaurant) -> list[Sent]:
    [(path, body)] = await a_call(here)
    return [(f"{path}/status", {"status": body["status"], "version": str(body["version"])})]


async def the_same_step(here: Restaurant) -> list[Sent]:
    [(path, body)] = await an_order(here)
    return [(f"{path}/status", {"status": body["status"], "version": str(body["version"])})]


async def the_same_of_many(here: Restaurant) -> list[Sent]:
    item = await owners(here, f"/admin/items/{here.items[DISH]}")
    dish, category = f"{item['id']}:{item['price']}", str(item["category_id"])
    deeds = [{"do": "price", "amount": "0"}, {"do": "back"}, {"do": "show"}, {"do": "move", "category_id": category}]
    return [("/admin/menu/bulk", {"dish": dish, **deed}) for deed in deeds]


FORMS: dict[str, Again] = {
    "/admin/menu/bulk": the_same_of_many,
    "/admin/store": form_at("/admin/store"),
    "/admin/store/calls": the_same_kinds,
    "/admin/menu/items/{item_id}": form_at("/admin/menu/items/{item_id}"),
    "/admin/tables/{table_id}": form_at("/admin/tables/{table_id}"),
    "/admin/staff/{staff_id}": everybody,
    "/admin/board/items/{item_id}/sold-out": marked_so_on_the_board,
    "/admin/menu/items/{item_id}/sold-out": marked_so,
    "/admin/menu/options/{option_id}/sold-out": option_marked_so,
    "/admin/menu/items/{item_id}/price": the_same_price,
    "/admin/menu/categories/{category_id}": the_same_name,
    "/admin/menu/order": the_same_order,
    "/admin/calls/{call_id}/status": the_same_call,
    "/admin/orders/{order_id}/status": the_same_step,
    "/admin/orders/{order_id}/opening": looked_at,
    "/admin/orders/{order_id}/seen": told_once,
    "/admin/orders/{order_id}/cancellation": cancelled,
    "/admin/tables/{table_id}/session": counted,
    "/admin/orders/{order_id}/lines/{line_id}/cancellation": taken_back,
    "/admin/printers/{printer_id}": the_same_printer,
    "/admin/stations/{station_id}": the_same_station,
    "/admin/stations/order": the_same_stations,
    "/admin/menu/categories": made_once("/admin/menu/categories", {"name": "주류"}),
    "/admin/menu/items/new": made_once(
        "/admin/menu/items/new", {"category_id": "{category_id}", "name": "수육", "price": "30000", "hidden": "false"}
    ),
    "/admin/tables/many": made_once("/admin/tables/many", {"first": "20", "last": "22"}),
    "/admin/tables/{table_id}/orders": made_once(
        "/admin/tables/{table_id}/orders", {"lines[0].item_id": "{plain_id}", "lines[0].quantity": "1"}
    ),
}
"""What people send from forms, by its path."""
DEEDS = {
    *("/admin/login", "/admin/logout", "/admin/language", "/admin/tables", "/admin/staff", "/admin/menu/pictures"),
    *("/admin/tables/{table_id}/closing", "/admin/tables/{table_id}/removal", "/admin/staff/{staff_id}/dismissal"),
    *("/admin/tables/devices/{device_id}/unpairing", "/admin/menu/items/{item_id}/delete"),
    *("/admin/menu/categories/{category_id}/delete", "/admin/tables/pairing"),
    *(f"/admin/tables/{{table_id}}/{deed}" for deed in ("code", "move", "join", "unjoin", "reopening")),
    *("/admin/orders/{order_id}/move", "/admin/stations", "/kitchen/pairing"),
    *("/admin/stations/{station_id}/code", "/admin/stations/{station_id}/delete"),
    *("/admin/stations/screens/{device_id}/unpairing", "/admin/printers"),
    *(f"/admin/printers/{{printer_id}}/{deed}" for deed in ("delete", "test")),
    *(f"/admin/print-jobs/{{job_id}}/{deed}" for deed in ("retry", "cancellation", "acknowledgement")),
    *(f"/admin/print-jobs/{deed}" for deed in ("retry", "acknowledgement")),
    *("/admin/printers/agents", "/admin/printers/agents/{agent_id}/removal"),
}
"""They end or begin something, each time."""


async def test_every_form_is_walked(app: Edge) -> None:
    """But for what is the API's, by a cookie: tests/api/test_unchanged.py has that."""
    forms = {path for method, path in pages_of(app) if method == "POST"}
    apis = {path for path in forms if path.startswith(("/kitchen/", "/admin/kitchen/")) and path not in DEEDS}
    assert forms - apis == FORMS.keys() | DEEDS


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_that_is_saved_as_it_was_changes_nothing(path: str, bistro: Restaurant) -> None:
    client = browser(bistro, "owner")
    for at, form in await FORMS[path](bistro):
        before = await rows_of(bistro.services)
        answer = await client.post(at, data=form, headers=HTMX)
        assert answer.status_code in ((409, 200, 204, 422) if re.search("/(orders|calls)/", at) else (200, 204)), (
            answer.text,
            form,
        )
        assert await rows_of(bistro.services) == before, (at, form)
    assert (await client.get("/admin/store")).status_code == 200, "and nobody is logged out by it"
