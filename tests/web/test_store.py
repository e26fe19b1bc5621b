"""The store's settings as a form."""

import json
import re

import pytest

from tests.web.browsers import HTMX, browser, fields_of
from tests.world import Restaurant

FORM = {
    "name": "새 골목식당",
    "currency": "KRW",
    "locale": "en",
    "timezone": "Asia/Tokyo",
    "day_cutoff_hour": "4",
    "board_minutes[0]": "7",
    "board_minutes[1]": "14",
    "limits.open_orders_per_table": "0",
    "limits.seconds_between_orders": "0",
    "limits.undo_seconds": "30",
    "retention_days": "90",
    "devices_per_table": "4",
    "pairing": "opened",
}


async def test_the_form_shows_what_is_stored(bistro: Restaurant) -> None:
    page = (await browser(bistro, "manager").get("/admin/store")).text
    assert 'name="name"' in page
    assert 'value="골목식당"' in page
    assert '<option value="ko" selected>' in page
    assert 'name="board_minutes[1]" type="number" value="10"' in page


async def test_saving_changes_the_store_and_says_so(bistro: Restaurant) -> None:
    answer = await browser(bistro, "manager").post("/admin/store", data=FORM, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'value="새 골목식당"' in answer.text
    told = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert told == {"message": "The store's settings are saved.", "kind": "done"}
    stored = (await bistro.ask("owner", "GET", "/admin/store")).json()
    assert (stored["name"], stored["timezone"], stored["day_cutoff_hour"]) == ("새 골목식당", "Asia/Tokyo", 4)
    assert (stored["board_minutes"], stored["limits"]["undo_seconds"]) == ([7, 14], 30)
    assert (stored["devices_per_table"], stored["pairing"]) == (4, "opened")
    form = fields_of((await browser(bistro, "manager").get("/admin/store")).text)
    assert (form["devices_per_table"], form["pairing"]) == ("4", "opened")


async def test_a_new_name_stands_at_once_wherever_the_page_has_it(bistro: Restaurant) -> None:
    answer = await browser(bistro, "manager").post("/admin/store", data=FORM, headers=HTMX)
    assert "<title>Store · 새 골목식당</title>" in answer.text
    assert re.findall(r'<span hx-swap-oob="innerHTML:([^"]+)">([^<]+)</span>', answer.text) == [
        (".top .store", "새 골목식당"),
        (".person .who span", "Manager · 새 골목식당"),
    ]


async def test_another_language_is_spoken_at_once_by_who_has_chosen_none(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    manager.cookies.delete("language")
    answer = await manager.post("/admin/store", data=FORM, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")


async def test_an_older_form_undoes_nothing_that_somebody_else_has_changed(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    older = fields_of((await manager.get("/admin/store")).text)
    theirs = {"name": "새 골목식당", "limits.undo_seconds": "30", "board_minutes[0]": "7"}
    assert (await manager.post("/admin/store", data={**older, **theirs}, headers=HTMX)).status_code == 200
    mine = {"limits.open_orders_per_table": "9", "retention_days": "90"}
    assert (await manager.post("/admin/store", data={**older, **mine}, headers=HTMX)).status_code == 200
    now = (await bistro.ask("owner", "GET", "/admin/store")).json()
    assert (now["name"], now["board_minutes"], now["retention_days"]) == ("새 골목식당", [7, 10], 90)
    assert now["limits"] == {"open_orders_per_table": 9, "seconds_between_orders": 0, "undo_seconds": 30}

    both = {"limits.undo_seconds": "45", "board_minutes[1]": "20", "day_cutoff_hour": "3"}
    met = await manager.post("/admin/store", data={**older, **both}, headers=HTMX)
    assert met.status_code == 422
    assert re.findall(r'id="f-([^"]+)-error"', met.text) == ["board_minutes[1]", "limits.undo_seconds"]
    again = fields_of(met.text)
    assert again.items() >= {**both, "name": "새 골목식당", "board_minutes[0]": "7"}.items()
    assert (await manager.post("/admin/store", data=again, headers=HTMX)).status_code == 200
    assert (await bistro.ask("owner", "GET", "/admin/store")).json()["limits"]["undo_seconds"] == 45


async def test_a_zone_or_currency_that_browsers_do_not_know_is_refused(bistro: Restaurant) -> None:
    for field, unknown in (("timezone", "localtime"), ("timezone", "Factory"), ("currency", "ZZZ")):
        answer = await browser(bistro, "manager").post("/admin/store", data={**FORM, field: unknown}, headers=HTMX)
        assert answer.status_code == 422
        assert re.findall(r'id="f-([^"]+)-error"', answer.text) == [field]


async def test_without_scripts_it_leads_back(bistro: Restaurant) -> None:
    answer = await browser(bistro, "owner").post("/admin/store", data=FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/store")


async def test_every_wrong_field_is_told_and_nothing_typed_is_lost(bistro: Restaurant) -> None:
    wrong = {**FORM, "name": " ", "limits.undo_seconds": "99999", "retention_days": "soon", "board_minutes[0]": "0"}
    answer = await browser(bistro, "owner").post("/admin/store", data=wrong, headers=HTMX)
    assert answer.status_code == 422
    for field in ("name", "limits.undo_seconds", "retention_days", "board_minutes[0]"):
        assert f'id="f-{field}-error"' in answer.text, field
    assert "No more than 3600, please." in answer.text
    assert "Enter a number, please." in answer.text
    assert "No less than 1, please." in answer.text
    assert 'value="99999"' in answer.text
    assert 'value="soon"' in answer.text
    assert 'value="Asia/Tokyo"' in answer.text
    assert (await bistro.ask("owner", "GET", "/admin/store")).json()["name"] == "골목식당"


async def test_what_the_action_refuses_stands_at_its_field_too(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    owner = browser(bistro, "owner", "ko")
    nowhere = await owner.post("/admin/store", data={**FORM, "timezone": "Asia/Nowhere"}, headers=HTMX)
    assert 'id="f-timezone-error"' in nowhere.text
    assert "시간대 이름" in nowhere.text
    dollars = await owner.post("/admin/store", data={**FORM, "currency": "USD"}, headers=HTMX)
    assert 'id="f-currency-error"' in dollars.text
    assert 'value="USD"' in dollars.text


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", '"><b hx-get="/x">', "{{ 1234567 * 8 }}"])
async def test_a_name_is_text_whatever_it_holds(bistro: Restaurant, name: str) -> None:
    owner = browser(bistro, "owner")
    assert (await owner.post("/admin/store", data={**FORM, "name": name}, headers=HTMX)).status_code == 200
    page = (await owner.get("/admin/store")).text
    assert "<img src=x" not in page
    assert "<b hx-get" not in page
    assert "9876536" not in page


async def test_the_language_is_the_persons_before_the_stores(bistro: Restaurant) -> None:
    of_store = browser(bistro, "owner")
    of_store.cookies.delete("language")
    assert '<html lang="ko">' in (await of_store.get("/admin")).text
    answer = await of_store.post("/admin/language", data={"language": "en", "next": "/admin/store"})
    assert answer.headers["Location"] == "/admin/store"
    assert '<html lang="en">' in (await of_store.get("/admin")).text
