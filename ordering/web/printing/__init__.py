"""The printers, and what became of their papers."""

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

NAVIGATION = [NavigationEntry("/admin/printers", N_("Printers"), icon="printer", position=5, daily=False)]
