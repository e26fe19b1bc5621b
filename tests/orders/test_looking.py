"""Board, lists, history, summary: what they show, in what order, and in how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from ordering.database import lane
from ordering.database.server_lane import ServerTransaction
from ordering.database.sqlite_lane import SqliteLane, SqliteTransaction
from ordering.orders.board import for_people
from ordering.security.callers import Role
from tests.orders.conftest import SetClock
from tests.world import Restaurant, as_staff_see

pytestmark = pytest.mark.every_database


@contextmanager
def packets(here: Restaurant) -> Iterator[list[list[str]]]:
    """What goes to the database meanwhile, whatever is sent together as one; SQLite's BEGIN and ROLLBACK aside."""
    sent: list[list[str]] = []
    engine = here.services.work.engine.sync_engine
    lanes: dict[Any, Any] = {
        ServerTransaction: ServerTransaction.send,
        SqliteTransaction: SqliteTransaction.send,
    }
    read, finish = SqliteLane.read, SqliteLane._commit

    def execute(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            sent.append([statement])

    async def send(transaction: Any, *statements: Any) -> Any:
        sent.append([getattr(one, "sql", None) or one.into for one in statements])
        return await lanes[type(transaction)](transaction, *statements)

    async def alone(reading: SqliteLane, statement: lane.Statement) -> Any:
        sent.append([statement.sql])
        return await read(reading, statement)

    async def commit(writing: SqliteLane, connection: Any) -> None:
        sent.append(["COMMIT"])
        await finish(writing, connection)

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", lambda _: sent.append(["COMMIT"]))
    with pytest.MonkeyPatch.context() as patch:
        for transaction in lanes:
            patch.setattr(transaction, "send", send)
        patch.setattr(SqliteLane, "read", alone)
        patch.setattr(SqliteLane, "_commit", commit)
        yield sent
    event.remove(engine, "before_cursor_execute", execute)


async def every_page(here: Restaurant, path: str, limit: int, **filters: Any) -> list[dict[str, Any]]:
    """A walk along the cursors; an endless one fails. ``since`` stands for ``from``, which Python keeps to itself."""
    if "since" in filters:
        filters["from"] = filters.pop("since")
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    for _ in range(50):
        page = (await here.ask("staff", "GET", path, limit=limit, **filters, **cursor)).json()
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError("the cursors never end")


@pytest.mark.inside
async def test_an_order_takes_three_packets_and_what_is_looked_at_most_takes_one(bistro: Restaurant) -> None:
    await bistro.ask("staff", "GET", "/me")
    await bistro.ask(1, "GET", "/me")  # so that no account is looked up while we count
    await bistro.ask(1, "GET", "/menu")
    for _ in range(2):  # the first order of a session, and one more
        body = {"lines": [*bistro.lines("냉면", "김치찌개"), *bistro.lines("냉면")]}
        with packets(bistro) as sent:
            answer = await bistro.ask(1, "POST", "/orders", body, {"Idempotency-Key": bistro.new_key()})
        assert answer.status_code == 201
        statements = [statement for packet in sent for statement in packet]
        assert len([packet for packet in sent if packet != ["COMMIT"]]) <= 3, sent
        assert statements[-1] == "COMMIT"
        assert "event_counter" in statements[-3], "the number of an event is drawn as late as can be"
        assert "store_event" in statements[-2]
    await bistro.ask("staff", "GET", "/admin/board")
    await bistro.ordered(2)
    for who, path in (("staff", "/admin/board"), ("staff", "/admin/board"), (1, "/orders")):
        with packets(bistro) as sent:
            assert (await bistro.ask(who, "GET", path)).status_code == 200
        assert len(sent) == 1, sent


async def test_the_board_shows_every_table_by_number_with_its_latest_orders(bistro: Restaurant) -> None:
    await bistro.ask("manager", "POST", "/admin/tables", {"number": 12, "password": "1234", "label": "창가"})
    orders = [await bistro.ordered(2, "냉면") for _ in range(3)]
    await bistro.ask("staff", "PATCH", f"/admin/orders/{orders[0]['id']}", {"status": "completed", "version": 1})
    last = (await bistro.ask("staff", "POST", f"/admin/orders/{orders[2]['id']}/cancellation",
                             {"reason": "실수", "version": 1})).json()  # fmt: skip
    board = (await bistro.ask("staff", "GET", "/admin/board", orders=2)).json()
    assert [card["table"]["number"] for card in board["tables"]] == [1, 2, 3, 12]
    card = board["tables"][1]
    assert card["orders"] == [last, as_staff_see(orders[1])]
    assert (card["open_orders"], card["table_session"]["total"], card["party"]) == (1, 22000, 0)
    empty = board["tables"][3]
    assert (empty["table_session"], empty["orders"], empty["open_orders"]) == (None, [], 0)
    assert empty["table"]["label"] == "창가"
    assert len((await bistro.ask("staff", "GET", "/admin/board")).json()["tables"][1]["orders"]) == 3
    cursor = board["cursor"]
    await bistro.ordered(3)
    later = (await bistro.ask("staff", "GET", "/admin/board", orders=2)).json()
    assert later["cursor"] == cursor + 2, "session.opened and order.placed"
    assert later["tables"][2]["open_orders"] == 1


async def test_orders_are_listed_newest_first_and_filtered(
    bistro: Restaurant, rival: Restaurant, clock_at: SetClock
) -> None:
    made = []
    for day, table in ((21, 1), (22, 1), (22, 2), (23, 2), (23, 1)):
        clock_at(f"2026-11-{day}T12:00")
        made.append(await bistro.ordered(table))
    await rival.ordered(1)
    await bistro.ask("staff", "PATCH", f"/admin/orders/{made[1]['id']}", {"status": "completed", "version": 1})
    await bistro.close(2, force=True)

    async def found(limit: int = 2, **filters: Any) -> list[int]:
        ids = [one["id"] for one in made]
        return [ids.index(one["id"]) for one in await every_page(bistro, "/admin/orders", limit, **filters)]

    assert await found() == [4, 3, 2, 1, 0]
    assert await found(limit=5) == [4, 3, 2, 1, 0]
    assert await found(table_id=bistro.tables[2]) == [3, 2]
    assert await found(status="completed") == [1]
    assert await found(since="2026-11-22") == [4, 3, 2, 1]
    assert await found(to="2026-11-22") == [2, 1, 0]
    assert await found(since="2026-11-22", to="2026-11-22", status="pending") == [2]
    assert await found(since="2026-11-23", to="2026-11-22") == []
    assert await found(number="1") == [3, 1, 0]
    assert await found(number="#0002") == [4, 2]
    assert await found(number="20261122-0002") == [2]
    assert await found(number="20261124-0002") == []
    assert await found(table_id=rival.tables[1]) == []


async def test_history_is_walked_whole_even_when_everybody_left_at_once(
    bistro: Restaurant, rival: Restaurant, clock_at: SetClock
) -> None:
    numbers, sessions = [], []
    for day in (21, 22):
        for table in (1, 2, 3):
            clock_at(f"2026-11-{day}T12:0{table}")
            order = await bistro.ordered(table)
            numbers.append(order["number"])
            sessions.append(order["table_session_id"])
        clock_at(f"2026-11-{day}T23:00:00.000001")
        for table in (2, 3, 1):
            await bistro.close(table, force=True)
    await rival.ordered(1)
    await rival.close(1, force=True)
    still_open = await bistro.ordered(1)

    async def found(path: str = "/admin/history", limit: int = 2, **filters: Any) -> list[int]:
        return [sessions.index(one["id"]) for one in await every_page(bistro, path, limit, **filters)]

    everything = [5, 4, 3, 2, 1, 0]
    assert [await found(limit=n) for n in (1, 2, 3, 6, 7)] == [everything] * 5
    assert await found(f"/admin/tables/{bistro.tables[2]}/history", limit=1) == [4, 1]
    assert await found(since="2026-11-22") == [5, 4, 3]
    assert await found(to="2026-11-21") == [2, 1, 0]
    assert await found(number=numbers[4]) == [4]
    assert await found(number="2") == [4, 1]
    assert await found(number=still_open["number"]) == []
    page = (await bistro.ask("staff", "GET", "/admin/history", limit=1)).json()["items"][0]
    assert page["closed_at"] == "2026-11-22T14:00:00.000001Z"
    assert [order["number"] for order in page["orders"]] == [numbers[5]]
    assert (page["table"]["number"], page["business_date"], page["total"]) == (3, "2026-11-22", 9500)


async def test_a_days_summary_adds_up(bistro: Restaurant, rival: Restaurant, clock_at: SetClock) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"day_cutoff_hour": 4})
    clock_at("2026-11-23T03:00")
    await bistro.ordered(3, "냉면")
    await bistro.close(3, force=True)
    clock_at("2026-11-23T11:59:59")
    await bistro.ordered(1, ("냉면", 2), "김치찌개")
    await rival.ordered(1, ("냉면", 50))
    clock_at("2026-11-23T12:00")
    cancelled = await bistro.ordered(1, ("냉면", 9))
    await bistro.ask(1, "POST", f"/orders/{cancelled['id']}/cancellation")
    await bistro.ordered(2, ("김치찌개", 3), by=Role.STAFF)
    await bistro.close(2, force=True)
    clock_at("2026-11-24T03:59")
    await bistro.ordered(1, "김치찌개")
    expected = {
        "date": "2026-11-23",
        "orders": 3,
        "sessions": 2,
        "sales": 31500 + 28500 + 9500,
        "cancelled": 1,
        "by_hour": [
            {"hour": 11, "orders": 1, "sales": 31500},
            {"hour": 12, "orders": 1, "sales": 28500},
            {"hour": 3, "orders": 1, "sales": 9500},
        ],
        "guests": 0,
        "by_item": [
            {"item_id": bistro.items["김치찌개"], "name": "김치찌개", "quantity": 5, "sales": 47500},
            {"item_id": bistro.items["냉면"], "name": "냉면", "quantity": 2, "sales": 22000},
        ],
    }
    assert (await bistro.ask("staff", "GET", "/admin/summary", date="2026-11-23")).json() == expected
    assert (await bistro.ask("staff", "GET", "/admin/summary")).json() == expected, "it is still that day"
    nothing = (await bistro.ask("staff", "GET", "/admin/summary", date="2026-11-20")).json()
    assert (nothing["orders"], nothing["sales"], nothing["by_hour"], nothing["by_item"]) == (0, 0, [], [])


async def test_people_see_an_unfinished_order_however_many_came_after_it(bistro: Restaurant) -> None:
    first = await bistro.ordered(1)
    for _ in range(3):
        later = await bistro.ordered(1)
        await bistro.ask("staff", "PATCH", f"/admin/orders/{later['id']}", {"status": "completed", "version": 1})
    picture = await bistro.services.pictures.now(bistro.store_id)
    shown = for_people(picture.by_number[0], 2).orders
    assert [order.id for order in shown][1:] == [later["id"] - 1, first["id"]]
    told = (await bistro.ask("staff", "GET", "/admin/board", orders=2)).json()["tables"][0]["orders"]
    assert first["id"] not in [order["id"] for order in told], "an integrator gets as many as were asked for"
