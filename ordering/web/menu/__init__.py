"""The menu as the staff use it: the list, its items, categories and pictures."""

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

NAVIGATION = [NavigationEntry("/admin/menu", N_("Menu"), icon="utensils", position=3)]
