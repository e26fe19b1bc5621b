"""What a print agent asks for and tells: it pulls its papers, since nobody can reach it."""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct
from msgspec.structs import replace

from ordering.errors import IllegalTransition
from ordering.http.callers import AgentRequest
from ordering.http.openapi import answers
from ordering.http.paging import PathId
from ordering.printing import agents, due, queue
from ordering.printing.sender import PRINTERS_AT_ONCE
from ordering.printing.shapes import NextPaper, PaperDue, PrintersDue
from ordering.printing.wire import Ended, Outcome

LONGEST_WAIT = 8
"""An answer has to begin within ten seconds (http/exchange.py)."""
BYTES = "application/octet-stream"
SLIP = {200: ResponseSpec(bytes, media_type=BYTES, description="What the printer takes", generate_examples=False)}

Name = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z", description="Random, 32 hexadecimal digits")]
Trouble = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}\Z")]


class Turn(Struct, forbid_unknown_fields=True, frozen=True):
    """`holder` is the agent's process: two with one token never print at one printer at once."""

    holder: Name


class Beginning(Struct, forbid_unknown_fields=True, frozen=True):
    """`key` is this try's own."""

    holder: Name
    key: Name


class Told(Struct, forbid_unknown_fields=True, frozen=True):
    """What became of a try: `confirmed` by the printer, `sent` to one that answers nothing, `unknown`, or `not_sent`:
    not a byte of it.
    """

    key: Name
    outcome: Literal["confirmed", "sent", "unknown", "not_sent"]
    error: Trouble | None = None


class Postponement(Struct, forbid_unknown_fields=True, frozen=True):
    """Why a printer could not be begun with; `attempts` is what the paper said."""

    holder: Name
    attempts: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    error: Trouble


class Waiting(Controller):
    path = "/printers"
    tags = ["Printing"]

    @get("/due", summary="Wait for papers")
    async def due(
        self,
        agent: NamedDependency[AgentRequest],
        wait: Annotated[
            int, QueryParameter(ge=0, le=LONGEST_WAIT, description="So many seconds, if there are none")
        ] = 0,
    ) -> PrintersDue:
        """The printers that have papers for this agent: take a turn at each. None after `wait` seconds: ask again."""
        await agent.run(agents.is_there)
        work, agent_id = agent.services.work, agent.caller.agent_id
        found = await work.read(due.due, agent_id, PRINTERS_AT_ONCE)
        if not found and wait:
            await agent.services.desk.bells.wait(agent_id, wait)
            found = await work.read(due.due, agent_id, PRINTERS_AT_ONCE)
        return PrintersDue(found)

    @post("/{printer_id:int}/turn", status_code=200, summary="Take a printer's next paper")
    async def turn(self, printer_id: PathId, data: JSONBody[Turn], agent: NamedDependency[AgentRequest]) -> NextPaper:
        """The printer is this process's for 20 seconds, from then on and from each step of the paper. `job` is `null`
        where nothing is to be printed, or another process prints: it is not ours then.
        """
        await agent.read(agents.printer, printer_id)
        job = await agent.services.work.run(queue.take, printer_id, agent.holder(data.holder))
        return NextPaper(PaperDue(job.job_id, job.host, job.port, job.attempts) if job is not None else None)

    @post("/{printer_id:int}/release", status_code=204, summary="Let others print at a printer")
    async def release(self, printer_id: PathId, data: JSONBody[Turn], agent: NamedDependency[AgentRequest]) -> None:
        """Where this process prints no more. Repeatable."""
        await agent.read(agents.printer, printer_id)
        await agent.services.work.run(queue.let_go, printer_id, agent.holder(data.holder))


class Jobs(Controller):
    path = "/jobs"
    tags = ["Printing"]

    @post(
        "/{job_id:int}/beginning",
        status_code=200,
        media_type=BYTES,
        responses={**SLIP, **answers(IllegalTransition)},
        summary="Begin to print a paper",
    )
    async def begin(
        self, job_id: PathId, data: JSONBody[Beginning], agent: NamedDependency[AgentRequest]
    ) -> Response[bytes]:
        """Its bytes, for the printer that was connected to. From now on the paper is `sending`: what nobody hears of
        any more within 20 seconds is `unknown`. Do not send what came later than some seconds after it was asked for:
        tell `not_sent`. 409: it is not to be printed any more, or not by this process.
        """
        job = await agent.read(due.of_agent, job_id)
        slip = await agent.services.desk.begin(job, agent.holder(data.holder), data.key)
        if slip is None:
            raise IllegalTransition("This paper is not to be printed now, or not by this process.")
        return Response(slip, media_type=BYTES)

    @post("/{job_id:int}/outcome", status_code=204, summary="Tell what became of a paper")
    async def tell(self, job_id: PathId, data: JSONBody[Told], agent: NamedDependency[AgentRequest]) -> None:
        """Repeatable; what comes too late, or of a try that is over, changes nothing."""
        job = await agent.read(due.of_agent, job_id)
        if data.outcome == "not_sent":
            await agent.services.work.run(queue.take_back, job, data.key)
        else:
            await agent.services.desk.end(job, data.key, Ended(Outcome(data.outcome), data.error))

    @post("/{job_id:int}/postponement", status_code=204, summary="Tell why a printer can't be begun with")
    async def postpone(
        self, job_id: PathId, data: JSONBody[Postponement], agent: NamedDependency[AgentRequest]
    ) -> None:
        """The paper waits for another try, after a second and then longer, or for the printer that stands in.
        Repeatable: a try counts once.
        """
        job = await agent.read(due.of_agent, job_id)
        who = agent.holder(data.holder)
        await agent.services.work.run(queue.put_off, replace(job, attempts=data.attempts), who, data.error)


AGENT_ROUTES: list[Any] = [Waiting, Jobs]
