"""The tables: where they are, which tablets are paired with them; added, changed and deleted by who manages."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.stores.queries import pairing
from ordering.tables import actions, queries
from ordering.tables.queries import TableDevices
from ordering.tables.shapes import HIGHEST_NUMBER, NewTable, TablePatch
from ordering.web.kit.edit_form import EditForm
from ordering.web.kit.forms import Form
from ordering.web.kit.screen import Screen
from ordering.web.tables.addresses import card_of, origin_of

HOME = "/admin/tables"


def by_area(rows: list[TableDevices]) -> list[tuple[str | None, list[TableDevices]]]:
    """The areas as their first tables come; who has none comes last."""
    areas: dict[str | None, list[TableDevices]] = {}
    for row in rows:
        areas.setdefault(row.table.area, []).append(row)
    nowhere = areas.pop(None, None)
    return [*areas.items(), *([(None, nowhere)] if nowhere else [])]


class TablePages(Controller):
    path = "/tables"

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("tables/page.html", pairing=await screen.read(pairing), **await grid(screen))

    @get("/new", guards=[managers])
    async def blank(self, screen: NamedDependency[Screen]) -> Response[str]:
        tables = await screen.read(queries.tables_with_devices)
        return _new_table(screen, tables, Form({"number": [str(free_number(tables))]}))

    @post(guards=[managers])
    async def add(self, screen: NamedDependency[Screen]) -> Response[Any]:
        async with screen.form(Form()) as form:
            new = form.read(NewTable)
            password_hash = await screen.services.authenticator.passwords.hash(actions.spelled(new.password))
            table = await screen.run(actions.add, new, password_hash)
        if form.refused:
            return _new_table(screen, await screen.read(queries.tables_with_devices), form)
        return await _done(screen, screen.say("Table %(number)s is added.", number=table.number))

    @get("/{table_id:int}")
    async def one(self, table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        row = await screen.read(queries.table_with_devices, table_id)
        return _one_table(screen, row, EditForm.of_row(TablePatch, row.table))

    @post("/{table_id:int}", guards=[managers])
    async def change(self, table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Only what was changed is written; a blank password leaves it as it is."""
        row = await screen.read(queries.table_with_devices, table_id)
        async with screen.form(EditForm(TablePatch, blank_is_absent=("password",))) as form:
            patch, seen = form.changes()
            password = actions.spelled(patch.password) if isinstance(patch.password, str) else None
            password_hash = await screen.services.authenticator.passwords.hash(password) if password else None
            table = await screen.run(actions.change, table_id, patch, password_hash, seen)
        if form.refused:
            return _one_table(screen, row, form)
        return await _done(screen, screen.say("Table %(number)s is changed.", number=table.number))

    @post("/{table_id:int}/removal", guards=[managers])
    async def remove(self, table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        row = await screen.read(queries.table_with_devices, table_id)
        form = EditForm.of_row(TablePatch, row.table)
        with form.keeping_refusals():
            await screen.run(actions.archive, table_id)
        if form.refused:
            return _one_table(screen, row, form)
        return await _done(screen, screen.say("Table %(number)s is deleted.", number=row.table.number))


def _new_table(screen: Screen, tables: list[TableDevices], form: Form) -> Response[str]:
    title = screen.say("Add a table")
    return screen.drawer("tables/_new.html", title, form=form, areas=by_area(tables), highest=HIGHEST_NUMBER)


def _one_table(screen: Screen, row: TableDevices, form: Form) -> Response[str]:
    title = screen.say("Table %(number)s", number=row.table.number)
    at = origin_of(screen)
    card = card_of(at.url, screen.store.slug, row.table)
    return screen.drawer("tables/_table.html", title, form=form, row=row, at=at, card=card, highest=HIGHEST_NUMBER)


async def grid(screen: Screen) -> dict[str, Any]:
    """The tables as they are now."""
    tables = await screen.read(queries.tables_with_devices)
    return {"areas": by_area(tables), "count": len(tables)}


async def _done(screen: Screen, toast: str) -> Response[Any]:
    return await screen.done("tables/_grid.html", grid, page=HOME, toast=toast)


def free_number(tables: list[TableDevices]) -> int:
    """The one to go on with."""
    return min(max((row.table.number for row in tables), default=0) + 1, HIGHEST_NUMBER)


ROUTES: list[Any] = [TablePages]
