"""The sender: every paper comes out once, or people are asked; a printer that is ill holds up nobody else."""

import asyncio
from datetime import timedelta

import pytest

from ordering import clock
from ordering.printing import queue, sender, wire
from ordering.printing.fake_printer import Faults
from ordering.printing.reading import text
from tests.printing.conftest import NewPrinter
from tests.printing.printers import Printing
from tests.twin import another_process

pytestmark = pytest.mark.every_database


async def test_papers_come_out_once_and_in_their_sequence(printing: Printing, new_printer: NewPrinter) -> None:
    fake, printer_id = await new_printer()
    jobs = [await printing.test_paper(printer_id) for _ in range(5)]
    for job in await printing.settled(*jobs):
        assert (job["status"], job["attempts"], job["error"]) == ("printed", 1, None)
        assert job["printed_at"] >= job["made_at"]
    assert len(fake.slips) == 5
    assert fake.torn == []
    assert "시험 출력" in text(fake.slips[0])
    printed = [job["printed_at"] for job in await printing.jobs(printer_id=printer_id, status="printed")]
    assert printed == sorted(printed)


async def test_a_printer_that_answers_nothing_prints_too(printing: Printing, new_printer: NewPrinter) -> None:
    fake, printer_id = await new_printer(Faults(silent=True))
    [job] = await printing.settled(await printing.test_paper(printer_id))
    assert (job["status"], len(fake.slips)) == ("printed", 1)


@pytest.mark.parametrize("trouble", ["cover_open", "no_paper"])
async def test_what_is_wrong_with_a_printer_is_told_by_name(
    printing: Printing, new_printer: NewPrinter, trouble: str
) -> None:
    fake, printer_id = await new_printer(Faults(**{trouble: True}))
    job_id = await printing.test_paper(printer_id)
    job = await printing.until(job_id, attempts=2)
    assert (job["status"], job["error"]) == ("waiting", trouble)
    fake.faults = Faults()
    [job] = await printing.settled(job_id)
    assert (job["status"], job["error"]) == ("printed", None)
    assert (len(fake.slips), fake.torn) == (1, [])


async def test_a_dead_printer_delays_no_other(printing: Printing, new_printer: NewPrinter) -> None:
    dead, dead_id = await new_printer()
    await dead.stop()
    fake, printer_id = await new_printer()
    lost = [await printing.test_paper(dead_id) for _ in range(3)]
    jobs = [await printing.test_paper(printer_id) for _ in range(3)]
    assert {job["status"] for job in await printing.settled(*jobs)} == {"printed"}
    assert len(fake.slips) == 3
    first = await printing.job(lost[0])
    assert (first["status"], first["error"]) == ("waiting", "refused")
    await dead.start()
    assert {job["status"] for job in await printing.settled(*lost)} == {"printed"}
    assert len(dead.slips) == 3


async def test_what_breaks_off_is_unknown_and_repeated_by_people_only(
    printing: Printing, new_printer: NewPrinter
) -> None:
    fake, printer_id = await new_printer(Faults(resets_after=60))
    job_id = await printing.test_paper(printer_id)
    [job] = await printing.settled(job_id)
    assert (job["status"], job["error"]) == ("unknown", "connection_broke")
    fake.faults = Faults()
    await asyncio.sleep(2.5)
    assert (fake.slips, len(fake.torn)) == ([], 1)
    assert (await printing.again(job_id))["status"] == "waiting"
    [job] = await printing.settled(job_id)
    assert job["status"] == "printed"
    assert "재출력 2" in text(fake.slips[0])


async def test_a_hung_printer_is_unknown_and_holds_up_nobody(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(wire, "END_SECONDS", 1)
    _, hung_id = await new_printer(Faults(hangs=True))
    fake, printer_id = await new_printer()
    hung, job = await printing.test_paper(hung_id), await printing.test_paper(printer_id)
    [printed] = await printing.settled(job)
    assert (printed["status"], len(fake.slips)) == ("printed", 1)
    [unknown] = await printing.settled(hung)
    assert (unknown["status"], unknown["error"]) == ("unknown", "timeout")


async def test_another_printer_stands_in_after_three_tries(printing: Printing, new_printer: NewPrinter) -> None:
    backup, backup_id = await new_printer(name="바")
    dead, dead_id = await new_printer(name="주방 1호기", backup_printer_id=backup_id)
    await dead.stop()
    jobs = [await printing.test_paper(dead_id) for _ in range(2)]
    first, second = await printing.settled(*jobs)
    assert (first["status"], first["attempts"], first["printer_id"]) == ("printed", 4, dead_id)
    assert second["status"] == "printed"
    assert ["대신 출력: 주방 1호기" in text(slip) for slip in backup.slips] == [True, True]
    await dead.start()


async def test_what_waits_at_a_dead_stand_in_is_printed_by_whichever_is_back_first(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LONGEST_PAUSE", timedelta(0))
    backup, backup_id = await new_printer(name="바")
    fake, printer_id = await new_printer(backup_printer_id=backup_id)
    for back in (fake, backup):
        await backup.stop()
        await fake.stop()
        job = await printing.test_paper(printer_id)
        while (await printing.job(job))["attempts"] < 8:
            await asyncio.sleep(0.05)
        await back.start()
        [printed] = await printing.settled(job)
        assert (printed["status"], len(back.slips)) == ("printed", 1)
        assert ("대신 출력" in text(back.slips[0])) == (back is backup)
        await (backup if back is fake else fake).start()


async def test_a_printer_that_is_back_after_forty_minutes_prints_nothing_of_then(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, printer_id = await new_printer()
    await fake.stop()
    late = await printing.test_paper(printer_id)
    await printing.until(late, error="refused")
    later = clock.now() + timedelta(minutes=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    await fake.start()
    new = await printing.test_paper(printer_id)
    expired, printed = await printing.settled(late, new)
    assert (expired["status"], printed["status"], len(fake.slips)) == ("expired", "printed", 1)
    await printing.again(late)
    [now] = await printing.settled(late)
    assert (now["status"], len(fake.slips)) == ("printed", 2)
    assert "재출력" not in text(fake.slips[1]), "it is the first that the kitchen sees of it"


async def test_two_processes_print_everything_once(printing: Printing, new_printer: NewPrinter) -> None:
    fake, printer_id = await new_printer()
    async with another_process(printing.bistro) as there:
        there.services.desk.sender.start()
        jobs = [await Printing(here).test_paper(printer_id) for _ in range(10) for here in (printing.bistro, there)]
        statuses = {job["status"] for job in await printing.settled(*jobs)}
        await there.services.desk.sender.close()
    assert statuses == {"printed"}
    assert (len(fake.slips), fake.torn) == (20, [])


async def test_a_sender_that_ends_lets_a_paper_come_to_its_end(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "CLOSE_SECONDS", 0.3)
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.2)
    _, hung_id = await new_printer(Faults(hangs=True))
    job_id = await printing.test_paper(hung_id)
    await printing.until(job_id, status="sending")
    await printing.bistro.services.desk.sender.close()
    [job] = await printing.settled(job_id)
    assert (job["status"], job["error"]) == ("unknown", "interrupted")
