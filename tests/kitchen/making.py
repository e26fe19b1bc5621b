"""A kitchen for the tests: its stations, what they make, and what they see."""

from typing import Any

import httpx

from tests.menu.test_stations import a_station
from tests.world import Restaurant, Who


class Kitchen:
    """The bistro's: meals are made in the kitchen, since that is the first station; cold noodles at the bar."""

    def __init__(self, here: Restaurant) -> None:
        self.here = here
        self.stations: dict[str, int] = {}

    async def open(self, *, expo: bool = False) -> "Kitchen":
        for name in ("주방", "바"):
            self.stations[name] = await a_station(self.here, name)
        if expo:
            self.stations["서빙대"] = await a_station(self.here, "서빙대", "expo")
        path = f"/admin/items/{self.here.items['냉면']}"
        answer = await self.here.ask("manager", "PATCH", path, {"station_id": self.stations["바"]})
        assert answer.status_code == 200, answer.text
        return self

    async def tickets(self, station: str | None = None, by: Who = "staff", **asked: Any) -> list[dict[str, Any]]:
        if station is not None:
            asked["station_id"] = self.stations[station]
        answer = await self.here.ask(by, "GET", "/kitchen/tickets", **asked)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def delete(self, station: str) -> None:
        path = f"/admin/stations/{self.stations[station]}"
        assert (await self.here.ask("manager", "DELETE", path)).status_code == 204

    async def bump(self, ticket: dict[str, Any], to: str, by: Who = "staff", **more: Any) -> httpx.Response:
        body = {"status": to, "version": ticket["version"], **more}
        return await self.here.ask(by, "PATCH", f"/kitchen/tickets/{ticket['id']}", body)

    async def bumped(self, ticket: dict[str, Any], to: str, by: Who = "staff") -> dict[str, Any]:
        answer = await self.bump(ticket, to, by)
        assert answer.status_code == 200, answer.text
        assert answer.json()["version"] == ticket["version"] + 1
        now: dict[str, Any] = answer.json()
        return now

    async def order(self, order: dict[str, Any]) -> dict[str, Any]:
        """As the staff see it now."""
        found: dict[str, Any] = (await self.here.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()
        return found

    async def stand(self, order: dict[str, Any]) -> tuple[str, list[str]]:
        """The statuses of an order and of its tickets."""
        now = await self.order(order)
        return now["status"], [ticket["status"] for ticket in now["kitchen"]["tickets"]]
