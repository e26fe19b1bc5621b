"""The code of a party: it lets phones in for this party alone, and is worth nothing once that has left."""

import asyncio
import re

import httpx
import pytest

from ordering.security import throttle
from tests.invariants import check
from tests.world import Restaurant


async def enter(here: Restaurant, code: str) -> httpx.Response:
    return await here.ask(None, "POST", "/auth/phone", {"code": code})


async def test_the_tablet_and_the_staff_show_one_code_before_the_first_order(open_bistro: Restaurant) -> None:
    shown = (await open_bistro.ask(1, "GET", "/code")).json()
    by_staff = await open_bistro.ask("staff", "GET", f"/admin/tables/{open_bistro.tables[1]}/code")
    assert by_staff.json() == shown == (await open_bistro.ask(1, "GET", "/code")).json()
    assert shown["url"] == f"http://ordering.test/t/{shown['code']}"
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", shown["code"]), "96 random bits"
    assert await open_bistro.code(2) != shown["code"]
    await open_bistro.ordered(1)
    assert await open_bistro.code(1) == shown["code"], "it is this party's until it leaves"


async def test_a_phone_is_told_where_it_is(open_bistro: Restaurant) -> None:
    answer = await enter(open_bistro, await open_bistro.code(2))
    login = answer.json()
    assert answer.status_code == 200
    assert login.keys() == {"access_token", "token_type", "expires_at", "table", "party", "store"}
    assert (login["table"]["number"], login["party"], login["token_type"]) == (2, 0, "Bearer")
    assert login["store"]["slug"] == open_bistro.slug
    assert answer.headers["cache-control"] == "no-store"
    me = await open_bistro.http.get("/api/v1/me", headers={"Authorization": f"Bearer {login['access_token']}"})
    assert {name: me.json()[name] for name in ("kind", "party")} == {"kind": "phone", "party": 0}
    assert me.json()["table"]["number"] == 2


async def test_without_the_setting_there_are_no_phones(bistro: Restaurant) -> None:
    path = f"/admin/tables/{bistro.tables[1]}/code"
    answers = [
        await bistro.ask(1, "GET", "/code"),
        await bistro.ask("staff", "GET", path),
        await bistro.ask("staff", "POST", path),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "phones_off")] * 3
    refused = await enter(bistro, "a-code-of-nobody")
    assert (refused.status_code, refused.json()["code"]) == (401, "visit_over")
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_phones_switched_off_are_out_and_stay_out(open_bistro: Restaurant) -> None:
    code, phone = await open_bistro.code(1), await open_bistro.let_in(1)
    await open_bistro.ask("manager", "PATCH", "/admin/store", {"phones": False})
    out = await open_bistro.ask(phone, "GET", "/orders")
    assert (out.status_code, out.json()["code"]) == (401, "visit_over")
    assert (await enter(open_bistro, code)).status_code == 401
    await open_bistro.open_to_phones()
    assert (await open_bistro.ask(phone, "GET", "/orders")).status_code == 401
    assert (await enter(open_bistro, code)).status_code == 401, "as if it had never been shown"
    fresh = await open_bistro.code(1)
    assert fresh != code
    assert (await enter(open_bistro, fresh)).status_code == 200


async def test_a_new_code_is_audited_keeps_who_is_in_and_kills_the_old_one(open_bistro: Restaurant) -> None:
    code, phone = await open_bistro.code(1), await open_bistro.let_in(1)
    path = f"/admin/tables/{open_bistro.tables[1]}/code"
    renewed = (await open_bistro.ask("staff", "POST", path)).json()
    assert renewed["code"] not in (code, await open_bistro.code(2))
    assert await open_bistro.code(1) == renewed["code"]
    assert (await enter(open_bistro, code)).json()["code"] == "visit_over"
    assert (await open_bistro.ask(phone, "GET", "/orders")).status_code == 200
    [entry] = (await open_bistro.ask("owner", "GET", "/admin/audit", action="code.renewed")).json()["items"]
    assert (entry["actor"]["name"], entry["subject_id"]) == ("staff", open_bistro.tables[1])
    assert code not in str(entry)
    assert renewed["code"] not in str(entry), "who reads the activity is not at the table"


