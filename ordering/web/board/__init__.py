"""The live board: every table, the orders in its drawer, closing, and orders taken by word of mouth."""

from ordering.web.board import closing, new_order, order, page

ROUTES = [*page.ROUTES, order.OrderDrawer, closing.close_table, new_order.Placing]
