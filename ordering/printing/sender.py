"""The sender: prints what waits, each printer by itself, in the sequence in which it was made.

It is the same in a server and in a print agent: what differs is where its papers come from.
"""

import asyncio
import logging
import secrets
import time
from functools import partial
from typing import Generic, Protocol, TypeVar

from ordering import clock
from ordering.errors import Busy, NotLoggedIn
from ordering.printing.bells import BUSY_SECONDS
from ordering.printing.model import KEPT_WAITING
from ordering.printing.wire import Ended, Outcome, Trouble, Wire

PRINTERS_AT_ONCE = 200
"""That are looked at, and printed at, in one go; of more, some wait for a dead one to time out."""
CLOSE_SECONDS = 1.5
TO_BEGIN_SECONDS = 3.5
"""From when a try is told of until its first byte: what is sent later might not be told of before it counts as lost."""


class ToPrint(Protocol):
    """A paper that is next at a printer."""

    @property
    def job_id(self) -> int: ...

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...


Job = TypeVar("Job", bound=ToPrint)


class Papers(Protocol[Job]):
    """Where papers come from, and where it is told what became of them. Whatever can't be done now raises ``Busy``."""

    def wake(self) -> None:
        """Something was made, or a printer is free again."""

    async def due(self) -> list[int]:
        """The printers that have papers, after a while or once woken. Raises ``NotLoggedIn`` if it is over."""

    async def take(self, printer_id: int) -> Job | None:
        """The next paper of a printer, which is ours alone from now on; None: it is not."""

    async def begin(self, job: Job, key: str) -> bytes | None:
        """The slip. From now on bytes of it may have gone; None: none may."""

    async def take_back(self, job: Job, key: str) -> None:
        """Not a byte of that try was sent."""

    async def put_off(self, job: Job, error: str) -> None:
        """The printer could not be begun with, and is anybody's again."""

    async def end(self, job: Job, key: str, ended: Ended) -> None:
        """What became of that try."""

    async def let_go(self, printer_id: int) -> None:
        """The printer is anybody's again."""


log = logging.getLogger(__name__)


class Sender(Generic[Job]):
    """One for each process."""

    def __init__(self, papers: Papers[Job]) -> None:
        self._papers = papers
        self._printing: dict[int, asyncio.Task[bool]] = {}
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> "asyncio.Task[None]":
        """Goes on until it is closed, or may not any more: then it raises ``NotLoggedIn``."""
        self._watching = asyncio.create_task(self._watch())
        return self._watching

    def wake(self) -> None:
        self._papers.wake()

    async def close(self, seconds: float | None = None) -> None:
        """Let what is being sent come to its end, if that is soon; nothing else is begun."""
        if self._watching is None:
            return
        self._watching.cancel()
        printing = [*self._printing.values()]
        if printing:
            _, still = await asyncio.wait(printing, timeout=CLOSE_SECONDS if seconds is None else seconds)
            for task in still:
                task.cancel()
        await asyncio.gather(self._watching, *printing, return_exceptions=True)

    @property
    def _stopping(self) -> bool:
        return self._watching is None or self._watching.done() or self._watching.cancelling() > 0

    async def _watch(self) -> None:
        while True:
            try:
                for printer_id in await self._papers.due():
                    self._begin_at(printer_id)
            except Busy:
                await asyncio.sleep(BUSY_SECONDS)  # what waits is there when it is back
            except NotLoggedIn:
                raise
            except Exception:
                log.exception("looking for papers to print")
                await asyncio.sleep(BUSY_SECONDS)

    def _begin_at(self, printer_id: int) -> None:
        if printer_id not in self._printing and len(self._printing) < PRINTERS_AT_ONCE:
            self._printing[printer_id] = task = asyncio.create_task(self._work_off(printer_id))
            task.add_done_callback(partial(self._done, printer_id))

    def _done(self, printer_id: int, task: asyncio.Task[bool]) -> None:
        del self._printing[printer_id]
        if not task.cancelled() and task.result():
            self._papers.wake()  # what was made in this very moment

    async def _work_off(self, printer_id: int) -> bool:
        """Print everything that waits at a printer, until it can't be begun with. False if something went wrong here:
        then it is not tried again at once.
        """
        try:
            while (job := await self._papers.take(printer_id)) is not None:
                if not await self._print(job):
                    break
                if self._stopping:
                    await self._papers.let_go(printer_id)
                    break
        except (Busy, NotLoggedIn):
            return False  # nobody has the queue once its time is over
        except Exception:
            log.exception("printing", extra={"facts": {"printer_id": printer_id}})
            return False
        return True

    async def _print(self, job: Job) -> bool:
        """One paper. False if the printer could not be begun with."""
        try:
            wire = await Wire.open(job.host, job.port)
        except Trouble as trouble:
            await self._papers.put_off(job, trouble.name)
            return False
        key, stopwatch = secrets.token_hex(16), Stopwatch()
        try:
            slip = await self._papers.begin(job, key)
        except BaseException:
            wire.close()
            raise
        if slip is None:
            wire.close()
        elif stopwatch.seconds > TO_BEGIN_SECONDS:  # we stood still, or it was long on its way
            wire.close()
            await self._papers.take_back(job, key)
        else:
            await self._send(job, key, wire, slip)
        return True

    async def _send(self, job: Job, key: str, wire: Wire, slip: bytes) -> None:
        try:
            ended = await wire.send(slip)
        except asyncio.CancelledError:
            await self._papers.end(job, key, Ended(Outcome.UNKNOWN, "interrupted"))
            raise
        try:
            async with asyncio.timeout(KEPT_WAITING.total_seconds()):
                await self._tell(job, key, ended)
        except TimeoutError:  # it is unknown, and people have looked by now
            log.warning("nobody knows what became of a paper", extra={"facts": {"job_id": job.job_id}})

    async def _tell(self, job: Job, key: str, ended: Ended) -> None:
        """Again and again, if whoever is told is away for a while."""
        while True:
            try:
                await self._papers.end(job, key, ended)
                return
            except Busy:
                await asyncio.sleep(BUSY_SECONDS)


class Stopwatch:
    """How long something has taken, also if this process or its machine slept meanwhile, whatever its clock says."""

    def __init__(self) -> None:
        self._began, self._at = time.monotonic(), clock.now()

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self._began, (clock.now() - self._at).total_seconds())
