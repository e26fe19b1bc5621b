"""What the audit says of logins: who tried, from where, and no more than a person can read."""

import asyncio
from typing import Any

from tests.api.deployment import rows_of
from tests.security.guessing import Calls, Clock, at, page_login, staff_login, table_login
from tests.world import Restaurant


async def entries(here: Restaurant, *actions: str) -> list[dict[str, Any]]:
    """Newest first."""
    while here.services.work._running:
        await asyncio.sleep(0.01)
    found: list[dict[str, Any]] = []
    for action in actions:
        answer = await here.ask("owner", "GET", "/admin/audit", action=action, limit=200)
        found += answer.json()["items"]
    return sorted(found, key=lambda entry: -entry["id"])


async def test_logins_and_refusals_name_the_address(bistro: Restaurant, checked: Calls) -> None:
    async with at(bistro, "203.0.113.7") as there:
        for log_in in (staff_login, table_login):
            await log_in(there)
            for _ in range(11):
                await log_in(there, password="wrong")
        await page_login(there)
    told = await entries(bistro, "staff.logged_in", "device.paired", "login.refused", "login.throttled")
    assert {(entry["action"], entry["subject"], entry["address"]) for entry in told} == {
        ("staff.logged_in", "staff", "203.0.113.7"),
        ("device.paired", "device", "203.0.113.7"),
        ("login.refused", "staff", "203.0.113.7"),
        ("login.refused", "table", "203.0.113.7"),
        ("login.throttled", "staff", "203.0.113.7"),
        ("login.throttled", "table", "203.0.113.7"),
    }
    names = {entry["actor"]["name"] for entry in told if entry["action"] == "login.throttled"}
    assert names == {"owner", "table 1"}


async def test_who_knows_a_tables_password_at_the_wrong_time_is_told_of(
    bistro: Restaurant, rival: Restaurant, checked: Calls
) -> None:
    async with at(bistro, "203.0.113.7") as there:
        for settings in ({"pairing": "opened"}, {"pairing": "always", "devices_per_table": 1}):
            await bistro.ask("manager", "PATCH", "/admin/store", settings)
            assert (await table_login(there)).status_code in (403, 409)
    told = await entries(bistro, "pairing.refused", "pairing.full")
    assert [(entry["action"], entry["subject"], entry["subject_id"], entry["address"]) for entry in told] == [
        ("pairing.full", "table", bistro.tables[1], "203.0.113.7"),
        ("pairing.refused", "table", bistro.tables[1], "203.0.113.7"),
    ]
    assert {entry["actor"]["name"] for entry in told} == {"table 1"}
    assert await entries(rival, "pairing.refused", "pairing.full") == []
    for _ in range(110):
        await table_login(bistro)
    assert len(await entries(bistro, "pairing.full", "pairing.refused")) == 100, "no flood fills the audit"


async def test_what_is_done_names_the_address_too(bistro: Restaurant) -> None:
    async with at(bistro, "::ffff:203.0.113.7") as there:
        await there.ask("owner", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
        order = await there.ordered(1)
        await there.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "preparing", "version": 1})
        cookie = {"Cookie": f"staff={bistro.token('owner')}"}
        await there.http.post("/admin/logout", headers=cookie)
    answer = await bistro.ask("manager", "GET", "/admin/audit")
    addresses = {entry["action"]: entry["address"] for entry in reversed(answer.json()["items"])}
    done = ("item.sold_out", "order.advanced", "staff.logged_out")
    assert [addresses[action] for action in done] == ["203.0.113.7"] * 3
    assert addresses["store.created"] is None, "the command line comes from nowhere"


async def test_a_flood_of_refusals_is_a_hundred_entries_and_then_how_many_more(
    bistro: Restaurant, rival: Restaurant, clock: Clock, checked: Calls
) -> None:
    for n in range(30):
        async with at(bistro, f"203.0.113.{n}") as there:
            for m in range(10):
                await staff_login(there, username=f"guess-{n}-{m}")
    assert len(await entries(bistro, "login.refused")) == 100
    await staff_login(rival, password="wrong")
    assert len(await entries(rival, "login.refused")) == 1, "one store's flood hides nothing of another's"
    clock.ahead = 15 * 60 + 1
    await staff_login(bistro, password="wrong")
    newest, *_ = await entries(bistro, "login.refused")
    assert newest["after"] == {"unwritten": 200}


async def test_who_is_told_to_wait_does_not_make_the_database_work(bistro: Restaurant, checked: Calls) -> None:
    for n in range(100):
        await staff_login(bistro, username=f"guess-{n}", store="nowhere")
    before = await rows_of(bistro.services)
    asked = 0
    real = bistro.services.work.soon

    def counted(*given: Any) -> None:
        nonlocal asked
        asked += 1
        real(*given)

    bistro.services.work.soon = counted  # type: ignore[method-assign, assignment]  # put in its place
    for n in range(300):
        assert (await staff_login(bistro, username=f"other-{n}", store=f"store-{n}")).status_code == 429
    assert asked == 10
    await entries(bistro)
    assert await rows_of(bistro.services) == before
