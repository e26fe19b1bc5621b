"""Printers, as managers set them up, and their jobs, as everybody sees to them."""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter

from ordering.errors import IllegalTransition, NotFound
from ordering.http import callers
from ordering.http.callers import StaffRequest
from ordering.http.openapi import answers
from ordering.http.paging import Cursor, Items, Limit, Page, PageQuery, PathId, before_id, page
from ordering.orders.printed_bill import print_bill
from ordering.printing import actions, agents, drawing, queries
from ordering.printing.addresses import check
from ordering.printing.agents import AgentMade, AgentOut, NewAgent
from ordering.printing.refusals import NoPrinter, PrinterOff
from ordering.printing.shapes import BillPrint, JobOut, NewPrinter, PrinterOut, PrinterPatch

PNG = {200: ResponseSpec(bytes, media_type="image/png", description="A PNG", generate_examples=False)}


Status = Literal["waiting", "sending", "printed", "unknown", "failed", "expired", "cancelled"]


class Printers(Controller):
    path = "/printers"
    tags = ["Printing"]

    @get(summary="The printers")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[PrinterOut]:
        """All of them."""
        return Items(await staff.read(queries.printers))

    @post(guards=[callers.managers], responses=answers(NotFound), summary="Add a printer")
    async def add(self, data: JSONBody[NewPrinter], staff: NamedDependency[StaffRequest]) -> PrinterOut:
        """400 for a `host` that is not in the local network; it is looked up again at each connection. With an
        `agent_id` that print agent alone prints here, and looks a name up in its own network. 404 for a station, a
        printer or an agent that the store does not have.
        """
        await check(data.host, agent=data.agent_id is not None)
        return await staff.run(actions.add_printer, data)

    @patch("/{printer_id:int}", guards=[callers.managers], summary="Change a printer")
    async def change(
        self, printer_id: PathId, data: JSONBody[PrinterPatch], staff: NamedDependency[StaffRequest]
    ) -> PrinterOut:
        """Only what is given changes. 400 as for adding."""
        if isinstance(data.host, str):
            await check(data.host, agent=await staff.read(queries.is_agents, printer_id, data))
        return await staff.run(actions.change_printer, printer_id, data)

    @delete("/{printer_id:int}", guards=[callers.managers], summary="Delete a printer")
    async def archive(self, printer_id: PathId, staff: NamedDependency[StaffRequest]) -> None:
        """What waits for it is cancelled."""
        await staff.run(actions.archive_printer, printer_id)

    @post("/{printer_id:int}/test", responses=answers(PrinterOff), summary="Print a test paper")
    async def test(self, printer_id: PathId, staff: NamedDependency[StaffRequest]) -> JobOut:
        """It is printed by and by: follow the job. 409 `printer_off` for one that is not `enabled`."""
        return await staff.run(actions.test_printer, printer_id)


class JobsQuery(PageQuery, frozen=True, kw_only=True):
    """What a list of jobs is asked for; None for all."""

    status: str | None
    printer_id: int | None

    @property
    def filters(self) -> dict[str, Any]:
        wanted = {"status": self.status, "printer_id": self.printer_id}
        return {name: value for name, value in wanted.items() if value is not None}


def jobs_query(
    status: Annotated[Status | None, QueryParameter()] = None,
    printer_id: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JobsQuery:
    return JobsQuery(status=status, printer_id=printer_id, limit=limit, cursor=cursor)


class PrintJobs(Controller):
    path = "/print-jobs"
    tags = ["Printing"]

    @get(summary="Print jobs, newest first", dependencies={"asked": Provide(jobs_query, sync_to_thread=False)})
    async def listed(self, staff: NamedDependency[StaffRequest], asked: NamedDependency[JobsQuery]) -> Page[JobOut]:
        """`waiting` also between tries; `unknown`: it broke off while it was sent, so only people can see whether it
        came out; `expired`: it waited for five minutes, and is never printed late by itself.
        """
        before = before_id(asked.cursor, "print jobs")
        found = await staff.read(queries.jobs, before, asked.limit + 1, asked.filters)
        return page(found, asked.limit, "print jobs", lambda job: job.id)

    @post(
        "/{job_id:int}/retry",
        status_code=200,
        responses=answers(IllegalTransition),
        summary="Print a job's paper again",
    )
    async def retry(self, job_id: PathId, staff: NamedDependency[StaffRequest]) -> JobOut:
        """Of an unknown, failed, expired or printed one. If it may have come out before, the paper says so. 409
        `illegal_transition` with the `job`.
        """
        return await staff.run(actions.retry, job_id)

    @post(
        "/{job_id:int}/cancellation",
        status_code=200,
        responses=answers(IllegalTransition),
        summary="Cancel a print job",
    )
    async def cancel(self, job_id: PathId, staff: NamedDependency[StaffRequest]) -> JobOut:
        """Of a waiting or failed one. 409 `illegal_transition` with the `job`."""
        return await staff.run(actions.cancel, job_id)

    @post(
        "/{job_id:int}/acknowledgement",
        status_code=200,
        responses=answers(IllegalTransition),
        summary="Say that a paper has been looked after",
    )
    async def see_to(self, job_id: PathId, staff: NamedDependency[StaffRequest]) -> JobOut:
        """An unknown one has come out: it is `printed`. An expired or failed one is not needed: the board asks no
        more. 409 `illegal_transition` with the `job`.
        """
        return await staff.run(actions.see_to, job_id)

    @get("/{job_id:int}/preview", media_type="image/png", responses=PNG, summary="A job's paper as a picture")
    async def preview(self, job_id: PathId, staff: NamedDependency[StaffRequest]) -> Response[bytes]:
        """As its printer would print it now."""
        sheet = await staff.read(queries.sheet, job_id)
        picture = await drawing.preview(sheet.paper, sheet.marks, sheet.encoding, sheet.width)
        return Response(picture, media_type="image/png")


@post(
    "/tables/{table_id:int}/bill/print",
    tags=["Printing"],
    responses=answers(NoPrinter, PrinterOff),
    summary="Print a bill",
)
async def bill(
    table_id: PathId,
    staff: NamedDependency[StaffRequest],
    data: JSONBody[BillPrint] = BillPrint(),  # noqa: B008 - frozen
) -> JobOut:
    """At the printer that is named, else at the first that has `bills`. 404 where nobody sits, 409 `no_printer`,
    409 `printer_off` for a named one that is not `enabled`.
    """
    return await staff.run(print_bill, table_id, data)


class PrintAgents(Controller):
    path = "/print-agents"
    tags = ["Printing"]

    @get(summary="The print agents")
    async def listed(self, staff: NamedDependency[StaffRequest]) -> Items[AgentOut]:
        """Each with when it last asked for papers. `DELETE /admin/devices/{device_id}` removes one."""
        return Items(await staff.read(agents.all_agents))

    @post(guards=[callers.managers], summary="Add a print agent")
    async def add(self, data: JSONBody[NewAgent], staff: NamedDependency[StaffRequest]) -> AgentMade:
        """A program that prints where this server can't reach: `ordering print-agent`. Its `token` is shown this once;
        it opens the routes under `/print-agent` and nothing else.
        """
        return await staff.run(agents.add_agent, data)


STAFF_ROUTES: list[Any] = [Printers, PrintJobs, PrintAgents, bill]
