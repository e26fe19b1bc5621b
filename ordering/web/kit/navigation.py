"""The navigation of the staff's pages, and who may go where."""

from collections.abc import Iterable

from msgspec import Struct

from ordering.security.callers import Role
from ordering.web.kit.view import HOME, View

EVERYBODY = frozenset(Role)
MANAGERS = frozenset({Role.MANAGER, Role.OWNER})


class NavigationEntry(Struct, frozen=True):
    """A page that can be gone to from everywhere; ``position`` is its rank from the left.

    ``daily`` ones are in the bar on every screen; the others fold into the person's menu on a small one.
    """

    path: str
    label: str
    icon: str
    position: int
    roles: frozenset[Role] = EVERYBODY
    daily: bool = True
    kitchen: bool = False
    """Only where the store has stations."""


class Navigation:
    """Every room's entries, in their order."""

    def __init__(self, entries: Iterable[NavigationEntry] = ()) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.position)

    def for_viewer(self, view: View) -> list[NavigationEntry]:
        """Where this person may go."""
        if view.caller is None:
            return []
        may = [entry for entry in self.entries if view.caller.role in entry.roles]
        return [entry for entry in may if view.kitchen or not entry.kitchen]

    def current(self, view: View) -> str:
        """The path of the entry that the page belongs to; "" for none."""
        path = view.here.partition("?")[0]
        if path == HOME or "/orders/" in f"{path}/" or path.endswith("/bill"):  # what the board leads to
            return HOME
        others = (entry.path for entry in self.entries if entry.path != HOME)
        return next((entry for entry in others if f"{path}/".startswith(f"{entry}/")), "")
