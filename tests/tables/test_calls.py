"""A party calls for something: one open call a kind and table, on every board until somebody has seen to it."""

import asyncio
from typing import Any

import httpx
import pytest

from ordering.retention import purge
from ordering.stores.call_kinds import CALL_KINDS
from tests.api.deployment import of_store, rows_of
from tests.invariants import check
from tests.orders.conftest import SetClock, clock_at
from tests.world import Restaurant

__all__ = ["clock_at"]
WAITING = ("open", "taken")


async def call(here: Restaurant, table: int = 1, kind: str = "water", **more: Any) -> httpx.Response:
    return await here.ask(table, "POST", "/calls", {"kind": kind, **more})


async def called(here: Restaurant, table: int = 1, kind: str = "water", **more: Any) -> dict[str, Any]:
    answer = await call(here, table, kind, **more)
    assert answer.status_code == 201, answer.text
    placed: dict[str, Any] = answer.json()
    return placed


async def move(here: Restaurant, of: dict[str, Any], status: str, version: int, by: str = "staff") -> httpx.Response:
    return await here.ask(by, "PATCH", f"/admin/calls/{of['id']}", {"status": status, "version": version})


async def on_the_board(here: Restaurant, table: int = 1) -> list[dict[str, Any]]:
    tables = (await here.ask("staff", "GET", "/admin/board")).json()["tables"]
    [calls] = [one["calls"] for one in tables if one["table"]["number"] == table]
    return list(calls)


async def events(here: Restaurant) -> list[str]:
    mine = of_store(here.store_id, await rows_of(here.services))["store_event"]
    return [row[2] for row in mine if row[2].startswith("call.")]


async def entries(here: Restaurant, action: str) -> list[dict[str, Any]]:
    return list((await here.ask("owner", "GET", "/admin/audit", action=action)).json()["items"])


@pytest.mark.every_database
async def test_a_call_is_on_the_board_before_the_first_order_until_somebody_has_seen_to_it(bistro: Restaurant) -> None:
    water = await called(bistro, note=" 얼음 많이 ")
    assert {name: water[name] for name in ("label", "count", "note", "status", "version", "party")} == {
        "label": "물", "count": None, "note": "얼음 많이", "status": "open", "version": 1, "party": 0
    }  # fmt: skip
    bill = await called(bistro, kind="bill")
    assert [one["id"] for one in await on_the_board(bistro)] == [water["id"], bill["id"]]
    assert await on_the_board(bistro, 2) == []
    taken = (await move(bistro, water, "taken", 1)).json()
    assert (taken["status"], taken["version"], taken["taken"]["staff"]) == ("taken", 2, "staff")
    mine = (await bistro.ask(1, "GET", "/calls")).json()
    assert [(one["id"], one["status"]) for one in mine["items"]] == [(bill["id"], "open"), (water["id"], "taken")]
    assert mine["items"][1]["taken"].keys() == {"by", "at"}, "a guest is not told who"
    assert (await move(bistro, water, "open", 2)).json()["taken"] is None
    assert (await move(bistro, water, "done", 3, "manager")).json()["done"]["staff"] == "manager"
    assert [one["id"] for one in await on_the_board(bistro)] == [bill["id"]]
    assert await events(bistro) == ["call.placed"] * 2 + ["call.changed"] * 3
    assert [len(await entries(bistro, f"call.{deed}")) for deed in ("taken", "reopened", "done")] == [1, 1, 1]
    again = await called(bistro)
    assert again["id"] != water["id"]
    await check(bistro.services, bistro.store_id)


