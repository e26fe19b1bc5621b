"""A store's picture: folded event by event, it is what the rows say."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ordering.database.lane import Statement
from ordering.errors import Busy
from ordering.orders import pictures
from ordering.orders.picture import Picture
from ordering.orders.sales import daily_sales
from tests.invariants import check
from tests.streams.viewers import Gate
from tests.twin import another_process
from tests.world import TABLE_PASSWORD, Restaurant

pytestmark = pytest.mark.every_database
Deed = Callable[[], Awaitable[Any]]


@asynccontextmanager
async def one_picture(here: Restaurant) -> AsyncIterator[Picture]:
    """The picture that stays the same object: it was folded, and never read anew."""
    picture = await here.services.pictures.now(here.store_id)
    yield picture
    assert await here.services.pictures.now(here.store_id) is picture


class Evening:
    """What may happen in a restaurant, to whatever the dice show. Much of it is refused."""

    def __init__(self, here: Restaurant, seed: int) -> None:
        self.here, self.dice = here, random.Random(seed)
        self.deeds: list[Deed] = [
            *[self.order] * 3, *[self.advance] * 2, self.cancel, *[self.void] * 2, self.undo, self.close, self.relabel,
            self.add_and_delete, *[self.call] * 2, self.take_call,
        ]  # fmt: skip

    async def goes_on(self) -> None:
        await self.dice.choice(self.deeds)()

    async def order(self) -> None:
        await self.here.order(self.dice.randint(1, 3), ("냉면", self.dice.randint(1, 2)))

    async def advance(self) -> None:
        if order := await self._an_order():
            status = self.dice.choice(["preparing", "completed", "pending"])
            await self._do("PATCH", f"/orders/{order['id']}", {"status": status, "version": order["version"]})

    async def cancel(self) -> None:
        if order := await self._an_order():
            why = {"reason": f"이유 {self.dice.randrange(9)}", "version": order["version"]}
            await self._do("POST", f"/orders/{order['id']}/cancellation", why)

    async def void(self) -> None:
        if order := await self._an_order():
            line = self.dice.choice(order["lines"])
            why = {"quantity": 1, "reason": "식었음", "version": order["version"]}
            await self._do("POST", f"/orders/{order['id']}/lines/{line['id']}/cancellation", why)

    async def undo(self) -> None:
        if order := await self._an_order():
            await self.here.ask(self.dice.randint(1, 3), "POST", f"/orders/{order['id']}/cancellation")

    async def close(self) -> None:
        await self._do("POST", f"/tables/{self._table()}/closing", {"force": True})

    async def relabel(self) -> None:
        await self._do("PATCH", f"/tables/{self._table()}", {"label": self.dice.choice(["창가", "안쪽", None])})

    async def add_and_delete(self) -> None:
        added = await self._do("POST", "/tables", {"number": 77, "password": TABLE_PASSWORD})
        if self.dice.random() < 0.5 and "id" in added:
            await self._do("DELETE", f"/tables/{added['id']}")

    async def call(self) -> None:
        kind = {"kind": self.dice.choice(["water", "bill", "staff"])}
        await self.here.ask(self.dice.randint(1, 3), "POST", "/calls", kind)

    async def take_call(self) -> None:
        if calls := (await self._do("GET", "/calls"))["items"]:
            call = self.dice.choice(calls)
            status = self.dice.choice(["taken", "done", "open"])
            await self._do("PATCH", f"/calls/{call['id']}", {"status": status, "version": call["version"]})

    async def _an_order(self) -> dict[str, Any] | None:
        orders = [order for table in (await self._do("GET", "/board"))["tables"] for order in table["orders"]]
        return self.dice.choice(orders) if orders else None

    def _table(self) -> int:
        return self.here.tables[self.dice.randint(1, 3)]

    async def _do(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.here.ask("owner", method, f"/admin{path}", body)
        return dict(answer.json()) if answer.content else {}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_it_is_what_the_rows_say(bistro: Restaurant, seed: int) -> None:
    evening = Evening(bistro, seed)
    async with one_picture(bistro):
        for _ in range(40):
            await evening.goes_on()
            await check(bistro.services, bistro.store_id)


async def test_what_another_process_commits_is_in_it_at_once(bistro: Restaurant) -> None:
    async with one_picture(bistro), another_process(bistro) as there:
        for _ in range(5):
            order = await there.ordered(1)
            assert (await bistro.ask(1, "GET", "/orders")).json()["items"][0]["id"] == order["id"]
            await check(bistro.services, bistro.store_id)
            own = await bistro.ordered(2)
            assert (await there.ask(2, "GET", "/orders")).json()["items"][0]["id"] == own["id"]


async def test_what_is_committed_while_it_is_read_is_in_it_too(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Gate(pictures._picture)
    monkeypatch.setattr(pictures, "_picture", reading)
    first = await bistro.ordered(1)
    looking = asyncio.create_task(bistro.ask(1, "GET", "/orders"))
    await reading.reached.wait()
    later = await bistro.ordered(1)
    reading.opened.set()
    assert [order["id"] for order in (await looking).json()["items"]][-1] == first["id"]
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"][0]["id"] == later["id"]
    await check(bistro.services, bistro.store_id)


async def test_what_is_sold_while_the_days_sales_are_added_up_counts_once(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bistro.ordered(1, "냉면")
    adding = Gate(daily_sales)
    monkeypatch.setattr(pictures, "daily_sales", adding)
    checking = asyncio.create_task(check(bistro.services, bistro.store_id))
    await adding.reached.wait()
    await bistro.ordered(2, "냉면")
    adding.opened.set()
    await checking
    await bistro.ordered(3, "냉면")
    await check(bistro.services, bistro.store_id)


async def test_an_event_that_does_not_follow_makes_it_anew(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    before = await bistro.services.pictures.now(bistro.store_id)
    before.tables.clear()
    await bistro.ordered(1)
    assert await bistro.services.pictures.now(bistro.store_id) is not before
    await check(bistro.services, bistro.store_id)


async def test_one_that_nobody_looks_at_is_dropped(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = bistro.services.pictures
    first = await kept.now(bistro.store_id)
    monkeypatch.setattr(pictures, "IDLE_SECONDS", 0.0)
    await kept.now(-1)  # whoever comes next sweeps
    assert list(kept._kept) == [-1]
    assert await kept.now(bistro.store_id) is not first


async def test_without_a_database_nobody_is_told_what_may_be_old(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bistro.ordered(1)
    assert (await bistro.ask(1, "GET", "/orders")).status_code == 200

    async def gone(_: Statement) -> None:
        raise Busy(retry_after=1)

    monkeypatch.setattr(bistro.services.work, "rows", gone)
    assert (await bistro.ask(1, "GET", "/orders")).status_code == 503
    assert (await bistro.ask("staff", "GET", "/admin/board")).status_code == 503


async def test_a_call_that_changes_hands_while_its_staff_is_read_is_not_given_to_the_first(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bistro.ask("staff", "GET", "/admin/board")
    call = (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).json()

    async def move(who: str, status: str, version: int) -> None:
        body = {"status": status, "version": version}
        assert (await bistro.ask(who, "PATCH", f"/admin/calls/{call['id']}", body)).is_success

    await move("staff", "taken", 1)
    reading = Gate(pictures._explanations)
    monkeypatch.setattr(pictures, "_explanations", reading)
    looking = asyncio.create_task(bistro.ask("staff", "GET", "/admin/board"))
    await reading.reached.wait()
    await move("staff", "open", 2)
    await move("manager", "taken", 3)
    reading.opened.set()
    await looking
    board = (await bistro.ask("staff", "GET", "/admin/board")).json()
    assert board["tables"][0]["calls"][0]["taken"]["staff"] == "manager"
    await check(bistro.services, bistro.store_id)


@pytest.mark.inside
async def test_opened_orders_are_forgotten_once_they_are_begun_or_gone(bistro: Restaurant) -> None:
    begun, left = await bistro.ordered(1), await bistro.ordered(2)
    for order in (begun, left):
        await bistro.http.post(f"/admin/orders/{order['id']}/opening", headers=page_of(bistro))
    await check(bistro.services, bistro.store_id)
    picture = await bistro.services.pictures.now(bistro.store_id)
    assert picture.opened is not None
    assert picture.opened.ids == {begun["id"], left["id"]}
    await bistro.ask("staff", "PATCH", f"/admin/orders/{begun['id']}", {"status": "preparing", "version": 1})
    await bistro.close(2, force=True)
    assert picture.opened.ids == set()


def page_of(here: Restaurant) -> dict[str, str]:
    return {"Cookie": f"staff={here.token('staff')}", "HX-Request": "true"}
