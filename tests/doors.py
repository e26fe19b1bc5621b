"""Doors: what a route answers each kind of caller, and the rows that its path and body are about."""

import re
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import msgspec
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute
from msgspec.structs import replace

from ordering.http.edge import Edge
from tests.apps import is_page
from tests.images.studio import drawn
from tests.world import PASSWORD, Restaurant, pair

Maker = Callable[[Restaurant], Awaitable[int]]
Body = Callable[[Restaurant, int], Any]
MARK = "only-in-the-bistro"
CALLERS = (
    "nobody",
    "broken",
    "table",
    "phone",
    "station",
    "agent",
    "staff",
    "manager",
    "owner",
    "rival_owner",
    "rival_table",
)


class Door(msgspec.Struct):
    """What each caller is answered; ``make`` makes a row for the path's id, ``body`` the JSON from it."""

    answers: Mapping[str, int]
    make: Maker | None = None
    body: Body | None = None


def to_all(ok: int, body: Body | None = None, make: Maker | None = None) -> Door:
    return Door(dict.fromkeys(CALLERS, ok), make, body)


def to_anyone(ok: int) -> Door:
    return Door({**dict.fromkeys(CALLERS, ok), "nobody": 401, "broken": 401, "agent": 403})


def to_guests(
    ok: int, make: Maker | None = None, body: Body | None = None, *, phone: int | None = None, rival: int = 404
) -> Door:
    """A tablet, and a guest's phone unless it is answered otherwise."""
    them = {"table": ok, "phone": ok if phone is None else phone, "rival_table": rival}
    return Door({**dict.fromkeys(CALLERS, 403), "nobody": 401, "broken": 401, **them}, make, body)


def to_staff(ok: int, make: Maker | None = None, body: Body | None = None, *, rival: int = 404) -> Door:
    may = dict.fromkeys(("staff", "manager", "owner"), ok)
    return Door({**dict.fromkeys(CALLERS, 403), "nobody": 401, "broken": 401, **may, "rival_owner": rival}, make, body)


def to_kitchen(ok: int, make: Maker | None = None, body: Body | None = None, *, rival: int = 404) -> Door:
    """The staff, and the screen of the station ``주방``."""
    return Door({**to_staff(ok, rival=rival).answers, "station": ok}, make, body)


def to_agents(ok: int, make: Maker | None = None, body: Body | None = None) -> Door:
    """The print agent alone."""
    return Door({**dict.fromkeys(CALLERS, 403), "nobody": 401, "broken": 401, "agent": ok}, make, body)


def to_managers(ok: int, make: Maker | None = None, body: Body | None = None, *, rival: int = 404) -> Door:
    door = to_staff(ok, make, body, rival=rival)
    return Door({**door.answers, "staff": 403}, make, body)


def to_owners(ok: int, make: Maker | None = None, body: Body | None = None, *, rival: int = 404) -> Door:
    door = to_managers(ok, make, body, rival=rival)
    return Door({**door.answers, "manager": 403}, make, body)


