"""The store: its settings, its people, its history and what was done."""

from ordering.security.callers import Role
from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import MANAGERS, NavigationEntry

OWNERS = frozenset({Role.OWNER})
NAVIGATION = [
    NavigationEntry("/admin/history", N_("History"), icon="history", position=2),
    NavigationEntry("/admin/staff", N_("Staff"), icon="users", position=5, roles=OWNERS, daily=False),
    NavigationEntry("/admin/store", N_("Store"), icon="store", position=6, roles=MANAGERS, daily=False),
    NavigationEntry("/admin/activity", N_("Activity"), icon="scroll-text", position=7, roles=MANAGERS, daily=False),
]
