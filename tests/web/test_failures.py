"""What goes wrong under /admin is a page in the same clothes, to htmx a note; elsewhere it stays a problem."""

import gzip
import json
import logging
from typing import Any

import pytest

from ordering.database.work import Work
from ordering.errors import Busy
from ordering.web.kit.forms import MOST_FIELDS
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

PAGES = ["/admin", "/admin/store", "/admin/login", "/admin/nowhere"]
WHOEVER = ("owner", "staff", None)


@pytest.mark.parametrize("who", ["owner", "staff", None])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_bears_the_headers(bistro: Restaurant, who: str | None, path: str) -> None:
    answer = await browser(bistro, who).get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    if answer.status_code != 303:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "style=" not in answer.text
        assert "<script>" not in answer.text


async def test_a_page_is_packed_for_who_can_unpack(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    packed = await owner.get("/admin/store", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in (await owner.get("/admin/store", headers={"Accept-Encoding": "identity"})).headers
    assert len(gzip.compress(packed.content)) < 120_000


async def test_what_one_may_not_see_is_a_page_with_the_way_out(bistro: Restaurant) -> None:
    answer = await browser(bistro, "staff").get("/admin/store")
    assert answer.status_code == 403
    assert "Only a manager or an owner can do this." in answer.text
    assert 'href="/admin"' in answer.text
    assert 'href="/admin/store"' not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/admin/nowhere", 404), ("DELETE", "/admin/store", 405)]
)
async def test_what_is_not_there_is_a_page(bistro: Restaurant, method: str, path: str, status: int) -> None:
    answer = await browser(bistro, "owner", "ko").request(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert '<html lang="ko">' in answer.text


@pytest.mark.parametrize(("method", "path"), [("GET", "/admin/nowhere"), ("DELETE", "/admin/store")])
async def test_who_is_logged_in_keeps_the_bar_also_where_nothing_is(bistro: Restaurant, method: str, path: str) -> None:
    bars = {who: '<header class="top">' in (await browser(bistro, who).request(method, path)).text for who in WHOEVER}
    assert bars == {"owner": True, "staff": True, None: False}
    ended = browser(bistro, "staff")
    await ended.post("/admin/logout")
    assert '<header class="top">' not in (await ended.request(method, path)).text


@pytest.mark.parametrize("path", ["menu/items/0", "menu/categories/0", "tables/0", f"menu/items/{2**63}"])
async def test_an_id_that_is_none_is_as_unknown_as_one_that_is_nobodys(bistro: Restaurant, path: str) -> None:
    answer = await browser(bistro, "owner").get(f"/admin/{path}")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.text


async def test_what_is_sent_after_a_logout_stays_on_the_page(bistro: Restaurant) -> None:
    stranger = browser(bistro, None)
    for path in ("store", "menu/items/new", "menu/pictures", "tables"):
        answer = await stranger.post(f"/admin/{path}", data={"name": "x"}, headers=HTMX)
        assert (answer.status_code, answer.text) == (401, "")
        assert "HX-Redirect" not in answer.headers
        note = json.loads(answer.headers["HX-Trigger"])["toast"]
        assert note["kind"] == "late"
        assert note["message"].startswith("You are logged out. Log in again in another tab")
    assert "HX-Redirect" in (await stranger.get("/admin/menu/list", headers=HTMX)).headers


@pytest.mark.parametrize("path", ["/nowhere", "/administration", "/api/v1/nowhere"])
async def test_to_who_wants_no_page_it_stays_a_problem(bistro: Restaurant, path: str) -> None:
    answer = await bistro.http.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Busy(), 503, "Try again in a moment."),
        (RuntimeError("inside"), 500, "Something went wrong here."),
    ],
)
async def test_a_fault_is_told_without_its_inside(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    error: Exception, status: int, said: str,
) -> None:  # fmt: skip
    async def broken(*_: Any, **__: Any) -> None:
        raise error

    owner = browser(bistro, "owner")
    assert (await owner.get("/admin/store")).status_code == 200
    monkeypatch.setattr(Work, "run", broken)
    caplog.set_level(logging.CRITICAL)
    form = {"name": "골목식당"}
    for headers in ({}, HTMX):
        answer = await owner.post("/admin/store", data=form, headers=headers)
        assert "inside" not in answer.text
        assert answer.headers["Content-Security-Policy"]
        if isinstance(error, Busy):
            assert said in answer.text  # above the form, and nothing typed is lost
            assert "골목식당" in answer.text
        else:
            assert (answer.status_code, said in answer.text) == (status, True)
    if status == 500:
        note = json.loads(answer.headers["HX-Trigger"])["toast"]
        assert note == {"message": "Something went wrong here. It has been noted.", "kind": "late"}
        assert "<html" not in answer.text


async def test_a_note_in_korean_is_an_ascii_header(bistro: Restaurant) -> None:
    answer = await browser(bistro, "staff", "ko").post("/admin/store", data={"name": "x"}, headers=HTMX)
    assert answer.status_code == 403
    assert answer.headers["HX-Trigger"].isascii()
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["message"] == "매니저나 점주만 할 수 있습니다."


async def test_a_form_of_more_fields_than_any_page_has_is_not_read(bistro: Restaurant) -> None:
    many = {f"lines[{i}].item_id": "1" for i in range(MOST_FIELDS + 1)}
    answer = await browser(bistro, "staff").post(f"/admin/tables/{bistro.tables[1]}/orders", data=many)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("number", ["9" * 18, "9" * 25, "9" * 5000])
async def test_numbers_beyond_any_id_break_nothing(bistro: Restaurant, number: str) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["냉면"]
    for path, form in (
        ("menu/order", {"ids": "1", "category": number}),
        ("menu/order", {"ids": "1", "up": number}),
        ("menu/items/new", {"image_id": number, "do": "add"}),
        ("menu/items/new", {"do": f"remove {number}"}),
        ("menu/items/new", {f"option_groups[{number}].name": "x"}),
        (f"menu/items/{item}/price", {"price": "1", "seen": number}),
        (f"tables/{bistro.tables[1]}/orders", {f"lines[{number}].item_id": "1"}),
    ):
        answer = await owner.post(f"/admin/{path}", data=form, headers=HTMX)
        assert answer.status_code < 500, (path, form)
    for path in (f"menu/items/{number}", f"menu/items/{number}/row", f"menu/categories/{number}"):
        assert (await owner.get(f"/admin/{path}")).status_code in (400, 404), path
