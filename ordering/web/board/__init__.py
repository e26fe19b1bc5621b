"""The live board: every table, the orders in its drawer, closing, and orders taken by word of mouth."""

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

NAVIGATION = [NavigationEntry("/admin", N_("Board"), icon="layout-dashboard", position=1)]
