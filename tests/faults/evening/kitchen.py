"""Cooks and whoever carries: they do what their screen shows them, and each knows what he has made."""

import asyncio
from collections import defaultdict

import httpx

from tests.faults.evening.house import EXPO, STEP, House, Json
from tests.faults.screens import Screen

HANDS = 3
"""Tickets that a cook sees to at once."""


class Shown:
    """The tickets on a station's screen, as the events of its stream have them."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.tickets: dict[int, Json] = {}
        self._heard = 0

    def look(self) -> list[Json]:
        """The oldest first."""
        for event in self.screen.events[self._heard :]:
            self._heard += 1
            if event.type == "session.closed":
                table = event.data["table"]["id"]
                self.tickets = {key: one for key, one in self.tickets.items() if one["order"]["table"]["id"] != table}
            elif event.type.startswith("ticket."):
                ticket = event.data["ticket"]
                self.tickets[ticket["id"]] = ticket
                if ticket["status"] == "void" and "voided" not in ticket["marks"]:
                    del self.tickets[ticket["id"]]
        return [self.tickets[one] for one in sorted(self.tickets)]


class Cook:
    """Makes what is new on a station's screen. ``made`` is how many of which line of which ticket."""

    def __init__(self, house: House, station: str, screen: Screen) -> None:
        self.shown = Shown(screen)
        self.made: dict[tuple[int, int], int] = {}
        self._house, self._me = house, house.screens[station]
        self._acted: dict[int, int] = {}  # from which version of a ticket
        self._seen: set[int] = set()
        self._recalled: set[int] = set()

    @property
    def left(self) -> list[Json]:
        """What is to be made, or to be noticed."""
        return [one for one in self.shown.look() if one["status"] != "done" or "voided" in one["marks"]]

    async def work(self) -> None:
        while True:
            shown = self.shown.look()
            if new := [ticket["id"] for ticket in shown if ticket["id"] not in self._seen]:
                self._seen.update(new)
                await self._house.say(self._me, "POST", "/kitchen/tickets/seen", {"ids": new})
            await asyncio.gather(*(self._see_to(ticket) for ticket in [*filter(self._is_mine, shown)][:HANDS]))
            await asyncio.sleep(STEP)

    def _is_mine(self, ticket: Json) -> bool:
        """Whether something is to be done with it that the screen is not about to show as done."""
        finished = ticket["status"] == "done" and ticket["id"] in self._recalled and "voided" not in ticket["marks"]
        return self._acted.get(ticket["id"], 0) < ticket["version"] and not finished

    async def _see_to(self, ticket: Json) -> None:
        if "voided" in ticket["marks"]:
            await self._say(ticket, "POST", "/acknowledgement")
        elif ticket["status"] in ("new", "started"):
            self._make(ticket)
            await self._tell(ticket)
        else:
            self._recalled.add(ticket["id"])
            if self._house.chance(0.1):
                back = {"status": self._house.dice.choice(["new", "started"]), "version": ticket["version"]}
                self._house.done["recall"] += await self._say(ticket, "PATCH", "", back)

    def _make(self, ticket: Json) -> None:
        for line in ticket["lines"]:
            if line["quantity"] and (ticket["id"], line["id"]) not in self.made:
                self.made[ticket["id"], line["id"]] = line["quantity"]

    async def _tell(self, ticket: Json) -> None:
        left = [line["id"] for line in ticket["lines"] if line["quantity"] and not line["done_at"]]
        if left and self._house.dice.random() < 0.3:
            await self._say(ticket, "PUT", f"/lines/{left[0]}/done")
            return
        begins = ticket["status"] == "new" and self._house.dice.random() < 0.5
        to = {"status": "started" if begins else "done", "version": ticket["version"]}
        await self._say(ticket, "PATCH", "", to)

    async def _say(self, ticket: Json, method: str, path: str, body: Json | None = None) -> bool:
        """Whatever came of it, the screen is going to show it."""
        answer = await self._house.say(self._me, method, f"/kitchen/tickets/{ticket['id']}{path}", body)
        if not _has_left(answer):
            self._acted[ticket["id"]] = ticket["version"]
        return answer.is_success


class Runner:
    """Carries what is ready, by the screen where orders are put together; some of it by mistake."""

    def __init__(self, house: House, screen: Screen) -> None:
        self.shown = Shown(screen)
        self._house, self._me = house, house.screens[EXPO]
        self._acted: dict[int, int] = {}  # from which version of an order
        self._told: dict[int, Json] = {}
        self._back: set[int] = set()

    @property
    def left(self) -> list[Json]:
        """The orders that nobody has carried yet."""
        orders = [self._newest(tickets) for tickets in self._orders()]
        return [order for order in orders if order["status"] in ("pending", "preparing")]

    async def work(self) -> None:
        while True:
            self._house.waiting = len(self.left)
            for tickets in self._orders():
                order = self._newest(tickets)
                made = [one for one in tickets if one["status"] != "void"]
                if self._acted.get(order["id"], 0) >= order["version"] or not made:
                    continue
                if order["status"] == "preparing" and all(one["status"] == "done" for one in made):
                    await self._say(order, "completed")
                elif order["status"] == "completed" and order["id"] not in self._back:
                    self._back.add(order["id"])
                    if self._house.chance(0.1):
                        self._house.done["taken back"] += await self._say(order, "preparing")
            await asyncio.sleep(STEP)

    def _newest(self, tickets: list[Json]) -> Json:
        """Their order as it was told last."""
        orders = [one["order"] for one in tickets]
        told = self._told.get(orders[0]["id"])
        newest: Json = max([told, *orders] if told else orders, key=lambda one: one["version"])
        return newest

    def _orders(self) -> list[list[Json]]:
        found: dict[int, list[Json]] = defaultdict(list)
        for ticket in self.shown.look():
            found[ticket["order"]["id"]].append(ticket)
        return [*found.values()]

    async def _say(self, order: Json, status: str) -> bool:
        body = {"status": status, "version": order["version"]}
        answer = await self._house.say(self._me, "PATCH", f"/kitchen/orders/{order['id']}", body)
        if not answer.is_success:  # an order's latest change may be told by a ticket that is off the screen by now
            self._told[order["id"]] = answer.json()["order"]
        else:
            self._acted[order["id"]] = order["version"]
        return answer.is_success


def _has_left(answer: httpx.Response) -> bool:
    """Whether its party has; it may be back, and nothing else about it."""
    return not answer.is_success and answer.json()["code"] == "session_closed"
