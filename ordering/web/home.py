"""The start page, `/`: on the demo two doors, one tap each; elsewhere the guest's page with a way to the staff's."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ordering.web.guest import guests_page
from ordering.web.kit.origin import own_origin
from ordering.web.kit.screen import Screen


class DemoLogins(Struct, frozen=True, kw_only=True):
    """The public logins of the demo's store: one of its staff and one of its tables."""

    store: str
    username: str
    password: str
    table: int
    table_password: str


@get("/", include_in_schema=False)
async def home(screen: NamedDependency[Screen]) -> Response[str]:
    return guests_page(screen, start=True)


def routes(demo: DemoLogins | None) -> list[Any]:
    """Of the demo, if ``demo`` has its logins: outside of it nobody's password is ever written into a page."""
    return [home] if demo is None else _doors(demo)


def _doors(demo: DemoLogins) -> list[Any]:
    @get("/", include_in_schema=False)
    async def doors(screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("home/page.html", demo=demo)

    @post("/table", include_in_schema=False, guards=[own_origin], status_code=200)
    async def tablet(screen: NamedDependency[Screen]) -> Response[str]:
        """A tablet that pairs itself. From our own page only: another site must not move somebody's tablet."""
        return guests_page(screen, demo=demo)

    return [doors, tablet]
