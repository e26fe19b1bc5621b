"""The door table of the pages: every one, tried by every kind of person. A page without a row fails."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute

from ordering.http.edge import Edge
from tests.web.browsers import browser
from tests.web.test_store import FORM
from tests.world import PASSWORD, Restaurant

PEOPLE = ("nobody", "tablet", "staff", "manager", "owner", "rival")


Maker = Callable[[Restaurant], Awaitable[int]]
Typed = Mapping[str, Any]


class Door(msgspec.Struct):
    """What each person is answered (``rival``: another store's owner); ``make`` makes a row for the path's id."""

    answers: Mapping[str, int]
    form: Typed | None = None
    make: Maker | None = None


def to_all(ok: int, form: Typed | None = None) -> Door:
    return Door(dict.fromkeys(PEOPLE, ok), form)


def to_staff(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    return Door({**dict.fromkeys(PEOPLE, ok), "nobody": 303, "tablet": 303, "rival": rival}, form, make)


def to_managers(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    return Door({**to_staff(ok, rival=rival).answers, "staff": 403}, form, make)


def to_owners(ok: int, form: Typed | None = None, make: Maker | None = None, *, rival: int = 404) -> Door:
    return Door({**to_managers(ok, rival=rival).answers, "manager": 403}, form, make)


DOORS: dict[tuple[str, str], Door] = {
    ("GET", "/table"): to_all(200),
    ("GET", "/table/manifest.webmanifest"): to_all(200),
    ("GET", "/table/sw.js"): to_all(200),
    ("GET", "/admin/login"): Door({**dict.fromkeys(PEOPLE, 303), "nobody": 200, "tablet": 200}),
    ("POST", "/admin/login"): to_all(401, {"store": "nowhere", "username": "x", "password": PASSWORD}),
    ("POST", "/admin/language"): to_all(303, {"language": "en"}),
    ("GET", "/admin"): to_staff(200, rival=200),
    ("GET", "/admin/store"): to_managers(200, rival=200),
    ("POST", "/admin/store"): to_managers(303, FORM, rival=303),
    ("POST", "/admin/logout"): to_staff(303, rival=303),
}


def pages_of(app: Edge) -> set[tuple[str, str]]:
    return {
        (str(method), route.path_format)
        for route in app.app.routes
        if isinstance(route, HTTPRoute) and is_page(route)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
    }


def is_page(route: HTTPRoute) -> bool:
    """What a browser shows; the rest is for tablets and machines, and stands in tests/test_doors.py."""
    return any(handler.fn.__module__.startswith("ordering.web.") for handler in route.route_handlers)


async def test_every_page_has_a_door(app: Edge) -> None:
    assert pages_of(app) == DOORS.keys()


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
async def test_a_page_opens_for_whom_it_should(door: tuple[str, str], bistro: Restaurant, rival: Restaurant) -> None:
    for who in PEOPLE:
        if who == "tablet":
            client = browser(bistro, None)
            client.cookies.set("staff", bistro.token(1))
        else:
            client = browser(rival if who == "rival" else bistro, {"nobody": None, "rival": "owner"}.get(who, who))
        row = DOORS[door]
        row_id = await row.make(bistro) if row.make else 0
        answer = await client.request(door[0], re.sub(r"{\w+}", str(row_id), door[1]), data=row.form)
        assert answer.status_code == row.answers[who], (who, answer.text[:2000])
        if answer.status_code == 303 and row.answers["owner"] != 303:
            assert answer.headers["Location"].startswith("/admin/login"), who
        if who == "rival":
            assert bistro.slug not in answer.text
