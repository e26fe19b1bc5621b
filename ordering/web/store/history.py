"""Looking back: what parties had that have left, and how a day went."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.codes import Code
from ordering.errors import Invalid
from ordering.http.paging import Page, before_closing, page
from ordering.orders import queries
from ordering.orders.repository import OrderFilter
from ordering.orders.shapes import ClosedSession, HourTotals, OrderOut, Summary
from ordering.security.callers import StaffCaller
from ordering.stores.repository import Stores
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableRef
from ordering.web.kit.formats import hour
from ordering.web.kit.forms import query_form
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

AT_ONCE = 20
HOURS = 24
LEAST_SEEN = 2


class Wanted(Struct, frozen=True):
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


class Found(Struct, frozen=True):
    """``open_orders`` are those with the number that was asked for, at tables that are still in use."""

    tables: list[TableRef]
    today: date
    summary: Summary | None
    open_orders: list[OrderOut]
    sessions: list[ClosedSession]
    next_cursor: str | None


@get("/history")
async def history_page(screen: NamedDependency[Screen]) -> Response[str]:
    """With a cursor, and asked for by htmx, only the sessions below it."""
    form, cursor = query_form(screen.request), screen.request.query_params.get("cursor")
    wanted, orders = Wanted(), None
    with form.keeping_refusals():
        wanted = form.read(Wanted)
        orders = wanted.filter
    found = await screen.read(_found, wanted, orders, before_closing(cursor, "history"))
    below = {name: form.value(name) for name in ("table", "from", "to", "day", "number") if form.value(name)}
    if wanted.day:
        form.typed |= {"from": [wanted.day.isoformat()], "to": [wanted.day.isoformat()]}
    template = "history/_sessions.html" if cursor and screen.view.fragment else "history/page.html"
    return screen.show(template, form=form, found=found, below=below, **_shown(screen.view, found, cursor))


async def _found(
    session: AsyncSession,
    caller: StaffCaller,
    wanted: Wanted,
    sought: OrderFilter | None,
    before: tuple[datetime, int] | None,
) -> Found:
    """Raises ``NotFound`` for a table of another store."""
    store = await Stores(session).of(caller.store_id)
    today = store.business_date(clock.now())
    tables = [TableRef.of(one) for one in await Tables(session).all_of(store.id)]
    if sought is None:
        return Found(tables, today, None, [], [], None)
    if sought.table_id and sought.table_id not in {one.id for one in tables}:
        tables.append(TableRef.of(await Tables(session).of(store.id, sought.table_id, archived=True)))
    visits = await queries.history(session, caller, sought, before, AT_ONCE + 1)
    closed: Page[ClosedSession] = page(visits, AT_ONCE, "history", lambda one: (one.closed_at, one.id))
    still_open: list[OrderOut] = []
    if sought.number and before is None:
        open_ones = msgspec.structs.replace(sought, in_open_session=True)
        still_open = await queries.page(session, caller, open_ones, None, AT_ONCE)
    day = wanted.day or wanted.since
    summary = await queries.summary(session, caller, day) if wanted.summed and before is None else None
    return Found(tables, today, summary, still_open, closed.items, closed.next_cursor)


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
    totals = {one.hour: one for one in summary.by_hour}
    if not totals:
        return []
    first = summary.by_hour[0].hour
    hours = [(first + i) % HOURS for i in range(max((hour - first) % HOURS for hour in totals) + 1)]
    most = max(one.sales for one in totals.values()) or 1
    found = [totals.get(one, HourTotals(one, 0, 0)) for one in hours]
    return [Bar(hour(view, one.hour), f"{one.hour:02}", one.orders, one.sales, _height(one, most)) for one in found]


def _height(totals: HourTotals, most: int) -> int:
    """Of 100; what was ordered is seen, however little it cost."""
    return max(100 * totals.sales // most, LEAST_SEEN if totals.orders else 0)


def _shown(view: View, found: Found, cursor: str | None) -> dict[str, Any]:
    summary = found.summary
    return {
        "continued": cursor is not None,
        "bars": bars(view, summary) if summary else [],
        "day_before": summary.date - timedelta(days=1) if summary and summary.date > date.min else None,
        "day_after": summary.date + timedelta(days=1) if summary and summary.date < found.today else None,
    }
