"""A town to fuzz: one app in a loop of its own, a store in it, and callers whose access never ends for long."""

import asyncio
import secrets
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import httpx
import requests
from msgspec.structs import replace

from ordering.security.callers import Role
from tests.api.deployment import deployed
from tests.world import Restaurant, pair

T = TypeVar("T")
Who = int | str | None


class Town:
    """``run`` is the way in from tests that know no ``await``: hypothesis's and schemathesis's."""

    def __init__(self, database_url: str) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.deployment = self.run(self._stack.enter_async_context(deployed(database_url)))
        self.here = self.run(self._furnished())
        self.document: dict[str, Any] = self.run(self.here.http.get("/schema/openapi.json")).json()
        for item in self.document["paths"].values():
            for operation in item.values():
                operation.pop("security", None)  # tokens are not fuzzed: `send` has them

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def close(self) -> None:
        self.run(self.deployment.services.hub.close())
        self.run(self._stack.aclose())
        self._runner.close()

    def send(self, who: Who, said: dict[str, Any]) -> httpx.Response:
        """A request in the words of ``requests``, by a caller."""
        asked = requests.Request(**said).prepare()
        headers = {name: str(value) for name, value in asked.headers.items()} | self._token(who)
        body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
        assert isinstance(body, bytes)
        return self.run(self.here.http.request(str(asked.method), str(asked.url), headers=headers, content=body))

    def come_back(self, who: Who) -> None:
        """What was fuzzed before may have ended this caller's access, or taken away what it would touch."""
        me = self.run(self.here.http.get("/api/v1/me", headers=self._token(who)))
        if who is not None and me.status_code == 401:
            self.here = self.run(self._furnished())

    def _token(self, who: Who) -> dict[str, str]:
        if who is None:
            return {}
        callers: dict[Any, Any] = self.here.tablets if isinstance(who, int) else self.here.people
        name = who if isinstance(who, int) else Role(who)
        callers[name] = replace(callers[name], jti=secrets.token_hex(8))  # a logout ends one token, not the next
        return {"Authorization": f"Bearer {self.here.token(who)}"}

    def ids(self) -> dict[str, list[int]]:
        """What there is, by the name that paths and bodies call it."""
        here = self.here
        others = [one.staff_id for role, one in here.people.items() if role is not Role.OWNER]
        return {
            "item_id": list(here.items.values()),
            "category_id": list(here.categories.values()),
            "option_id": list(here.options.values()),
            "table_id": list(here.tables.values()),
            "order_id": self.orders,
            "staff_id": others,
            "device_id": [here.tablets[2].device_id],
        }

    async def _furnished(self) -> Restaurant:
        here = await self.deployment.restaurant("fuzzed")
        self.orders = [(await here.ordered(table))["id"] for table in (1, 1, 2)]
        await here.services.work.run(pair, here, 3)
        return here
