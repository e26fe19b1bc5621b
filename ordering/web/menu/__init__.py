"""The menu as the staff use it: the list, its items, categories and pictures."""

from ordering.web.menu import categories, items, page, pictures

ROUTES = [*page.ROUTES, *categories.ROUTES, items.ItemPages, pictures.choose]
