"""What was done, in sentences: every action that is recorded has one, every field that can change has a name."""

from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from ordering.audit import Action, AuditEntry, Kind, Subject
from ordering.kitchen.model import TicketStatus
from ordering.orders.model import Status
from ordering.orders.row_names import Row
from ordering.security.callers import ActorKind
from ordering.web.kit.formats import STATUSES, STEPS, order_number
from ordering.web.kit.languages import N_
from ordering.web.kit.view import View

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


class Means(StrEnum):
    """What a field's value is, and so how it is shown; of a ``THING`` only that it has changed."""

    TEXT = "text"
    MONEY = "money"
    ROLE = "role"
    FLAG = "flag"
    CATEGORY = "category"
    PAIRING = "pairing"
    STATION_KIND = "station_kind"
    THING = "thing"


FIELDS: dict[str, tuple[str, Means]] = {
    "name": (N_("Name"), Means.TEXT),
    "price": (N_("Price"), Means.MONEY),
    "description": (N_("Description"), Means.THING),
    "category_id": (N_("Category"), Means.CATEGORY),
    "image_id": (N_("Picture"), Means.THING),
    "station_id": (N_("Station"), Means.THING),
    "kind": (N_("Kind"), Means.STATION_KIND),
    "hidden": (N_("Hidden"), Means.FLAG),
    "badges": (N_("Badges"), Means.THING),
    "spice": (N_("How hot"), Means.TEXT),
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
    "cooking_warn_minutes": (N_("Amber after, while it is cooked"), Means.TEXT),
    "cooking_late_minutes": (N_("Red after, while it is cooked"), Means.TEXT),
    "retention_days": (N_("Keep orders for"), Means.TEXT),
    "unwritten": (N_("Refused before it, not listed"), Means.TEXT),
    "devices_per_table": (N_("Tablets at a table"), Means.TEXT),
    "pairing": (N_("Tablets can be paired"), Means.PAIRING),
    "logo_id": (N_("Logo"), Means.THING),
    "cover_id": (N_("Cover picture"), Means.THING),
    "accent": (N_("Colour"), Means.TEXT),
    "call_kinds": (N_("What guests can call for"), Means.THING),
    "call_warn_minutes": (N_("Calls turn amber after"), Means.TEXT),
    "call_late_minutes": (N_("Calls turn red after"), Means.TEXT),
    "host": (N_("Address"), Means.TEXT),
    "port": (N_("Port"), Means.TEXT),
    "width": (N_("Paper width"), Means.TEXT),
    "encoding": (N_("Characters"), Means.TEXT),
    "station_ids": (N_("Stations"), Means.THING),
    "expo": (N_("Whole orders"), Means.FLAG),
    "bills": (N_("Bills"), Means.FLAG),
    "copies": (N_("Copies"), Means.TEXT),
    "backup_printer_id": (N_("Printer that stands in"), Means.THING),
    "enabled": (N_("Switched on"), Means.FLAG),
    "agent_id": (N_("Print agent"), Means.THING),
    "phones": (N_("Guests order by their own phones"), Means.FLAG),
    "unseen_seconds": (N_("The board speaks of a ticket that no screen has shown after"), Means.TEXT),
    "serving_tap": (N_("Somebody taps when an order is carried"), Means.FLAG),
}
IN_THE_SENTENCE = {"name", "number", "username"}
"""Unless it is they that have changed."""
CHANGES = {
    *(Action.TABLE_CHANGED, Action.CATEGORY_CHANGED, Action.ITEM_CHANGED, Action.STAFF_CHANGED, Action.STORE_CHANGED),
    *(Action.STATION_CHANGED, Action.PRINTER_CHANGED),
}
FROM_SOMEWHERE = {
    *(Action.STAFF_LOGGED_IN, Action.LOGIN_REFUSED, Action.LOGIN_THROTTLED),
    *(Action.DEVICE_PAIRED, Action.DEVICE_REPLACED, Action.PAIRING_REFUSED, Action.PAIRING_FULL),
    *(Action.TABLE_LOGIN_REFUSED, Action.TABLE_LOGIN_THROTTLED),
    *(Action.SCREEN_PAIRED, Action.STATION_LOGIN_REFUSED, Action.STATION_LOGIN_THROTTLED),
}
"""Where the address of whoever did it says something."""
GONE = N_("(gone)")
UNKNOWN = N_("%(who)s did something that this version has no words for: %(action)s.")


