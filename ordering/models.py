"""Every model and every repository there is: importing this module imports them all."""

from importlib import import_module
from pkgutil import iter_modules

from ordering import images, kitchen, live, menu, orders, stores, tables
from ordering.database.repository import Repository, StoreRows
from ordering.database.types import Base

__all__ = ["Base", "Repository", "StoreRows"]

PROGRAMS = {"ordering.images.decode", "ordering.images.pixels"}
"""Of a process of their own: they bring Pillow along, and no rows."""

import_module("ordering.audit")
import_module("ordering.database.replica")
import_module("ordering.printing.repository")  # by itself: its neighbours draw, and bring Pillow along
for domain in (orders, kitchen, tables, menu, images, stores, live):
    for module in iter_modules(domain.__path__, f"{domain.__name__}."):
        if module.name not in PROGRAMS:
            import_module(module.name)
