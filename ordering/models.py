"""Every table there is, in one place, for migrations and for tests that compare the two."""

from ordering.audit import AuditEntry
from ordering.database.types import Base
from ordering.images.model import Image
from ordering.live.log import EventCounter, StoreEvent
from ordering.menu.model import MenuCategory, MenuItem, MenuVersion, Option, OptionGroup
from ordering.orders.model import Order, OrderCounter, OrderLine
from ordering.stores.model import RevokedToken, Staff, Store
from ordering.tables.model import Device, DiningTable, TableSession

__all__ = [
    "AuditEntry",
    "Base",
    "Device",
    "DiningTable",
    "EventCounter",
    "Image",
    "MenuCategory",
    "MenuItem",
    "MenuVersion",
    "Option",
    "OptionGroup",
    "Order",
    "OrderCounter",
    "OrderLine",
    "RevokedToken",
    "Staff",
    "Store",
    "StoreEvent",
    "TableSession",
]
