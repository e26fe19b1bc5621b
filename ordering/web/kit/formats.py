"""Money, times, numbers as people read them: Jinja filters that look at ``view`` for language, currency and zone."""

import re
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from jinja2 import pass_context
from jinja2.runtime import Context

from ordering import clock
from ordering.errors import Refusal
from ordering.kitchen.model import TicketStatus
from ordering.orders.model import Status
from ordering.orders.shapes import OrderOut
from ordering.security.callers import Role
from ordering.web.kit.languages import N_, Language
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.view import View

# The locale's own short form says "PM 7:42" in Korean.
CLOCK = {Language.KOREAN: "aaaa h:mm", Language.ENGLISH: "h:mm a"}
ANDROID = re.compile(r"Android [\d.]+; ([^;)]+?)(?: Build/[^;)]*)?[;)]")
MACHINES = ("iPad", "iPhone", "Android", "Windows", "Macintosh", "CrOS", "Linux")
HOUR, DAY = 60, 24 * 60
SHORT = 9
"""So many characters for numbers of tables: a sentence with them takes two lines on a phone."""
GIST = 4
"""So many dishes tell one order from another."""
STATUSES = {
    Status.PENDING: N_("Waiting"),
    Status.PREPARING: N_("Preparing"),
    Status.COMPLETED: N_("Done"),
    Status.CANCELLED: N_("Cancelled"),
}
STEPS = {
    TicketStatus.NEW: N_("Not begun"),
    TicketStatus.STARTED: N_("Cooking"),
    TicketStatus.DONE: N_("Done"),
    TicketStatus.VOID: N_("Cancelled"),
}
"""How far a station is with a ticket."""
ROLES = {Role.OWNER: N_("Owner"), Role.MANAGER: N_("Manager"), Role.STAFF: N_("Staff member")}


@pass_context
def money(context: Context, amount: int, currency: str | None = None) -> str:
    """``₩12,000``: ``amount`` in minor units, in the store's currency unless told."""
    view = _view(context)
    return _money(amount, currency or _store_of(view, "currency"), view.language)


def price(view: View, amount: int) -> str:
    return _money(amount, _store_of(view, "currency"), view.language)


@pass_context
def time(context: Context, instant: datetime) -> str:
    """``오후 7:42``, on the store's clock."""
    view = _view(context)
    local = instant.astimezone(ZoneInfo(_store_of(view, "timezone")))
    return _time(local.hour, local.minute, view.language)


def hour(view: View, of_day: int) -> str:
    """``오전 4:00``."""
    return _time(of_day, 0, view.language)


@pass_context
def day(context: Context, when: date | datetime) -> str:
    """``11월 23일 (월)``; with the year where it is not this one. An instant's day is its store's."""
    view = _view(context)
    zone = ZoneInfo(_store_of(view, "timezone"))
    on = when.astimezone(zone).date() if isinstance(when, datetime) else when
    skeleton = "MMMEd" if on.year == clock.now().astimezone(zone).year else "yMMMEd"
    return dates.format_skeleton(skeleton, on, locale=view.language.value)


@pass_context
def iso_day(context: Context, instant: datetime) -> str:
    """``2026-11-23``: the day of its store, for machines."""
    return instant.astimezone(ZoneInfo(_store_of(_view(context), "timezone"))).date().isoformat()


@pass_context
def minutes(context: Context, count: int) -> str:
    """``6분``, ``1시간``, ``1시간 3분``, ``2일``."""
    return _minutes(_view(context).language, count)


