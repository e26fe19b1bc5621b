"""The stations of the kitchen, as managers arrange them: names, kinds, order, the paired screens, and pairing one."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.errors import Invalid
from ordering.http.callers import managers
from ordering.http.origins import origin_of
from ordering.http.paging import PathId
from ordering.http.qr import drawing_of
from ordering.kitchen import actions, pairing, queries
from ordering.kitchen.shapes import NewStation, StationPatch
from ordering.menu.model import StationKind
from ordering.menu.shapes import Arrangement, PairedStation
from ordering.orders import leaving_stations
from ordering.printing.agents import unpair
from ordering.web.kit.forms import Form, flat, read_form
from ordering.web.kit.languages import N_
from ordering.web.kit.screen import Screen
from ordering.web.kitchen.screen import STATION

HOME = "/admin/stations"
KINDS = {StationKind.PREP: N_("Dishes are made here"), StationKind.EXPO: N_("Dishes are put together and carried")}


class StationPages(Controller):
    path = "/stations"

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("kitchen/stations.html", **await _stations(screen))

    @get("/new", guards=[managers])
    async def blank(self, screen: NamedDependency[Screen]) -> Response[str]:
        return _new_station(screen, Form({"kind": [StationKind.PREP]}))

    @post(guards=[managers])
    async def add(self, screen: NamedDependency[Screen]) -> Response[Any]:
        async with screen.form(Form()) as form:
            station = await screen.run(actions.add_station, form.read(NewStation))
        if form.refused:
            return _new_station(screen, form)
        return await _done(screen, screen.say("%(name)s is a station now.", name=station.name))

    @get("/{station_id:int}", guards=[managers])
    async def one(self, station_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        station = await screen.read(queries.station, station_id)
        return _one_station(screen, station, Form(flat(station)))

    @post("/{station_id:int}", guards=[managers])
    async def change(self, station_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        station = await screen.read(queries.station, station_id)
        async with screen.form(Form()) as form:
            changed = await screen.run(leaving_stations.change_station, station_id, form.read(StationPatch))
        if form.refused:
            return _one_station(screen, station, form)
        return await _done(screen, screen.say("%(name)s is changed.", name=changed.name))

    @post("/{station_id:int}/delete", guards=[managers])
    async def delete(self, station_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """A refusal is told where the station stands."""
        station = await screen.read(queries.station, station_id)
        form = Form(flat(station))
        with form.keeping_refusals():
            await screen.run(leaving_stations.archive_station, station_id)
        if form.refused:
            return _one_station(screen, station, form)
        return await _done(screen, screen.say("%(name)s is deleted.", name=station.name))

    @post("/order", guards=[managers])
    async def arrange(self, screen: NamedDependency[Screen]) -> Response[Any]:
        """One of them a step ``up`` or ``down``, from the order that was shown."""
        form = await read_form(screen.request)
        try:
            await screen.run(actions.reorder_stations, _moved(form))
        except Invalid:  # not every id once: somebody else has added or deleted one
            said = screen.say("Somebody has changed the stations meanwhile, and nothing was moved.")
        else:
            said = screen.say("The stations are in their new order.")
        return await _done(screen, said)

    @post("/{station_id:int}/code", guards=[managers], status_code=200)
    async def code(self, station_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        """A new one each time: the last is dead, so that what hangs on the wall opens nothing."""
        made = await screen.run(pairing.make_code, station_id, screen.services.authenticator.station_codes)
        address = f"{origin_of(screen.request)}{STATION}?store={screen.store.slug}"
        return screen.drawer(
            "kitchen/_station_code.html", screen.say("Pair a screen"), made=made, address=address,
            station=await screen.read(queries.station, station_id), drawn=drawing_of(address),
        )  # fmt: skip

    @post("/screens/{device_id:int}/unpairing", guards=[managers])
    async def unpair(self, device_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        await screen.run(unpair, device_id)
        return await _done(screen, screen.say("The screen is unpaired."))


def _new_station(screen: Screen, form: Form) -> Response[str]:
    return screen.drawer("kitchen/_new_station.html", screen.say("Add a station"), form=form, kinds=_kinds(screen))


def _one_station(screen: Screen, station: PairedStation, form: Form) -> Response[str]:
    return screen.drawer("kitchen/_station.html", station.name, form=form, station=station, kinds=_kinds(screen))


def _kinds(screen: Screen) -> list[tuple[str, str]]:
    return [(kind.value, screen.say(words)) for kind, words in KINDS.items()]


def _moved(form: Form) -> Arrangement:
    ids = form.read(Arrangement).ids
    for verb, step in (("up", -1), ("down", 1)):
        row = form.number(verb)
        if row in ids:
            at = ids.index(row)
            ids.insert(max(0, at + step), ids.pop(at))
    return Arrangement(ids)


async def _stations(screen: Screen) -> dict[str, Any]:
    return {"rows": await screen.read(queries.stations_with_screens), "kinds": dict(_kinds(screen))}


async def _done(screen: Screen, toast: str) -> Response[Any]:
    return await screen.done("kitchen/_stations.html", _stations, page=HOME, toast=toast)


ROUTES: list[Any] = [StationPages]