class Change(Struct, frozen=True):
    label: str
    means: Means
    before: Any
    after: Any


def tell(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    """The sentence, with whoever did it and whatever it was done to standing out."""
    if entry.deed is None:
        return _say(view, UNKNOWN, who=_who(view, entry), action=_strong(entry.action))
    after = entry.after or {}
    values = {
        "who": _who(view, entry),
        "what": _what(view, entry, names),
        "to": _table(view, names.get((Subject.TABLE, after.get("to_table_id", 0)))),
        "status": view.gettext(STATUSES[Status(after.get("status", Status.PENDING))]),
        "name": _strong(entry.actor_name),
        "ticket": _strong(after.get("ticket", "")),
        "step": view.gettext(STEPS[TicketStatus(after.get("step", TicketStatus.NEW))]),
        "line": _strong("{voided} × {line}".format(**after)) if "voided" in after else "",
    }
    return Markup(view.gettext(entry.deed.sentence)) % values  # noqa: S704 - a message of ours


def changes(entry: AuditEntry) -> list[Change]:
    """What else is known: from what, to what."""
    if entry.deed is None:
        return []
    before, after = entry.before or {}, entry.after or {}
    known = [name for name in FIELDS if name in before or name in after]
    if entry.deed not in CHANGES:
        known = [name for name in known if name not in IN_THE_SENTENCE and (before | after)[name]]
    details = [Change(*FIELDS[name], before.get(name), after.get(name)) for name in known]
    if entry.address and entry.deed in FROM_SOMEWHERE:
        details.append(Change(N_("IP address"), Means.TEXT, None, entry.address))
    return details


def icon_of(entry: AuditEntry) -> str:
    return ICONS[entry.deed.kind] if entry.deed else "info"


def _who(view: View, entry: AuditEntry) -> Markup:
    if entry.actor_kind == ActorKind.TABLE:
        return _say(view, N_("The tablet at table %(number)s"), number=entry.table_number)
    if entry.actor_kind == ActorKind.PHONE:
        return _say(view, N_("A guest's phone at table %(number)s"), number=entry.table_number)
    if entry.actor_kind == ActorKind.STATION:
        return _say(view, N_("The screen of the station %(station)s"), station=_strong(entry.actor_name))
    if entry.actor_kind == ActorKind.COMMAND:
        return _say(view, N_("The command line"))
    return _say(view, N_("%(person)s"), person=_strong(entry.actor_name))


def _what(view: View, entry: AuditEntry, names: dict[Row, str]) -> Markup:
    subject, subject_id = entry.subject, entry.subject_id or 0
    values = (entry.before or {}) | (entry.after or {})
    if "table_id" in values:  # what has no name of its own is named by its table
        subject, subject_id = Subject.TABLE, values["table_id"]
    called = values.get("name") or values.get("username") or names.get((subject, subject_id))
    if subject == Subject.TABLE:
        number = values.get("number") or called or entry.table_number
        return _table(view, number)
    if subject == Subject.ORDER and called:
        link = Markup('<a href="/admin/orders/%s">%s</a>')
        return link % (subject_id, order_number(str(called)))
    return _strong(called or view.gettext(GONE))


def _table(view: View, number: str | int | None) -> Markup:
    return _strong(_say(view, N_("table %(number)s"), number=number))


def _strong(text: Any) -> Markup:
    return Markup("<b>%s</b>") % escape(text)


def _say(view: View, message: str, **values: Any) -> Markup:
    return Markup(view.gettext(message)) % values  # noqa: S704 - a message of ours