def _minutes(language: Language, count: int) -> str:
    if count < HOUR:
        return language.gettext("%(minutes)s min") % {"minutes": count}
    if count < DAY and count % HOUR == 0:
        return language.gettext("%(hours)s h") % {"hours": count // HOUR}
    if count < DAY:
        return language.gettext("%(hours)s h %(minutes)s min") % {"hours": count // HOUR, "minutes": count % HOUR}
    return language.ngettext("%(days)s day", "%(days)s days", count // DAY) % {"days": count // DAY}


@pass_context
def ago(context: Context, instant: datetime) -> str:
    """``방금``, ``6분 전``."""
    return since(_view(context), instant)


def since(view: View, instant: datetime) -> str:
    count = minutes_since(instant)
    if count < 1:
        return view.gettext("just now")
    return view.gettext("%(time)s ago") % {"time": _minutes(view.language, count)}


@pass_context
def age(context: Context, instant: datetime) -> str:
    """``방금``, ``6분``."""
    view, count = _view(context), minutes_since(instant)
    return _minutes(view.language, count) if count else view.gettext("just now")


@pass_context
def stay(context: Context, opened_at: datetime) -> str:
    """``방금 앉음``, ``6분째 이용``: how long a party has been here."""
    view, count = _view(context), minutes_since(opened_at)
    if count < 1:
        return view.gettext("Just sat down")
    return view.gettext("Here for %(time)s") % {"time": _minutes(view.language, count)}


@pass_context
def refusal(context: Context, why: Refusal) -> str:
    """A refusal in the viewer's language, and when to try again."""
    return say_refusal(_view(context).language, why)


@pass_context
def role(context: Context, of_staff: Role) -> str:
    return _view(context).gettext(ROLES[of_staff])


@pass_context
def status(context: Context, of_order: Status) -> str:
    """``대기중``."""
    return _view(context).gettext(STATUSES[of_order])


@pass_context
def step_of(context: Context, of_ticket: TicketStatus) -> str:
    """``조리 중``."""
    return _view(context).gettext(STEPS[of_ticket])


def order_number(number: str) -> str:
    """``#0042`` of ``20261123-0042``."""
    return f"#{number.rpartition('-')[2]}"


def gist(order: OrderOut) -> str:
    """``#0042 2 김치찌개, 1 냉면``: an order in one line of plain text."""
    dishes = [f"{line.quantity} {line.name}" for line in order.lines if line.quantity]
    return f"{order_number(order.number)} {', '.join(dishes[:GIST])}{' …' if len(dishes) > GIST else ''}"


def machine(user_agent: str) -> str:
    """``SM-X200`` of an Android tablet, ``iPad``, ``Windows``; as it is, and shortened, where it says nothing known."""
    if android := ANDROID.search(user_agent):
        return android[1]
    known = next((name for name in MACHINES if name in user_agent), None)
    return known or user_agent[:40]


def spans(numbers: Collection[int]) -> str:
    """``1–12, 14 …``: the first of these numbers, as many as fit into a short sentence."""
    ordered, said = sorted(set(numbers)), list[str]()
    for _, run in groupby(enumerate(ordered), lambda at: at[1] - at[0]):
        first, *others = (number for _, number in run)
        said.append(f"{first}–{others[-1]}" if others else f"{first}")
        if len(", ".join(said)) > SHORT and len(said) > 1:
            return f"{', '.join(said[:-1])} …"
    return ", ".join(said)


def minutes_since(instant: datetime) -> int:
    return max(0, int((clock.now() - instant).total_seconds() // 60))


FILTERS: dict[str, Any] = {
    "money": money,
    "time": time,
    "day": day,
    "iso_day": iso_day,
    "minutes": minutes,
    "ago": ago,
    "age": age,
    "stay": stay,
    "refusal": refusal,
    "role": role,
    "status": status,
    "step_of": step_of,
    "order_number": order_number,
    "minutes_since": minutes_since,
    "gist": gist,
    "spans": spans,
    "machine": machine,
}


@lru_cache(4096)
def _money(amount: int, currency: str, language: Language) -> str:
    whole = Decimal(amount).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(whole, currency, locale=language.value)


@lru_cache(4096)
def _time(hour: int, minute: int, language: Language) -> str:
    at = datetime(2000, 1, 1, hour, minute)  # noqa: DTZ001 - a wall clock's face
    return dates.format_time(at, CLOCK.get(language, "short"), locale=language.value)


def _view(context: Context) -> View:
    view: View = context["view"]
    return view


def _store_of(view: View, what: str) -> str:
    value: str = getattr(view.store, what)
    return value
