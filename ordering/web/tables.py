"""The tables: where they are, which tablets are paired with them; added, changed and deleted by who manages."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database import Work
from ordering.errors import Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.security.callers import StaffCaller
from ordering.security.keys import Keys
from ordering.tables import actions
from ordering.tables.repository import Devices
from ordering.tables.repository import Tables as DiningTables
from ordering.tables.shapes import DeviceOut, NewTable, TableOut, TablePatch
from ordering.web.callers import staff
from ordering.web.drawer import drawer
from ordering.web.forms import Form, typed
from ordering.web.render import Pages, go
from ordering.web.view import View

HOME = "/admin/tables"
GRID, ONE, NEW = "tables/_grid.html", "tables/_table.html", "tables/_new.html"


class Place(Struct, frozen=True):
    """A table and its tablets, the one seen last first."""

    table: TableOut
    devices: list[DeviceOut]


async def places(session: AsyncSession, store_id: int) -> list[Place]:
    """The tables by number."""
    devices = sorted(await Devices(session).paired(store_id), key=lambda one: one.last_seen_at, reverse=True)
    paired: dict[int, list[DeviceOut]] = {}
    for one in devices:
        paired.setdefault(one.table_id, []).append(DeviceOut.of(one))
    return [Place(TableOut.of(one), paired.get(one.id, [])) for one in await DiningTables(session).all_of(store_id)]


async def place(session: AsyncSession, store_id: int, table_id: int) -> Place:
    """Raises ``NotFound``, also for another store's."""
    table = TableOut.of(await DiningTables(session).of(store_id, table_id))
    return Place(table, [DeviceOut.of(one) for one in await Devices(session).paired(store_id, table_id)])


def by_area(found: list[Place]) -> list[tuple[str | None, list[Place]]]:
    """The areas as their first tables come; who has none comes last."""
    areas: dict[str | None, list[Place]] = {}
    for one in found:
        areas.setdefault(one.table.area, []).append(one)
    nowhere = areas.pop(None, None)
    return [*areas.items(), *([(None, nowhere)] if nowhere else [])]


class TablePages(Controller):
    path = "/tables"
    guards = [staff]  # noqa: RUF012

    @get()
    async def page(
        self,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        found = await work.read(places, caller.store_id)
        return pages.answer("tables/page.html", view=view, areas=by_area(found), count=len(found))

    @get("/new", guards=[managers])
    async def blank(
        self,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        found = await work.read(places, caller.store_id)
        form = Form({"number": [str(free_number(found))]})
        return drawer(pages, NEW, view=view, title=view.gettext("Add a table"), form=form, areas=by_area(found))

    @post(guards=[managers])
    async def add(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        keys: NamedDependency[Keys],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        form = await typed(request)
        try:
            new = form.read(NewTable)
            table = await work.run(actions.add, caller, new, await keys.passwords.hash(new.password))
        except Refusal as refusal:
            form.refuse(refusal)
            wants = {"form": form, "areas": by_area(await work.read(places, caller.store_id))}
            return drawer(pages, NEW, status=422, view=view, title=view.gettext("Add a table"), **wants)
        return await self._done(caller, work, pages, view, view.gettext("Table %(number)s is added."), table.number)

    @get("/{table_id:int}")
    async def one(
        self,
        table_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        found = await work.read(place, caller.store_id, table_id)
        return self._one(pages, view, found, Form.of(found.table))

    @post("/{table_id:int}", guards=[managers])
    async def change(
        self,
        table_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        keys: NamedDependency[Keys],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """A blank password leaves it as it is."""
        found = await work.read(place, caller.store_id, table_id)
        form = await typed(request)
        try:
            patch = form.read(TablePatch, blank_is_absent=("password",))
            password_hash = await keys.passwords.hash(patch.password) if isinstance(patch.password, str) else None
            table = await work.run(actions.change, caller, table_id, patch, password_hash)
        except Refusal as refusal:
            form.refuse(refusal)
            return self._one(pages, view, found, form, status=422)
        return await self._done(caller, work, pages, view, view.gettext("Table %(number)s is changed."), table.number)

    @post("/{table_id:int}/removal", guards=[managers])
    async def remove(
        self,
        table_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        found = await work.read(place, caller.store_id, table_id)
        try:
            await work.run(actions.archive, caller, table_id)
        except Refusal as refusal:
            form = Form.of(found.table)
            form.refuse(refusal)
            return self._one(pages, view, found, form, status=422)
        told = view.gettext("Table %(number)s is deleted.")
        return await self._done(caller, work, pages, view, told, found.table.number)

    def _one(self, pages: Pages, view: View, found: Place, form: Form, *, status: int = 200) -> Response[str]:
        title = view.gettext("Table %(number)s") % {"number": found.table.number}
        return drawer(pages, ONE, status=status, view=view, title=title, place=found, form=form)

    async def _done(
        self, caller: StaffCaller, work: Work, pages: Pages, view: View, told: str, number: int
    ) -> Response[Any]:
        """The tables as they are now."""
        if not view.fragment:
            return go(HOME)
        found = await work.read(places, caller.store_id)
        return pages.answer(GRID, view=view, areas=by_area(found), count=len(found), toast=told % {"number": number})


def free_number(found: list[Place]) -> int:
    """The one to go on with."""
    return min(max((one.table.number for one in found), default=0) + 1, 999)
