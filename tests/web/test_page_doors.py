"""The door table of the pages: every one, tried by every kind of person. A page without a row fails."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute

from ordering.http.edge import Edge
from tests.apps import is_page
from tests.doors import fill
from tests.printer_doors import a_job, a_printer, an_agent
from tests.station_doors import STATION_DOORS
from tests.web.browsers import browser
from tests.web.makers import a_call, a_device, a_party, a_person, a_table, an_order
from tests.web.test_store import FORM
from tests.world import PASSWORD, Restaurant

PEOPLE = ("nobody", "tablet", "screen", "staff", "manager", "owner", "rival")

KITCHEN = "/api/v1/kitchen"
NO_PARTY = {"table_session_id": "999999"}

Maker = Callable[[Restaurant], Awaitable[int]]
Typed = Mapping[str, Any]


class Door(msgspec.Struct):
    """What each person is answered (``rival``: another store's owner); ``make`` makes a row for the path's id, ``json``
    what is sent from it where that is no form.
    """

    answers: Mapping[str, int]
    form: Typed | None = None
    make: Maker | None = None
    json: Callable[[Restaurant, int], Any] | None = None


def to_all(ok: int, form: Typed | None = None) -> Door:
    return Door(dict.fromkeys(PEOPLE, ok), form)


def to_staff(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    strangers = dict.fromkeys(("nobody", "tablet", "screen"), 303)
    return Door({**dict.fromkeys(PEOPLE, ok), **strangers, "rival": rival}, form, make)


def to_managers(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    return Door({**to_staff(ok, rival=rival).answers, "staff": 403}, form, make)


def to_owners(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    return Door({**to_managers(ok, rival=rival).answers, "manager": 403}, form, make)


def to_screens(ok: int, make: Maker | None = None) -> Door:
    return Door({**dict.fromkeys(PEOPLE, 401), "screen": ok}, make=make)


def as_the_api() -> dict[tuple[str, str], Door]:
    """What the API's kitchen does, for a screen's cookie and for the staff's: but for its events, since pages have a
    stream of their own.
    """
    doors: dict[tuple[str, str], Door] = {}
    for (method, path), door in STATION_DOORS.items():
        if path.startswith(KITCHEN) and not path.endswith("/events"):
            may = door.answers
            staff = {who: may[who] for who in ("staff", "manager", "owner")} | {"rival": may["rival_owner"]}
            strangers = dict.fromkeys(("nobody", "tablet", "screen"), 303)
            rest = path.removeprefix(KITCHEN)
            screens = {**dict.fromkeys(PEOPLE, 401), "screen": may["station"]}
            doors[method, f"/kitchen{rest}"] = Door(screens, None, door.make, door.body)
            doors[method, f"/admin/kitchen{rest}"] = Door({**strangers, **staff}, None, door.make, door.body)
    return doors


async def a_station(here: Restaurant) -> int:
    new = {"name": f"주방 {secrets.token_hex(4)}"}
    made: int = (await here.ask("owner", "POST", "/admin/stations", new)).json()["id"]
    return made


async def a_screen(here: Restaurant) -> int:
    return (await here.screen(await a_station(here))).device_id


async def an_item(here: Restaurant) -> int:
    body = {"category_id": here.categories["식사"], "name": "비빔밥", "price": 9_000}
    made: int = (await here.ask("owner", "POST", "/admin/items", body)).json()["id"]
    return made


async def an_option(here: Restaurant) -> int:
    return here.options["치즈"]


async def a_table_open_to_phones(here: Restaurant) -> int:
    await here.open_to_phones()
    return await a_table(here)


async def a_category(here: Restaurant) -> int:
    made: int = (await here.ask("owner", "POST", "/admin/categories", {"name": "주류"})).json()["id"]
    return made


DOORS: dict[tuple[str, str], Door] = {
    ("GET", "/"): to_all(200),
    ("GET", "/table"): to_all(200),
    ("GET", "/table/manifest.webmanifest"): to_all(200),
    ("GET", "/t/{code}"): to_all(200),
    ("GET", "/table/sw.js"): to_all(200),
    ("GET", "/admin/login"): Door({**dict.fromkeys(PEOPLE, 303), "nobody": 200, "tablet": 200, "screen": 200}),
    ("POST", "/admin/login"): to_all(401, {"store": "nowhere", "username": "x", "password": PASSWORD}),
    ("POST", "/admin/language"): to_all(303, {"language": "en"}),
    ("GET", "/admin/offline"): to_all(200),
    ("GET", "/admin/sw.js"): to_all(200),
    ("GET", "/kitchen"): to_all(200),
    ("POST", "/kitchen/pairing"): to_all(401, {"store": "nowhere", "code": "123 456"}),
    ("GET", "/kitchen/region"): to_screens(200),
    ("GET", "/kitchen/stream"): to_screens(200),
    ("GET", "/kitchen/dockets/{docket_id}"): to_screens(204, an_order),
    ("GET", "/admin/kitchen"): to_staff(200),
    ("GET", "/admin/kitchen/region"): to_staff(200),
    ("GET", "/admin/kitchen/stream"): to_staff(200),
    ("GET", "/admin/kitchen/dockets/{docket_id}"): to_staff(204, make=an_order),
    **as_the_api(),
    ("GET", "/admin/stations"): to_staff(200, rival=200),
    ("GET", "/admin/stations/new"): to_managers(200, rival=200),
    ("POST", "/admin/stations"): to_managers(422, {"name": ""}, rival=422),
    ("POST", "/admin/stations/order"): to_managers(303, {"ids": "0"}, rival=303),
    ("GET", "/admin/stations/{station_id}"): to_managers(200, make=a_station),
    ("POST", "/admin/stations/{station_id}"): to_managers(303, {"kind": "prep"}, a_station),
    ("POST", "/admin/stations/{station_id}/delete"): to_managers(303, {}, a_station),
    ("POST", "/admin/stations/{station_id}/code"): to_managers(200, {}, a_station),
    ("POST", "/admin/stations/screens/{device_id}/unpairing"): to_managers(303, {}, a_screen),
    ("GET", "/admin/printers"): to_staff(200, rival=200),
    ("GET", "/admin/printers/new"): to_managers(200, rival=200),
    ("POST", "/admin/printers"): to_managers(422, {"name": ""}, rival=422),
    ("GET", "/admin/printers/{printer_id}"): to_managers(200, make=a_printer),
    ("POST", "/admin/printers/{printer_id}"): to_managers(303, {"copies": "2"}, a_printer),
    ("POST", "/admin/printers/{printer_id}/delete"): to_managers(303, {}, a_printer),
    ("GET", "/admin/printers/agents/new"): to_managers(200, rival=200),
    ("POST", "/admin/printers/agents"): to_managers(422, {"name": ""}, rival=422),
    ("POST", "/admin/printers/agents/{agent_id}/removal"): to_managers(303, {}, an_agent),
    ("POST", "/admin/printers/{printer_id}/test"): to_staff(303, {}, a_printer),
    ("GET", "/admin/print-jobs/{job_id}"): to_staff(200, make=a_job),
    ("GET", "/admin/print-jobs/{job_id}/picture"): to_staff(200, make=a_job),
    ("POST", "/admin/print-jobs/retry"): to_staff(303, {}, rival=303),
    ("POST", "/admin/print-jobs/acknowledgement"): to_staff(303, {}, rival=303),
    ("POST", "/admin/print-jobs/{job_id}/retry"): to_staff(303, {}, a_job),
    ("POST", "/admin/print-jobs/{job_id}/cancellation"): to_staff(303, {}, a_job),
    ("POST", "/admin/print-jobs/{job_id}/acknowledgement"): to_staff(303, {}, a_job),
    ("GET", "/admin"): to_staff(200, rival=200),
    ("GET", "/admin/board"): to_staff(200, rival=200),
    ("GET", "/admin/stream"): to_staff(200, rival=200),
    ("GET", "/admin/orders/{order_id}"): to_staff(200, make=an_order),
    ("GET", "/admin/orders/{order_id}/facts"): to_staff(200, make=an_order),
    ("POST", "/admin/orders/{order_id}/status"): to_staff(303, {"status": "preparing", "version": "1"}, an_order),
    ("POST", "/admin/orders/{order_id}/opening"): to_staff(204, make=an_order),
    ("POST", "/admin/orders/{order_id}/seen"): to_staff(303, make=an_order),
    ("POST", "/admin/orders/{order_id}/cancellation"): to_staff(303, {"reason": "x", "version": "1"}, an_order),
    ("POST", "/admin/orders/{order_id}/lines/{line_id}/cancellation"): to_staff(
        303, {"reason": "x", "version": "1"}, an_order
    ),
    ("POST", "/admin/calls/{call_id}/status"): to_staff(303, {"status": "taken", "version": "1"}, a_call),
    ("POST", "/admin/tables/{table_id}/closing"): to_staff(303, {"force": "true"}, a_party),
    # For another party than sits there: who may come in is told so.
    ("GET", "/admin/tables/{table_id}/move"): to_staff(200, make=a_party),
    ("POST", "/admin/tables/{table_id}/move"): to_staff(409, {"to_table_id": "2", **NO_PARTY}, a_party),
    ("POST", "/admin/tables/{table_id}/join"): to_staff(
        409, {"into_table_id": "2", "into_session_id": "2", **NO_PARTY}, a_party
    ),
    ("POST", "/admin/tables/{table_id}/unjoin"): to_staff(409, NO_PARTY, a_party),
    ("POST", "/admin/tables/{table_id}/reopening"): to_staff(409, NO_PARTY, a_party),
    ("GET", "/admin/orders/{order_id}/move"): to_staff(200, make=an_order),
    ("POST", "/admin/orders/{order_id}/move"): to_staff(409, {"to_table_id": "2", "version": "9"}, an_order),
    ("GET", "/admin/tables/{table_id}/orders"): to_staff(200, make=a_party),
    ("GET", "/admin/tables/{table_id}/bill"): to_staff(200, make=a_party),
    ("GET", "/admin/tables/{table_id}/code"): to_staff(200, make=a_table_open_to_phones),
    ("POST", "/admin/tables/{table_id}/code"): to_staff(303, {}, a_table_open_to_phones),
    ("GET", "/admin/tables/{table_id}/bill/news"): to_staff(200, make=a_party, rival=200),
    ("POST", "/admin/tables/{table_id}/session"): to_staff(303, {"guests": "4", "table_session_id": "1"}, a_party),
    ("POST", "/admin/board/items/{item_id}/sold-out"): to_staff(303, {"sold_out": "true"}, an_item),
    ("GET", "/admin/tables/{table_id}/orders/new"): to_staff(200, make=a_table),
    ("POST", "/admin/tables/{table_id}/orders"): to_staff(422, {"note": "x"}, a_table),
    ("GET", "/admin/store"): to_managers(200, rival=200),
    ("POST", "/admin/store"): to_managers(303, FORM, rival=303),
    ("GET", "/admin/store/calls"): to_managers(200, rival=200),
    ("POST", "/admin/store/calls"): to_managers(303, {"rows[0].ko": "숯"}, rival=303),
    ("GET", "/admin/menu"): to_staff(200, rival=200),
    ("GET", "/admin/menu/list"): to_staff(200, rival=200),
    ("GET", "/admin/menu/version"): to_staff(200, rival=200),
    ("GET", "/admin/menu/items/{item_id}/row"): to_staff(303, make=an_item),
    ("POST", "/admin/menu/items/{item_id}/sold-out"): to_staff(303, {"sold_out": "true"}, an_item),
    ("POST", "/admin/menu/options/{option_id}/sold-out"): to_staff(303, {"sold_out": "true"}, an_option),
    ("GET", "/admin/menu/items/{item_id}/price"): to_managers(303, make=an_item, rival=303),
    ("POST", "/admin/menu/items/{item_id}/price"): to_managers(303, {"price": "9000", "seen": ""}, an_item),
    ("GET", "/admin/menu/items/new"): to_managers(200, rival=200),
    ("POST", "/admin/menu/items/new"): to_managers(422, {"name": ""}, rival=422),
    ("GET", "/admin/menu/items/{item_id}"): to_managers(200, make=an_item),
    ("POST", "/admin/menu/items/{item_id}"): to_managers(422, {"name": ""}, an_item),
    ("POST", "/admin/menu/items/{item_id}/delete"): to_managers(303, make=an_item),
    ("POST", "/admin/menu/pictures"): to_managers(200, rival=200),
    ("POST", "/admin/menu/categories"): to_managers(303, {"name": "음료"}, rival=303),
    ("GET", "/admin/menu/categories/{category_id}"): to_managers(200, make=a_category),
    ("POST", "/admin/menu/categories/{category_id}"): to_managers(303, {"name": "음료"}, a_category),
    ("POST", "/admin/menu/categories/{category_id}/delete"): to_managers(303, make=a_category),
    ("POST", "/admin/menu/bulk"): to_managers(422, {"do": "hide"}, rival=422),
    ("GET", "/admin/menu/order"): to_managers(200, rival=200),
    ("POST", "/admin/menu/order"): to_managers(422, {"ids": "0"}, rival=422),
    ("POST", "/admin/logout"): to_staff(303, rival=303),
    ("GET", "/admin/history"): to_staff(200, rival=200),
    ("GET", "/admin/activity"): to_managers(200, rival=200),
    ("GET", "/admin/tables"): to_staff(200, rival=200),
    ("POST", "/admin/tables"): to_managers(422, {"number": "0"}, rival=422),
    ("GET", "/admin/tables/new"): to_managers(200, rival=200),
    ("GET", "/admin/tables/many"): to_managers(200, rival=200),
    ("POST", "/admin/tables/many"): to_managers(422, {"first": "5", "last": "4"}, rival=422),
    ("GET", "/admin/tables/sheet"): to_managers(200, rival=200),
    ("GET", "/admin/tables/devices"): to_staff(200, rival=200),
    ("POST", "/admin/tables/pairing"): to_staff(303, {}, rival=303),
    ("POST", "/admin/tables/devices/{device_id}/unpairing"): to_managers(303, {}, a_device),
    ("GET", "/admin/tables/{table_id}"): to_staff(200, make=a_table),
    ("POST", "/admin/tables/{table_id}"): to_managers(303, {"label": "창가"}, a_table),
    ("POST", "/admin/tables/{table_id}/removal"): to_managers(303, {}, a_table),
    ("GET", "/admin/staff"): to_owners(200, rival=200),
    ("POST", "/admin/staff"): to_owners(422, {"username": ""}, rival=422),
    ("GET", "/admin/staff/new"): to_owners(200, rival=200),
    ("GET", "/admin/staff/{staff_id}"): to_owners(200, make=a_person),
    ("POST", "/admin/staff/{staff_id}"): to_owners(303, {"role": "manager"}, a_person),
    ("POST", "/admin/staff/{staff_id}/dismissal"): to_owners(303, {}, a_person),
}


def pages_of(app: Edge) -> set[tuple[str, str]]:
    return {
        (str(method), route.path_format)
        for route in app.app.routes
        if isinstance(route, HTTPRoute) and is_page(route)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
    }


async def test_every_page_has_a_door(app: Edge) -> None:
    assert pages_of(app) == DOORS.keys()


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
async def test_a_page_opens_for_whom_it_should(door: tuple[str, str], bistro: Restaurant, rival: Restaurant) -> None:
    station = await here_is_a_kitchen(bistro)
    if door[1].endswith("/stream"):
        bistro.services.hub.stop()  # so that it ends
    for who in PEOPLE:
        if who == "tablet":
            client = browser(bistro, None)
            client.cookies.set("staff", bistro.token(1))
        elif who == "screen":
            client = browser(bistro, None)
            client.cookies.set("kitchen", bistro.token(bistro.screens["주방"]))
        else:
            client = browser(rival if who == "rival" else bistro, {"nobody": None, "rival": "owner"}.get(who, who))
        row = DOORS[door]
        row_id = await row.make(bistro) if row.make else 0
        json = row.json(bistro, row_id) if row.json else None
        json = await json if isawaitable(json) else json
        asked = {"station": str(station)} if door[1].startswith("/admin/kitchen") else {}
        answer = await client.request(door[0], fill(door[1], row_id), data=row.form, json=json, params=asked)
        assert answer.status_code == row.answers[who], (who, answer.text[:2000])
        if answer.status_code == 303 and row.answers["owner"] != 303:
            assert answer.headers["Location"].startswith("/admin/login"), who
        if who == "rival":
            assert bistro.slug not in answer.text


async def here_is_a_kitchen(here: Restaurant) -> int:
    """The id of a station, with a screen that is paired."""
    made = (await here.ask("owner", "POST", "/admin/stations", {"name": "주방"})).json()["id"]
    here.screens["주방"] = await here.screen(made)
    return int(made)
