"""The JSON API, for tablets and whatever else speaks it: its routes, under ``/api/v1``."""

from typing import Any

from litestar import Router

from ordering.api import auth, events, images, menu, orders, stores, tables
from ordering.http import callers
from ordering.http.openapi import STAFF

ADMIN: list[Any] = [
    orders.board,
    events.store_events,
    orders.StaffOrders,
    tables.Tables,
    tables.history,
    tables.Devices,
    tables.open_pairing,
    menu.Categories,
    menu.MenuItems,
    menu.MenuOptions,
    images.upload,
    stores.StoreSettings,
    stores.People,
    stores.summary,
    stores.audit_entries,
]
ROUTES: list[Any] = [
    auth.Auth,
    auth.me,
    menu.guest_menu,
    orders.GuestOrdering,
    events.table_events,
    Router("/admin", route_handlers=ADMIN, guards=[callers.staff], security=STAFF),
]
