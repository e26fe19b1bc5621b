"""The live board: every table, the orders in its drawer, closing, and orders taken by word of mouth."""

from typing import Any

from ordering.web.board import closing, new_order, order, page
from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

ROUTES: list[Any] = [*page.ROUTES, order.OrderDrawer, closing.close_table, new_order.Placing]
NAVIGATION = [NavigationEntry("/admin", N_("Board"), icon="layout-dashboard", position=1)]
