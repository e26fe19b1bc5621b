"""The sender's own troubles: it stands still, its database is away, what should follow a paper fails."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from ordering import clock
from ordering.errors import Busy
from ordering.printing import desk, due, queue
from ordering.printing.desk import Desk
from tests.menu.test_stations import a_station
from tests.printing.conftest import NewPrinter
from tests.printing.printers import Printing


@pytest.mark.every_database
async def test_a_process_that_stood_still_before_the_first_byte_prints_nothing_late(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, printer_id = await new_printer()
    begin, later = queue.begin, clock.now() + timedelta(minutes=6)

    async def stands_still(*args: Any) -> Any:
        begun = await begin(*args)
        monkeypatch.setattr(clock, "now", lambda: later)
        return begun

    monkeypatch.setattr(queue, "begin", stands_still)
    [job] = await printing.settled(await printing.test_paper(printer_id))
    assert (job["status"], fake.slips, fake.torn) == ("expired", [], [])


async def test_what_follows_a_paper_may_fail_and_the_next_one_is_printed(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(queue, "HELD_SECONDS", 3600)
    monkeypatch.setattr(printing.bistro.services.desk, "_seen", fails)
    fake, _ = await new_printer(station_ids=[await a_station(printing.bistro, "주방")])
    for _ in range(2):
        await printing.bistro.ordered(1)
    jobs = await printing.settled(*(job["id"] for job in await printing.jobs()))
    assert ([job["status"] for job in jobs], len(fake.slips)) == (["printed", "printed"], 2)


class BusyDatabase:
    """One that can be read, and takes no writes."""

    def __init__(self) -> None:
        self.looks = 0

    async def read(self, question: Any, *_: Any) -> list[int]:
        self.looks += question is due.due
        return [1] if question is due.due else []

    async def rows(self, _: Any) -> list[tuple[int]]:
        return [(1,)]

    async def run(self, *_: Any) -> None:
        raise Busy(retry_after=1)


async def test_a_database_that_takes_no_writes_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "LOOK_SECONDS", 3600)
    database = BusyDatabase()
    printing = Desk(database, lambda *_: database.run())  # type: ignore[arg-type]  # it stands for a Work
    printing.start()
    for _ in range(100):
        await asyncio.sleep(0)
    await printing.close()
    assert database.looks == 1


async def test_slips_are_drawn_while_every_other_thread_is_taken(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, printer_id = await new_printer()
    free = threading.Event()
    taken = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(taken)
    taken.submit(free.wait)
    try:
        job_id = await printing.test_paper(printer_id)
        [job] = await printing.settled(job_id)
        looked = await printing.bistro.ask("staff", "GET", f"/admin/print-jobs/{job_id}/preview")
    finally:
        free.set()
    assert (job["status"], looked.status_code) == ("printed", 200)