@pytest.mark.every_database
async def test_a_photographed_code_is_worth_nothing_once_the_table_is_closed(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    code, phone = await open_bistro.code(1), await open_bistro.let_in(1)
    await open_bistro.ordered(1)
    assert (await open_bistro.close(1, force=True)).status_code == 200
    for here in (open_bistro, twin):
        assert (await enter(here, code)).json()["code"] == "visit_over"
    for method, path in (("GET", "/orders"), ("GET", "/menu"), ("GET", "/calls"), ("GET", "/bill"), ("GET", "/me")):
        answer = await open_bistro.ask(phone, method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "visit_over"), path
    assert await open_bistro.code(1) != code
    await check(open_bistro.services, open_bistro.store_id)


@pytest.mark.every_database
async def test_one_code_however_many_ask_for_the_first_at_once(open_bistro: Restaurant, twin: Restaurant) -> None:
    codes = await asyncio.gather(*((open_bistro, twin)[n % 2].code(1) for n in range(12)))
    assert len(set(codes)) == 1


@pytest.mark.every_database
async def test_the_twenty_first_phone_is_one_too_many_until_another_leaves(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    code = await open_bistro.code(1)
    answers = await asyncio.gather(*(enter((open_bistro, twin)[n % 2], code) for n in range(23)))
    here = [one.json()["access_token"] for one in answers[::2] if one.status_code == 200]
    assert sorted(one.status_code for one in answers) == [200] * 20 + [409] * 3
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"too_many_phones"}
    bearer = {"Authorization": f"Bearer {here[0]}"}
    assert (await open_bistro.http.post("/api/v1/auth/logout", headers=bearer)).status_code == 204
    assert (await open_bistro.http.get("/api/v1/orders", headers=bearer)).status_code == 401
    other = {"Authorization": f"Bearer {here[1]}"}
    assert (await open_bistro.http.get("/api/v1/orders", headers=other)).status_code == 200, "it ends only itself"
    assert (await open_bistro.ask(1, "GET", "/orders")).status_code == 200
    assert (await enter(open_bistro, code)).status_code == 200


async def test_guessing_is_slowed_down_and_a_right_code_never(
    open_bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PER_ADDRESS", 5)
    code = await open_bistro.code(1)
    answers = [await enter(open_bistro, f"guess-{n}") for n in range(7)]
    assert [one.status_code for one in answers] == [401] * 5 + [429] * 2
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900
    assert (await enter(open_bistro, code)).status_code == 200, "all guests come from one address"
    given = {"store": open_bistro.slug, "table_number": 1, "password": "1234"}
    assert (await open_bistro.ask(None, "POST", "/auth/table", given)).status_code == 200, "each door counts for itself"


@pytest.mark.parametrize("code", ["", " ", "가", "a" * 200, "%00", "' OR 1=1 --", "../../admin"])
async def test_no_code_is_any_text(open_bistro: Restaurant, code: str) -> None:
    await open_bistro.code(1)
    answer = await enter(open_bistro, code)
    assert (answer.status_code, answer.json()["code"]) in ((401, "visit_over"), (400, "invalid"))


async def test_a_code_says_nothing_of_another_stores_table(open_bistro: Restaurant, rival: Restaurant) -> None:
    phone = await open_bistro.let_in(1)
    path = f"/admin/tables/{rival.tables[1]}/code"
    assert (await open_bistro.ask("owner", "GET", path)).status_code == 404
    assert (await open_bistro.ask("owner", "POST", path)).status_code == 404
    for method, own in (("GET", "/code"), ("GET", "/admin/board"), ("POST", "/admin/pairing")):
        refused = await open_bistro.ask(phone, method, own)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), own
