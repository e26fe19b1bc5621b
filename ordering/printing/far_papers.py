"""Papers from afar: what a print agent asks its server for, and tells it."""

import asyncio
import logging
import secrets
from typing import Any

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout
from msgspec import Struct
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay, wait_random_exponential

from ordering.errors import Busy, IllegalTransition, NotFound, NotLoggedIn, Refusal
from ordering.printing import queue
from ordering.printing.bells import rung
from ordering.printing.sender import TO_BEGIN_SECONDS
from ordering.printing.shapes import NextPaper, PrintersDue
from ordering.printing.wire import Ended

WAIT_SECONDS = 8
"""So long the server keeps a question open while there is nothing to print."""
ANSWER_SECONDS = 10.0
TAKING_SECONDS = 0.3
"""Printers that were just named are being taken: asked at once, the server would name them again."""
LONGEST_PAUSE = 10.0
"""Well within the time after which an agent counts as away (agents.py)."""

REFUSALS: dict[int, type[Refusal]] = {401: NotLoggedIn, 403: NotLoggedIn, 404: NotFound, 409: IllegalTransition}

log = logging.getLogger(__name__)


class FarJob(Struct, frozen=True):
    """A paper that is next at a printer."""

    job_id: int
    printer_id: int
    host: str
    port: int
    attempts: int


class FarPapers:
    """``http`` shows the agent's token; ``server`` is where, without a path."""

    def __init__(self, http: ClientSession, server: str) -> None:
        self._http, self._base = http, f"{server}/api/v1/print-agent"
        self._holder = {"holder": secrets.token_hex(16)}
        self._look_now = asyncio.Event()
        self._named_some = False

    def wake(self) -> None:
        self._look_now.set()

    async def due(self) -> list[int]:
        if self._named_some:
            await rung(self._look_now, TAKING_SECONDS)
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Busy),
            wait=wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            before_sleep=_tell_once,
        )
        async for attempt in retrying:
            with attempt:
                seconds = WAIT_SECONDS + ANSWER_SECONDS
                try:
                    answer = await self._ask("GET", f"/printers/due?wait={WAIT_SECONDS}", seconds=seconds)
                except NotFound:
                    raise Busy(retry_after=1) from OSError("it knows no print agents: is --server right?")
                if attempt.retry_state.attempt_number > 1:
                    log.info("the server answers again")
        found = msgspec.json.decode(answer, type=PrintersDue).printer_ids
        self._named_some = bool(found)
        return found

    async def take(self, printer_id: int) -> FarJob | None:
        try:
            answer = await self._ask("POST", f"/printers/{printer_id}/turn", self._holder)
        except NotFound:
            return None  # it is not ours any more
        job = msgspec.json.decode(answer, type=NextPaper).job
        return None if job is None else FarJob(job.id, printer_id, job.host, job.port, job.attempts)

    async def begin(self, job: FarJob, key: str) -> bytes | None:
        body = {**self._holder, "key": key}
        try:
            return await self._ask("POST", f"/jobs/{job.job_id}/beginning", body, seconds=TO_BEGIN_SECONDS)
        except (NotFound, IllegalTransition):
            return None
        except Busy:  # it may be that the server has it as begun
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(Busy),
                wait=wait_random_exponential(multiplier=0.5, max=2),
                stop=stop_after_delay(queue.HELD_SECONDS),
                reraise=True,
            ):
                with attempt:
                    await self.take_back(job, key)
                    await self.let_go(job.printer_id)
            raise

    async def take_back(self, job: FarJob, key: str) -> None:
        await self._tell(f"/jobs/{job.job_id}/outcome", {"key": key, "outcome": "not_sent"})

    async def put_off(self, job: FarJob, error: str) -> None:
        log.warning("a printer can't be begun with", extra={"facts": {"printer_id": job.printer_id, "why": error}})
        body = {**self._holder, "attempts": job.attempts, "error": error}
        await self._tell(f"/jobs/{job.job_id}/postponement", body)

    async def end(self, job: FarJob, key: str, ended: Ended) -> None:
        outcome = {"key": key, "outcome": ended.outcome.value}
        await self._tell(f"/jobs/{job.job_id}/outcome", {**outcome, "error": ended.error} if ended.error else outcome)
        facts = {"job_id": job.job_id, "printer_id": job.printer_id, "outcome": ended.outcome.value, "why": ended.error}
        log.info("a paper", extra={"facts": facts})

    async def let_go(self, printer_id: int) -> None:
        await self._tell(f"/printers/{printer_id}/release", self._holder)

    async def _tell(self, path: str, body: Any) -> None:
        """What the server does not want to hear any more, about a printer that is another's, is not told."""
        try:
            await self._ask("POST", path, body)
        except NotFound:
            log.warning("the printer is not this agent's any more", extra={"facts": {"path": path}})

    async def _ask(self, method: str, path: str, body: Any = None, *, seconds: float = ANSWER_SECONDS) -> bytes:
        """The answer's body. Raises ``Busy`` if it can't be had now, ``NotLoggedIn`` if the token opens nothing,
        ``NotFound`` and ``IllegalTransition`` as the server does.
        """
        try:
            async with self._http.request(
                method, self._base + path, json=body, timeout=ClientTimeout(total=seconds), allow_redirects=False
            ) as answer:
                said, status = await answer.read(), answer.status
        except (ClientError, OSError, TimeoutError) as error:
            raise Busy(retry_after=1) from error
        if status in (200, 204):
            return said
        if status in REFUSALS:
            raise REFUSALS[status]()
        raise Busy(retry_after=1) from OSError(f"the server answers {status}")


def _tell_once(state: RetryCallState) -> None:
    """Not each time: a server may be away for a night."""
    if state.attempt_number == 1 and state.outcome is not None and (error := state.outcome.exception()) is not None:
        why = error.__cause__
        log.warning("the server can't be asked", extra={"facts": {"why": str(why) or type(why).__name__}})
