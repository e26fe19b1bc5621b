"""Whoever runs the floor: cancels, takes back parts, moves and joins parties, and lets them go."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.evening.house import STEP, House, Json
from tests.faults.screens import Screen
from tests.streams.reader import Event

TRIES = 40
FINISHED = ("completed", "cancelled")


class Floor:
    """What the board shows, as the events of its stream have it: orders by id, and who sits at which table."""

    def __init__(self, house: House, screen: Screen) -> None:
        self._house, self._screen = house, screen
        self._orders: dict[int, Json] = {}
        self._sits: dict[int, int] = {}
        self._heard = 0
        self.deeds: dict[str, Callable[[], Awaitable[bool]]] = {
            "cancel": self._cancel,
            "void": self._void,
            "advance": self._advance,
            "move": self._move,
            "join": self._join,
            "move order": self._move_order,
            "close": self._close,
        }

    async def work(self) -> None:
        """One of each, in another sequence every time, until nobody changes his mind any more."""
        names = [*self.deeds, "void", "close"]
        while self._house.changing:
            for name in self._house.dice.sample(names, len(names)):
                await self._do(name)
                await asyncio.sleep(self._house.dice.uniform(0, 0.1))

    async def _do(self, name: str) -> None:
        for _ in range(TRIES):
            self._look()
            if not self._house.changing:
                return
            if await self.deeds[name]():
                self._house.done[name] += 1
                return
            await asyncio.sleep(STEP)

    # What the board shows

    def _look(self) -> None:
        for event in self._screen.events[self._heard :]:
            self._heard += 1
            self._hear(event)

    def _hear(self, event: Event) -> None:
        data = event.data
        for order in [data["order"]] if "order" in data else data.get("orders", ()):
            self._orders[order["id"]] = order
        match event.type:
            case "session.opened" | "session.reopened":
                self._sits[data["table"]["id"]] = data["table_session"]["id"]
            case "session.closed":
                del self._sits[data["table"]["id"]]
            case "session.moved" | "session.joined":
                del self._sits[data["from"]["table"]["id"]]
                self._sits[data["to"]["table"]["id"]] = data["table_session"]["id"]
            case "session.unjoined":
                self._sits[data["to"]["table"]["id"]] = data["to"]["table_session"]["id"]

    def _of(self, session_id: int) -> list[Json]:
        return [one for one in self._orders.values() if one["table_session_id"] == session_id]

    def _an_order(self, *statuses: str) -> Json | None:
        """Of a party that is there."""
        there = set(self._sits.values())
        found = [one for one in self._orders.values() if one["status"] in statuses and one["table_session_id"] in there]
        return self._house.dice.choice(found[-20:]) if found else None

    def _a_party(self) -> tuple[int, int] | None:
        """A table and its session."""
        return self._house.dice.choice([*self._sits.items()]) if self._sits else None

    # What is done; each says whether it was

    async def _say(self, method: str, path: str, body: Json) -> bool:
        return (await self._house.say("manager", method, f"/admin{path}", body)).is_success

    async def _cancel(self) -> bool:
        order = self._an_order("pending", "preparing")
        if order is None:
            return False
        body = {"reason": "재료 소진", "version": order["version"]}
        return await self._say("POST", f"/orders/{order['id']}/cancellation", body)

    async def _void(self) -> bool:
        order = self._an_order("pending", "preparing", "completed")
        left = [line for line in order["lines"] if line["quantity"]] if order else []
        if order is None or not left:
            return False
        line = self._house.dice.choice(left)
        body = {"quantity": self._house.dice.randint(1, line["quantity"]), "reason": "하나는 식었음"}
        path = f"/orders/{order['id']}/lines/{line['id']}/cancellation"
        return await self._say("POST", path, {**body, "version": order["version"]})

    async def _advance(self) -> bool:
        """Begins it, or takes back that it is completed."""
        order = self._an_order("pending", "completed")
        return order is not None and await self._say(
            "PATCH", f"/orders/{order['id']}", {"status": "preparing", "version": order["version"]}
        )

    async def _move(self) -> bool:
        party, free = self._a_party(), [one for one in self._house.bistro.tables.values() if one not in self._sits]
        if party is None or not free:
            return False
        body = {"to_table_id": self._house.dice.choice(free), "table_session_id": party[1]}
        return await self._say("POST", f"/tables/{party[0]}/move", body)

    async def _join(self) -> bool:
        """Some come apart again."""
        if len(self._sits) < 2:
            return False
        (here, party), (there, other) = self._house.dice.sample([*self._sits.items()], 2)
        body = {"into_table_id": there, "table_session_id": party, "into_session_id": other}
        joined = await self._say("POST", f"/tables/{here}/join", body)
        if joined and self._house.done["unjoin"] <= self._house.done["join"] // 2:
            apart = await self._say("POST", f"/tables/{here}/unjoin", {"table_session_id": party})
            self._house.done["unjoin"] += apart
        return joined

    async def _move_order(self) -> bool:
        order = self._an_order("pending", "preparing", "completed")
        if order is None:
            return False
        body = {"to_table_id": self._house.dice.choice([*self._house.bistro.tables.values()])}
        return await self._say("POST", f"/orders/{order['id']}/move", {**body, "version": order["version"]})

    async def _close(self) -> bool:
        """One of two parties that have ordered enough, once all is finished; some have not left after all."""
        leaving = self._house.leaving
        leaving.intersection_update(self._sits)
        leaving.update(self._house.dice.sample([*self._sits], min(len(self._sits), 2 - len(leaving))))
        done = [(table, self._sits[table]) for table in leaving if self._is_finished(self._sits[table])]
        if not done:
            return False
        table, party = self._house.dice.choice(done)
        closed = await self._say("POST", f"/tables/{table}/closing", {"table_session_id": party})
        if closed and self._house.done["reopen"] <= self._house.done["close"] // 2:
            back = await self._say("POST", f"/tables/{table}/reopening", {"table_session_id": party})
            self._house.done["reopen"] += back
        leaving.discard(table)
        return closed

    def _is_finished(self, session_id: int) -> bool:
        orders = self._of(session_id)
        return bool(orders) and all(one["status"] in FINISHED for one in orders)
