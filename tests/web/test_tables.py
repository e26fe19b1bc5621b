"""The tables' pages: adding one and many, changing, deleting; tablets; the sheet."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from ordering import clock
from ordering.errors import Busy
from ordering.tables import queries
from ordering.tables.shapes import HIGHEST_NUMBER, MOST_AT_ONCE
from tests.web.browsers import HTMX, browser, fields_of
from tests.web.makers import a_device, a_table
from tests.world import Restaurant

NASTY = ["<img src=x onerror=alert(1)>", '" hx-get="/x']


async def tables_of(here: Restaurant) -> dict[int, dict[str, Any]]:
    listed = await here.ask("staff", "GET", "/admin/tables")
    return {one["number"]: one for one in listed.json()["items"]}


async def can_pair(here: Restaurant, number: int, password: str) -> bool:
    given = {"store": here.slug, "table_number": number, "password": password}
    return (await here.http.post("/api/v1/auth/table", json=given)).status_code == 200


async def test_the_grid_shows_tables_by_area_with_their_tablets(bistro: Restaurant) -> None:
    table_id = await a_table(bistro)
    await bistro.ask("owner", "PATCH", f"/admin/tables/{table_id}", {"area": "창가", "label": "노을 명당"})
    page = (await browser(bistro, "manager").get("/admin/tables")).text
    assert page.index(">창가 <") < page.index(">No area <")
    assert page.count("1 tablet · online") == 3
    assert page.count("No tablet yet") == 1
    assert "노을 명당" in page


async def test_a_tablet_that_is_away_is_red_and_says_since_when(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, now = browser(bistro, "staff", "en"), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=9))
    assert (await staff.get("/admin/tables")).text.count("Tablet away, seen 9 min ago") == 3
    devices = (await staff.get("/admin/tables/devices")).text
    assert devices.count("Away, last seen 9 min ago") == 3
    assert "Online now" not in devices
    await a_device(bistro)
    assert "1 of 2 tablets away, seen 9 min ago" in (await staff.get("/admin/tables")).text


async def test_a_tables_drawer_leads_to_its_guest_page_and_shows_its_code(bistro: Restaurant) -> None:
    staff, path = browser(bistro, "staff", "en"), f"/admin/tables/{bistro.tables[2]}"
    drawer = (await staff.get(path)).text
    assert f'href="/table?store={bistro.slug}&amp;table=2"' in drawer
    assert drawer.count("<svg viewBox=") == 1
    here = (await staff.get(path, headers={"Host": "localhost:8000"})).text
    assert "No tablet reaches this address: http://localhost:8000 is this machine alone." in here
    assert "<svg viewBox=" not in here, "a code would lead the tablet to itself"


async def test_staff_see_the_tables_and_their_tablets_and_change_none(bistro: Restaurant) -> None:
    """As the API has it."""
    staff = browser(bistro, "staff")
    for path in ("/admin/tables", f"/admin/tables/{bistro.tables[1]}", "/admin/tables/devices"):
        page = (await staff.get(path)).text
        assert "online" in page.lower()
        for what in ("/admin/tables/new", "/unpairing", "/removal", "/admin/tables/sheet"):
            assert what not in page, "staff may only look"
    assert f"/admin/history?table={bistro.tables[1]}" in (await staff.get(f"/admin/tables/{bistro.tables[1]}")).text
    [here] = [
        one
        for one in (await bistro.ask("staff", "GET", "/admin/devices")).json()["items"]
        if one["table"]["number"] == 1
    ]
    assert (await bistro.ask("staff", "DELETE", f"/admin/devices/{here['id']}")).status_code == 403


async def test_whoever_works_there_opens_pairing_where_it_is_closed(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff")
    assert "Open pairing" not in (await staff.get("/admin/tables")).text, "tablets can be paired at any time here"
    await bistro.ask("owner", "PATCH", "/admin/store", {"pairing": "opened"})
    page = (await staff.get("/admin/tables")).text
    assert "Tablets can't be paired now." in page
    assert "Open pairing for 15 minutes" in page
    assert not await can_pair(bistro, 1, "1234")
    answer = await staff.post("/admin/tables/pairing", headers=HTMX)
    assert answer.text.lstrip().startswith('<div id="pairing">')
    assert "Tablets can be paired until" in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["message"] == "Tablets can be paired for 15 minutes."
    assert "Tablets can be paired until" in (await staff.get("/admin/tables")).text
    assert await can_pair(bistro, 1, "1234")
    told = (await browser(bistro, "manager").get("/admin/activity")).text
    assert "opened pairing for 15 minutes." in told
    assert "only when staff have opened pairing" in told
    assert "A tablet was paired with <b>table 1</b>." in told


async def test_a_store_without_tables_is_told_how_to_begin(bistro: Restaurant) -> None:
    for table_id in bistro.tables.values():
        await bistro.ask("owner", "DELETE", f"/admin/tables/{table_id}")
    assert "No tables yet" in (await browser(bistro, "manager").get("/admin/tables")).text
    assert "No tables to print" in (await browser(bistro, "manager").get("/admin/tables/sheet")).text
    assert "No tablet is paired" in (await browser(bistro, "manager").get("/admin/tables/devices")).text


async def test_adding_a_table_answers_the_grid_and_says_so(bistro: Restaurant) -> None:
    new = {"number": "7", "label": " ", "area": "룸", "password": "4321"}
    answer = await browser(bistro, "manager", "ko").post("/admin/tables", data=new, headers=HTMX)
    assert answer.status_code == 200
    assert '<div id="tables"' in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["message"] == "7번 테이블을 추가했습니다."
    assert (await tables_of(bistro))[7]["label"] is None
    assert await can_pair(bistro, 7, "4321")


async def test_a_taken_number_stands_at_its_field_in_the_drawer(bistro: Restaurant) -> None:
    new = {"number": "2", "label": "by the door", "password": "4321"}
    answer = await browser(bistro, "manager").post("/admin/tables", data=new, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#drawer-body"
    assert 'id="f-number-error"' in answer.text
    assert 'value="by the door"' in answer.text


async def test_many_tables_get_the_password_that_was_typed(bistro: Restaurant) -> None:
    new = {"first": "10", "last": "12", "area": "테라스", "password": "one for all"}
    answer = await browser(bistro, "manager").post("/admin/tables/many", data=new, headers=HTMX)
    assert answer.status_code == 200
    assert "3 tables are added." in answer.text
    assert "one for all" not in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert {10, 11, 12} <= (await tables_of(bistro)).keys()
    assert await can_pair(bistro, 12, "one for all")


async def test_without_a_password_each_table_gets_a_pin_that_is_shown_once(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    answer = await manager.post("/admin/tables/many", data={"first": "10", "last": "12", "password": ""})
    pins = re.findall(r"<th scope=\"row\">(\d+)</th><td><code>(\d{6})</code>", answer.text)
    assert [number for number, _ in pins] == ["10", "11", "12"]
    assert len({pin for _, pin in pins}) == 3
    assert await can_pair(bistro, 11, dict(pins)["11"])
    assert not await can_pair(bistro, 11, dict(pins)["12"])
    for path in ("/admin/tables", "/admin/tables/sheet", "/admin/activity"):
        assert dict(pins)["11"] not in (await manager.get(path)).text


async def test_a_form_whose_answer_was_lost_shows_its_pins_when_it_is_sent_again(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    key = re.search(r'name="key" value="([\w-]{32,})"', (await manager.get("/admin/tables/many")).text)
    assert key
    new = {"first": "10", "last": "12", "password": "", "key": key[1]}
    lost, again = [await manager.post("/admin/tables/many", data=new, headers=HTMX) for _ in range(2)]
    assert again.status_code == 200
    assert re.findall(r"<code>\d{6}</code>", again.text) == re.findall(r"<code>\d{6}</code>", lost.text)
    assert len(await tables_of(bistro)) == 6
    other = await manager.post("/admin/tables/many", data={**new, "key": key[1][::-1]}, headers=HTMX)
    more = await manager.post("/admin/tables/many", data={**new, "last": "13"}, headers=HTMX)
    changed = (await tables_of(bistro))[11]["id"]
    await bistro.ask("owner", "PATCH", f"/admin/tables/{changed}", {"password": "another"})
    stale = await manager.post("/admin/tables/many", data=new, headers=HTMX)
    for refused in (other, more, stale):
        assert refused.status_code == 422
        assert "<code>" not in refused.text


async def test_the_many_pins_of_a_form_are_its_own(bistro: Restaurant, rival: Restaurant) -> None:
    pages = [(await browser(here, "manager").get("/admin/tables/many")).text for here in (bistro, bistro, rival)]
    assert len({re.findall(r'name="key" value="([^"]+)"', page)[0] for page in pages}) == 3


async def test_of_many_tables_all_are_made_or_none(bistro: Restaurant) -> None:
    before = await tables_of(bistro)
    new = {"first": "2", "last": "8", "area": "홀", "password": "4321"}
    answer = await browser(bistro, "manager", "ko").post("/admin/tables/many", data=new, headers=HTMX)
    assert answer.status_code == 422
    assert "이미 있는 번호입니다: 2, 3. 아무 테이블도 추가하지 않았습니다." in answer.text
    assert 'value="8"' in answer.text
    assert await tables_of(bistro) == before


@pytest.mark.parametrize(("first", "last"), [("10", "9"), ("10", "40"), ("980", "1000"), ("0", "3"), ("", "")])
async def test_too_many_or_no_tables_are_refused(bistro: Restaurant, first: str, last: str) -> None:
    answer = await browser(bistro, "manager").post("/admin/tables/many", data={"first": first, "last": last})
    assert answer.status_code == 422
    assert len(await tables_of(bistro)) == 3


async def test_thirty_tables_at_once_are_not_too_many(bistro: Restaurant) -> None:
    new = {"first": "10", "last": "39", "password": "1234"}
    answer = await browser(bistro, "manager").post("/admin/tables/many", data=new)
    assert "30 tables are added." in answer.text


async def test_the_forms_say_what_the_shapes_allow(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    for path in ("/admin/tables/new", "/admin/tables/many", f"/admin/tables/{bistro.tables[1]}"):
        assert f'max="{HIGHEST_NUMBER}"' in (await manager.get(path)).text
    assert f"Up to {MOST_AT_ONCE} at a time." in (await manager.get("/admin/tables/many")).text
    too_many = {"first": "1", "last": str(MOST_AT_ONCE + 1)}
    told = (await manager.post("/admin/tables/many", data=too_many, headers=HTMX)).text
    assert f"at most {MOST_AT_ONCE} tables at once" in told
    await bistro.ask("owner", "POST", "/admin/tables", {"number": HIGHEST_NUMBER, "password": "1234"})
    assert f'name="first" type="number" value="{HIGHEST_NUMBER}"' in (await manager.get("/admin/tables/many")).text


async def test_an_older_form_undoes_nothing_that_somebody_else_has_changed(bistro: Restaurant) -> None:
    path = f"/admin/tables/{bistro.tables[1]}"
    manager = browser(bistro, "manager")
    older = fields_of((await manager.get(path)).text)
    assert (await manager.post(path, data={**older, "label": "창가"}, headers=HTMX)).status_code == 200
    assert (await manager.post(path, data={**older, "area": "홀"}, headers=HTMX)).status_code == 200
    now = (await tables_of(bistro))[1]
    assert (now["label"], now["area"]) == ("창가", "홀")
    met = await manager.post(path, data={**older, "label": "입구"}, headers=HTMX)
    assert met.status_code == 422
    assert 'id="f-label-error"' in met.text
    again = fields_of(met.text)
    assert (again["label"], again["area"]) == ("입구", "홀")
    assert (await manager.post(path, data=again, headers=HTMX)).status_code == 200
    assert (await tables_of(bistro))[1]["label"] == "입구"


async def test_a_new_password_unpairs_and_is_announced_before(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    path = f"/admin/tables/{bistro.tables[1]}"
    page = (await manager.get(path)).text
    assert "A new one unpairs the table's tablets" in page
    assert 'data-confirm-when="password"' in page
    changed = {"number": "1", "label": "입구", "area": "", "password": ""}
    assert (await manager.post(path, data=changed, headers=HTMX)).status_code == 200
    assert len((await bistro.ask("owner", "GET", "/admin/devices")).json()["items"]) == 3
    assert (await manager.post(path, data={**changed, "password": "new one"}, headers=HTMX)).status_code == 200
    assert len((await bistro.ask("owner", "GET", "/admin/devices")).json()["items"]) == 2
    assert await can_pair(bistro, 1, "new one")


async def test_a_table_in_use_is_not_deleted_and_the_reason_stays(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    path = f"/admin/tables/{bistro.tables[1]}/removal"
    answer = await browser(bistro, "manager", "ko").post(path, headers=HTMX)
    assert answer.status_code == 422
    assert "이용 중인 테이블입니다. 먼저 이용 완료해 주세요." in answer.text
    assert 1 in await tables_of(bistro)


async def test_a_deleted_table_is_gone(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    answer = await manager.post(f"/admin/tables/{bistro.tables[3]}/removal", headers=HTMX)
    assert f'id="table-{bistro.tables[3]}"' not in answer.text
    assert (await manager.get(f"/admin/tables/{bistro.tables[3]}")).status_code == 404


async def test_a_tablet_is_unpaired_where_one_asked(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    first, second = await a_device(bistro), await a_device(bistro)
    listed = {**HTMX, "HX-Target": "devices"}
    answer = await manager.post(f"/admin/tables/devices/{first}/unpairing", headers=listed)
    assert answer.text.lstrip().startswith('<div id="devices"')
    assert f"/{second}/unpairing" in answer.text
    drawer = {**HTMX, "HX-Target": "drawer-devices"}
    answer = await manager.post(f"/admin/tables/devices/{second}/unpairing", headers=drawer)
    assert f"/{second}/unpairing" not in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert (await manager.post(f"/admin/tables/devices/{second}/unpairing", headers=drawer)).status_code == 404


@pytest.mark.parametrize("name", NASTY)
async def test_a_label_is_text_whatever_it_holds(bistro: Restaurant, name: str) -> None:
    manager = browser(bistro, "manager")
    path = f"/admin/tables/{bistro.tables[1]}"
    assert (await manager.post(path, data={"label": name, "area": name}, headers=HTMX)).status_code == 200
    for page in ("/admin/tables", path, "/admin/tables/new", "/admin/tables/sheet", "/admin/tables/devices"):
        text = (await manager.get(page)).text
        assert "<img src=x" not in text
        assert 'hx-get="/x' not in text


async def test_without_scripts_a_deed_that_is_done_is_told_as_done(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is looked up for a page that is only gone on from: it could fail, and the deed seem not to be done."""

    async def busy(*_: Any) -> None:
        raise Busy(retry_after=1)

    monkeypatch.setattr(queries, "tables_with_devices", busy)
    answer = await browser(bistro, "owner").post("/admin/tables", data={"number": "77", "password": "123456"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/tables")
