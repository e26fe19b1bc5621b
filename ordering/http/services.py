"""What one process holds, built by ``app`` and reached from requests."""

from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from msgspec import Struct

from ordering.database import Work
from ordering.http.hosts import Hosts
from ordering.http.proxies import UntrustedProxy
from ordering.live.hub import Hub
from ordering.media.studio import Media
from ordering.menu.cache import MenuCache
from ordering.orders.board import Boards
from ordering.orders.intake import Intake
from ordering.security.keys import Keys
from ordering.security.standing import Standing


class Services(Struct, frozen=True):
    work: Work
    keys: Keys
    standing: Standing
    media: Media
    menus: MenuCache
    boards: Boards
    intake: Intake
    hub: Hub
    proxy: UntrustedProxy
    hosts: Hosts
    host: str
    """The address it listens at."""
    public_url: str | None = None
    """How the world reaches us; None for whatever name it uses."""

    @property
    def https(self) -> bool:
        return (self.public_url or "").startswith("https://")

    async def aclose(self) -> None:
        """Streams first, then what is under way, then every connection."""
        await self.hub.close()
        await self.intake.close()
        await self.work.close()
        await self.media.storage.aclose()


def of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    return of_app(connection.app)


def of_app(app: Litestar) -> Services:
    services: Services = app.state.services
    return services
