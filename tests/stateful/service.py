"""The service under the machine: one app in a loop of its own, and a fresh store for every run."""

import asyncio
import itertools
import json
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
from msgspec.structs import replace

from ordering.live import log
from tests.api.deployment import deployed
from tests.invariants import check, kept
from tests.stateful.books import Book, Json, Table
from tests.stateful.events import Event
from tests.stateful.expected import Answer, Ask
from tests.stateful.people import Device, Person
from tests.stateful.stream import Stream
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant, a_restaurant

T = TypeVar("T")


class Clock:
    """Stands still until it is moved: so every instant in an answer is known before."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def reset(self) -> None:
        """To the real time: PyJWT looks at that."""
        self.time = datetime.now(UTC)

    def move(self, by: timedelta) -> None:
        self.time += by


class Service:
    """``run`` is the one way in from the machine, which knows no ``await``."""

    def __init__(self, database_url: str, clock: Clock) -> None:
        self.clock = clock
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._addresses = itertools.count(1)
        self._deployment = self.run(self._stack.enter_async_context(deployed(database_url)))
        self.services = self._deployment.services
        self.rival = self.run(self._deployment.restaurant("rival"))
        self.rival_order = self.run(self.rival.ordered(1))["id"]
        self.rival_call = self.run(self.rival.ask(1, "POST", "/calls", {"kind": "water"})).json()["id"]
        self.rival.people = {role: _lasting(one) for role, one in self.rival.people.items()}
        self.rival.tablets = {number: _lasting(one) for number, one in self.rival.tablets.items()}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def close(self) -> None:
        self.run(self.services.hub.close())
        self.run(self._stack.aclose())
        self._runner.close()

    def a_store(self) -> Restaurant:
        """Asked from an address of its own: failed logins are counted by address too."""
        high, low = divmod(next(self._addresses), 250)
        client = (f"10.0.{high}.{low + 1}", 1)
        app = self._deployment.app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        http = httpx.AsyncClient(transport=transport, base_url="http://ordering.test/api/v1", verify=False)
        self.clock.reset()
        return self.run(a_restaurant(app, http, "bistro"))

    def book_of(self, here: Restaurant) -> Book:
        """How everything begins: the one time that the service is believed."""
        own = {"Authorization": f"Bearer {here.token('owner')}"}

        def get(path: str) -> Any:
            answer = self.run(here.http.get(f"/admin/{path}", headers=own)).json()
            return answer.get("items", answer)

        events = self.events_after(here, 0)
        people = {one["username"]: Person(one["id"], one["username"], one["role"], PASSWORD) for one in get("staff")}
        tables = [Table(one["id"], one["number"], one["label"], one["area"], TABLE_PASSWORD) for one in get("tables")]
        # The world has paired a tablet at each table; its token is nobody's.
        devices = [Device("", one.table_number, one.device_id) for one in here.tablets.values()]
        return Book(
            now=self.clock.now(),
            store=get("store"),
            categories=get("categories"),
            items={one["id"]: one for one in get("items")},
            tables={one.number: one for one in tables},
            people=people,
            devices={f"of the world {one.id}": one for one in devices},
            events=events,
            menu_version=sum(event.type == "menu.changed" for event in events),
        )

    def ask(self, here: Restaurant, book: Book, *asks: Ask) -> list[Answer]:
        """All at once."""
        return self.run(self._ask(here, book, asks))

    async def _ask(self, here: Restaurant, book: Book, asks: Sequence[Ask]) -> list[Answer]:
        return list(await asyncio.gather(*(self._one(here, book, one) for one in asks)))

    async def _one(self, here: Restaurant, book: Book, ask: Ask) -> Answer:
        own = {"Authorization": f"Bearer {book.logins[ask.who].token}"} if ask.who else {}
        body: Json = {} if ask.body is None else {"json": ask.body}
        answer = await here.http.request(ask.method, ask.path, headers={**own, **ask.headers}, **body)
        told = answer.json() if answer.content else None
        return Answer(answer.status_code, told, {name.lower(): value for name, value in answer.headers.items()})

    def events_after(self, here: Restaurant, seq: int) -> list[Event]:
        """What the log holds, whoever may hear it."""
        rows = self.run(self.services.work.rows(log.after(here.store_id, seq, 1000)))
        return [Event(event.seq, event.type, json.loads(event.payload)) for event in (log.Event(*row) for row in rows)]

    def listen(self, here: Restaurant, token: str, *, table: bool, cursor: str | None, by_query: bool) -> Stream:
        headers = {"Authorization": f"Bearer {token}"}
        path = "/api/v1/events" if table else "/api/v1/admin/events"
        query = f"after={cursor}" if cursor is not None and by_query else ""
        if cursor is not None and not by_query:
            headers["Last-Event-ID"] = cursor
        return self.run(Stream(here.app, path, headers, query).open())

    def check(self, here: Restaurant, acknowledged: Sequence[Json] = ()) -> None:
        """The invariants of the rows; I1 for the orders that were ``acknowledged``."""
        self.run(check(self.services, here.store_id))
        if acknowledged:
            self.run(kept(self.services.work, acknowledged))

    def leave(self, here: Restaurant, streams: Sequence[Stream]) -> None:
        """I9: once everybody is gone, nobody is there."""
        self.run(self._leave(here, streams))

    async def _leave(self, here: Restaurant, streams: Sequence[Stream]) -> None:
        await asyncio.gather(*(one.cut() for one in streams))
        await here.http.aclose()
        async with asyncio.timeout(30):
            while len(self.services.hub) or self.services.work.engine.pool.checkedout():  # type: ignore[attr-defined]  # its pool has one
                await asyncio.sleep(0.005)


def _lasting(caller: Any) -> Any:
    return replace(caller, expires_at=caller.expires_at + timedelta(days=365))
