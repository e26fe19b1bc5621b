"""The menu: categories, items, their options, and the copy of it that guests are served from."""
