"""The only wiring: which routes are served, on the services behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, asgi
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

from ordering import api, services
from ordering.api.docs.config import config as documents
from ordering.api.kitchen import KITCHEN_ROUTES
from ordering.api.menu import menu_at_once
from ordering.api.orders import DIRECTLY
from ordering.http import callers, health
from ordering.http.assets import Assets
from ordering.http.edge import Edge
from ordering.http.exchange import MENU
from ordering.http.openapi import AGENT, KITCHEN, STAFF
from ordering.http.paths import read_strictly
from ordering.http.pictures import serve_pictures
from ordering.http.query import nothing_unknown
from ordering.http.request import StrictRequest, nothing_sent
from ordering.http.routes import Branch, routes_of
from ordering.settings import Settings
from ordering.web import board, guest, home, kitchen, login, menu, offline, printing, store, tables
from ordering.web.board.stream import BoardFeeds
from ordering.web.home import DemoLogins
from ordering.web.kit import failures
from ordering.web.kit.callers import staff
from ordering.web.kit.forms import MOST_FIELDS
from ordering.web.kit.origin import own_origin
from ordering.web.kit.render import Pages
from ordering.web.kit.screen import provide_screen
from ordering.web.kitchen.callers import station
from ordering.web.kitchen.screen import provide_kitchen_screen
from ordering.web.kitchen.stream import KitchenFeeds

STATIC = Path(__file__).parent / "web" / "static"
BODY_LIMIT = 256 * 1024

ROOMS = (board, kitchen, menu, printing, tables, store)
NAVIGATION = [entry for room in ROOMS for entry in room.NAVIGATION]
# Never of a stream: it would wait for more to pack.
PACKED = DefineMiddleware(CompressionMiddleware, config=CompressionConfig("gzip", exclude_opt_key="stream"))


def create_app(settings: Settings, demo: DemoLogins | None = None) -> Edge:
    """The whole service as one ASGI app; with ``demo`` its start page lets everybody in."""
    read_strictly()
    assets = Assets(STATIC)
    state = state_of(settings, assets)
    metrics, metrics_page = _metrics(state.services) if settings.metrics else ([], [])
    app = Litestar(
        route_handlers=[
            Branch(
                "/api/v1",
                route_handlers=[
                    *routes_of(api),
                    Branch(
                        "/admin", route_handlers=routes_of(api, "STAFF_ROUTES"), guards=[callers.staff], security=STAFF
                    ),
                    Branch(
                        "/kitchen",
                        route_handlers=routes_of(api, "KITCHEN_ROUTES"),
                        guards=[callers.kitchen],
                        security=KITCHEN,
                    ),
                    Branch(
                        "/print-agent",
                        route_handlers=routes_of(api, "AGENT_ROUTES"),
                        guards=[callers.print_agents],
                        security=AGENT,
                    ),
                ],
                before_request=nothing_unasked,
            ),
            *guest.ROUTES,
            *home.routes(demo),
            Branch(
                "/admin",
                route_handlers=[
                    *login.ROUTES,
                    *offline.ROUTES,
                    *(Branch("/", route_handlers=routes_of(room), guards=[staff]) for room in ROOMS),
                    _kitchen("/kitchen", staff, *routes_of(kitchen, "STAFF_ROUTES")),
                ],
                guards=[own_origin],
                middleware=[PACKED],
                include_in_schema=False,
            ),
            Branch(
                "/kitchen",
                route_handlers=[
                    *routes_of(kitchen, "DOOR_ROUTES"),
                    _kitchen("/", station),
                ],
                guards=[own_origin],
                middleware=[PACKED],
                include_in_schema=False,
            ),
            asgi("/static", is_mount=True, copy_scope=True)(assets.serve),
            *([serve_pictures] if isinstance(settings.media, Path) else []),
            health.alive,
            health.ready,
            *metrics_page,
        ],
        dependencies={
            "kitchen_feeds": Provide(lambda: state.kitchen_feeds, sync_to_thread=False),
            "screen": Provide(provide_screen, sync_to_thread=False),
            "board_feeds": Provide(lambda: state.board_feeds, sync_to_thread=False),
            "services": Provide(lambda: state.services, sync_to_thread=False),
            "staff": Provide(callers.provide_staff, sync_to_thread=False),
            "kitchen": Provide(callers.provide_kitchen, sync_to_thread=False),
            "agent": Provide(callers.provide_agent, sync_to_thread=False),
            "guest": Provide(callers.provide_guest, sync_to_thread=False),
        },
        middleware=metrics,
        exception_handlers=failures.handlers(state.pages),
        request_class=StrictRequest,
        request_max_body_size=BODY_LIMIT,
        multipart_form_part_limit=MOST_FIELDS,
        openapi_config=documents(),
        state=state,
        lifespan=[lifespan],
        logging_config=None,
    )
    # Whoever wants metrics wants every request counted.
    if settings.metrics:
        return Edge(app, settings, {}, {})
    return Edge(app, settings, {MENU: menu_at_once}, DIRECTLY)


def _kitchen(path: str, guard: Any, *more: Any) -> Branch:
    """What a station's screen asks for, and does as the API does it: by the cookies of a screen or of the staff."""
    return Branch(
        path,
        route_handlers=[*more, *routes_of(kitchen, "KITCHEN_ROUTES"), *KITCHEN_ROUTES],
        guards=[guard],
        dependencies={"screen": Provide(provide_kitchen_screen, sync_to_thread=False)},
    )


def _metrics(built: services.Services) -> tuple[list[Any], list[Any]]:
    """What counts requests, and the page that tells."""
    from litestar.plugins.prometheus import PrometheusConfig, PrometheusController  # here: few want it

    from ordering.http import figures

    class Page(PrometheusController):
        @staticmethod
        def before_request(_: Request[Any, Any, Any]) -> None:
            if built.replica is not None:
                figures.look(built.replica)

    figures.tell(built)
    return [PrometheusConfig(app_name="ordering", prefix="ordering", group_path=True).middleware], [Page]


def state_of(settings: Settings, assets: Assets) -> State:
    """What one process holds."""
    built = services.build(settings)
    pages = Pages(assets, built.storage.origin, NAVIGATION)
    board_feeds = BoardFeeds(built.work, built.hub, built.pictures, pages)
    kitchen_feeds = KitchenFeeds(built.work, built.hub, built.pictures, pages)
    feeds = {"board_feeds": board_feeds, "kitchen_feeds": kitchen_feeds}
    return State({"services": built, "pages": pages, **feeds, "build": assets.build})


async def nothing_unasked(request: Request[Any, Any, Any]) -> None:
    await nothing_unknown(request)
    await nothing_sent(request)


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    held = services.of_app(app)
    held.open()
    yield
    await held.aclose()
