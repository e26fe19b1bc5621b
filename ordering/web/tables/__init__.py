"""The tables, their tablets and the pairing sheet."""

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

NAVIGATION = [NavigationEntry("/admin/tables", N_("Tables"), icon="armchair", position=4)]
