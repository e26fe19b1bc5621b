"""The desk where papers are handed out, and where it is told what became of them: by the sender of this process, and
over HTTP by print agents.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.printing import drawing, due, queue
from ordering.printing.agents import AWAY
from ordering.printing.bells import BUSY_SECONDS, LOOK_SECONDS, Bells, rung
from ordering.printing.due import Next
from ordering.printing.model import JobStatus
from ordering.printing.queue import Holder
from ordering.printing.sender import PRINTERS_AT_ONCE, Sender
from ordering.printing.wire import Ended, Outcome

STATUSES = {
    Outcome.CONFIRMED: JobStatus.PRINTED,
    Outcome.SENT: JobStatus.PRINTED,
    Outcome.UNKNOWN: JobStatus.UNKNOWN,
}


Seen = Callable[[AsyncSession, int, int], Awaitable[None]]
"""A store's ticket has come out of a printer that says so."""

log = logging.getLogger(__name__)


class Desk:
    """One for each process, with its sender. ``seen`` is handed in because tickets are seen higher up."""

    def __init__(self, work: Work, seen: Seen) -> None:
        self.work = work
        self._seen = seen
        self._seeing: set[asyncio.Task[None]] = set()
        self.bells = Bells(lambda agent_ids: work.read(due.agents_due, agent_ids))
        self.sender = Sender(OwnPapers(self))

    def start(self) -> None:
        self.sender.start()

    def wake(self) -> None:
        """Papers were made."""
        self.sender.wake()
        self.bells.wake()

    async def begin(self, job: Next, who: Holder, key: str) -> bytes | None:
        """The slip, whose first byte is about to be sent. None if it is not to be printed, or not by them."""
        try:
            slip = await drawing.slip(job.paper, job.marks, job.encoding, job.width)
        except Exception:
            log.exception("making a slip", extra={"facts": {"job_id": job.job_id}})
            await self.work.run(queue.fail, job)
            return None
        return slip if await self.work.run(queue.begin, job, who, key) else None

    async def end(self, job: Next, key: str, ended: Ended) -> None:
        """What became of a try. Repeatable; raises ``Busy``, and is then to be told again."""
        kept = await self.work.run(queue.end, job, key, STATUSES[ended.outcome], ended.error)
        if kept and ended.outcome is Outcome.CONFIRMED and job.ticket_id is not None:
            self._seeing.add(task := asyncio.create_task(self._see(job.store_id, job.ticket_id)))
            task.add_done_callback(self._seeing.discard)

    async def close(self) -> None:
        self.bells.close()
        await self.sender.close()
        for task in self._seeing:
            task.cancel()
        await asyncio.gather(*self._seeing, return_exceptions=True)

    async def _see(self, store_id: int, ticket_id: int) -> None:
        """Nobody waits for that, neither the papers behind it nor an agent: the database may be away for a while."""
        try:
            async with asyncio.timeout(queue.HELD_SECONDS):
                while True:
                    with suppress(Busy):
                        await self.work.run(self._seen, store_id, ticket_id)
                        return
                    await asyncio.sleep(BUSY_SECONDS)
        except Exception:
            log.exception("a ticket is seen", extra={"facts": {"ticket_id": ticket_id}})


class OwnPapers:
    """The papers that this process prints at itself, and what nobody else looks after."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._work = desk, desk.work
        self._who = Holder(secrets.token_hex(16))
        self._look_now = asyncio.Event()
        self._look_now.set()
        self._since = clock.now()

    def wake(self) -> None:
        """Papers were made, or a printer is free again."""
        self._look_now.set()

    async def due(self) -> list[int]:
        """The printers to print at, after a while or once woken. Raises ``Busy``."""
        await rung(self._look_now, clock.until_next(LOOK_SECONDS))
        if not await self._work.rows(queue.ANY_OPEN):
            return []
        if overdue := await self._work.read(queue.overdue):
            await self._work.run(queue.give_up, overdue)
        await self._stand_in()
        return await self._work.read(due.due, None, PRINTERS_AT_ONCE)

    async def take(self, printer_id: int) -> Next | None:
        return await self._work.run(queue.take, printer_id, self._who)

    async def begin(self, job: Next, key: str) -> bytes | None:
        return await self._desk.begin(job, self._who, key)

    async def take_back(self, job: Next, key: str) -> None:
        await self._work.run(queue.take_back, job, key)

    async def put_off(self, job: Next, error: str) -> None:
        await self._work.run(queue.put_off, job, self._who, error)

    async def end(self, job: Next, key: str, ended: Ended) -> None:
        await self._desk.end(job, key, ended)

    async def let_go(self, printer_id: int) -> None:
        await self._work.run(queue.let_go, printer_id, self._who)

    async def _stand_in(self) -> None:
        """For agents that are away: their printers can't be begun with, which the papers say, and another printer is
        tried after a while. Not before they could have come back to this process.
        """
        now = clock.now()
        if now - self._since < AWAY:
            return
        for printer_id in await self._work.read(due.unattended, now - AWAY, PRINTERS_AT_ONCE):
            if (job := await self._work.read(due.next_at, printer_id)) is not None:
                who = Holder(self._who.name, job.agent_id)
                await self._work.run(queue.put_off, job, who, "agent_away")
