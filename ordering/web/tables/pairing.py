"""When tablets can be paired, and letting them: for every member of staff, on the tables' page."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.stores import actions, queries
from ordering.web.kit.screen import Screen


@post("/tables/pairing")
async def open_pairing(screen: NamedDependency[Screen]) -> Response[Any]:
    await screen.run(actions.open_pairing)
    toast = screen.say("Tablets can be paired for 15 minutes.")
    return await screen.done("tables/_pairing.html", _pairing, page="/admin/tables", toast=toast)


async def _pairing(screen: Screen) -> dict[str, Any]:
    return {"pairing": await screen.read(queries.pairing)}


ROUTES: list[Any] = [open_pairing]
