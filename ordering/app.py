"""The only wiring: what the process holds, and which routes it serves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router, asgi
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.api import auth, events, menu, orders, stores, tables
from ordering.database import Work, create_engine
from ordering.http import callers, health
from ordering.http.docs.config import config as documents
from ordering.http.edge import Edge
from ordering.http.problems import HANDLERS
from ordering.http.request import StrictRequest
from ordering.http.services import Services
from ordering.live import log
from ordering.live.hub import Hub
from ordering.menu.cache import MenuCache
from ordering.orders.board import Boards
from ordering.orders.intake import Intake
from ordering.security.keys import Keys
from ordering.security.standing import Account, Facts, Kind, Standing
from ordering.settings import Settings
from ordering.stores.repository import StaffMembers
from ordering.tables.repository import Devices
from ordering.web import guest
from ordering.web.assets import Assets
from ordering.web.render import Pages

BODY_LIMIT = 256 * 1024

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
    stores.StoreSettings,
    stores.People,
    stores.summary,
    stores.audit_entries,
]

PAGES: list[Any] = [guest.guest_page]


def create_app(settings: Settings) -> Edge:
    """The whole service as one ASGI app."""
    work = Work(create_engine(settings.database_url), finish=log.write, announce=lambda told: announce(told))
    standing = Standing(lambda accounts: work.read(_standing, accounts))
    services = Services(
        work=work,
        keys=Keys(settings.secret_key),
        standing=standing,
        menus=MenuCache(work),
        boards=Boards(work),
        intake=Intake(work),
        hub=Hub(work, ended=standing.ended),
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

    assets = Assets()
    pages = Pages(assets)
    metrics = PrometheusConfig(app_name="ordering", prefix="ordering", group_path=True)
    app = Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[auth.Auth, auth.me, *GUEST, Router("/admin", route_handlers=ADMIN)]),
            *PAGES,
            asgi("/static", is_mount=True, copy_scope=True)(assets.serve),
            health.alive,
            health.ready,
            *([PrometheusController] if settings.metrics else []),
        ],
        dependencies={
            "work": Provide(lambda: work, sync_to_thread=False),
            "keys": Provide(lambda: services.keys, sync_to_thread=False),
            "pages": Provide(lambda: pages, sync_to_thread=False),
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
        exception_handlers=HANDLERS,
        request_class=StrictRequest,
        request_max_body_size=BODY_LIMIT,
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
