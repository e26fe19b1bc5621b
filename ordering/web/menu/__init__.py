"""The menu as the staff use it: the list, its items, categories and pictures."""

from typing import Any

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry
from ordering.web.menu import categories, items, page, pictures

ROUTES: list[Any] = [*page.ROUTES, *categories.ROUTES, items.ItemPages, pictures.choose]
NAVIGATION = [NavigationEntry("/admin/menu", N_("Menu"), icon="utensils", position=3)]
