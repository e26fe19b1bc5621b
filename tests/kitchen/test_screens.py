"""Pairing the screens of stations: by a code that is good once, and for ten minutes."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from ordering import clock
from tests.invariants import check
from tests.menu.test_stations import a_station
from tests.security.guessing import Calls, Clock, at, staff_login
from tests.security.guessing import checked as checked
from tests.security.guessing import clock as throttle_clock  # noqa: F401 - a fixture
from tests.twin import another_process
from tests.world import Restaurant


async def a_code(here: Restaurant, station: int) -> str:
    answer = await here.ask("manager", "POST", f"/admin/stations/{station}/pairing-code")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def pair(here: Restaurant, code: str, store: str | None = None) -> httpx.Response:
    return await here.ask(None, "POST", "/auth/station", {"store": store or here.slug, "code": code})


async def paired(here: Restaurant, station: int) -> dict[str, Any]:
    answer = await pair(here, await a_code(here, station))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def me(here: Restaurant, login: dict[str, Any]) -> httpx.Response:
    return await here.ask(None, "GET", "/me", headers={"Authorization": f"Bearer {login['access_token']}"})


async def refresh(here: Restaurant, login: dict[str, Any], path: str = "/auth/station/refresh") -> httpx.Response:
    return await here.ask(None, "POST", path, {"device_token": login["device_token"]})


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.every_database
async def test_a_code_pairs_one_screen_with_its_station(bistro: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    made = (await bistro.ask("manager", "POST", f"/admin/stations/{kitchen}/pairing-code")).json()
    assert len(made["code"]) == 7
    assert made["code"].replace(" ", "").isdecimal()
    lifetime = datetime.fromisoformat(made["expires_at"]) - clock.now()
    assert timedelta(minutes=9) < lifetime <= timedelta(minutes=10)

    answer = await pair(bistro, f" {made['code'].replace(' ', '')[:2]}  {made['code'].replace(' ', '')[2:]}")
    login = answer.json()
    assert answer.status_code == 200
    assert login["station"] == {"id": kitchen, "name": "주방", "kind": "prep"}
    assert (login["token_type"], login["store"]["slug"]) == ("Bearer", bistro.slug)
    who = (await me(bistro, login)).json()
    assert (who["kind"], who["station"]) == ("station", login["station"])

    assert told(await pair(bistro, made["code"])) == (401, "bad_credentials")
    [device] = [one for one in await devices(bistro) if one["kind"] == "station"]
    assert (device["id"], device["table"], device["station"]) == (who["device_id"], None, login["station"])
    assert {one["kind"] for one in await devices(bistro)} == {"tablet", "station"}
    renewed = await refresh(bistro, login)
    assert renewed.json()["device_token"] == login["device_token"]
    assert (await me(bistro, renewed.json())).status_code == 200
    assert told(await refresh(bistro, login, "/auth/table/refresh")) == (401, "device_revoked"), "no tablet's"
    await check(bistro.services, bistro.store_id)


async def devices(here: Restaurant) -> list[dict[str, Any]]:
    return list((await here.ask("staff", "GET", "/admin/devices")).json()["items"])


async def test_whatever_is_wrong_with_a_code_is_answered_alike(bistro: Restaurant, rival: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    old, new = await a_code(bistro, kitchen), await a_code(bistro, kitchen)
    wrongs = [
        await pair(bistro, old),
        await pair(bistro, new, store="nowhere"),
        await pair(bistro, new, store=rival.slug),
        await pair(bistro, "a code"),
    ]
    assert [told(one) for one in wrongs] == [(401, "bad_credentials")] * 4
    bodies = [{**one.json(), "request_id": None} for one in wrongs]
    assert all(body == bodies[0] for body in bodies)
    assert "code" in bodies[0]["detail"], "no name and password were asked for"
    assert (await pair(bistro, new)).status_code == 200
    entries = (await bistro.ask("owner", "GET", "/admin/audit", subject="station")).json()["items"]
    assert [one["action"] for one in entries if one["action"] == "login.refused"] == ["login.refused"] * 2


async def test_a_code_is_good_for_ten_minutes(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await a_code(bistro, await a_station(bistro, "주방"))
    later = clock.now() + timedelta(minutes=10, seconds=1)
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: later)
        assert told(await pair(bistro, code)) == (401, "bad_credentials")
    assert (await pair(bistro, code)).status_code == 200


@pytest.mark.every_database
async def test_one_code_used_by_many_at_once_pairs_one_screen(bistro: Restaurant) -> None:
    code = await a_code(bistro, await a_station(bistro, "주방"))
    async with another_process(bistro) as there:
        answers = await asyncio.gather(*(pair(one, code) for one in (bistro, there) * 3))
    assert sorted(one.status_code for one in answers) == [200, 401, 401, 401, 401, 401]
    assert len([one for one in await devices(bistro) if one["kind"] == "station"]) == 1


@pytest.mark.every_database
async def test_a_deleted_station_unpairs_its_screens_and_pairs_none(bistro: Restaurant) -> None:
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    cook, barkeeper = await paired(bistro, kitchen), await paired(bistro, bar)
    code = await a_code(bistro, bar)
    answers = await asyncio.gather(bistro.ask("manager", "DELETE", f"/admin/stations/{bar}"), pair(bistro, code))
    assert answers[0].status_code == 204
    assert answers[1].status_code in (200, 401)
    assert [one["station"]["name"] for one in await devices(bistro) if one["kind"] == "station"] == ["주방"]
    assert [(await me(bistro, one)).status_code for one in (cook, barkeeper)] == [200, 401]
    assert told(await refresh(bistro, barkeeper)) == (401, "device_revoked")
    assert told(await pair(bistro, code)) == (401, "bad_credentials")
    await check(bistro.services, bistro.store_id)


async def test_a_screen_that_is_unpaired_or_leaves_is_out_at_once(bistro: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    one, other = await paired(bistro, kitchen), await paired(bistro, kitchen)
    device = (await me(bistro, one)).json()["device_id"]
    assert (await bistro.ask("staff", "DELETE", f"/admin/devices/{device}")).status_code == 403
    assert (await bistro.ask("manager", "DELETE", f"/admin/devices/{device}")).status_code == 204
    left = await bistro.ask(None, "POST", "/auth/logout", headers={"Authorization": f"Bearer {other['access_token']}"})
    assert left.status_code == 204
    for login in (one, other):
        assert (await me(bistro, login)).status_code == 401
        assert told(await refresh(bistro, login)) == (401, "device_revoked")
    entries = (await bistro.ask("owner", "GET", "/admin/audit", action="screen.unpaired")).json()["items"]
    assert [(entry["actor"]["kind"], entry["actor"]["name"]) for entry in entries] == [
        ("station", "주방"),
        ("staff", "manager"),
    ]


async def test_guessed_codes_are_throttled_as_logins_are(
    bistro: Restaurant,
    checked: Calls,
    throttle_clock: Clock,  # noqa: F811 - fixtures
) -> None:
    code = await a_code(bistro, await a_station(bistro, "주방"))
    for _ in range(10):
        assert told(await pair(bistro, "000 000x")) == (401, "bad_credentials")
    held = await pair(bistro, code)
    assert told(held) == (429, "too_many_attempts")
    assert 0 < int(held.headers["Retry-After"]) <= 15 * 60
    assert (await staff_login(bistro)).status_code == 200, "logins are counted apart"
    async with at(bistro, "203.0.113.9") as elsewhere:
        assert (await pair(elsewhere, code)).status_code == 200
    throttle_clock.ahead += 15 * 60 + 1
    assert told(await pair(bistro, "000 000x")) == (401, "bad_credentials")
