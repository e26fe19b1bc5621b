"""A station's screen: its page, and what is live of it. Under ``/kitchen`` for the screens that are paired, under
``/admin/kitchen`` for the staff.
"""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ordering import clock
from ordering.errors import NotFound, NotLoggedIn
from ordering.http.paging import PathId
from ordering.http.sse import EventStream
from ordering.kitchen import queries
from ordering.kitchen.shapes import StationOut
from ordering.menu.model import StationKind
from ordering.orders.on_screen import on_screen
from ordering.orders.tickets import left_tickets
from ordering.security.callers import StaffCaller
from ordering.web.kit.languages import Language
from ordering.web.kit.render import NO_STORE
from ordering.web.kitchen.dockets import KitchenView, dockets_of, drawn_from
from ordering.web.kitchen.screen import KitchenScreen
from ordering.web.kitchen.stream import KitchenFeeds


async def kitchen_view(screen: KitchenScreen, station_id: int) -> KitchenView:
    """A station's screen as it is now, for whoever asks for it outside of the stream."""
    return drawn_from(await screen.read(on_screen, station_id))


async def show_kitchen(screen: KitchenScreen, station_id: int, stations: list[StationOut]) -> Response[str]:
    """A station's page; ``stations`` are there to choose from."""
    return screen.pages.answer(
        "kitchen/page.html", view=screen.view, kitchen=await kitchen_view(screen, station_id), base=screen.base,
        stations=stations, changed=None, now=clock.now(),
    )  # fmt: skip


class Live(Controller):
    path = "/"

    @get("/region")
    async def region(self, screen: NamedDependency[KitchenScreen], of: FromQuery[str | None] = None) -> Response[str]:
        """What is live of it, for a tab that listens to another tab's stream."""
        _is_shown(screen, of)
        kitchen = await kitchen_view(screen, screen.station_id)
        return screen.pages.answer("kitchen/_changes.html", view=screen.view, kitchen=kitchen, changed=None)

    @get("/stream", opt={"stream": True})
    async def stream(
        self,
        screen: NamedDependency[KitchenScreen],
        kitchen_feeds: NamedDependency[KitchenFeeds],
        of: FromQuery[str | None] = None,
        language: FromQuery[Language | None] = None,
    ) -> EventStream:
        """``language`` is the page's."""
        _is_shown(screen, of)
        station, language = screen.station_id, language or screen.view.language
        await screen.read(queries.station, station)  # another store's is not there, and nobody's stream begins
        return EventStream(screen.request, lambda viewer: kitchen_feeds.opened(viewer, language, station), pulses=True)

    @get("/dockets/{docket_id:int}")
    async def docket(self, docket_id: PathId, screen: NamedDependency[KitchenScreen]) -> Response[Any]:
        """One that is in the list no more, where something is still to be said of it: that its party has left."""
        kitchen = await kitchen_view(screen, screen.station_id)
        expo = kitchen.station.kind is StationKind.EXPO
        left = await screen.read(left_tickets, docket_id, of_order=expo)
        if not left:
            return Response(b"", status_code=204, headers=NO_STORE)
        [docket] = dockets_of(left, expo=expo, left=True)
        return screen.pages.answer("kitchen/_docket.html", view=screen.view, kitchen=kitchen, docket=docket)


class StaffPage(Controller):
    path = "/"

    @get()
    async def page(self, screen: NamedDependency[KitchenScreen]) -> Response[str]:
        """Of the station that is asked for, else of the first."""
        assert isinstance(screen.caller, StaffCaller)  # noqa: S101 - the guard's
        stations = await screen.services.work.read(queries.stations, screen.caller)
        if not screen.view.kitchen or not stations:
            raise NotFound
        asked = "station" in screen.request.query_params
        return await show_kitchen(screen, screen.station_id if asked else stations[0].id, stations)


def _is_shown(screen: KitchenScreen, of: str | None) -> None:
    """``of`` is the store that the page shows: the cookie may be another's by now."""
    if screen.view.store is not None and of not in (None, screen.view.store.slug):
        raise NotLoggedIn


KITCHEN_ROUTES: list[Any] = [Live]
STAFF_ROUTES: list[Any] = [StaffPage]