async def made(here: Restaurant, path: str, body: Any) -> int:
    answer = await here.ask("owner", "POST", path, body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def a_category(here: Restaurant) -> int:
    return await made(here, "/admin/categories", {"name": MARK})


async def an_item(here: Restaurant) -> int:
    new = {"category_id": here.categories["후식"], "name": MARK, "price": 1, "description": MARK}
    return await made(here, "/admin/items", new)


async def a_table(here: Restaurant) -> int:
    return await made(here, "/admin/tables", {"number": new_number(), "label": MARK, "password": "1234"})


async def a_person(here: Restaurant) -> int:
    name = f"{MARK}-{secrets.token_hex(4)}"
    return await made(here, "/admin/staff", {"username": name, "password": PASSWORD, "role": "staff"})


async def an_order(here: Restaurant) -> int:
    return int((await here.ordered(1, note=MARK))["id"])


async def a_call(here: Restaurant) -> int:
    """Of table 1; nothing of the kind waits there yet."""
    for waiting in (await here.ask("staff", "GET", "/admin/calls", table_id=here.tables[1])).json()["items"]:
        if waiting["status"] in ("open", "taken"):
            end = {"status": "done", "version": waiting["version"]}
            await here.ask("staff", "PATCH", f"/admin/calls/{waiting['id']}", end)
    return int((await here.ask(1, "POST", "/calls", {"kind": "water", "note": MARK})).json()["id"])


async def none_waits(here: Restaurant) -> int:
    call = await a_call(here)
    assert (await here.ask(1, "DELETE", f"/calls/{call}")).status_code == 204
    return 0


async def the_code(here: Restaurant, _: int) -> Any:
    return {"code": await here.code(1)}


async def a_party(here: Restaurant) -> int:
    """A table with an open session and an unfinished order."""
    table = await a_table(here)
    lines = here.lines("냉면")
    placed = await here.ask("staff", "POST", f"/admin/tables/{table}/orders", {"lines": lines, "note": MARK}, key())
    assert placed.status_code == 201, placed.text
    return table


async def a_device(here: Restaurant) -> int:
    return (await here.services.work.run(pair, here, 2, MARK + secrets.token_hex(4))).device_id


async def a_device_token(here: Restaurant) -> int:
    number = new_number()
    await here.services.work.run(pair, here, 2, f"device token {number}")
    return number


async def a_closing_hub(here: Restaurant) -> int:
    """Its streams begin and end: one that goes on can't be read without a socket (tests/streams does)."""
    here.services.hub.stop()
    return 0


async def the_cheese(here: Restaurant) -> int:
    return here.options["치즈"]


async def the_meals(here: Restaurant) -> int:
    return here.categories["식사"]


def draft(here: Restaurant, _: int) -> Any:
    return {"lines": here.lines("냉면")}


def a_photo(*_: Any) -> Any:
    return {"file": drawn(16, 12)}


async def its_address(here: Restaurant) -> str:
    """The URL of a picture that is stored."""
    bearer = {"Authorization": f"Bearer {here.token('owner')}"}
    answer = await here.http.post(f"{ADMIN}/images", files=a_photo(), headers=bearer)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


async def an_asset(here: Restaurant) -> str:
    page = (await here.http.get("/table")).text
    return page[page.index("/static/") :].partition('"')[0]


def key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(16)}


def new_number(numbers: Iterator[int] = iter(range(100, 1000))) -> int:  # noqa: B008 - never the same twice
    return next(numbers)


V1 = "/api/v1"
ADMIN = f"{V1}/admin"


def routes_of(app: Edge) -> set[tuple[str, str]]:
    """Method and path of every route, but for the documents under /schema, which are for all, and the pages, which
    have a table of their own in web/test_page_doors.py."""
    inner = app.app
    assert isinstance(inner, Litestar)
    return {
        (str(method), route.path_format)
        for route in inner.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/schema") and not is_page(route)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
    }


def folders_of(app: Edge) -> set[str]:
    inner = app.app
    assert isinstance(inner, Litestar)
    paths = {route.path.rstrip("/") for route in inner.routes if isinstance(route, ASGIRoute)}
    return {path for path in paths if not path.startswith("/schema")}


async def all_categories(here: Restaurant, _: int) -> Any:
    return {"ids": [one["id"] for one in reversed(await listed(here, "categories"))]}


async def four_guests(here: Restaurant, table: int) -> Any:
    board = (await here.ask("owner", "GET", "/admin/board")).json()["tables"]
    [party] = [one["table_session"] for one in board if one["table"]["id"] == table]
    return {"guests": 4, "table_session_id": party["id"]}


async def listed(here: Restaurant, what: str) -> list[Any]:
    return list((await here.ask("owner", "GET", f"/admin/{what}")).json()["items"])


def fill(path: str, row_id: int) -> str:
    """A line's id is made of its order's, as a ticket's is: here the first one of it."""
    line_id = row_id - 1 if "{ticket_id}" in path else row_id * 100
    return re.sub(r"\{\w+\}", str(row_id), path.replace("{line_id}", str(line_id)))


async def furnish_with_marks(here: Restaurant) -> None:
    """Rows of every kind that nobody of another store may ever see."""
    await an_item(here)
    await a_person(here)
    await a_category(here)
    await an_order(here)
    await a_call(here)
    table = await a_party(here)
    assert (await here.ask("staff", "POST", f"/admin/tables/{table}/closing", {"force": True})).status_code == 200
    await here.services.work.run(pair, here, 3, MARK)


async def log_in_again(here: Restaurant, rival: Restaurant) -> None:
    for one in (here, rival):
        one.people = {role: replace(person, jti=secrets.token_hex(8)) for role, person in one.people.items()}
        one.tablets[1] = await one.services.work.run(pair, one, 1)
    await let_in_again(here)


async def let_in_again(here: Restaurant) -> None:
    """A guest's phone at table 1, and a screen of the kitchen."""
    here.phones[1] = await here.let_in(1)
    stations = {one["name"]: one["id"] for one in await listed(here, "stations")}
    here.screens["주방"] = await here.screen(
        stations.get("주방") or await made(here, "/admin/stations", {"name": "주방"})
    )
