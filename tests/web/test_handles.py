"""The handles of pages: what end-to-end tests, ours and others', hold on to."""

import re

from tests.web.browsers import browser
from tests.world import Restaurant

SCREENS = {
    "/admin": "board",
    "/admin/history": "history",
    "/admin/menu": "menu",
    "/admin/menu/order": "menu-order",
    "/admin/menu/items/new": "item",
    "/admin/tables": "tables",
    "/admin/tables/new": "details",
    "/admin/tables/devices": "devices",
    "/admin/tables/sheet": "pairing-sheet",
    "/admin/staff": "staff",
    "/admin/store": "store",
    "/admin/activity": "activity",
    "/admin/nothing-here": "failure",
}


async def test_every_page_names_its_screen(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner", "en")
    pages = {path: (await owner.get(path)).text for path in SCREENS}
    assert {path: screen_of(text) for path, text in pages.items()} == SCREENS
    assert screen_of((await browser(bistro, None).get("/admin/login")).text) == "login"


def screen_of(page: str) -> str:
    named = re.search(r'<body data-screen="([^"]*)"', page)
    return named[1] if named else ""
