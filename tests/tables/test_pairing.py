"""Pairing tablets: how many a table may have, when, and what becomes of the pairing that a tablet had."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from ordering import clock
from ordering.security import passwords
from tests.invariants import check
from tests.twin import another_process
from tests.world import TABLE_PASSWORD, Restaurant

pytestmark = pytest.mark.every_database


@pytest.fixture(autouse=True)
def quick_checking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_verify", lambda _, *spellings: TABLE_PASSWORD in spellings)


async def pair(here: Restaurant, table: int, last: str | None = None, password: str = TABLE_PASSWORD) -> httpx.Response:
    """``last`` is the token of the pairing that the tablet had."""
    given = {"store": here.slug, "table_number": table, "password": password}
    return await here.ask(None, "POST", "/auth/table", given | ({"device_token": last} if last else {}))


async def paired(here: Restaurant, table: int, last: str | None = None) -> str:
    answer = await pair(here, table, last)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["device_token"])


async def stands(here: Restaurant, device_token: str) -> bool:
    answer = await here.ask(None, "POST", "/auth/table/refresh", {"device_token": device_token})
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


async def setting(here: Restaurant, **settings: Any) -> None:
    answer = await here.ask("manager", "PATCH", "/admin/store", settings)
    assert answer.status_code == 200, answer.text
    assert answer.json().items() >= settings.items()


async def tablets(here: Restaurant, table: int) -> list[int]:
    listed = (await here.ask("staff", "GET", "/admin/devices")).json()["items"]
    return [one["id"] for one in listed if one["table"]["number"] == table]


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_table_takes_no_more_tablets_than_the_store_lets_it(bistro: Restaurant) -> None:
    await setting(bistro, devices_per_table=2)
    await paired(bistro, 1)
    assert told(await pair(bistro, 1)) == (409, "too_many_devices")
    assert told(await pair(bistro, 1, password="wrong")) == (401, "bad_credentials")
    await paired(bistro, 2)  # it is counted by table
    [first, _] = await tablets(bistro, 1)
    assert (await bistro.ask("manager", "DELETE", f"/admin/devices/{first}")).status_code == 204
    await paired(bistro, 1)
    await setting(bistro, devices_per_table=1)
    assert len(await tablets(bistro, 1)) == 2, "who is there stays"
    assert told(await pair(bistro, 1)) == (409, "too_many_devices")
    await setting(bistro, devices_per_table=0)
    for _ in range(5):
        await paired(bistro, 1)


async def test_however_many_pair_at_once_the_limit_holds(bistro: Restaurant) -> None:
    """In two processes: within one, attempts at a table take turns."""
    await setting(bistro, devices_per_table=3)
    async with another_process(bistro) as there:
        for table in (1, 2, 3):
            answers = await asyncio.gather(*(pair(one, table) for one in (bistro, there) * 3))
            assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409, 409, 409]
            assert len(await tablets(bistro, table)) == 3
    await check(bistro.services, bistro.store_id)


async def test_tablets_are_paired_only_while_somebody_lets_them(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await setting(bistro, pairing="opened")
    assert told(await pair(bistro, 1)) == (403, "pairing_closed")
    assert told(await pair(bistro, 1, password="wrong")) == (401, "bad_credentials")
    before = clock.now()
    opened = await bistro.ask("staff", "POST", "/admin/pairing")
    assert opened.status_code == 200
    until = datetime.fromisoformat(opened.json()["open_until"])
    assert before <= until - timedelta(minutes=15) <= clock.now()
    device = await paired(bistro, 1)
    later = await bistro.ask("owner", "POST", "/admin/pairing")
    assert datetime.fromisoformat(later.json()["open_until"]) > until, "again, and it is fifteen minutes from then"
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(minutes=1))
    assert told(await pair(bistro, 1)) == (403, "pairing_closed")
    assert await stands(bistro, device), "what is paired stays so"
    await setting(bistro, pairing="always")
    await paired(bistro, 1)
    entries = (await bistro.ask("owner", "GET", "/admin/audit", action="pairing.opened")).json()["items"]
    assert [one["actor"]["name"] for one in entries] == ["owner", "staff"]


async def test_a_pairing_whose_answer_was_lost_makes_room(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table's only tablet is paired anew; the answer is lost, and it tries again with the token that it has."""
    for row in await tablets(bistro, 1):
        await bistro.ask("manager", "DELETE", f"/admin/devices/{row}")
    await setting(bistro, devices_per_table=1)
    kept = await paired(bistro, 1)
    assert await stands(bistro, kept)
    lost = await paired(bistro, 1, kept)
    assert told(await pair(bistro, 1, kept)) == (409, "too_many_devices"), "somebody else may have had it just now"
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    found = await paired(bistro, 1, kept)
    assert (await stands(bistro, lost), await stands(bistro, found)) == (False, True)
    assert len(await tablets(bistro, 1)) == 1
    [entry] = (await bistro.ask("owner", "GET", "/admin/audit", action="device.replaced")).json()["items"]
    assert (entry["actor"]["name"], entry["before"]) == ("table 1", {"table_id": bistro.tables[1]})
    await check(bistro.services, bistro.store_id)


