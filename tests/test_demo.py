"""The demo: it says that its logins are public, and what its banner tells to type works."""

import re
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from ordering import demo
from ordering.security.authenticator import Authenticator
from tests.api.deployment import deployed, rows_of
from tests.cli.commands import SECONDS, Served, served, sqlite


def banner_of(server: Served) -> str:
    return server.log.read_text()


def typed(banner: str) -> str:
    """The shell commands in a banner: what is indented below the invitation."""
    commands = banner[banner.index("    TOKEN=$(") :]
    return re.split(r"\n(?!    )", commands)[0]


def ask(server: Served, path: str, token: str) -> Any:
    return httpx.get(f"{server.url}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}).json()


def test_what_the_banner_says_works_and_a_second_run_keeps_its_data(tmp_path: Path) -> None:
    database = sqlite(tmp_path)
    owner = {"store": "demo", "username": "owner", "password": "demo-owner-1"}
    with served(tmp_path, "demo", database_url=database) as server:
        banner = banner_of(server)
        assert "These logins are public" in banner
        assert server.url in banner
        for word in ("owner", "demo-owner-1", "staff", "demo-staff-1", "1-12", "1234"):
            assert word in banner
        ordered = subprocess.run(["sh", "-c", typed(banner)], capture_output=True, text=True, timeout=SECONDS)
        assert ordered.returncode == 0, ordered.stderr
        assert '"status":"pending"' in ordered.stdout, ordered.stdout
        token = httpx.post(f"{server.url}/api/v1/auth/staff", json=owner).json()["access_token"]
        assert [order["table"]["number"] for order in ask(server, "/admin/orders", token)["items"]] == [1]
        items = ask(server, "/admin/items", token)["items"]
        assert f'"item_id": {items[0]["id"]},' in banner, "the first item"
        assert [table["number"] for table in ask(server, "/admin/tables", token)["items"]] == list(range(1, 13))
        waiter = {"store": "demo", "username": "staff", "password": "demo-staff-1"}
        assert httpx.post(f"{server.url}/api/v1/auth/staff", json=waiter).json()["staff"]["role"] == "staff"
        assert server.stop()[1] < 3
    with served(tmp_path, "demo", database_url=database) as server:
        assert len(ask(server, "/admin/orders", token)["items"]) == 1, "the order and even the login are still there"
        assert ask(server, "/admin/items", token)["items"] == items
        time.sleep(2)  # a table may order every two seconds
        again = subprocess.run(["sh", "-c", typed(banner_of(server))], capture_output=True, text=True, timeout=SECONDS)
        assert '"status":"pending"' in again.stdout, again.stdout


async def test_the_demo_store_is_made_once_and_whole(database_url: str) -> None:
    async with deployed(database_url) as here:
        keys = Authenticator(b"x" * 32)
        storage = here.services.storage
        first = await demo.prepare(here.services.work, keys, storage)
        before = await rows_of(here.services)
        assert await demo.prepare(here.services.work, keys, storage) == first
        assert await rows_of(here.services) == before
        given = {"store": "demo", "table_number": 12, "password": "1234"}
        for _ in range(4):
            assert (await here.http.post("/api/v1/auth/table", json=given)).status_code == 200, "any number of tablets"
        tablet = (await here.http.post("/api/v1/auth/table", json=given)).json()
        bearer = {"Authorization": f"Bearer {tablet['access_token']}"}
        menu = (await here.http.get("/api/v1/menu", headers=bearer)).json()
        assert menu["categories"][0]["items"][0]["id"] == first
        assert len(menu["categories"]) >= 6
        items = [item for category in menu["categories"] for item in category["items"]]
        assert any(item["sold_out"] for item in items)
        shown = [item["image_url"] for item in items if item["image_url"]]
        assert len(shown) >= 20
        store = tablet["store"]
        assert store["accent"]
        shown += [store["logo"]["url"], store["cover"]["url"]]
        assert [(await here.http.get(url)).status_code for url in shown] == [200] * len(shown)
