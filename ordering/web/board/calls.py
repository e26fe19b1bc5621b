"""A call on the board: taken, seen to."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.errors import IllegalTransition, StaleVersion
from ordering.http.paging import PathId
from ordering.stores import queries as stores
from ordering.stores.call_kinds import name_of
from ordering.tables import calls
from ordering.tables.calls import CallMove, CallOut, CallStatus
from ordering.web.board.page import show_changes
from ordering.web.kit.forms import read_form
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME


@post("/calls/{call_id:int}/status", status_code=200)
async def move_call(call_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Who comes too late sees the card as it is now."""
    move, status = (await read_form(screen.request)).read(CallMove), 200
    try:
        call = await screen.run(calls.move, call_id, move)
        name = name_of(await screen.read(stores.call_kinds), call.kind, [screen.view.language])
        toast = screen.toast(_say_moved(screen, call, name or call.label))
    except (StaleVersion, IllegalTransition) as refusal:
        call, status = refusal.facts["call"], 409
        toast = screen.toast(screen.say("This call has changed meanwhile."), "late")
    if not screen.view.fragment:
        return redirect(HOME)
    return await show_changes(screen, call.table.id, status=status, headers=toast)


def _say_moved(screen: Screen, call: CallOut, name: str) -> str:
    where = {"number": call.table.number, "call": name}
    if call.status is CallStatus.TAKEN:
        return screen.say("Table %(number)s: %(call)s is on its way.", **where)
    return screen.say("Table %(number)s: %(call)s is done.", **where)


ROUTES: list[Any] = [move_call]
