"""The store: its settings, its people, its history and what was done."""

from ordering.web.store import activity, history, people, settings

ROUTES = [settings.StorePage, people.PeoplePages, history.history_page, activity.activity_page]