async def test_lost_first_pairings_shut_no_tablet_out_and_cost_nobody_a_place(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the table has more than it may by now: who is in use stays, and nobody goes for nothing."""
    [first] = await tablets(bistro, 1)  # was heard of
    await setting(bistro, devices_per_table=3)
    lost = [await paired(bistro, 1) for _ in range(2)]
    [*_, last] = await tablets(bistro, 1)
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    await setting(bistro, devices_per_table=1)
    assert told(await pair(bistro, 1)) == (409, "too_many_devices")
    assert len(await tablets(bistro, 1)) == 3, "two would not have been enough"
    await setting(bistro, devices_per_table=3)
    await paired(bistro, 1)
    [one, other, newest] = await tablets(bistro, 1)
    assert (one, other) == (first, last), "the oldest went"
    assert newest > last
    assert [await stands(bistro, token) for token in lost] == [False, True]


async def asks(here: Restaurant, login: dict[str, Any], path: str) -> None:
    answer = await here.ask(None, "GET", path, headers={"Authorization": f"Bearer {login['access_token']}"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/me", "/menu", "/orders"])
async def test_a_tablet_that_ever_asked_for_anything_never_makes_room(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """In another process than the one that paired it, or pairs the next."""
    login = (await pair(bistro, 2)).json()
    await setting(bistro, devices_per_table=2)
    async with another_process(bistro) as there:
        own = there.services.authenticator.tokens
        caller = bistro.services.authenticator.tokens.read(login["access_token"])
        await asks(there, {"access_token": own.issue(caller)}, path)
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert told(await pair(bistro, 2)) == (409, "too_many_devices")
    await asks(bistro, login, "/me")


async def test_a_first_use_and_a_pairing_that_needs_its_place_take_turns(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either the tablet stays and the other is refused, or it is told at once: never both, never neither."""
    await setting(bistro, devices_per_table=2)
    async with another_process(bistro) as there:
        for turn in range(6):
            for device in (await tablets(bistro, 3))[1:]:
                assert (await bistro.ask("manager", "DELETE", f"/admin/devices/{device}")).status_code == 204
            token = await paired(bistro, 3)
            later = clock.now() + timedelta(minutes=1 + turn)
            monkeypatch.setattr(clock, "now", lambda later=later: later)
            refreshed = there.ask(None, "POST", "/auth/table/refresh", {"device_token": token})
            _, answer = await asyncio.gather(refreshed, pair(bistro, 3))
            assert answer.status_code in (200, 409)
            assert await stands(bistro, token) == (answer.status_code == 409)
    await check(bistro.services, bistro.store_id)


async def test_pairing_is_opened_in_ones_own_store(bistro: Restaurant, rival: Restaurant) -> None:
    for here in (bistro, rival):
        await setting(here, pairing="opened")
    assert (await rival.ask("staff", "POST", "/admin/pairing")).status_code == 200
    assert told(await pair(bistro, 1)) == (403, "pairing_closed")
    await paired(rival, 1)


async def test_a_tablet_that_is_paired_elsewhere_leaves_where_it_was(bistro: Restaurant, rival: Restaurant) -> None:
    await setting(bistro, devices_per_table=2)
    first = await paired(bistro, 1)
    login = (await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": first})).json()
    second = await paired(bistro, 2, first)
    assert not await stands(bistro, first)
    bearer = {"Authorization": f"Bearer {login['access_token']}"}
    assert (await bistro.ask(None, "GET", "/orders", headers=bearer)).status_code == 401
    third = await paired(bistro, 2, second)  # the table is full, with this very tablet
    assert (await stands(bistro, second), await stands(bistro, third)) == (False, True)
    for refused in (await pair(bistro, 3, third, "wrong"), await pair(bistro, 9, third)):
        assert told(refused) == (401, "bad_credentials")
    await paired(bistro, 3)
    assert told(await pair(bistro, 3, third)) == (409, "too_many_devices")
    assert await stands(bistro, third), "who was refused stays where they are"
    fourth = await paired(rival, 1, third)  # whoever has the token may end it: the tablet's logout does no less
    assert (await stands(bistro, third), await stands(rival, fourth)) == (False, True)
    await paired(bistro, 1, third)  # it has ended already
    await paired(bistro, 2, "nobody's")
    unpaired = (await bistro.ask("owner", "GET", "/admin/audit", action="device.unpaired")).json()["items"]
    assert [one["actor"]["name"] for one in unpaired] == ["table 2", "table 2", "table 1"]
    for here in (bistro, rival):
        await check(here.services, here.store_id)


async def test_tablets_that_change_places_and_tables_that_change_passwords_wait_for_each_other(
    bistro: Restaurant, rival: Restaurant
) -> None:
    """Each in its order of locks: nobody is told that the service is busy, and nothing is left half done."""
    here, there = await paired(bistro, 1), await paired(bistro, 2)
    abroad = await paired(rival, 1)
    async with another_process(bistro) as twin, another_process(rival) as rival_twin:
        for turn in range(6):
            one, other = (1, 2) if turn % 2 else (2, 1)
            ways = [
                pair(bistro, one, here),
                pair(twin, other, there),
                pair(rival_twin if turn % 2 else twin, 3, abroad),
                bistro.order(1),
                twin.order(2),
                bistro.ask("owner", "PATCH", f"/admin/tables/{bistro.tables[one]}", {"label": f"turn {turn}"}),
                bistro.ask("staff", "POST", "/admin/pairing"),
                bistro.ask("owner", "PATCH", "/admin/store", {"devices_per_table": 100 + turn}),
            ]
            answers = await asyncio.gather(*ways)
            assert [answer.status_code for answer in answers] == [200, 200, 200, 201, 201, 200, 200, 200]
            here, there, abroad = [str(answer.json()["device_token"]) for answer in answers[:3]]
    devices = sorted([len(await tablets(bistro, table)) for table in (1, 2, 3)])
    assert devices in ([1, 2, 2], [2, 2, 2], [1, 1, 3])
    for where in (bistro, rival):
        await check(where.services, where.store_id)
