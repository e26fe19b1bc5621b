"""Printers and print jobs of a store."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from ordering.database.repository import StoreRows
from ordering.menu.model import Station
from ordering.printing.model import IN_QUESTION, JobStatus, Printer, PrintJob, PrintQueue


class Printers(StoreRows[Printer]):
    model_type = Printer
    live = (Printer.live.is_not(None),)
    order = (Printer.id.asc(),)

    async def of_bills(self, store_id: int) -> Printer | None:
        """The first one that bills come out of."""
        printers = await self.all_of(store_id, bills=True, enabled=True)
        return printers[0] if printers else None

    async def stations(self, store_id: int) -> set[int]:
        """The ids of the stations that there are."""
        ids = select(Station.id).where(Station.store_id == store_id, Station.live.is_not(None))
        return {*await self.session.scalars(ids)}

    async def hurry(self, store_id: int, printer_id: int) -> None:
        """Whatever it failed at: try again now."""
        mine = PrintQueue.store_id == store_id, PrintQueue.printer_id == printer_id
        await self.session.execute(update(PrintQueue).where(*mine).values(try_at=None))

    async def hurry_agents(self, store_id: int, agent_id: int) -> None:
        """Whatever an agent's printers failed at: try again now."""
        ids = [one.id for one in await self.all_of(store_id, agent_id=agent_id)]
        theirs = PrintQueue.store_id == store_id, PrintQueue.printer_id.in_(ids)
        await self.session.execute(update(PrintQueue).where(*theirs).values(try_at=None))

    async def leave_agent(self, store_id: int, agent_id: int) -> bool:
        """No printer is that agent's any more, deleted ones included. Whether any was."""
        mine = Printer.store_id == store_id, Printer.agent_id == agent_id
        left = await self.session.execute(update(Printer).where(*mine).values(agent_id=None))
        return cast("CursorResult[Any]", left).rowcount > 0

    async def stand_in_for_nobody(self, store_id: int, printer_id: int) -> None:
        """No other printer's papers come out of it any more."""
        mine = Printer.store_id == store_id, Printer.backup_printer_id == printer_id
        await self.session.execute(update(Printer).where(*mine).values(backup_printer_id=None))


class PrintJobs(StoreRows[PrintJob]):
    model_type = PrintJob
    whole: ClassVar[Sequence[ORMOption]] = (joinedload(PrintJob.printer),)
    order = (PrintJob.id.desc(),)
    kept_from = PrintJob.made_at

    async def page(self, store_id: int, before: int | None, limit: int, **values: Any) -> list[PrintJob]:
        """The newest first, from before an id on."""
        filters = () if before is None else (PrintJob.id < before,)
        wanted = select(PrintJob).where(PrintJob.store_id == store_id, *filters)
        found = wanted.filter_by(**values).order_by(PrintJob.id.desc()).limit(limit)
        return [*(await self.session.scalars(found.options(*self.whole))).all()]

    async def in_question(self, store_id: int, since: datetime, limit: int) -> list[PrintJob]:
        """What the board asks about: the oldest first, of what was wanted since then."""
        asked = select(PrintJob).where(
            PrintJob.store_id == store_id,
            PrintJob.status.in_(IN_QUESTION),
            PrintJob.seen_to_at.is_(None),
            PrintJob.wanted_at >= since,
        )
        found = asked.order_by(PrintJob.wanted_at, PrintJob.id).limit(limit).options(*self.whole)
        return [*(await self.session.scalars(found)).all()]

    async def cancel_waiting(self, store_id: int, printer_ids: Collection[int]) -> None:
        waiting = PrintJob.store_id == store_id, PrintJob.status == JobStatus.WAITING
        mine = PrintJob.printer_id.in_(printer_ids)
        await self.session.execute(update(PrintJob).where(*waiting, mine).values(status=JobStatus.CANCELLED))

    async def come_home(self, store_id: int, stand_in_id: int) -> None:
        """What waits at a printer for another one goes back to that one."""
        waiting = PrintJob.store_id == store_id, PrintJob.status == JobStatus.WAITING
        visiting = PrintJob.queue_id == stand_in_id, PrintJob.printer_id != stand_in_id
        await self.session.execute(update(PrintJob).where(*waiting, *visiting).values(queue_id=PrintJob.printer_id))
