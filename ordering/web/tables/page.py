"""The tables: where they are, which tablets are paired with them; added, changed and deleted by who manages."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.errors import ChangedMeanwhile, Refusal
from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.security.authenticator import Authenticator
from ordering.security.callers import StaffCaller
from ordering.stores.queries import pairing
from ordering.tables import actions, queries
from ordering.tables.queries import TableDevices
from ordering.tables.shapes import HIGHEST_NUMBER, NewTable, TablePatch
from ordering.web.kit import edit_form
from ordering.web.kit.callers import staff
from ordering.web.kit.drawer import drawer
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View

HOME = "/admin/tables"
GRID, ONE, NEW = "tables/_grid.html", "tables/_table.html", "tables/_new.html"


def by_area(found: list[TableDevices]) -> list[tuple[str | None, list[TableDevices]]]:
    """The areas as their first tables come; who has none comes last."""
    areas: dict[str | None, list[TableDevices]] = {}
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
        found = await work.read(queries.tables_with_devices, caller)
        now = await work.read(pairing, caller)
        return pages.answer("tables/page.html", view=view, areas=by_area(found), count=len(found), pairing=now)

    @get("/new", guards=[managers])
    async def blank(
        self,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        found = await work.read(queries.tables_with_devices, caller)
        form = Form({"number": [str(free_number(found))]})
        return self._new(pages, view, found, form)

    @post(guards=[managers])
    async def add(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        form = await read_form(request)
        try:
            new = form.read(NewTable)
            table = await work.run(
                actions.add, caller, new, await authenticator.passwords.hash(actions.spelled(new.password))
            )
        except Refusal as refusal:
            form.refuse(refusal)
            return self._new(pages, view, await work.read(queries.tables_with_devices, caller), form, status=422)
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
        found = await work.read(queries.table_with_devices, caller, table_id)
        return self._one(pages, view, found, edit_form.form_of(found.table, TablePatch))

    @post("/{table_id:int}", guards=[managers])
    async def change(
        self,
        table_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """Only what was changed is written; a blank password leaves it as it is."""
        found = await work.read(queries.table_with_devices, caller, table_id)
        form = await read_form(request)
        try:
            patch, seen = edit_form.read(form, TablePatch, blank_is_absent=("password",))
            new = actions.spelled(patch.password) if isinstance(patch.password, str) else None
            password_hash = await authenticator.passwords.hash(new) if new is not None else None
            table = await work.run(actions.change, caller, table_id, patch, password_hash, seen)
        except ChangedMeanwhile as changed:
            edit_form.meet(form, changed, TablePatch)
            return self._one(pages, view, found, form, status=422)
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
        found = await work.read(queries.table_with_devices, caller, table_id)
        try:
            await work.run(actions.archive, caller, table_id)
        except Refusal as refusal:
            form = edit_form.form_of(found.table, TablePatch)
            form.refuse(refusal)
            return self._one(pages, view, found, form, status=422)
        told = view.gettext("Table %(number)s is deleted.")
        return await self._done(caller, work, pages, view, told, found.table.number)

    def _new(
        self, pages: Pages, view: View, found: list[TableDevices], form: Form, *, status: int = 200
    ) -> Response[str]:
        wants = {"form": form, "areas": by_area(found), "highest": HIGHEST_NUMBER}
        return drawer(pages, NEW, status=status, view=view, title=view.gettext("Add a table"), **wants)

    def _one(self, pages: Pages, view: View, found: TableDevices, form: Form, *, status: int = 200) -> Response[str]:
        title = view.gettext("Table %(number)s") % {"number": found.table.number}
        wants = {"place": found, "form": form, "highest": HIGHEST_NUMBER}
        return drawer(pages, ONE, status=status, view=view, title=title, **wants)

    async def _done(
        self, caller: StaffCaller, work: Work, pages: Pages, view: View, told: str, number: int
    ) -> Response[Any]:
        """The tables as they are now."""
        if not view.fragment:
            return redirect(HOME)
        found = await work.read(queries.tables_with_devices, caller)
        return pages.answer(GRID, view=view, areas=by_area(found), count=len(found), toast=told % {"number": number})


def free_number(found: list[TableDevices]) -> int:
    """The one to go on with."""
    return min(max((one.table.number for one in found), default=0) + 1, HIGHEST_NUMBER)
