"""Orders that are answered without the framework, and those that it is asked about."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar

from ordering.security.callers import Role
from tests.world import Restaurant, Who


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the framework was asked for."""
    paths: list[str] = []
    really = Litestar.__call__

    async def noting(self: Litestar, scope: Any, receive: Any, send: Any) -> None:
        paths.append(scope["path"])
        await really(self, scope, receive, send)

    monkeypatch.setattr(Litestar, "__call__", noting)
    return paths


async def test_an_order_of_a_tablet_needs_no_framework(bistro: Restaurant, asked: list[str]) -> None:
    key = bistro.new_key()
    placed, again = [await bistro.order(1, "냉면", key=key) for _ in range(2)]
    await bistro.ask("owner", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
    asked.clear()
    refused = await bistro.order(1, "냉면")
    assert (placed.status_code, again.status_code, refused.status_code) == (201, 200, 409)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "not_orderable"
    assert {one.headers["Cache-Control"] for one in (placed, again, refused)} == {"no-store"}
    assert asked == []


async def test_a_tablet_sees_its_orders_without_the_framework(bistro: Restaurant, asked: list[str]) -> None:
    order = await bistro.ordered(1)
    mine = await bistro.ask(1, "GET", "/orders")
    assert [one["id"] for one in mine.json()["items"]] == [order["id"]]
    assert mine.headers["Cache-Control"] == "no-store"
    head = await bistro.ask(1, "HEAD", "/orders")
    assert (head.status_code, head.content) == (200, b"")
    assert asked == []
    assert (await bistro.ask(1, "GET", "/orders", limit=1)).status_code == 400, "no such parameter"
    assert asked == ["/api/v1/orders"]


async def test_staff_see_their_board_without_the_framework(
    bistro: Restaurant, rival: Restaurant, asked: list[str]
) -> None:
    """And the same as with it, which a query brings that is spelled otherwise."""
    for table in (1, 1, 2):
        await bistro.ordered(table)
    await bistro.ask(1, "POST", "/calls", {"kind": "water"})
    board = "/api/v1/admin/board"
    spelled = [("", "?orders=%35"), ("?orders=1", "?orders=%31"), ("?orders=100", "?orders=10%30")]
    sent: list[dict[str, str]] = [{}, {"Accept-Language": "en"}, {"Accept-Language": "ko"}]
    for who in (bistro, rival):
        for query, otherwise in spelled:
            for headers in sent:
                headers = {**headers, "Authorization": f"Bearer {who.token('staff')}"}
                asked.clear()
                told = await who.http.get(f"{board}{query}", headers=headers)
                head = await who.http.head(f"{board}{query}", headers=headers)
                assert asked == []
                same = await who.http.get(f"{board}{otherwise}", headers=headers)
                assert asked == [board]
                assert (told.status_code, told.content) == (200, same.content)
                assert (head.status_code, head.content) == (200, b"")
                own = {name: value for name, value in told.headers.items() if name != "x-request-id"}
                assert own == {name: value for name, value in same.headers.items() if name != "x-request-id"}
    assert [len(table["orders"]) for table in told.json()["tables"]] == [0] * len(rival.tables)


async def test_a_board_is_nobody_elses_and_no_longer_whose_access_has_ended(
    bistro: Restaurant, asked: list[str]
) -> None:
    seen = [await bistro.ask(who, "GET", "/admin/board", orders=2) for who in ("manager", "staff", "manager")]
    assert [one.status_code for one in seen] == [200] * 3
    asked.clear()
    whose: list[tuple[Who | None, dict[str, int], int]] = [
        (Role.MANAGER, {"orders": 0}, 400),
        (Role.MANAGER, {"orders": 101}, 400),
        (Role.MANAGER, {"orders": 2, "limit": 1}, 400),
        (1, {"orders": 2}, 403),
        (None, {"orders": 2}, 401),
    ]
    for who, query, status in whose:
        assert (await bistro.ask(who, "GET", "/admin/board", None, None, **query)).status_code == status
    assert asked == ["/api/v1/admin/board"] * 5
    of_staff = f"/admin/staff/{bistro.people[Role.STAFF].staff_id}"
    assert (await bistro.ask("owner", "PATCH", of_staff, {"disabled": True})).status_code == 200
    assert (await bistro.ask("manager", "POST", "/auth/logout")).status_code == 204
    for ended in ("staff", "manager"):
        assert (await bistro.ask(ended, "GET", "/admin/board", orders=2)).status_code == 401


async def test_whatever_is_not_as_it_should_be_is_the_frameworks(bistro: Restaurant, asked: list[str]) -> None:
    await bistro.ordered(1)
    body = json.dumps({"lines": bistro.lines("냉면")}).encode()

    async def in_pieces() -> AsyncIterator[bytes]:
        yield body[:5]
        yield body[5:]

    plain = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {bistro.token(1)}",
        "Idempotency-Key": bistro.new_key(),
    }
    sent: list[tuple[int, Any, Any, str]] = [
        (201, body, {**plain, "Content-Type": "application/json; charset=utf-8"}, ""),
        (200, in_pieces(), plain, ""),
        (415, body, {**plain, "Content-Type": "text/plain"}, ""),
        (415, body, {**plain, "Content-Encoding": "gzip"}, ""),
        (400, body, plain, "?table=1"),
        (400, body, {**plain, "Idempotency-Key": "short"}, ""),
        (400, b"{", plain, ""),
        (400, b'{"lines": "none"}', plain, ""),
        (401, body, {**plain, "Authorization": "Bearer nobody"}, ""),
        (403, body, {**plain, "Authorization": f"Bearer {bistro.token('owner')}"}, ""),
        (413, b" " * 300_000, plain, ""),
    ]
    asked.clear()
    for status, content, headers, query in sent:
        answer = await bistro.http.post(f"/api/v1/orders{query}", content=content, headers=headers)
        assert answer.status_code == status, answer.text
    assert asked == ["/api/v1/orders"] * len(sent)


async def test_a_fault_of_ours_is_told_as_every_other(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    await bistro.ordered(1)

    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bistro.services.order_queue, "place", broken)
    answer = await bistro.order(1, "냉면")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
