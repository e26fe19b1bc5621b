"""The printers, as managers set them up, and the papers that came out of them or did not."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.paging import PathId
from ordering.kitchen.queries import prep_stations
from ordering.printing import actions, agents, queries
from ordering.printing.addresses import check
from ordering.printing.paper import Encoding
from ordering.printing.shapes import NewPrinter, PrinterOut, PrinterPatch
from ordering.web.kit.forms import Form, flat
from ordering.web.kit.languages import N_
from ordering.web.kit.screen import Screen

HOME = "/admin/printers"
ENCODINGS = {
    Encoding.RASTER: N_("As a picture: every printer can do that"),
    Encoding.CP949: N_("As Korean text: faster, where the printer knows it"),
}


class PrinterPages(Controller):
    path = "/printers"

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("printing/_lists.html", page="printing/page.html", **await listed(screen))

    @get("/new", guards=[managers])
    async def blank(self, screen: NamedDependency[Screen]) -> Response[str]:
        stations = [str(one.id) for one in await screen.read(prep_stations)]
        form = Form({**flat(NewPrinter("", "")), "station_ids": stations, "bills": ["true"]})
        return await _new_printer(screen, form)

    @post(guards=[managers])
    async def add(self, screen: NamedDependency[Screen]) -> Response[Any]:
        async with screen.form(Form()) as form:
            new = form.read(NewPrinter)
            await check(new.host, agent=new.agent_id is not None)
            printer = await screen.run(actions.add_printer, new)
        if form.refused:
            return await _new_printer(screen, form)
        return await done(screen, screen.say("%(name)s is added: print a test.", name=printer.name))

    @get("/{printer_id:int}", guards=[managers])
    async def one(self, printer_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        printer = await screen.read(queries.printer, printer_id)
        return await _one_printer(screen, printer, _form_of(printer))

    @post("/{printer_id:int}", guards=[managers])
    async def change(self, printer_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        printer = await screen.read(queries.printer, printer_id)
        async with screen.form(Form()) as form:
            patch = form.read(PrinterPatch)
            if isinstance(patch.host, str):
                await check(patch.host, agent=await screen.read(queries.is_agents, printer_id, patch))
            changed = await screen.run(actions.change_printer, printer_id, patch)
        if form.refused:
            return await _one_printer(screen, printer, form)
        return await done(screen, screen.say("%(name)s is changed.", name=changed.name))

    @post("/{printer_id:int}/delete", guards=[managers])
    async def delete(self, printer_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        printer = await screen.read(queries.printer, printer_id)
        await screen.run(actions.archive_printer, printer_id)
        return await done(screen, screen.say("%(name)s is deleted.", name=printer.name))

    @post("/{printer_id:int}/test")
    async def test(self, printer_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        await screen.run(actions.test_printer, printer_id)
        return await done(screen, screen.say("A test is on its way to the printer."))


async def listed(screen: Screen) -> dict[str, Any]:
    """The printers with their stations, and the papers: which somebody has to see to, and the latest others."""
    asked, latest = await screen.read(queries.papers)
    return {
        "printers": await screen.read(queries.printers),
        "agents": await screen.read(agents.all_agents),
        "stations": {one.id: one.name for one in await screen.read(prep_stations)},
        "asked": asked,
        "papers": latest,
    }


async def done(screen: Screen, toast: str) -> Response[Any]:
    return await screen.done("printing/_lists.html", listed, page=HOME, toast=toast)


async def _new_printer(screen: Screen, form: Form) -> Response[str]:
    return screen.drawer("printing/_new.html", screen.say("Add a printer"), form=form, **await _choices(screen, None))


async def _one_printer(screen: Screen, printer: PrinterOut, form: Form) -> Response[str]:
    return screen.drawer(
        "printing/_printer.html", printer.name, form=form, printer=printer, **await _choices(screen, printer.id)
    )


async def _choices(screen: Screen, printer_id: int | None) -> dict[str, Any]:
    found = await screen.read(agents.all_agents)
    others = [one for one in await screen.read(queries.printers) if one.id != printer_id]
    return {
        "stations": [(one.id, one.name) for one in await screen.read(prep_stations)],
        "encodings": [(encoding.value, screen.say(words)) for encoding, words in ENCODINGS.items()],
        "agents": [("", screen.say("This server")), *((one.id, one.name) for one in found)] if found else [],
        "backups": [("", screen.say("None")), *((one.id, one.name) for one in others)],
    }


def _form_of(printer: PrinterOut) -> Form:
    return Form({**flat(printer), "station_ids": [str(one) for one in printer.station_ids]})


ROUTES: list[Any] = [PrinterPages]