async def test_calling_again_is_the_same_call_as_it_is_wanted_now(bistro: Restaurant) -> None:
    first = await called(bistro, kind="cutlery")
    assert first["count"] == 1
    for _ in range(3):
        again = await call(bistro, kind="cutlery", count=4, note="아이용")
        assert (again.status_code, again.json()["id"]) == (200, first["id"])
        assert (again.json()["count"], again.json()["note"], again.json()["version"]) == (4, "아이용", 2)
    assert await events(bistro) == ["call.placed", "call.changed"], "a mere repetition is no news"
    await move(bistro, first, "taken", 2)
    assert (await call(bistro, kind="cutlery", count=4, note="아이용")).json()["status"] == "taken"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "a pony"}, "kind"),
        ({"kind": "water", "count": 2}, "count"),
        ({"kind": "cutlery", "count": 0}, "count"),
        ({"kind": "cutlery", "count": 21}, "count"),
        ({"kind": "water", "note": "x" * 101}, "note"),
        ({"kind": "water", "table": 1}, "table"),
        ({}, "kind"),
    ],
)
async def test_what_nobody_can_call_for_is_refused(bistro: Restaurant, body: dict[str, Any], field: str) -> None:
    before = await rows_of(bistro.services)
    answer = await bistro.ask(1, "POST", "/calls", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert await rows_of(bistro.services) == before


async def test_a_login_says_what_can_be_called_for(bistro: Restaurant) -> None:
    kinds = (await bistro.ask(1, "GET", "/me")).json()["store"]["call_kinds"]
    assert [one["key"] for one in kinds] == [one.key for one in CALL_KINDS]
    assert kinds[1] == {"key": "cutlery", "label": {"ko": "수저", "en": "Cutlery"}, "counted": True, "max": 20}


async def test_a_call_is_withdrawn_by_its_own_table_alone(bistro: Restaurant, rival: Restaurant) -> None:
    water = await called(bistro)
    path = f"/calls/{water['id']}"
    assert (await bistro.ask(2, "DELETE", path)).status_code == 404
    assert (await rival.ask(1, "DELETE", path)).status_code == 404
    for _ in range(2):
        assert (await bistro.ask(1, "DELETE", path)).status_code == 204
    assert await on_the_board(bistro) == []
    assert await events(bistro) == ["call.placed", "call.changed"]
    assert (await move(bistro, water, "taken", 2)).json()["code"] == "illegal_transition"
    done = await called(bistro)
    await move(bistro, done, "done", 1)
    refused = await bistro.ask(1, "DELETE", f"/calls/{done['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late")


async def test_who_comes_too_late_is_told_how_it_stands(bistro: Restaurant, rival: Restaurant) -> None:
    water = await called(bistro)
    await move(bistro, water, "taken", 1)
    stale = await move(bistro, water, "taken", 1, "manager")
    assert (stale.status_code, stale.json()["code"], stale.json()["call"]["taken"]["staff"]) == (
        409, "stale_version", "staff"
    )  # fmt: skip
    illegal = await move(bistro, water, "taken", 2)
    assert (illegal.status_code, illegal.json()["code"]) == (409, "illegal_transition")
    assert (await move(rival, water, "done", 2)).status_code == 404
    assert (await rival.ask("owner", "GET", "/admin/calls")).json()["items"] == []


async def test_a_call_is_named_in_the_language_that_is_asked_for_wherever_it_shows(bistro: Restaurant) -> None:
    """In the store's where none is, and none that the store has written; in events always."""
    water, order = await called(bistro), await bistro.ordered(1)
    of, party = f"/admin/tables/{bistro.tables[1]}", {"table_session_id": order["table_session_id"]}

    async def labels(method: str, path: str, body: Any, *within: str) -> list[str]:
        found = []
        for language in ("en-US, ko;q=0.5", "ko", "fr", None):
            headers = {"Accept-Language": language} if language else {}
            shown = (await bistro.ask("staff", method, path, body, headers)).json()
            for name in within:
                shown = next(one for one in shown if one["calls"]) if name == "any" else shown[name]
            found.append((shown[0] if isinstance(shown, list) else shown)["label"])
        return found

    due = ["Water", "물", "물", "물"]
    assert await labels("GET", "/admin/board", None, "tables", "any", "calls") == due
    assert await labels("GET", "/admin/calls", None, "items") == due
    assert await labels("PATCH", f"{of}/session", {"guests": 2, **party}, "calls") == due
    stale = {"status": "taken", "version": 7}
    assert await labels("PATCH", f"/admin/calls/{water['id']}", stale, "call") == due
    illegal = {"status": "open", "version": 1}
    assert await labels("PATCH", f"/admin/calls/{water['id']}", illegal, "call") == due
    moving = {"to_table_id": bistro.tables[2], **party}
    assert await labels("POST", f"{of}/move", moving, "to", "calls") == due, "sent four times, moved once"


async def test_closing_ends_what_is_open_and_the_next_party_sees_none_of_it(bistro: Restaurant) -> None:
    old = [await called(bistro, note="땅콩 알레르기"), await called(bistro, kind="bill")]
    await bistro.ordered(1)
    elsewhere = await called(bistro, 2)
    assert (await bistro.close(1, force=True)).status_code == 200
    items = (await bistro.ask("staff", "GET", "/admin/calls", table_id=bistro.tables[1])).json()["items"]
    assert [(one["status"], one["done"]["staff"]) for one in items] == [("done", "staff")] * 2
    assert await on_the_board(bistro) == []
    assert [one["id"] for one in await on_the_board(bistro, 2)] == [elsewhere["id"]]
    assert (await bistro.ask(1, "GET", "/calls")).json()["items"] == []
    assert (await bistro.ask(1, "DELETE", f"/calls/{old[0]['id']}")).status_code == 404
    late = await call(bistro, party=0)
    assert (late.status_code, late.json()["code"], late.json()["party"]) == (409, "party_changed", 1)
    assert (await called(bistro, party=1))["party"] == 1
    assert len(await entries(bistro, "call.done")) == 2


async def test_a_table_where_somebody_has_called_is_not_deleted(bistro: Restaurant) -> None:
    water = await called(bistro, 3)
    path = f"/admin/tables/{bistro.tables[3]}"
    assert (await bistro.ask("manager", "DELETE", path)).json()["code"] == "table_occupied"
    await move(bistro, water, "done", 1)
    assert (await bistro.ask("manager", "DELETE", path)).status_code == 204


async def test_the_staff_page_through_calls(bistro: Restaurant) -> None:
    placed = [(await called(bistro, kind=kind.key))["id"] for kind in CALL_KINDS]
    page = (await bistro.ask("staff", "GET", "/admin/calls", limit=4)).json()
    rest = (await bistro.ask("staff", "GET", "/admin/calls", limit=4, cursor=page["next_cursor"])).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == placed[::-1]
    assert rest["next_cursor"] is None
    await bistro.ask(1, "DELETE", f"/calls/{placed[0]}")
    withdrawn = (await bistro.ask("staff", "GET", "/admin/calls", status="withdrawn")).json()["items"]
    assert [one["id"] for one in withdrawn] == placed[:1]


async def test_ended_calls_are_forgotten_with_the_rest(bistro: Restaurant, clock_at: SetClock) -> None:
    clock_at("2031-01-01T12:00")
    water = await called(bistro)
    waits = await called(bistro, kind="bill")
    await move(bistro, water, "done", 1)
    clock_at("2031-11-01T12:00")
    assert (await purge(bistro.services.work, bistro.services.storage))["service calls"] == 1
    assert [one["id"] for one in (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"]] == [waits["id"]]


@pytest.mark.every_database
async def test_twenty_taps_from_two_processes_make_one_call(bistro: Restaurant, twin: Restaurant) -> None:
    answers = await asyncio.gather(*(call((bistro, twin)[n % 2], count=5, kind="plates") for n in range(20)))
    assert sorted(one.status_code for one in answers) == [200] * 19 + [201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert len(await on_the_board(bistro)) == 1
    assert await events(bistro) == ["call.placed"]


@pytest.mark.every_database
async def test_two_people_taking_a_call_at_once_one_wins(bistro: Restaurant, twin: Restaurant) -> None:
    for kind in ("water", "wipes", "bill"):
        water = await called(bistro, kind=kind)
        answers = await asyncio.gather(
            move(bistro, water, "taken", 1), move(twin, water, "done", 1, "manager"),
            bistro.ask(1, "DELETE", f"/calls/{water['id']}"),
        )  # fmt: skip
        stands = (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"][0]
        codes = [one.status_code for one in answers]
        assert codes[:2].count(200) <= 1
        assert set(codes) <= {200, 204, 409}
        assert stands["version"] == 1 + sum(code < 300 for code in codes), "each that was told yes has moved it"


@pytest.mark.every_database
async def test_a_call_racing_the_closing_and_orders_is_the_old_partys_or_the_nexts_never_both(
    bistro: Restaurant, twin: Restaurant
) -> None:
    for turn in range(6):
        await bistro.ordered(1)
        *answers, closed = await asyncio.gather(
            call(bistro), call(twin, kind="bill"), twin.order(1), (bistro, twin)[turn % 2].close(1, force=True)
        )
        assert closed.status_code == 200
        party = (await bistro.ask(1, "GET", "/orders")).json()["party"]
        waiting = {one["id"] for one in await on_the_board(bistro)}
        for answer in answers[:2]:
            assert answer.status_code in (200, 201), answer.text
        for one in (await bistro.ask("staff", "GET", "/admin/calls")).json()["items"]:
            assert (one["status"] in WAITING) == (one["id"] in waiting)
            assert one["status"] not in WAITING or one["party"] == party
        await bistro.close(1, force=True)
    await check(bistro.services, bistro.store_id)
