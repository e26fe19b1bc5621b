"""The places of the staff's pages, and who may go there."""

from msgspec import Struct

from ordering.security.callers import Role
from ordering.web.kit.languages import N_

ALL = frozenset(Role)
MANAGERS = frozenset({Role.MANAGER, Role.OWNER})


class Place(Struct, frozen=True):
    """``daily`` ones are in the bar on every screen; the others fold into the person's menu on a small one."""

    path: str
    label: str
    icon: str
    roles: frozenset[Role] = ALL
    daily: bool = True


PLACES = (
    Place("/admin", N_("Board"), icon="layout-dashboard"),
    Place("/admin/history", N_("History"), icon="history"),
    Place("/admin/menu", N_("Menu"), icon="utensils"),
    Place("/admin/tables", N_("Tables"), icon="armchair"),
    Place("/admin/staff", N_("Staff"), icon="users", roles=frozenset({Role.OWNER}), daily=False),
    Place("/admin/store", N_("Store"), icon="store", roles=MANAGERS, daily=False),
    Place("/admin/activity", N_("Activity"), icon="scroll-text", roles=MANAGERS, daily=False),
)
