"""Who did what, told in sentences; for those who manage the store."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Meta, Struct

from ordering.audit import Action, AuditEntry, AuditFilter, Kind
from ordering.http.callers import managers
from ordering.http.paging import Page, before_id, page
from ordering.orders import queries
from ordering.orders.queries import Activity
from ordering.web.kit import activity_text
from ordering.web.kit.forms import query_form
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

AT_ONCE = 50
# A day before or after these can be typed, and not be told from UTC.
FIRST, LAST = date(2000, 1, 1), date(9000, 1, 1)


class ActivityQuery(Struct, frozen=True):
    """What to look for; None for all."""

    person: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None
    kind: Kind | None = None
    day: date | None = None

    def filter(self, timezone: str) -> AuditFilter:
        """``day`` is one of the store's calendar."""
        day = min(max(self.day, FIRST), LAST) if self.day else None
        of_kind = [action.code for action in Action if action.kind is self.kind]
        return AuditFilter(
            staff_id=self.person,
            actions=of_kind if self.kind else None,
            since=_midnight(day, timezone) if day else None,
            until=_midnight(day + timedelta(days=1), timezone) if day else None,
        )


@get("/activity", guards=[managers])
async def activity_page(screen: NamedDependency[Screen]) -> Response[str]:
    """With a cursor, and asked for by htmx, only the entries below it."""
    form, params = query_form(screen.request), screen.request.query_params
    cursor, query = params.get("cursor"), ActivityQuery()
    with form.keeping_refusals():
        query = form.read(ActivityQuery)
    entries, before = query.filter(screen.store.timezone), before_id(cursor, "activity")
    activity = await screen.look_back(queries.activity, entries, before, AT_ONCE + 1)
    here: Page[AuditEntry] = page(activity.entries, AT_ONCE, "activity", lambda entry: entry.id)
    below = {name: form.value(name) for name in ("person", "kind", "day") if form.value(name)}
    template = "activity/_entries.html" if cursor and screen.view.fragment else "activity/page.html"
    return screen.show(
        template, form=form, entries=here.items, next_cursor=here.next_cursor, names=activity.names, below=below,
        sentences=activity_text, under=params.get("under", ""), **_offered(screen.view, activity),
    )  # fmt: skip


def _offered(view: View, activity: Activity) -> dict[str, Any]:
    """What there is to choose from."""
    kinds = [(kind.value, view.gettext(label)) for kind, label in activity_text.KINDS.items()]
    working = [(person.id, person.username) for person in activity.people]
    gone = [(person.id, f"{person.username} {view.gettext(activity_text.GONE)}") for person in activity.gone]
    return {
        "people": [("", view.gettext("Everybody")), *working, *gone],
        "kinds": [("", view.gettext("Everything")), *kinds],
    }


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone))


ROUTES: list[Any] = [activity_page]
