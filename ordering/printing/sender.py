"""The sender: prints what waits, each printer by itself, in the sequence in which it was made.

A commit that makes papers wakes it; it looks every second all the same, for what other processes have made or left.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.printing import drawing, queue
from ordering.printing.model import JobStatus
from ordering.printing.queue import Next
from ordering.printing.wire import Outcome, Trouble, Wire

LOOK_SECONDS = 1.0
PRINTERS_AT_ONCE = 200
"""Of a process; of more, some wait for a dead one to time out."""
CLOSE_SECONDS = 1.5
STATUSES = {
    Outcome.CONFIRMED: JobStatus.PRINTED,
    Outcome.SENT: JobStatus.PRINTED,
    Outcome.UNKNOWN: JobStatus.UNKNOWN,
}

Seen = Callable[[AsyncSession, int, int], Awaitable[None]]
"""A store's ticket has come out of a printer that says so."""

log = logging.getLogger(__name__)


class Sender:
    """One for each process. ``seen`` is handed in because tickets are seen higher up."""

    def __init__(self, work: Work, seen: Seen) -> None:
        self._work = work
        self._seen = seen
        self._name = secrets.token_hex(16)
        self._printing: dict[int, asyncio.Task[bool]] = {}
        self._watching: asyncio.Task[None] | None = None
        self._look_now = asyncio.Event()

    def start(self) -> None:
        self._watching = asyncio.create_task(self._watch())

    def wake(self) -> None:
        """Papers were made."""
        self._look_now.set()

    async def close(self) -> None:
        """Let what is being sent come to its end, if that is soon; nothing else is begun."""
        if self._watching is None:
            return
        self._watching.cancel()
        printing = [*self._printing.values()]
        if printing:
            _, still = await asyncio.wait(printing, timeout=CLOSE_SECONDS)
            for task in still:
                task.cancel()
        await asyncio.gather(self._watching, *printing, return_exceptions=True)

    @property
    def _stopping(self) -> bool:
        return self._watching is None or self._watching.cancelling() > 0

    async def _watch(self) -> None:
        while True:
            try:
                await self._look()
            except Busy:
                pass  # the database is away: what waits is there when it is back
            except Exception:
                log.exception("looking for papers to print")
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._look_now.wait()
            except TimeoutError:
                pass
            self._look_now.clear()

    async def _look(self) -> None:
        if overdue := await self._work.read(queue.overdue):
            await self._work.run(queue.give_up, overdue)
        for printer_id in await self._work.read(queue.due, None, PRINTERS_AT_ONCE):
            if printer_id not in self._printing and len(self._printing) < PRINTERS_AT_ONCE:
                self._printing[printer_id] = task = asyncio.create_task(self._work_off(printer_id))
                task.add_done_callback(partial(self._done, printer_id))

    def _done(self, printer_id: int, task: asyncio.Task[bool]) -> None:
        del self._printing[printer_id]
        if not task.cancelled() and task.result():
            self._look_now.set()  # what was made in this very moment

    async def _work_off(self, printer_id: int) -> bool:
        """Print everything that waits at a printer, until it can't be begun with. False if something went wrong here:
        then it is not tried again at once.
        """
        try:
            while not self._stopping and await self._work.run(queue.hold, printer_id, self._name):
                job = await self._work.read(queue.next_at, printer_id)
                if job is None or not await self._print(job):
                    break
            await self._work.run(queue.let_go, printer_id, self._name)
        except Busy:
            return False  # nobody has the queue once its time is over
        except Exception:
            log.exception("printing", extra={"facts": {"printer_id": printer_id}})
            return False
        return True

    async def _print(self, job: Next) -> bool:
        """One paper. False if the printer could not be begun with."""
        try:
            slip = await drawing.slip(job.paper, job.marks, job.encoding, job.width)
        except Exception:
            log.exception("making a slip", extra={"facts": {"job_id": job.job_id}})
            await self._work.run(queue.fail, job)
            return True
        try:
            wire = await Wire.open(job.host, job.port)
        except Trouble as trouble:
            await self._work.run(queue.put_off, job, trouble.name)
            return False
        try:
            until = await self._work.run(queue.begin, job, self._name)
        except BaseException:
            wire.close()
            raise
        if until is None:
            wire.close()
        elif clock.now() >= until:  # this process stood still for so long that others have given the paper up
            wire.close()
            await self._work.run(queue.take_back, job, self._name)
        else:
            await self._send(job, wire, slip)
        return True

    async def _send(self, job: Next, wire: Wire, slip: bytes) -> None:
        try:
            ended = await wire.send(slip)
        except asyncio.CancelledError:
            self._work.soon(queue.end, job, self._name, JobStatus.UNKNOWN, "interrupted")
            raise
        await self._keep(job, queue.end, job, self._name, STATUSES[ended.outcome], ended.error)
        if ended.outcome is Outcome.CONFIRMED and job.ticket_id is not None:
            try:
                await self._keep(job, self._seen, job.store_id, job.ticket_id)
            except Exception:  # the papers behind it don't wait for that
                log.exception("a ticket is seen", extra={"facts": {"job_id": job.job_id}})

    async def _keep(self, job: Next, action: Callable[..., Awaitable[None]], *facts: Any) -> None:
        """What became of it, also if the database is away for a while; past the job's time it is unknown anyway."""
        try:
            async with asyncio.timeout(queue.HELD_SECONDS):
                while True:
                    try:
                        await self._work.run(action, *facts)
                        return
                    except Busy:
                        await asyncio.sleep(0.5)
        except TimeoutError:
            log.warning("nobody knows what became of a paper", extra={"facts": {"job_id": job.job_id}})
