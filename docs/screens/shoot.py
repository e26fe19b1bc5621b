"""Takes the pictures of the documents: ``.venv/bin/python -m docs.screens.shoot``. Needs Chromium; keeps them as WebP
here.

A demo server of its own, an evening's orders over its API, some of them made older in its database, since a kitchen's
board at the first second of a shift says little.
"""

import io
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from docs.screens.papers import papers

HERE = Path(__file__).parent
EVENING = [  # the table, minutes ago, dishes by their place in the menu, how far it has come, a note
    (8, 62, [9, 1], "completed", None),
    (11, 48, [10], "completed", None),
    (5, 41, [0, 5], "completed", None),
    (2, 17, [6, 7], "preparing", None),
    (8, 11, [4], "pending", None),
    (3, 7, [2, 3], "preparing", None),
    (3, 2, [11], "pending", None),
    (5, 1, [0, 8, 12], "pending", "덜 맵게 해 주세요"),
]


RUSH = [  # what the kitchen's screen shows afterwards, the oldest first: the table, minutes ago, dishes, a note
    (1 + place % 12, 14 - place * 14 // 23, [place * 5 % 13, place * 3 % 11][: 1 + place % 3], note)
    for place, note in enumerate([None, "덜 맵게 해 주세요", None, None, None, "땅콩 알레르기", None, None] * 3)
]


@contextmanager
def demo() -> Iterator[tuple[str, Path]]:
    """A served demo store: its address, and its database."""
    with tempfile.TemporaryDirectory() as folder, closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
        probe.close()
        own = {"ORDERING_PORT": str(port), "ORDERING_LOG_LEVEL": "ERROR"}
        command = [str(Path(sys.executable).with_name("ordering")), "demo"]
        server = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address, Path(folder) / "var" / "ordering.db"
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{address}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def log_in(http: httpx.Client, kind: str, **who: Any) -> dict[str, str]:
    answer = http.post(f"/api/v1/auth/{kind}", json={"store": "demo", **who}).raise_for_status().json()
    return {"Authorization": f"Bearer {answer['access_token']}"}


def an_evening(address: str, database: Path) -> None:
    with httpx.Client(base_url=address) as http:
        owner = log_in(http, "staff", username="owner", password="demo-owner-1")
        limits = {"seconds_between_orders": 0, "open_orders_per_table": 0}
        http.patch("/api/v1/admin/store", json={"limits": limits}, headers=owner).raise_for_status()
        for number, ago, wanted, status, note in EVENING:
            order = an_order(http, database, number, ago, wanted, note)
            if status != "pending":
                move = {"status": status, "version": order["version"]}
                http.patch(f"/api/v1/admin/orders/{order['id']}", json=move, headers=owner).raise_for_status()


def a_rush(address: str, database: Path) -> int:
    """The id of the station where most of it is made."""
    with httpx.Client(base_url=address) as http:
        owner = log_in(http, "staff", username="owner", password="demo-owner-1")
        for ticket in open_tickets(http, owner):
            bump(http, owner, ticket, "done")
        for number, ago, wanted, note in RUSH:
            an_order(http, database, number, ago, wanted, note)
        for ticket in open_tickets(http, owner)[:12:2]:
            if len(ticket["lines"]) > 1:
                path = f"/api/v1/kitchen/tickets/{ticket['id']}/lines/{ticket['lines'][0]['id']}/done"
                http.put(path, headers=owner).raise_for_status()
            else:
                bump(http, owner, ticket, "started")
        stations = http.get("/api/v1/admin/stations", headers=owner).json()["items"]
        return int(stations[0]["id"])


def open_tickets(http: httpx.Client, owner: dict[str, str]) -> list[dict[str, Any]]:
    answer = http.get("/api/v1/kitchen/tickets?status=open&limit=200", headers=owner)
    return list(answer.raise_for_status().json()["items"])


def bump(http: httpx.Client, owner: dict[str, str], ticket: dict[str, Any], status: str) -> None:
    move = {"status": status, "version": ticket["version"]}
    http.patch(f"/api/v1/kitchen/tickets/{ticket['id']}", json=move, headers=owner).raise_for_status()


def an_order(
    http: httpx.Client, database: Path, number: int, minutes_ago: int, wanted: list[int], note: str | None
) -> dict[str, Any]:
    table = log_in(http, "table", table_number=number, password="1234")
    menu = http.get("/api/v1/menu", headers=table).json()["categories"]
    dishes = [one for part in menu for one in part["items"] if plain(one)]
    lines = [{"item_id": dishes[one]["id"], "quantity": 1 + one % 2} for one in wanted]
    headers = table | {"Idempotency-Key": f"an-evening-{number}-{minutes_ago:04}"}
    draft = {"lines": lines, "note": note}
    order: dict[str, Any] = http.post("/api/v1/orders", json=draft, headers=headers).raise_for_status().json()
    make_older(database, order, minutes_ago)
    return order


def plain(dish: dict[str, Any]) -> bool:
    return not dish["sold_out"] and all(group["min_choices"] == 0 for group in dish["option_groups"])


def make_older(database: Path, order: dict[str, Any], minutes: int) -> None:
    then = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE placed_order SET placed_at = ? WHERE id = ?", (then, order["id"]))
        opened = "UPDATE table_session SET opened_at = min(opened_at, ?) WHERE id = ?"
        connection.execute(opened, (then, order["table_session_id"]))
        connection.commit()


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(900)
    keep_picture(Image.open(io.BytesIO(page.screenshot())), name)


def keep_picture(shot: Image.Image, name: str) -> None:
    shot.convert("RGB").save(HERE / f"{name}.webp", quality=82, method=6)


def staff(browser: Browser, address: str, *, width: int, height: int, **look: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, **look).new_page()
    page.goto(f"{address}/admin/login")
    for field, value in {"store": "demo", "username": "owner", "password": "demo-owner-1"}.items():
        page.fill(f"[name={field}]", value)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/admin")
    return page


def guest(browser: Browser, address: str, *, width: int, height: int, locale: str) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()
    page.goto(f"{address}/table?store=demo&table=7")
    page.fill("input[type=password]", "1234")
    page.press("input[type=password]", "Enter")
    page.wait_for_selector(".dish img")
    return page


def main() -> None:
    chromium = shutil.which("chromium")
    with demo() as (address, database), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        an_evening(address, database)
        for name, look in {
            "board": {"locale": "ko-KR"},
            "board-dark": {"locale": "ko-KR", "color_scheme": "dark"},
        }.items():
            keep(staff(browser, address, width=1280, height=800, **look), name)
        keep(staff(browser, address, width=390, height=844, locale="ko-KR"), "board-phone")
        owner = staff(browser, address, width=1280, height=800, locale="ko-KR")
        for name in ("menu", "history"):
            owner.goto(f"{address}/admin/{name}")
            keep(owner, name)
        tablet = guest(browser, address, width=1280, height=800, locale="ko-KR")
        keep(tablet, "guest")
        keep(guest(browser, address, width=390, height=844, locale="en-US"), "guest-phone")
        station = a_rush(address, database)
        for name, (width, height, colours) in {
            "kitchen": (1280, 800, "light"),
            "kitchen-dark": (1280, 800, "dark"),
            "kitchen-portrait": (1080, 1920, "light"),
        }.items():
            cook = staff(browser, address, width=width, height=height, locale="ko-KR", color_scheme=colours)
            cook.goto(f"{address}/admin/kitchen?station={station}")
            keep(cook, name)
        browser.close()
    keep_picture(papers(), "papers")


if __name__ == "__main__":
    main()
