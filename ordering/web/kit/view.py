"""For whom a page is rendered: every staff template has it as ``view``."""

from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from msgspec import Struct

from ordering.security.callers import StaffCaller
from ordering.stores.shapes import StoreRef
from ordering.web.kit.languages import Language, chosen, spoken

HOME = "/admin"
Connection = ASGIConnection[Any, Any, Any, Any]


class View(Struct, frozen=True, kw_only=True):
    """``store`` and ``caller`` are None where nobody is logged in, ``caller`` also in what all viewers share."""

    language: Language
    store: StoreRef | None = None
    caller: StaffCaller | None = None
    here: str = HOME
    """Path and query of the page that is looked at."""
    fragment: bool = False
    """htmx asks, for a part of the page."""
    kitchen: bool = False
    """The store has stations."""

    @property
    def manages(self) -> bool:
        return self.caller is not None and self.caller.manages

    def gettext(self, message: str) -> str:
        return self.language.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.language.ngettext(singular, plural, n)


def view_of(
    connection: Connection,
    store: StoreRef | None = None,
    caller: StaffCaller | None = None,
    *,
    kitchen: bool = False,
) -> View:
    fragment, locale = is_fragment(connection), store.locale if store else None
    return View(
        language=spoken(connection, locale) if fragment else chosen(connection, locale),
        store=store,
        caller=caller,
        here=_here(connection),
        fragment=fragment,
        kitchen=kitchen,
    )


def is_fragment(connection: Connection) -> bool:
    """htmx asks for a whole page when it restores one from history."""
    asked = connection.headers
    return asked.get("hx-request") == "true" and asked.get("hx-history-restore-request") != "true"


def _here(connection: Connection) -> str:
    """A fragment belongs to the page that asked for it; what is sent can't be gone back to."""
    asked = connection.headers.get("hx-current-url") if is_fragment(connection) else None
    if asked is None and connection.scope.get("method") not in ("GET", "HEAD"):
        return HOME
    if asked is None:
        path, query = connection.scope["path"], connection.scope.get("query_string", b"").decode("latin-1")
        return f"{path}?{query}" if query else path
    try:
        at = urlsplit(asked)
    except ValueError:
        return HOME
    return f"{at.path}?{at.query}" if at.query else at.path


def remember(connection: Connection, view: View) -> None:
    connection.scope["state"]["view"] = view


def remembered(connection: Connection) -> View:
    """The guard's; a stranger's where none ran."""
    known: View | None = connection.scope["state"].get("view")
    return known or view_of(connection)
