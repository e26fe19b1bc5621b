"""What was done, in sentences: every action that is recorded has one, every field that can change has a name."""

from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from ordering.audit import AuditEntry
from ordering.orders.model import Status
from ordering.orders.naming import Row
from ordering.web.kit.formats import STATUSES, order_number
from ordering.web.kit.languages import N_
from ordering.web.kit.view import View


class Kind(StrEnum):
    ORDERS = "orders"
    TABLES = "tables"
    MENU = "menu"
    PEOPLE = "people"
    STORE = "store"


KINDS = {
    Kind.ORDERS: N_("Orders"),
    Kind.TABLES: N_("Tables"),
    Kind.MENU: N_("Menu"),
    Kind.PEOPLE: N_("People and logins"),
    Kind.STORE: N_("Store"),
}
ICONS = {
    Kind.ORDERS: "receipt-text",
    Kind.TABLES: "armchair",
    Kind.MENU: "utensils",
    Kind.PEOPLE: "users",
    Kind.STORE: "store",
}
# By action, or by action and subject. ``what`` is the row, as it is called; ``who`` brings its particle along.
SENTENCES: dict[str, tuple[Kind, str]] = {
    "order.opened": (Kind.ORDERS, N_("%(who)s looked at the new order %(what)s.")),
    "order.advanced": (Kind.ORDERS, N_("%(who)s moved order %(what)s to “%(status)s”.")),
    "order.cancelled": (Kind.ORDERS, N_("%(who)s cancelled order %(what)s.")),
    "table.closed": (Kind.ORDERS, N_("%(who)s closed %(what)s.")),
    "table.added": (Kind.TABLES, N_("%(who)s added %(what)s.")),
    "table.changed": (Kind.TABLES, N_("%(who)s changed %(what)s.")),
    "table.removed": (Kind.TABLES, N_("%(who)s deleted %(what)s.")),
    "device.paired": (Kind.TABLES, N_("A tablet was paired with %(what)s.")),
    "pairing.opened": (Kind.TABLES, N_("%(who)s opened pairing for 15 minutes.")),
    "device.unpaired": (Kind.TABLES, N_("%(who)s unpaired a tablet of %(what)s.")),
    "device.replaced": (Kind.TABLES, N_("A tablet of %(what)s that was never used made room for another one.")),
    "category.added": (Kind.MENU, N_("%(who)s added the category %(what)s.")),
    "category.changed": (Kind.MENU, N_("%(who)s renamed the category %(what)s.")),
    "category.removed": (Kind.MENU, N_("%(who)s deleted the category %(what)s.")),
    "categories.reordered": (Kind.MENU, N_("%(who)s put the categories in another order.")),
    "item.added": (Kind.MENU, N_("%(who)s added %(what)s to the menu.")),
    "item.changed": (Kind.MENU, N_("%(who)s changed %(what)s on the menu.")),
    "item.removed": (Kind.MENU, N_("%(who)s deleted %(what)s from the menu.")),
    "items.reordered": (Kind.MENU, N_("%(who)s put the items of %(what)s in another order.")),
    "item.sold_out": (Kind.MENU, N_("%(who)s marked %(what)s as sold out.")),
    "item.back": (Kind.MENU, N_("%(who)s put %(what)s back on sale.")),
    "option.sold_out": (Kind.MENU, N_("%(who)s marked the option %(what)s as sold out.")),
    "option.back": (Kind.MENU, N_("%(who)s put the option %(what)s back on sale.")),
    "image.added": (Kind.MENU, N_("%(who)s uploaded a picture.")),
    "staff.logged_in": (Kind.PEOPLE, N_("%(who)s logged in.")),
    "staff.logged_out": (Kind.PEOPLE, N_("%(who)s logged out.")),
    "staff.added": (Kind.PEOPLE, N_("%(who)s added %(what)s to the staff.")),
    "staff.changed": (Kind.PEOPLE, N_("%(who)s changed the account of %(what)s.")),
    "staff.removed": (Kind.PEOPLE, N_("%(who)s removed %(what)s from the staff.")),
    "login.refused": (Kind.PEOPLE, N_("A login as %(name)s was refused.")),
    "login.refused table": (Kind.PEOPLE, N_("A tablet tried a wrong password for %(what)s.")),
    "login.throttled": (Kind.PEOPLE, N_("A login as %(name)s has to wait: too many failed.")),
    "login.throttled table": (Kind.PEOPLE, N_("A tablet at %(what)s has to wait: too many wrong passwords.")),
    "pairing.refused": (Kind.PEOPLE, N_("A tablet knew the password of %(what)s while pairing was closed.")),
    "pairing.full": (Kind.PEOPLE, N_("A tablet knew the password of %(what)s, which can't have any more tablets.")),
    "store.created": (Kind.STORE, N_("%(who)s opened the store.")),
    "store.restored": (Kind.STORE, N_("%(who)s put a backup back: what came after it is gone.")),
    "store.changed": (Kind.STORE, N_("%(who)s changed the store's settings.")),
}


class Means(StrEnum):
    """What a field's value is, and so how it is shown; of a ``THING`` only that it has changed."""

    TEXT = "text"
    MONEY = "money"
    ROLE = "role"
    FLAG = "flag"
    CATEGORY = "category"
    PAIRING = "pairing"
    THING = "thing"


