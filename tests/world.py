"""The small named world of the tests: a bistro, its people, its tables 1-3, and a menu with one of everything."""

import itertools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from msgspec import structs
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.http.edge import Edge
from ordering.menu import actions as menu
from ordering.menu.shapes import CategoryIn, NewItem, OptionGroupIn, OptionIn
from ordering.security.callers import CommandLine, PhoneCaller, Role, StaffCaller, StationCaller, TableCaller
from ordering.security.tokens import device_token_hash, new_account_key
from ordering.services import Services, of_app
from ordering.stores import actions as stores
from ordering.stores.model import Store
from ordering.stores.repository import StaffMembers
from ordering.stores.shapes import NewStaff, NewStore
from ordering.tables import actions as tables
from ordering.tables.model import Device
from ordering.tables.shapes import NewTable

LONG_AGO = timedelta(hours=1)
"""When the tablets were paired: the board speaks of those that were just now."""
PASSWORD, TABLE_PASSWORD = "correct-horse-1", "1234"


@cache
def hashed(password: str) -> str:
    """Quick to check: what is tested is never how slow it is."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


Who = Role | int | str | PhoneCaller | StationCaller
"""A role, the tablet at a table number, a guest's phone, a station's screen, or the print ``agent``."""


@dataclass
class Restaurant:
    """A store with its app: ``http`` asks as nobody, ``headers`` make it somebody."""

    app: Edge
    http: httpx.AsyncClient
    slug: str
    store_id: int = 0
    people: dict[Role, StaffCaller] = field(default_factory=dict)
    tablets: dict[int, TableCaller] = field(default_factory=dict)
    phones: dict[int, PhoneCaller] = field(default_factory=dict)
    """A guest's phone at a table number, where a test has let one in to stay."""
    screens: dict[str, StationCaller] = field(default_factory=dict)
    """A station's screen by the station's name, where a test has paired one to stay."""
    agent_token: str = ""
    """Of a print agent, where a test has added one to stay."""
    tables: dict[int, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    _keys: Any = field(default_factory=itertools.count)

    @property
    def services(self) -> Services:
        return of_app(self.app.app)

    def token(self, who: Who, login: str | None = None) -> str:
        """Somebody's; ``login`` names another one of a person's or a tablet's."""
        if who == "agent":
            return self.agent_token
        if isinstance(who, PhoneCaller | StationCaller):
            return self.services.authenticator.tokens.issue(who)
        caller = self.tablets[who] if isinstance(who, int) else self.people[Role(who)]
        return self.services.authenticator.tokens.issue(structs.replace(caller, jti=login) if login else caller)

    async def ask(
        self,
        who: Who | None,
        method: str,
        path: str,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> httpx.Response:
        """One request under /api/v1, as a role, a table number, or nobody."""
        own = {"Authorization": f"Bearer {self.token(who)}"} if who is not None else {}
        body = {"json": json} if json is not None else {}
        return await self.http.request(
            method, f"/api/v1{path}", headers={**own, **(headers or {})}, params=params, **body
        )

    def new_key(self) -> str:
        return f"key-of-the-tests-{next(self._keys):06d}"

    def lines(self, *wanted: str | tuple[str, int]) -> list[dict[str, Any]]:
        """Lines of a draft: item names, or (name, quantity)."""
        named = [(one, 1) if isinstance(one, str) else one for one in wanted]
        return [{"item_id": self.items[name], "quantity": quantity} for name, quantity in named]

    async def order(
        self,
        table: int | PhoneCaller,
        *wanted: str | tuple[str, int],
        key: str | None = None,
        by: Role | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Place an order at a table number, by its tablet or by staff for it; or by a phone."""
        path = f"/admin/tables/{self.tables[table]}/orders" if by and isinstance(table, int) else "/orders"
        body = {"lines": self.lines(*(wanted or ("김치찌개",))), **more}
        return await self.ask(by or table, "POST", path, body, {"Idempotency-Key": key or self.new_key()})

    async def ordered(self, table: int | PhoneCaller, *wanted: str | tuple[str, int], **more: Any) -> dict[str, Any]:
        """As ``order``, and it must be accepted."""
        answer = await self.order(table, *wanted, **more)
        assert answer.status_code == 201, answer.text
        order: dict[str, Any] = answer.json()
        return order

    async def open_to_phones(self) -> None:
        assert (await self.ask("manager", "PATCH", "/admin/store", {"phones": True})).status_code == 200

    async def code(self, table: int) -> str:
        """The one that the table's tablet shows."""
        answer = await self.ask(table, "GET", "/code")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["code"])

    async def let_in(self, table: int) -> PhoneCaller:
        """Another phone of the party at a table."""
        answer = await self.ask(None, "POST", "/auth/phone", {"code": await self.code(table)})
        assert answer.status_code == 200, answer.text
        caller = self.services.authenticator.tokens.read(answer.json()["access_token"])
        assert isinstance(caller, PhoneCaller)
        return caller

    async def screen(self, station_id: int) -> StationCaller:
        """A new screen of a station, paired by a code."""
        made = await self.ask("manager", "POST", f"/admin/stations/{station_id}/pairing-code")
        answer = await self.ask(None, "POST", "/auth/station", {"store": self.slug, "code": made.json()["code"]})
        assert answer.status_code == 200, answer.text
        caller = self.services.authenticator.tokens.read(answer.json()["access_token"])
        assert isinstance(caller, StationCaller)
        assert (await self.ask(caller, "GET", "/me")).status_code == 200  # from its first use on it counts as used
        return caller

    async def close(self, table: int, **closing: Any) -> httpx.Response:
        return await self.ask("staff", "POST", f"/admin/tables/{self.tables[table]}/closing", closing)


def as_staff_see(order: Mapping[str, Any]) -> dict[str, Any]:
    """An order as guests were answered it, in a store without a kitchen of stations."""
    return {**order, "kitchen": None}


@dataclass(frozen=True)
class Opening:
    """A SQLite file and the restaurants in it."""

    file: Path
    restaurants: dict[str, Restaurant]


async def a_restaurant(app: Edge, http: httpx.AsyncClient, name: str) -> Restaurant:
    """Made by the same actions that serve; limits off, so that tests needn't wait."""
    here = Restaurant(app, http, f"{name}-{secrets.token_hex(4)}")
    await here.services.work.run(_furnish, here)
    return here


async def again(made: Restaurant, app: Edge, http: httpx.AsyncClient) -> Restaurant:
    """One that is in the app's database already, as if it had just been made."""
    here = replace(
        made,
        app=app,
        http=http,
        people=dict(made.people),
        tablets=dict(made.tablets),
        screens=dict(made.screens),
        tables=dict(made.tables),
        categories=dict(made.categories),
        items=dict(made.items),
        options=dict(made.options),
        _keys=itertools.count(),
    )
    await here.services.work.run(_paired_now, here.store_id)
    return here


async def _paired_now(session: AsyncSession, store_id: int) -> None:
    now = clock.now()
    paired = {"paired_at": now - LONG_AGO, "last_seen_at": now}
    await session.execute(update(Device).where(Device.store_id == store_id).values(**paired))


async def _furnish(session: AsyncSession, here: Restaurant) -> None:
    new = NewStore(slug=here.slug, name="골목식당", owner="owner", password=PASSWORD)
    here.store_id = await stores.create(session, new, hashed(PASSWORD))
    store = (await session.scalars(select(Store).where(Store.id == here.store_id))).one()
    store.open_orders_per_table = store.seconds_between_orders = store.devices_per_table = 0
    by = CommandLine(here.store_id)
    for role in (Role.MANAGER, Role.STAFF):
        await stores.hire(session, by, NewStaff(username=role, password=PASSWORD, role=role), hashed(PASSWORD))
    for person in await StaffMembers(session).all_of(here.store_id):
        here.people[Role(person.role)] = StaffCaller(
            store_id=here.store_id,
            account_key=person.account_key,
            epoch=person.epoch,
            jti=secrets.token_hex(8),
            expires_at=clock.now().replace(microsecond=0) + timedelta(hours=16),
            staff_id=person.id,
            username=person.username,
            role=Role(person.role),
        )
    for number in (1, 2, 3):
        table = await tables.add(session, by, NewTable(number=number, password="1234"), hashed(TABLE_PASSWORD))
        here.tables[number] = table.id
        here.tablets[number] = await pair(session, here, number)
    await _write_menu(session, here, by)


async def pair(session: AsyncSession, here: Restaurant, number: int, token: str | None = None) -> TableCaller:
    """A device at a table, without the password's milliseconds."""
    device = Device(
        store_id=here.store_id,
        table_id=here.tables[number],
        token_hash=device_token_hash(token or secrets.token_hex(16)),
        account_key=new_account_key(),
        epoch=1,
        user_agent="tests",
        paired_at=clock.now() - LONG_AGO,
        last_seen_at=clock.now(),
        used=True,
    )
    session.add(device)
    await session.flush()
    return TableCaller(
        store_id=here.store_id,
        account_key=device.account_key,
        epoch=1,
        jti=secrets.token_hex(8),
        expires_at=clock.now().replace(microsecond=0) + timedelta(hours=16),
        device_id=device.id,
        table_id=here.tables[number],
        table_number=number,
    )


async def _write_menu(session: AsyncSession, here: Restaurant, by: CommandLine) -> None:
    spice = OptionGroupIn(
        name="맵기", min_choices=1, max_choices=1,
        options=[OptionIn("순한맛"), OptionIn("보통맛"), OptionIn("매운맛", 500)],
    )  # fmt: skip
    toppings = OptionGroupIn(
        name="토핑", min_choices=0, max_choices=2,
        options=[OptionIn("치즈", 2000), OptionIn("떡사리", 1500), OptionIn("밥 빼기", -1000)],
    )  # fmt: skip
    menu_of: dict[str, list[tuple[str, int, dict[str, Any]]]] = {
        "식사": [("김치찌개", 9500, {}), ("떡볶이", 12000, {"option_groups": [spice, toppings]}), ("냉면", 11000, {})],
        "후식": [("티라미수", 7000, {}), ("붕어빵", 3000, {"hidden": True})],
    }
    for category, dishes in menu_of.items():
        here.categories[category] = (await menu.add_category(session, by, CategoryIn(category))).id
        for name, price, more in dishes:
            new = NewItem(category_id=here.categories[category], name=name, price=price, **more)
            item = await menu.add_item(session, by, new)
            here.items[name] = item.id
            here.options |= {one.name: one.id for group in item.option_groups for one in group.options}
    await menu.mark_item(session, by, here.items["티라미수"], sold_out=True)
