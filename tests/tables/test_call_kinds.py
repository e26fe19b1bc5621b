"""What guests can call for is the store's to say, in the languages that it likes."""

import json

import pytest

from ordering.live.log import Event, after
from tests.world import PASSWORD, Restaurant

KINDS = [
    {"key": "coal", "label": {"ko": "숯", "en": "Charcoal", "zh-Hans": "炭"}, "counted": True, "max": 3},
    {"key": "scissors", "label": {"ko": "가위"}, "counted": False, "max": 1},
]


async def test_a_store_says_what_its_guests_can_call_for(bistro: Restaurant) -> None:
    changed = await bistro.ask("manager", "PATCH", "/admin/store", {"call_kinds": KINDS, "call_minutes": [1, 3]})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["call_kinds"], changed.json()["call_minutes"]) == (KINDS, [1, 3])
    assert (await bistro.ask(1, "GET", "/me")).json()["store"]["call_kinds"] == KINDS
    event = await last_event(bistro)
    assert (event.type, json.loads(event.payload)["store"]["call_kinds"]) == ("store.changed", KINDS)
    credentials = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
    assert (await bistro.ask(None, "POST", "/auth/staff", credentials)).json()["store"]["call_kinds"] == KINDS
    assert (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).status_code == 400
    assert (await bistro.ask(1, "POST", "/calls", {"kind": "scissors", "count": 1})).status_code == 400
    for count, status in ((4, 400), (3, 201), (None, 200)):
        assert (await bistro.ask(1, "POST", "/calls", {"kind": "coal", "count": count})).status_code == status
    entry = (await bistro.ask("owner", "GET", "/admin/audit")).json()["items"]
    assert {"call_kinds", "call_warn_minutes", "call_late_minutes"} <= next(
        one["after"].keys() for one in entry if one["action"] == "store.changed"
    )
    assert (await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": []})).json()["call_kinds"] == []
    assert (await bistro.ask(1, "POST", "/calls", {"kind": "coal"})).status_code == 400


async def test_what_can_be_called_for_has_a_name_in_the_stores_language(bistro: Restaurant) -> None:
    twice = [KINDS[0], {**KINDS[1], "key": "coal"}]
    for patch, field in (
        ({"call_kinds": twice}, "call_kinds[1].key"),
        ({"call_kinds": [{**KINDS[0], "label": {"en": "Charcoal"}}]}, "call_kinds[0].label"),
        ({"call_kinds": [{"key": "coal", "label": {"ko": " "}}]}, "call_kinds[0].label"),
    ):
        refused = await bistro.ask("owner", "PATCH", "/admin/store", patch)
        assert (refused.status_code, refused.json()["errors"][0]["field"][: len(field)]) == (400, field)
    await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": KINDS})
    assert (await bistro.ask("owner", "PATCH", "/admin/store", {"locale": "en"})).status_code == 400
    both = {"locale": "en", "call_kinds": KINDS[:1]}
    assert (await bistro.ask("owner", "PATCH", "/admin/store", both)).status_code == 200
    assert (await bistro.ask(1, "POST", "/calls", {"kind": "coal"})).json()["label"] == "Charcoal"


@pytest.mark.parametrize(
    ("header", "label"),
    [
        (None, "숯"),
        ("en-GB,en;q=0.9", "Charcoal"),
        ("fr", "숯"),
        ("zh-Hans", "炭"),
        ("fr, zh-hans;q=0.5", "炭"),
        ("*", "숯"),
    ],
)
async def test_a_call_is_named_in_the_readers_language_and_told_in_the_stores(
    bistro: Restaurant, header: str | None, label: str
) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": KINDS})
    accept = {"Accept-Language": header} if header else {}
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "coal"}, accept)).json()
    assert call["label"] == label
    event = await last_event(bistro)
    assert (event.type, json.loads(event.payload)["call"]["label"]) == ("call.placed", "숯")
    for who, path in ((1, "/calls"), ("staff", "/admin/calls")):
        assert (await bistro.ask(who, "GET", path, headers=accept)).json()["items"][0]["label"] == label
    move = {"status": "taken", "version": 1}
    taken = (await bistro.ask("staff", "PATCH", f"/admin/calls/{call['id']}", move, accept)).json()
    assert taken["label"] == label
    await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": []})
    assert (await bistro.ask(1, "GET", "/calls", headers=accept)).json()["items"][0]["label"] == "숯"


async def last_event(here: Restaurant) -> Event:
    head = (await here.ask("staff", "GET", "/admin/board")).json()["cursor"]
    [row] = await here.services.work.rows(after(here.store_id, head - 1, 1))
    return Event(*row)