FIELDS: dict[str, tuple[str, Means]] = {
    "name": (N_("Name"), Means.TEXT),
    "price": (N_("Price"), Means.MONEY),
    "description": (N_("Description"), Means.THING),
    "category_id": (N_("Category"), Means.CATEGORY),
    "image_id": (N_("Picture"), Means.THING),
    "hidden": (N_("Hidden"), Means.FLAG),
    "option_groups": (N_("Options"), Means.THING),
    "number": (N_("Number"), Means.TEXT),
    "label": (N_("Label"), Means.TEXT),
    "area": (N_("Area"), Means.TEXT),
    "password": (N_("Password"), Means.THING),
    "username": (N_("Username"), Means.TEXT),
    "role": (N_("Role"), Means.ROLE),
    "disabled": (N_("Disabled"), Means.FLAG),
    "reason": (N_("Reason"), Means.TEXT),
    "total": (N_("Total"), Means.MONEY),
    "unfinished": (N_("Orders not served"), Means.TEXT),
    "timezone": (N_("Time zone"), Means.TEXT),
    "day_cutoff_hour": (N_("A new day begins at"), Means.TEXT),
    "currency": (N_("Currency"), Means.TEXT),
    "locale": (N_("Language"), Means.TEXT),
    "open_orders_per_table": (N_("Unfinished orders at a table"), Means.TEXT),
    "seconds_between_orders": (N_("Time between two orders"), Means.TEXT),
    "undo_seconds": (N_("Guests may take an order back for"), Means.TEXT),
    "board_warn_minutes": (N_("Amber after"), Means.TEXT),
    "board_late_minutes": (N_("Red after"), Means.TEXT),
    "retention_days": (N_("Keep orders for"), Means.TEXT),
    "unwritten": (N_("Refused before it, not listed"), Means.TEXT),
    "devices_per_table": (N_("Tablets at a table"), Means.TEXT),
    "pairing": (N_("Tablets can be paired"), Means.PAIRING),
}
IN_THE_SENTENCE = {"name", "number", "username"}
"""Unless it is they that have changed."""
FROM_SOMEWHERE = {
    *("staff.logged_in", "login.refused", "login.throttled"),
    *("device.paired", "device.replaced", "pairing.refused", "pairing.full"),
}
"""Where the address of whoever did it says something."""
GONE = N_("(gone)")


class Change(Struct, frozen=True):
    label: str
    means: Means
    before: Any
    after: Any


def kind_of(entry: AuditEntry) -> Kind:
    return _sentence(entry)[0]


def tell(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    """The sentence, with whoever did it and whatever it was done to standing out."""
    values = {
        "who": _who(view, entry),
        "what": _what(view, entry, names),
        "status": view.gettext(STATUSES[Status((entry.after or {}).get("status", Status.PENDING))]),
        "name": _strong(entry.actor_name),
    }
    return Markup(view.gettext(_sentence(entry)[1])) % values  # noqa: S704 - a message of ours


def changes(entry: AuditEntry) -> list[Change]:
    """What else is known: from what, to what."""
    before, after = entry.before or {}, entry.after or {}
    known = [name for name in FIELDS if name in before or name in after]
    if not entry.action.endswith(".changed"):
        known = [name for name in known if name not in IN_THE_SENTENCE and (before | after)[name]]
    told = [Change(*FIELDS[name], before.get(name), after.get(name)) for name in known]
    if entry.address and entry.action in FROM_SOMEWHERE:
        told.append(Change(N_("IP address"), Means.TEXT, None, entry.address))
    return told


def rows_of(entry: AuditEntry) -> set[Row]:
    """Whose names it takes to tell it."""
    rows = {(entry.subject, entry.subject_id)} if entry.subject_id is not None else set()
    for values in (entry.before or {}, entry.after or {}):
        rows |= {(name.removesuffix("_id"), values[name]) for name in ("table_id", "category_id") if values.get(name)}
    return rows


def _sentence(entry: AuditEntry) -> tuple[Kind, str]:
    return SENTENCES.get(f"{entry.action} {entry.subject}") or SENTENCES[entry.action]


def _who(view: View, entry: AuditEntry) -> Markup:
    if entry.actor_kind == "table":
        return _say(view, N_("The tablet at table %(number)s"), number=_at(entry.actor_name))
    if entry.actor_kind == "command":
        return _say(view, N_("The command line"))
    return _say(view, N_("%(person)s"), person=_strong(entry.actor_name))


def _what(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    subject, subject_id = entry.subject, entry.subject_id or 0
    values = (entry.before or {}) | (entry.after or {})
    if subject == "device":
        subject, subject_id = "table", values.get("table_id", 0)
    called = values.get("name") or values.get("username") or names.get((subject, subject_id))
    if subject == "table":
        number = values.get("number") or called or _at(entry.actor_name)
        return _strong(_say(view, N_("table %(number)s"), number=number))
    if subject == "order" and called:
        link = Markup('<a href="/admin/orders/%s">%s</a>')
        return link % (subject_id, order_number(str(called)))
    return _strong(called or view.gettext(GONE))


def _at(actor_name: str) -> str:
    """The number of ``table 5``, which is what the tablet there is called."""
    return actor_name.removeprefix("table ")


def _strong(text: Any) -> Markup:
    return Markup("<b>%s</b>") % escape(text)


def _say(view: View, message: str, **values: Any) -> Markup:
    return Markup(view.gettext(message)) % values  # noqa: S704 - a message of ours
