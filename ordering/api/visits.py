"""The code of who sits at a table: shown by its tablet and by the staff, for guests' own phones."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ordering.errors import PhonesOff
from ordering.http import callers
from ordering.http.callers import GuestRequest, StaffRequest
from ordering.http.openapi import TABLE, answers
from ordering.http.origins import address_of_code
from ordering.http.paging import PathId
from ordering.http.qr import Drawing, drawing_of
from ordering.tables import visits


class VisitCode(Struct, frozen=True):
    """`url` is where a phone begins; `qr` is that drawn: `path` in a square of `size` modules, with four around it."""

    code: str
    url: str
    qr: Drawing


@get(
    "/code",
    guards=[callers.guests, callers.tablets],
    security=TABLE,
    responses=answers(PhonesOff),
    tags=["Phones"],
    summary="The code for this party's phones",
)
async def code(guest: NamedDependency[GuestRequest], request: Request[Any, Any, Any]) -> VisitCode:
    """For the tablet to show: `url` as a QR code. Phones that open it order for whoever sits here until they leave.

    Ask again when the party changes, after `visit.changed`, and after `store.changed`. 409 `phones_off`.
    """
    return await _shown(guest, guest.caller.table_id, request)


class TableCodes(Controller):
    path = "/tables/{table_id:int}/code"
    tags = ["Phones"]

    @get(responses=answers(PhonesOff), summary="The code for a party's phones")
    async def code(
        self, table_id: PathId, staff: NamedDependency[StaffRequest], request: Request[Any, Any, Any]
    ) -> VisitCode:
        """The one that the table's tablet shows, too. 409 `phones_off`."""
        return await _shown(staff, table_id, request)

    @post(responses=answers(PhonesOff), summary="Make a new code")
    async def renew_code(
        self, table_id: PathId, staff: NamedDependency[StaffRequest], request: Request[Any, Any, Any]
    ) -> VisitCode:
        """Phones that are in stay; the old code lets nobody in any more. 409 `phones_off`."""
        return _coded(await staff.run(visits.renew_code, table_id), request)


async def _shown(sender: GuestRequest | StaffRequest, table_id: int, request: Request[Any, Any, Any]) -> VisitCode:
    return _coded(await visits.shown_code(sender.services.work, sender.caller, table_id), request)


def _coded(code: str, request: Request[Any, Any, Any]) -> VisitCode:
    url = address_of_code(request, code)
    return VisitCode(code, url, drawing_of(url))


ROUTES: list[Any] = [code]
STAFF_ROUTES: list[Any] = [TableCodes]
