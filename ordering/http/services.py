"""What one process holds, built by ``app`` and reached from requests."""

from typing import Any

from litestar.connection import ASGIConnection
from msgspec import Struct

from ordering.database import Work
from ordering.menu.cache import MenuCache
from ordering.orders.board import Boards
from ordering.orders.intake import Intake
from ordering.security.keys import Keys
from ordering.security.standing import Standing


class Services(Struct, frozen=True):
    work: Work
    keys: Keys
    standing: Standing
    menus: MenuCache
    boards: Boards
    intake: Intake


def of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    services: Services = connection.app.state.services
    return services
