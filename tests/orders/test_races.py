"""Really at once, through two instances of the service on one database: no batch and no lock of a process helps."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from ordering.orders import queue
from ordering.orders.placing import Placed, Submission
from ordering.orders.queue import OrderQueue
from ordering.security.callers import Role
from tests.invariants import check, kept
from tests.world import Restaurant

pytestmark = pytest.mark.every_database


def codes(answers: Sequence[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def test_thirty_sendings_of_one_key_at_once_make_one_order(bistro: Restaurant, twin: Restaurant) -> None:
    key = bistro.new_key()
    answers = await asyncio.gather(*((bistro, twin)[n % 2].order(1, "냉면", key=key) for n in range(30)))
    assert codes(answers) == [200] * 29 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert {answer.headers.get("Idempotency-Replayed") for answer in answers if answer.status_code == 200} == {"true"}
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == 1
    await check(bistro.services, bistro.store_id)


async def test_one_key_for_two_orders_at_once_is_one_order_and_refusals(bistro: Restaurant, twin: Restaurant) -> None:
    key = bistro.new_key()
    wanted = ["냉면", "김치찌개"]
    answers = await asyncio.gather(*((bistro, twin)[n // 2 % 2].order(1, wanted[n % 2], key=key) for n in range(12)))
    assert codes(answers) == [200] * 5 + [201] + [422] * 6
    assert len({answer.json()["id"] for answer in answers if answer.status_code != 422}) == 1
    await check(bistro.services, bistro.store_id)


async def test_forty_first_orders_at_once_open_one_session_a_table(bistro: Restaurant, twin: Restaurant) -> None:
    orders = await asyncio.gather(*((bistro, twin)[n % 2].ordered(1 + n % 3) for n in range(40)))
    assert len({order["table_session_id"] for order in orders}) == 3
    assert sorted(order["number"][-4:] for order in orders) == [f"{n:04d}" for n in range(1, 41)]
    assert (await bistro.ask(2, "GET", "/orders")).json()["table_session"]["total"] == 13 * 9500
    await check(bistro.services, bistro.store_id)
    await kept(bistro.services.work, orders)


async def test_one_order_in_two_seconds_whoever_asks(bistro: Restaurant, twin: Restaurant) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"limits": {"seconds_between_orders": 60}})
    answers = await asyncio.gather(*((bistro, twin)[n % 2].order(1) for n in range(8)))
    assert codes(answers) == [201] + [429] * 7
    await check(bistro.services, bistro.store_id)


async def test_an_order_racing_the_closing_is_on_the_old_bill_or_the_next_never_lost(
    bistro: Restaurant, twin: Restaurant
) -> None:
    order = (await bistro.ordered(1, party=0))["table_session_id"]
    placed, refused, bills = 1, 0, []
    for turn in range(10):
        # One of the three says which party it is of: that one may be refused, the others never.
        parties: list[dict[str, Any]] = [{}, {"party": turn}, {}]
        placing = [(bistro, twin)[n % 2].order(1, **said) for n, said in enumerate(parties)]
        closing = (bistro, twin)[turn % 2].close(1, force=True)
        *answers, closed = await asyncio.gather(*placing, closing)
        assert closed.status_code == 200
        bills.append(closed.json())
        for answer in answers:
            assert answer.status_code in (201, 409)
            assert answer.status_code == 201 or answer.json()["code"] == "party_changed"
            placed += answer.status_code == 201
            refused += answer.status_code == 409
        # The next round needs somebody at the table.
        placed += (await bistro.order(1)).status_code == 201
    bills.append((await bistro.close(1, force=True)).json())
    assert bills[0]["id"] == order
    assert len({bill["id"] for bill in bills}) == 11
    assert sum(len(bill["orders"]) for bill in bills) == placed, "an order was lost, or billed twice"
    history = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
    assert history == bills[::-1], "what was answered to who closed is what history says"
    await check(bistro.services, bistro.store_id)


async def test_two_people_pressing_at_once_one_wins_the_other_is_told(bistro: Restaurant, twin: Restaurant) -> None:
    for _ in range(4):
        order = await bistro.ordered(1)
        path, move = f"/admin/orders/{order['id']}", {"status": "preparing", "version": 1}
        reason = {"reason": "재료 소진", "version": 1}
        answers = await asyncio.gather(
            bistro.ask("staff", "PATCH", path, move),
            twin.ask("manager", "PATCH", path, {**move, "status": "completed"}),
            bistro.ask("owner", "POST", f"{path}/cancellation", reason),
            twin.ask("manager", "PATCH", path, move),
        )
        assert codes(answers) == [200, 409, 409, 409]
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        for answer in answers:
            if answer.status_code == 409:
                assert (answer.json()["code"], answer.json()["order"]["version"]) == ("stale_version", 2)
                assert answer.json()["order"]["status"] == won["status"]
    await check(bistro.services, bistro.store_id)


async def test_a_guest_undoing_while_the_kitchen_takes_it(bistro: Restaurant, twin: Restaurant) -> None:
    for _ in range(4):
        order = await bistro.ordered(1)
        undone, taken = await asyncio.gather(
            bistro.ask(1, "POST", f"/orders/{order['id']}/cancellation"),
            twin.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "preparing", "version": 1}),
        )
        assert sorted((undone.status_code, taken.status_code)) == [200, 409]
    await check(bistro.services, bistro.store_id)


async def test_two_people_closing_at_once_close_once(bistro: Restaurant, twin: Restaurant) -> None:
    for _ in range(4):
        await bistro.ordered(1)
        answers = await asyncio.gather(*(here.close(1, force=True) for here in (bistro, twin, bistro, twin)))
        assert codes(answers) == [200, 409, 409, 409]
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"no_open_session"}
    await check(bistro.services, bistro.store_id)


async def test_what_is_sold_out_is_not_sold_after_it_was_said(bistro: Restaurant, twin: Restaurant) -> None:
    """An order sent after the 86 was acknowledged, in whatever process, is refused."""
    path = f"/admin/items/{bistro.items['냉면']}/sold-out"
    said = False

    async def guest(table: int, here: Restaurant) -> None:
        for _ in range(6):
            known = said
            answer = await here.order(table, "냉면")
            assert answer.status_code in (201, 409)
            assert not known or answer.status_code == 409
            await asyncio.sleep(0)

    async def kitchen() -> None:
        nonlocal said
        await asyncio.sleep(0.02)
        assert (await twin.ask("staff", "PUT", path)).status_code == 200
        said = True

    await asyncio.gather(guest(1, bistro), guest(2, twin), guest(3, bistro), kitchen())
    assert (await bistro.order(1, "냉면")).json()["lines"][0]["reason"] == "sold_out"
    await check(bistro.services, bistro.store_id)


class Evening:
    """Guests, kitchen, menu, tables and the owner, all in the same second."""

    def __init__(self) -> None:
        self.dice = random.Random(5)
        self.answers: list[httpx.Response] = []
        self.placed: list[dict[str, Any]] = []

    async def guest(self, here: Restaurant, table: int) -> None:
        for _ in range(5):
            answer = await here.order(table, *self.dice.sample(["냉면", "김치찌개"], 2))
            self.answers.append(answer)
            if answer.status_code == 201:
                self.placed.append(answer.json())

    async def kitchen(self, here: Restaurant) -> None:
        for _ in range(5):
            await asyncio.sleep(0.01)
            for order in self.placed[-2:]:
                move = {"status": "preparing", "version": 1}
                self.answers.append(await here.ask("staff", "PATCH", f"/admin/orders/{order['id']}", move))

    async def floor(self, here: Restaurant) -> None:
        for _ in range(4):
            self.answers.append(await here.close(self.dice.randint(1, 3), force=True))
            await asyncio.sleep(0.01)

    async def office(self, here: Restaurant, table: int) -> None:
        meals = [here.items[name] for name in ("김치찌개", "떡볶이", "냉면")]
        for n in range(4):
            changes: list[tuple[str, str, Any]] = [
                ("PATCH", f"/admin/tables/{here.tables[table]}", {"label": f"창가 {n}"}),
                ("POST", "/admin/tables", {"number": 100 * table + n, "password": "1234"}),
                ("PATCH", f"/admin/items/{here.items['냉면']}", {"price": 11000 + n}),
                (
                    "PUT",
                    f"/admin/categories/{here.categories['식사']}/items/order",
                    {"ids": self.dice.sample(meals, 3)},
                ),
                ("PATCH", "/admin/store", {"name": f"골목식당 {n}"}),
            ]
            for method, path, body in changes:
                self.answers.append(await here.ask("owner", method, path, body))


async def test_a_full_evening_at_once_refuses_nobody_for_being_busy(bistro: Restaurant, twin: Restaurant) -> None:
    """Locks cross, and whoever loses is run again: nothing is torn, nobody is told 503."""
    evening = Evening()
    both = (bistro, twin)
    await asyncio.gather(
        *(evening.guest(here, table) for table in (1, 2, 3) for here in both),
        *(evening.kitchen(here) for here in both),
        *(evening.floor(here) for here in both),
        *(evening.office(here, table) for table, here in enumerate(both, 1)),
    )
    failed = [
        f"{one.request.method} {one.request.url.path} {one.text}" for one in evening.answers if one.is_server_error
    ]
    assert failed == []
    await check(bistro.services, bistro.store_id)
    await kept(bistro.services.work, evening.placed)


async def test_an_order_whose_sender_went_away_is_placed_once_or_not_at_all(
    bistro: Restaurant, twin: Restaurant
) -> None:
    """A tablet's connection breaks at any moment; it sends its key again and gets the one order."""
    dice = random.Random(7)
    keys = [bistro.new_key() for _ in range(12)]
    for key in keys:
        sending = asyncio.create_task(bistro.order(1, key=key))
        await asyncio.sleep(dice.random() * 0.02)
        sending.cancel()
        answer = await twin.order(1, key=key)
        assert answer.status_code in (200, 201)
        await asyncio.gather(sending, return_exceptions=True)
    assert len((await bistro.ask(1, "GET", "/orders")).json()["items"]) == len(keys)
    await bistro.ordered(2, by=Role.STAFF)
    await check(bistro.services, bistro.store_id)


async def test_a_storming_store_lets_another_stores_order_through(
    bistro: Restaurant, rival: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[int, int]] = []
    small: list[asyncio.Task[httpx.Response]] = []
    really = OrderQueue._place

    async def place(orders: OrderQueue, store_id: int, batch: list[Submission]) -> list[Placed | Exception]:
        if len(batch) >= queue.STORM and not small:
            small.append(asyncio.create_task(rival.order(1)))
            while rival.store_id not in orders._under_way:
                await asyncio.sleep(0)
        outcomes = await really(orders, store_id, batch)
        if small:
            done.append((store_id, len(batch)))
        return outcomes

    monkeypatch.setattr(OrderQueue, "_place", place)
    monkeypatch.setattr(queue, "GIVE_WAY_SECONDS", 5)
    await asyncio.gather(*(bistro.order(1 + n % 3) for n in range(60)))
    assert (await small[0]).status_code == 201
    assert (rival.store_id, 1) in done[:2], "before the store that storms has placed its next batch"
    assert len(done) > 2, "it had one"
    await check(bistro.services, bistro.store_id)
