"""The only wiring: what the process holds, and which routes it serves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Router, asgi
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.api import auth, events, images, menu, orders, stores, tables
from ordering.database import Work, create_engine
from ordering.http import callers, health
from ordering.http.docs.config import config as documents
from ordering.http.edge import Edge
from ordering.http.pictures import PictureFiles
from ordering.http.request import StrictRequest
from ordering.http.services import Services
from ordering.live import log
from ordering.live.hub import Hub
from ordering.media.storage import LOCAL_PATH
from ordering.media.studio import Media
from ordering.menu.cache import MenuCache
from ordering.orders.board import Boards
from ordering.orders.intake import Intake
from ordering.security.keys import Keys
from ordering.security.standing import Account, Facts, Kind, Standing
from ordering.settings import Settings
from ordering.stores.repository import StaffMembers
from ordering.tables.repository import Devices
from ordering.web import (
    activity,
    board,
    board_order,
    closing,
    devices,
    failures,
    guest,
    history,
    login,
    many_tables,
    menu_categories,
    menu_items,
    people,
    pictures,
    placing,
    store,
)
from ordering.web import menu as menu_pages
from ordering.web import tables as tables_page
from ordering.web.assets import Assets
from ordering.web.board_stream import Rooms
from ordering.web.origin import own_origin
from ordering.web.render import Pages
from ordering.web.view import provide_view

BODY_LIMIT = 256 * 1024
PART_LIMIT = 4000  # the form of an item with 20 choices of 50 options has 3,100

GUEST: list[Any] = [menu.guest_menu, orders.GuestOrdering, events.table_events]
ADMIN: list[Any] = [
    orders.board,
    events.store_events,
    orders.StaffOrders,
    tables.Tables,
    tables.history,
    tables.Devices,
    menu.Categories,
    menu.MenuItems,
    menu.MenuOptions,
    images.upload,
    stores.StoreSettings,
    stores.People,
    stores.summary,
    stores.audit_entries,
]

PAGES: list[Any] = [
    login.Login,
    login.leave,
    login.speak,
    *board.ROUTES,
    board_order.OrderDrawer,
    closing.close_table,
    placing.Placing,
    store.StorePage,
    *menu_pages.ROUTES,
    *menu_categories.ROUTES,
    menu_items.ItemPages,
    pictures.choose,
    history.history_page,
    tables_page.TablePages,
    many_tables.blank,
    many_tables.add_many,
    many_tables.sheet,
    devices.DevicePages,
    people.PeoplePages,
    activity.activity_page,
]
# Never of a stream: it would wait for more to pack.
PACKED = DefineMiddleware(CompressionMiddleware, config=CompressionConfig("gzip", exclude_opt_key="stream"))


def create_app(settings: Settings) -> Edge:
    """The whole service as one ASGI app."""
    work = Work(create_engine(settings.database_url), finish=log.write, announce=lambda told: announce(told))
    standing = Standing(lambda accounts: work.read(_standing, accounts))
    media = Media(settings.media)
    services = Services(
        work=work,
        keys=Keys(settings.secret_key),
        standing=standing,
        media=media,
        menus=MenuCache(work, media.storage.url),
        boards=Boards(work),
        intake=Intake(work),
        hub=Hub(work, ended=standing.ended),
        public_url=settings.public_url,
    )

    def announce(told: list[log.Announcement]) -> None:
        for event in told:
            if event.type is log.EventType.MENU_CHANGED:
                services.menus.clear(event.store_id)
            elif event.type is log.EventType.ACCESS_REVOKED:
                standing.forget()
                services.hub.recheck()
            services.hub.wake(event.store_id)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield
        await services.hub.close()
        await services.intake.close()
        await work.close()
        await media.storage.aclose()

    assets = Assets()
    pages = Pages(assets, media.storage.origin)
    rooms = Rooms(work, services.boards, pages)
    metrics = PrometheusConfig(app_name="ordering", prefix="ordering", group_path=True)
    app = Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[auth.Auth, auth.me, *GUEST, Router("/admin", route_handlers=ADMIN)]),
            *guest.ROUTES,
            Router(
                "/admin",
                route_handlers=PAGES,
                guards=[own_origin],
                middleware=[PACKED],
                dependencies={"view": Provide(provide_view, sync_to_thread=False)},
                include_in_schema=False,
            ),
            asgi("/static", is_mount=True, copy_scope=True)(assets.serve),
            *(
                [asgi(LOCAL_PATH, is_mount=True, copy_scope=True)(PictureFiles(settings.media).serve)]
                if isinstance(settings.media, Path)
                else []
            ),
            health.alive,
            health.ready,
            *([PrometheusController] if settings.metrics else []),
        ],
        dependencies={
            "work": Provide(lambda: work, sync_to_thread=False),
            "media": Provide(lambda: media, sync_to_thread=False),
            "keys": Provide(lambda: services.keys, sync_to_thread=False),
            "pages": Provide(lambda: pages, sync_to_thread=False),
            "rooms": Provide(lambda: rooms, sync_to_thread=False),
            "boards": Provide(lambda: services.boards, sync_to_thread=False),
            "intake": Provide(lambda: services.intake, sync_to_thread=False),
            "caller": Provide(callers.provide_staff, sync_to_thread=False),
            "tablet": Provide(callers.provide_tablet, sync_to_thread=False),
        },
        middleware=[metrics.middleware] if settings.metrics else [],
        cors_config=CORSConfig(
            allow_origins=list(settings.cors_origins),
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "If-None-Match"],
            expose_headers=["ETag", "Idempotency-Replayed", "Retry-After", "X-Request-ID"],
        )
        if settings.cors_origins
        else None,
        exception_handlers=failures.handlers(pages),
        request_class=StrictRequest,
        request_max_body_size=BODY_LIMIT,
        multipart_form_part_limit=PART_LIMIT,
        openapi_config=documents(),
        state=State({"services": services}),
        lifespan=[lifespan],
        logging_config=None,
    )
    return Edge(app, https=settings.https)


async def _standing(session: AsyncSession, accounts: Collection[Account]) -> Facts:
    """The facts behind every active account."""
    devices = [account_id for kind, account_id in accounts if kind is Kind.DEVICE]
    staff = [account_id for kind, account_id in accounts if kind is Kind.STAFF]
    epochs: dict[Account, int] = {}
    dead: frozenset[str] = frozenset()
    if devices:
        epochs |= {(Kind.DEVICE, one): epoch for one, epoch in (await Devices(session).epochs(devices)).items()}
    if staff:
        people = StaffMembers(session)
        epochs |= {(Kind.STAFF, one): epoch for one, epoch in (await people.epochs(staff)).items()}
        dead = await people.dead_jtis(staff)
    return Facts(epochs, dead)
