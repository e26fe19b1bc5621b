"""The house on a Friday: its tables, stations and printers, and how its people ask for things."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.orders.model import Order
from ordering.printing.fake_printer import FakePrinter
from ordering.security.callers import PhoneCaller, StationCaller
from tests.faults.service import Scene
from tests.faults.tablets import PATIENCE_SECONDS
from tests.menu.test_stations import a_station
from tests.world import Restaurant, Who, pair

Json = dict[str, Any]
TABLES = 8
STATIONS = {"주방": "김치찌개", "튀김": "떡볶이", "바": "냉면"}
"""With what each of them makes."""
EXPO = "서빙대"
FULL = 20
STEP = 0.02
"""Seconds between two looks at a screen."""


@dataclass
class House:
    """``done`` counts what people have done; ``changing`` ends when nobody changes his mind any more."""

    scene: Scene
    dice: random.Random
    stations: dict[str, int] = field(default_factory=dict)
    screens: dict[str, StationCaller] = field(default_factory=dict)
    phones: dict[int, PhoneCaller] = field(default_factory=dict)
    """A guest's at each table, as long as its party is there: it goes along with that."""
    printers: dict[int, FakePrinter] = field(default_factory=dict)
    orders: dict[str, Json] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    changing: bool = True
    waiting: int = 0
    """Orders that nobody has carried yet."""
    leaving: set[int] = field(default_factory=set)
    """Tables whose parties order nothing more."""

    @property
    def bistro(self) -> Restaurant:
        return self.scene.bistro

    async def open(self) -> None:
        for name, kind in [*((one, "prep") for one in STATIONS), (EXPO, "expo")]:
            self.stations[name] = await a_station(self.bistro, name, kind)
            self.screens[name] = await self.bistro.screen(self.stations[name])
        for station, dish in STATIONS.items():
            path = f"/admin/items/{self.bistro.items[dish]}"
            await self.say("manager", "PATCH", path, {"station_id": self.stations[station]})
        for number in range(4, TABLES + 1):
            added = await self.say("manager", "POST", "/admin/tables", {"number": number, "password": "1234"})
            self.bistro.tables[number] = added.json()["id"]
            self.bistro.tablets[number] = await self.bistro.services.work.run(pair, self.bistro, number)
        for station in STATIONS:
            await self._plug_in(station)
        await self.bistro.open_to_phones()

    async def _plug_in(self, station: str) -> None:
        fake = FakePrinter()
        await fake.start()
        at = {"host": "127.0.0.1", "port": fake.port, "encoding": "cp949"}
        new = {"name": station, "station_ids": [self.stations[station]], **at}
        answer = await self.say("manager", "POST", "/admin/printers", new)
        self.printers[answer.json()["id"]] = fake

    async def say(
        self,
        who: Who | None,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        fair: Collection[int] = (409,),
        **asked: Any,
    ) -> httpx.Response:
        """The same again until it is answered: done, or refused as things are now (``fair``)."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                answer = await self.bistro.ask(who, method, path, body, headers, **asked)
            except httpx.TransportError:
                self.done["sent in vain"] += 1
                await asyncio.sleep(0.05)
                continue
            if answer.status_code != 503:
                assert answer.is_success or answer.status_code in fair, answer.text
                return answer
            await asyncio.sleep(0.1)
        raise AssertionError(f"{method} {path} was never answered")

    async def order(self, table: int, key: str, draft: Json, *, by_phone: bool) -> Json:
        """An order of a table's tablet, or of a guest's phone: whose party has left is let in for the next one."""
        while True:
            who = await self._phone(table) if by_phone else table
            headers = {"Idempotency-Key": key}
            answer = await self.say(who, "POST", "/orders", draft, headers=headers, fair=(401,) if by_phone else ())
            if answer.is_success:
                order: Json = answer.json()
                return order
            if self.phones.get(table) is who:  # nobody else at the table has noticed before
                del self.phones[table]
            placed = await self.bistro.services.work.read(_placed, self.bistro.store_id, key)
            if placed is not None:  # and the party left before the phone was answered
                return placed

    async def _phone(self, table: int) -> PhoneCaller:
        while table not in self.phones:
            code = (await self.say(table, "GET", "/code")).json()["code"]
            let_in = await self.say(None, "POST", "/auth/phone", {"code": code}, fair=(401,))
            if let_in.is_success:
                caller = self.bistro.services.authenticator.tokens.read(let_in.json()["access_token"])
                assert isinstance(caller, PhoneCaller)
                self.phones[table] = caller
        return self.phones[table]

    async def pages(self, who: Who, path: str, **asked: Any) -> list[Json]:
        """All that there is, page by page."""
        found: list[Json] = []
        while True:
            page = (await self.say(who, "GET", path, limit=200, **asked)).json()
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            asked["cursor"] = page["next_cursor"]

    def chance(self, of: float) -> bool:
        return self.changing and self.dice.random() < of


@asynccontextmanager
async def a_house(scene: Scene, dice: random.Random) -> AsyncIterator[House]:
    """One that has opened."""
    house = House(scene, dice)
    try:
        await house.open()
        yield house
    finally:
        for fake in house.printers.values():
            await fake.stop()


async def guests(house: House, many: int) -> None:
    """So many orders at all tables, every fifth by a phone, some taken back at once; a party calls for water now and
    then.
    """
    numbers = iter(range(many))

    async def some() -> None:
        for number in numbers:
            await asyncio.sleep(house.dice.uniform(0, 0.2))
            while house.waiting > FULL:
                await asyncio.sleep(STEP)
            hungry = [one for one, table_id in house.bistro.tables.items() if table_id not in house.leaving]
            table, key = house.dice.choice(hungry), f"an-order-of-friday-{number:04d}"
            house.orders[key] = await house.order(table, key, _draft(house), by_phone=number % 5 == 0)
            if house.chance(0.04):
                path = f"/orders/{house.orders[key]['id']}/cancellation"
                undone = await house.say(table, "POST", path, fair=(404, 409))  # it has moved meanwhile, or is begun
                house.done["undo"] += undone.is_success
            if house.chance(0.05):
                await house.say(table, "POST", "/calls", {"kind": "water"})

    await asyncio.gather(*(some() for _ in range(6)))


async def _placed(session: AsyncSession, store_id: int, key: str) -> Json | None:
    order = await session.scalar(select(Order).where(Order.store_id == store_id, Order.idempotency_key == key))
    return None if order is None else {"id": order.id, "number": order.number}


def _draft(house: House) -> Json:
    items, options = house.bistro.items, house.bistro.options
    dishes: list[Json] = [
        {"item_id": items["김치찌개"]},
        {"item_id": items["떡볶이"], "options": [options["순한맛"]]},
        {"item_id": items["떡볶이"], "options": [options["매운맛"], options["치즈"]], "note": "많이 맵게"},
        {"item_id": items["냉면"]},
    ]
    wanted = house.dice.sample(dishes, house.dice.choice([1, 2, 2, 3, 4]))
    return {"lines": [{**dish, "quantity": house.dice.randint(1, 3)} for dish in wanted]}
