"""A request for a kitchen's page: by a station's screen or the staff, about which station, and everything behind it."""

from typing import Any

from litestar import Request
from msgspec import Struct

from ordering.errors import NotFound
from ordering.security.callers import KitchenCaller, StationCaller
from ordering.services import CallerWork, Services
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View, remembered

STATION, STAFF = "/kitchen", "/admin/kitchen"


class KitchenScreen(CallerWork[KitchenCaller], Struct, frozen=True):
    request: Request[Any, Any, Any]
    caller: KitchenCaller
    view: View
    services: Services
    pages: Pages

    @property
    def base(self) -> str:
        """Under which all its routes are."""
        return STATION if isinstance(self.caller, StationCaller) else STAFF

    @property
    def station_id(self) -> int:
        """A screen's own; for the staff the one that is asked for. Raises ``NotFound``."""
        if isinstance(self.caller, StationCaller):
            return self.caller.station_id
        asked = self.request.query_params.get("station", "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
            raise NotFound
        return int(asked)


def provide_kitchen_screen(request: Request[Any, Any, Any]) -> KitchenScreen:
    state = request.app.state
    return KitchenScreen(request, request.user, remembered(request), state.services, state.pages)
