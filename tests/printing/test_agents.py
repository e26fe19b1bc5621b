"""What print agents are handed and tell: each paper once, whoever asks for it, tells of it twice, or is gone."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from ordering import clock
from ordering.printing import desk, queue
from ordering.printing.reading import text
from tests.printing.agency import Agent, an_agent
from tests.printing.conftest import NewPrinter
from tests.printing.printers import Printing
from tests.world import Restaurant

pytestmark = pytest.mark.every_database


@pytest.fixture
async def agent(bistro: Restaurant) -> Agent:
    return await an_agent(bistro)


async def test_a_paper_is_handed_out_once_and_told_of_as_often_as_it_may_be(
    printing: Printing, new_printer: NewPrinter, agent: Agent
) -> None:
    fake, printer_id = await new_printer(agent_id=agent.id)
    assert await agent.due() == []
    waiting = asyncio.create_task(agent.due(wait=8))
    job_id = await printing.test_paper(printer_id)
    assert await waiting == [printer_id]
    other, key = Agent(printing.bistro, agent.made), secrets.token_hex(16)
    assert await agent.turn(printer_id) == {"id": job_id, "host": "127.0.0.1", "port": fake.port, "attempts": 0}
    assert await other.turn(printer_id) is None
    assert await other.due() == [], "one of its processes prints there"
    assert (await other.begin(job_id, secrets.token_hex(16))).status_code == 409
    begun = await agent.begin(job_id, key)
    assert (begun.status_code, begun.headers["content-type"]) == (200, "application/octet-stream")
    assert "시험 출력" in text(begun.content)
    assert (await printing.job(job_id))["status"] == "sending"
    assert (await agent.begin(job_id, key)).status_code == 409, "its bytes are given away once"
    await agent.tell(job_id, secrets.token_hex(16), "confirmed")
    assert (await printing.job(job_id))["status"] == "sending", "that was another try"
    for outcome in ("confirmed", "confirmed", "unknown", "not_sent"):
        await agent.tell(job_id, key, outcome)
        assert (await printing.job(job_id))["status"] == "printed"
    assert await agent.turn(printer_id) is None
    again = await printing.test_paper(printer_id)
    assert (await other.turn(printer_id) or {})["id"] == again, "it was nobody's"
    assert fake.connections == 0, "the server itself prints nothing there"


async def test_what_an_agent_did_not_know_it_may_tell_later_until_people_have_answered(
    printing: Printing, new_printer: NewPrinter, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, printer_id = await new_printer(agent_id=agent.id)
    tries = {await printing.test_paper(printer_id): secrets.token_hex(16) for _ in range(3)}
    for job_id, key in tries.items():
        assert (await agent.turn(printer_id) or {})["id"] == job_id
        assert (await agent.begin(job_id, key)).status_code == 200
    told, *_, repeated = tries
    await agent.tell(told, tries[told], "unknown")
    later = clock.now() + timedelta(seconds=queue.HELD_SECONDS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await printing.settled(*tries)
    assert {job["status"] for job in await printing.jobs()} == {"unknown"}
    await printing.again(repeated)
    for job_id in tries:
        await agent.tell(job_id, secrets.token_hex(16), "confirmed")
        await agent.tell(job_id, tries[job_id], "confirmed")
    assert [job["status"] for job in await printing.jobs()] == ["printed", "printed", "waiting"]
    assert all(job["printed_at"] and not job["error"] for job in (await printing.jobs())[:2])


async def test_a_try_that_came_to_nothing_counts_once(
    printing: Printing, new_printer: NewPrinter, agent: Agent
) -> None:
    _, backup_id = await new_printer(name="바", agent_id=agent.id)
    _, printer_id = await new_printer(agent_id=agent.id, backup_printer_id=backup_id)
    job_id, key = await printing.test_paper(printer_id), secrets.token_hex(16)
    await agent.turn(printer_id)
    assert (await agent.begin(job_id, key)).status_code == 200
    await agent.tell(job_id, key, "not_sent")
    assert (await printing.job(job_id))["status"] == "waiting"
    for attempts in (0, 1, 1, 1):
        await agent.postpone(job_id, attempts, "cover_open")
    job = await printing.job(job_id)
    assert (job["status"], job["attempts"], job["error"]) == ("waiting", 2, "cover_open")
    assert await agent.due() == [], "not before a second has passed"
    for attempts in (2, 3):
        await agent.postpone(job_id, attempts)
    assert await agent.due() == [backup_id]
    assert (await agent.turn(backup_id) or {})["id"] == job_id
    begun = await agent.begin(job_id, secrets.token_hex(16))
    assert "대신 출력: 주방" in text(begun.content)


async def test_an_agent_meets_only_its_own(
    printing: Printing, new_printer: NewPrinter, agent: Agent, rival: Restaurant
) -> None:
    _, own_id = await new_printer(agent_id=agent.id)
    fake, servers_id = await new_printer()
    await fake.stop()
    strangers = [await an_agent(rival), await an_agent(printing.bistro, "다른 PC")]
    [theirs, servers] = [await printing.test_paper(one) for one in (own_id, servers_id)]
    for one, job_id, printer_id in (
        *((stranger, theirs, own_id) for stranger in strangers),
        (agent, servers, servers_id),
    ):
        held, key = {"holder": one.holder}, {"key": secrets.token_hex(16)}
        assert printer_id not in await one.due()
        for path, body in (
            (f"/printers/{printer_id}/turn", held),
            (f"/printers/{printer_id}/release", held),
            (f"/jobs/{job_id}/beginning", held | key),
            (f"/jobs/{job_id}/outcome", {**key, "outcome": "confirmed"}),
            (f"/jobs/{job_id}/postponement", {**held, "attempts": 0, "error": "refused"}),
        ):
            assert (await one.ask("POST", path, body)).status_code == 404, path
    assert (await printing.job(theirs))["status"] == "waiting"
    await fake.start()


async def test_a_removed_agent_is_heard_no_more_and_what_it_had_is_asked_about(
    printing: Printing, new_printer: NewPrinter, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, printer_id = await new_printer(agent_id=agent.id)
    job_id, key = await printing.test_paper(printer_id), secrets.token_hex(16)
    await agent.turn(printer_id)
    assert (await agent.begin(job_id, key)).status_code == 200
    waits = await printing.test_paper(printer_id)
    removed = await printing.bistro.ask("manager", "DELETE", f"/admin/devices/{agent.id}")
    assert removed.status_code == 204
    told = await agent.ask("POST", f"/jobs/{job_id}/outcome", {"key": key, "outcome": "confirmed"})
    assert told.status_code == 401
    later = clock.now() + timedelta(seconds=queue.HELD_SECONDS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    unknown, printed = await printing.settled(job_id, waits)
    assert (unknown["status"], unknown["error"], printed["status"]) == ("unknown", "interrupted", "printed")
    assert len(fake.slips) == 1, "the server prints there now, and not what may be there"


async def test_where_an_agent_is_away_papers_say_so_and_another_printer_stands_in(
    printing: Printing, new_printer: NewPrinter, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "AWAY", timedelta(0))
    monkeypatch.setattr(desk, "LOOK_SECONDS", 0.05)
    fake, backup_id = await new_printer(name="바")
    _, printer_id = await new_printer(agent_id=agent.id, backup_printer_id=backup_id)
    _, alone_id = await new_printer(agent_id=agent.id)
    waits = await printing.until(await printing.test_paper(alone_id), error="agent_away")
    assert waits["status"] == "waiting"
    monkeypatch.setattr(queue, "LONGEST_PAUSE", timedelta(0))
    [job] = await printing.settled(await printing.test_paper(printer_id))
    assert (job["status"], job["attempts"], len(fake.slips)) == ("printed", 4, 1)
    assert "대신 출력: 주방" in text(fake.slips[0])
