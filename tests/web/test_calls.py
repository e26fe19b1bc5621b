"""Calls on the board: on the card of their table, taken and ended by one tap each."""

import json

import pytest

from tests.web.browsers import HTMX, browser
from tests.world import Restaurant


async def test_a_card_shows_what_its_party_has_called_for(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff", "ko")
    assert 'class="calls"' not in (await staff.get("/admin")).text
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "cutlery", "count": 3, "note": "<b>아이</b>"})).json()
    page = (await staff.get("/admin")).text
    [card] = [part for part in page.split("<article ") if f'id="call-{call["id"]}"' in part]
    assert card.startswith(f'id="table-{bistro.tables[1]}"')
    assert "수저 3" in card
    assert "&lt;b&gt;아이&lt;/b&gt;" in card
    assert card.count(f'hx-post="/admin/calls/{call["id"]}/status"') == 2


async def test_one_tap_takes_it_one_ends_it_and_who_is_late_sees_how_it_stands(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff")
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).json()
    at = f"/admin/calls/{call['id']}/status"
    taken = await staff.post(at, data={"status": "taken", "version": "1"}, headers=HTMX)
    assert (taken.status_code, 'data-status="taken"' in taken.text) == (200, True)
    late = await browser(bistro, "manager").post(at, data={"status": "taken", "version": "1"}, headers=HTMX)
    assert (late.status_code, 'data-status="taken"' in late.text) == (409, True)
    assert "late" in late.headers["HX-Trigger"]
    done = await staff.post(at, data={"status": "done", "version": "2"}, headers=HTMX)
    assert (done.status_code, "call-" in done.text) == (200, False)


@pytest.mark.parametrize(("language", "said"), [("ko", "물"), ("en", "Water")])
async def test_a_call_is_named_in_the_language_of_the_page(bistro: Restaurant, language: str, said: str) -> None:
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).json()
    staff = browser(bistro, "staff", language)
    page = (await staff.get("/admin")).text
    [card] = [part for part in page.split("<article ") if f'id="call-{call["id"]}"' in part]
    assert f"<span>{said}" in card
    at, taken = f"/admin/calls/{call['id']}/status", {"status": "taken", "version": "1"}
    answer = await staff.post(at, data=taken, headers=HTMX)
    assert said in json.loads(answer.headers["HX-Trigger"])["toast"]["message"]


@pytest.mark.parametrize(("language", "said"), [("ko", "물"), ("en", "took a call of")])
async def test_the_activity_tells_of_it(bistro: Restaurant, language: str, said: str) -> None:
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).json()
    await bistro.ask("staff", "PATCH", f"/admin/calls/{call['id']}", {"status": "taken", "version": 1})
    owner = browser(bistro, "owner")
    owner.cookies.set("language", language)
    page = (await owner.get("/admin/activity")).text
    assert said in page
