"""What was done, in sentences: every action that is recorded has one, every field that can change has a name."""

from enum import StrEnum
from typing import Any, Self

from markupsafe import Markup, escape
from msgspec import Struct

from ordering.audit import Action, AuditEntry, Subject
from ordering.orders.model import Status
from ordering.orders.queries import Row
from ordering.security.callers import ActorKind
from ordering.web.kit.formats import STATUSES, order_number
from ordering.web.kit.languages import N_
from ordering.web.kit.view import View


class Kind(StrEnum):
    """What an entry is about; each has a label and an icon."""

    label: str
    icon: str

    def __new__(cls, value: str, label: str, icon: str) -> Self:
        kind = str.__new__(cls, value)
        kind._value_, kind.label, kind.icon = value, label, icon
        return kind

    ORDERS = "orders", N_("Orders"), "receipt-text"
    TABLES = "tables", N_("Tables"), "armchair"
    MENU = "menu", N_("Menu"), "utensils"
    PEOPLE = "people", N_("People and logins"), "users"
    STORE = "store", N_("Store"), "store"


# ``what`` is the row, as it is called; ``who`` brings its particle along.
SENTENCES: dict[Action, tuple[Kind, str]] = {
    Action.ORDER_OPENED: (Kind.ORDERS, N_("%(who)s looked at the new order %(what)s.")),
    Action.ORDER_ADVANCED: (Kind.ORDERS, N_("%(who)s moved order %(what)s to “%(status)s”.")),
    Action.ORDER_CANCELLED: (Kind.ORDERS, N_("%(who)s cancelled order %(what)s.")),
    Action.TABLE_CLOSED: (Kind.ORDERS, N_("%(who)s closed %(what)s.")),
    Action.TABLE_ADDED: (Kind.TABLES, N_("%(who)s added %(what)s.")),
    Action.TABLE_CHANGED: (Kind.TABLES, N_("%(who)s changed %(what)s.")),
    Action.TABLE_REMOVED: (Kind.TABLES, N_("%(who)s deleted %(what)s.")),
    Action.DEVICE_PAIRED: (Kind.TABLES, N_("A tablet was paired with %(what)s.")),
    Action.PAIRING_OPENED: (Kind.TABLES, N_("%(who)s opened pairing for 15 minutes.")),
    Action.DEVICE_UNPAIRED: (Kind.TABLES, N_("%(who)s unpaired a tablet of %(what)s.")),
    Action.DEVICE_REPLACED: (Kind.TABLES, N_("A tablet of %(what)s that was never used made room for another one.")),
    Action.CATEGORY_ADDED: (Kind.MENU, N_("%(who)s added the category %(what)s.")),
    Action.CATEGORY_CHANGED: (Kind.MENU, N_("%(who)s renamed the category %(what)s.")),
    Action.CATEGORY_REMOVED: (Kind.MENU, N_("%(who)s deleted the category %(what)s.")),
    Action.CATEGORIES_REORDERED: (Kind.MENU, N_("%(who)s put the categories in another order.")),
    Action.ITEM_ADDED: (Kind.MENU, N_("%(who)s added %(what)s to the menu.")),
    Action.ITEM_CHANGED: (Kind.MENU, N_("%(who)s changed %(what)s on the menu.")),
    Action.ITEM_REMOVED: (Kind.MENU, N_("%(who)s deleted %(what)s from the menu.")),
    Action.ITEMS_REORDERED: (Kind.MENU, N_("%(who)s put the items of %(what)s in another order.")),
    Action.ITEM_SOLD_OUT: (Kind.MENU, N_("%(who)s marked %(what)s as sold out.")),
    Action.ITEM_BACK: (Kind.MENU, N_("%(who)s put %(what)s back on sale.")),
    Action.OPTION_SOLD_OUT: (Kind.MENU, N_("%(who)s marked the option %(what)s as sold out.")),
    Action.OPTION_BACK: (Kind.MENU, N_("%(who)s put the option %(what)s back on sale.")),
    Action.IMAGE_ADDED: (Kind.MENU, N_("%(who)s uploaded a picture.")),
    Action.STAFF_LOGGED_IN: (Kind.PEOPLE, N_("%(who)s logged in.")),
    Action.STAFF_LOGGED_OUT: (Kind.PEOPLE, N_("%(who)s logged out.")),
    Action.STAFF_ADDED: (Kind.PEOPLE, N_("%(who)s added %(what)s to the staff.")),
    Action.STAFF_CHANGED: (Kind.PEOPLE, N_("%(who)s changed the account of %(what)s.")),
    Action.STAFF_REMOVED: (Kind.PEOPLE, N_("%(who)s removed %(what)s from the staff.")),
    Action.LOGIN_REFUSED: (Kind.PEOPLE, N_("A login as %(name)s was refused.")),
    Action.TABLE_LOGIN_REFUSED: (Kind.PEOPLE, N_("A tablet tried a wrong password for %(what)s.")),
    Action.LOGIN_THROTTLED: (Kind.PEOPLE, N_("A login as %(name)s has to wait: too many failed.")),
    Action.TABLE_LOGIN_THROTTLED: (Kind.PEOPLE, N_("A tablet at %(what)s has to wait: too many wrong passwords.")),
    Action.PAIRING_REFUSED: (Kind.PEOPLE, N_("A tablet knew the password of %(what)s while pairing was closed.")),
    Action.PAIRING_FULL: (
        Kind.PEOPLE,
        N_("A tablet knew the password of %(what)s, which can't have any more tablets."),
    ),
    Action.STORE_CREATED: (Kind.STORE, N_("%(who)s opened the store.")),
    Action.STORE_RESTORED: (Kind.STORE, N_("%(who)s put a backup back: what came after it is gone.")),
    Action.STORE_CHANGED: (Kind.STORE, N_("%(who)s changed the store's settings.")),
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
CHANGES = {
    *(Action.TABLE_CHANGED, Action.CATEGORY_CHANGED, Action.ITEM_CHANGED, Action.STAFF_CHANGED, Action.STORE_CHANGED)
}
FROM_SOMEWHERE = {
    *(Action.STAFF_LOGGED_IN, Action.LOGIN_REFUSED, Action.LOGIN_THROTTLED),
    *(Action.DEVICE_PAIRED, Action.DEVICE_REPLACED, Action.PAIRING_REFUSED, Action.PAIRING_FULL),
    *(Action.TABLE_LOGIN_REFUSED, Action.TABLE_LOGIN_THROTTLED),
}
"""Where the address of whoever did it says something."""
GONE = N_("(gone)")


class Change(Struct, frozen=True):
    label: str
    means: Means
    before: Any
    after: Any


def kind_of(entry: AuditEntry) -> Kind:
    return SENTENCES[entry.deed][0]


def tell(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    """The sentence, with whoever did it and whatever it was done to standing out."""
    values = {
        "who": _who(view, entry),
        "what": _what(view, entry, names),
        "status": view.gettext(STATUSES[Status((entry.after or {}).get("status", Status.PENDING))]),
        "name": _strong(entry.actor_name),
    }
    return Markup(view.gettext(SENTENCES[entry.deed][1])) % values  # noqa: S704 - a message of ours


def changes(entry: AuditEntry) -> list[Change]:
    """What else is known: from what, to what."""
    before, after = entry.before or {}, entry.after or {}
    known = [name for name in FIELDS if name in before or name in after]
    if entry.deed not in CHANGES:
        known = [name for name in known if name not in IN_THE_SENTENCE and (before | after)[name]]
    told = [Change(*FIELDS[name], before.get(name), after.get(name)) for name in known]
    if entry.address and entry.deed in FROM_SOMEWHERE:
        told.append(Change(N_("IP address"), Means.TEXT, None, entry.address))
    return told


def _who(view: View, entry: AuditEntry) -> Markup:
    if entry.actor_kind == ActorKind.TABLE:
        return _say(view, N_("The tablet at table %(number)s"), number=entry.table_number)
    if entry.actor_kind == ActorKind.COMMAND:
        return _say(view, N_("The command line"))
    return _say(view, N_("%(person)s"), person=_strong(entry.actor_name))


def _what(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    subject, subject_id = entry.subject, entry.subject_id or 0
    values = (entry.before or {}) | (entry.after or {})
    if subject == Subject.DEVICE:
        subject, subject_id = Subject.TABLE, values.get("table_id", 0)
    called = values.get("name") or values.get("username") or names.get((subject, subject_id))
    if subject == Subject.TABLE:
        number = values.get("number") or called or entry.table_number
        return _strong(_say(view, N_("table %(number)s"), number=number))
    if subject == Subject.ORDER and called:
        link = Markup('<a href="/admin/orders/%s">%s</a>')
        return link % (subject_id, order_number(str(called)))
    return _strong(called or view.gettext(GONE))


def _strong(text: Any) -> Markup:
    return Markup("<b>%s</b>") % escape(text)


def _say(view: View, message: str, **values: Any) -> Markup:
    return Markup(view.gettext(message)) % values  # noqa: S704 - a message of ours
