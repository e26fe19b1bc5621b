"""Looking back: what parties had that have left, and how a day went."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Meta, Struct

from ordering import clock
from ordering.codes import Code
from ordering.errors import Invalid
from ordering.http.paging import Page, before_closing, page
from ordering.orders import queries
from ordering.orders.moving import REOPENED_WITHIN
from ordering.orders.queries import PastOrders
from ordering.orders.repository import OrderFilter
from ordering.orders.sales import HourTotals, Summary
from ordering.orders.shapes import ClosedSession
from ordering.web.kit.formats import hour
from ordering.web.kit.forms import query_form
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

AT_ONCE = 20
HOURS = 24
LEAST_SEEN = 2


class HistoryQuery(Struct, frozen=True):
    """What to look for; None for all. ``day`` is a whole one, with its summary; dates are business dates."""

    table: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None
    since: date | None = msgspec.field(default=None, name="from")
    until: date | None = msgspec.field(default=None, name="to")
    day: date | None = None
    number: Annotated[str, Meta(max_length=40)] | None = None

    @property
    def filter(self) -> OrderFilter:
        """Raises ``Invalid`` for a number that is none, and for days that end before they begin."""
        since, until = (self.day, self.day) if self.day else (self.since, self.until)
        if since and until and since > until:
            raise Invalid("to", Code.LAST_DAY)
        number = queries.number_of(self.number)
        return OrderFilter(table_id=self.table, since=since, until=until, number=number)

    @property
    def summed(self) -> bool:
        """Whether it is a day that is looked at, as a whole."""
        return self.table is None and self.number is None and (self.since == self.until or self.day is not None)


@get("/history")
async def history_page(screen: NamedDependency[Screen]) -> Response[str]:
    """With a cursor, and asked for by htmx, only the sessions below it."""
    form, cursor = query_form(screen.request), screen.request.query_params.get("cursor")
    query, orders = HistoryQuery(), None
    with form.keeping_refusals():
        query = form.read(HistoryQuery)
        orders = query.filter
    before = before_closing(cursor, "history")
    past = await screen.look_back(queries.past, orders, before, AT_ONCE, summed=query.summed)
    closed: Page[ClosedSession] = page(past.sessions, AT_ONCE, "history", lambda visit: (visit.closed_at, visit.id))
    below = {name: form.value(name) for name in ("table", "from", "to", "day", "number") if form.value(name)}
    if query.day:
        form.typed |= {"from": [query.day.isoformat()], "to": [query.day.isoformat()]}
    template = "history/_sessions.html" if cursor and screen.view.fragment else "history/page.html"
    return screen.show(
        template, form=form, past=past, sessions=closed.items, next_cursor=closed.next_cursor, below=below,
        reopenable=_reopenable(closed.items),
        **_shown(screen.view, past, cursor),
    )  # fmt: skip


def _reopenable(sessions: Sequence[ClosedSession]) -> set[int]:
    """Of each table the last, as far as it is seen, for as long as its closing may be taken back."""
    last = {visit.table.id: visit for visit in reversed(sessions)}
    since = clock.now() - REOPENED_WITHIN
    return {
        visit.id for visit in last.values() if visit.joined_into is None and visit.closed_at and visit.closed_at > since
    }


class Bar(Struct, frozen=True):
    """An hour of a day; ``height`` of 100."""

    hour: str
    label: str
    orders: int
    sales: int
    height: int


def bars(view: View, summary: Summary) -> list[Bar]:
    """Every hour from the first order's to the one farthest from it: a day may go on past midnight.

    That need not be the last order's: where the zone or the day's beginning was moved, hours come in any order.
    """
    by_hour = {totals.hour: totals for totals in summary.by_hour}
    if not by_hour:
        return []
    first = summary.by_hour[0].hour
    hours = [(first + i) % HOURS for i in range(max((hour - first) % HOURS for hour in by_hour) + 1)]
    most = max(totals.sales for totals in by_hour.values()) or 1
    return [_bar(view, by_hour.get(hour, HourTotals(hour, 0, 0)), most) for hour in hours]


def _bar(view: View, totals: HourTotals, most: int) -> Bar:
    label = f"{totals.hour:02}"
    return Bar(hour(view, totals.hour), label, totals.orders, totals.sales, _height(totals, most))


def _height(totals: HourTotals, most: int) -> int:
    """Of 100; what was ordered is seen, however little it cost."""
    return max(100 * totals.sales // most, LEAST_SEEN if totals.orders else 0)


def _shown(view: View, past: PastOrders, cursor: str | None) -> dict[str, Any]:
    summary = past.summary
    return {
        "continued": cursor is not None,
        "bars": bars(view, summary) if summary else [],
        "day_before": summary.date - timedelta(days=1) if summary and summary.date > date.min else None,
        "day_after": summary.date + timedelta(days=1) if summary and summary.date < past.today else None,
    }


ROUTES: list[Any] = [history_page]
