"""The printers' pages, and what the board asks about papers."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.printing.model import JobStatus, PrintJob
from tests.menu.test_stations import a_station
from tests.printer_doors import a_job, a_printer
from tests.web.browsers import browser
from tests.world import Restaurant

NEW = {"name": "주방", "host": "127.0.0.1", "port": "9100", "width": "58", "encoding": "cp949", "copies": "2",
       "expo": "false", "bills": "true", "backup_printer_id": "", "enabled": "true"}  # fmt: skip


async def becomes(here: Restaurant, job_id: int, status: JobStatus) -> None:
    async def set_status(session: AsyncSession) -> None:
        await session.execute(update(PrintJob).where(PrintJob.id == job_id).values(status=status, error="timeout"))

    await here.services.work.run(set_status)


async def test_a_manager_sets_a_printer_up_and_changes_it(bistro: Restaurant) -> None:
    station = await a_station(bistro, "주방")
    async with browser(bistro, "manager") as looking:
        wrong = await looking.post("/admin/printers", data={**NEW, "host": "8.8.8.8"})
        assert wrong.status_code == 422
        assert 'aria-invalid="true"' in wrong.text
        assert (await looking.post("/admin/printers", data={**NEW, "station_ids": ["", station]})).status_code == 303
        [printer] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
        assert (printer["width"], printer["copies"], printer["station_ids"]) == (58, 2, [station])
        path = f"/admin/printers/{printer['id']}"
        assert f'value="{station}" checked' in (await looking.get(path)).text
        assert (await looking.post(path, data={**NEW, "station_ids": [""], "expo": "true"})).status_code == 303
        [printer] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
        assert (printer["station_ids"], printer["expo"]) == ([], True)
        assert (await looking.post(f"{path}/test")).status_code == 303
        assert 'data-status="waiting"' in (await looking.get("/admin/printers")).text


async def test_a_manager_adds_an_agent_sees_its_token_once_and_removes_it(bistro: Restaurant) -> None:
    async with browser(bistro, "manager") as looking:
        assert (await looking.post("/admin/printers/agents", data={"name": ""})).status_code == 422
        made = await looking.post("/admin/printers/agents", data={"name": "카운터 PC"})
        assert "PRINT_AGENT_TOKEN=agent_" in made.text
        page = (await looking.get("/admin/printers")).text
        assert "카운터 PC" in page
        assert "agent_" not in page
        [agent] = (await bistro.ask("staff", "GET", "/admin/print-agents")).json()["items"]
        assert agent["last_seen_at"] is None
        assert (await looking.post("/admin/printers", data={**NEW, "agent_id": agent["id"]})).status_code == 303
        [printer] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
        assert printer["agent_id"] == agent["id"]
        form = (await looking.get(f"/admin/printers/{printer['id']}")).text
        assert f'<option value="{agent["id"]}" selected' in form
        assert (await looking.post(f"/admin/printers/agents/{agent['id']}/removal")).status_code == 303
        assert "카운터 PC" not in (await looking.get("/admin/printers")).text
    async with browser(bistro, "staff") as looking:
        assert (await looking.post("/admin/printers/agents", data={"name": "x"})).status_code == 403


@pytest.mark.parametrize(
    ("status", "question", "deed"),
    [
        (JobStatus.UNKNOWN, "나왔나요?", "acknowledgement"),
        (JobStatus.EXPIRED, "나오지 않았습니다.", "retry"),
        (JobStatus.FAILED, "출력할 수 없습니다.", "acknowledgement"),
    ],
)
async def test_the_board_asks_until_somebody_answers(
    bistro: Restaurant, status: JobStatus, question: str, deed: str
) -> None:
    job_id = await a_job(bistro)
    async with browser(bistro, "staff", "ko") as looking:
        assert question not in (await looking.get("/admin")).text
        await becomes(bistro, job_id, status)
        asked = await looking.get("/admin")
        assert question in asked.text
        assert f'action="/admin/print-jobs/{job_id}/{deed}"' in asked.text
        assert (await looking.post(f"/admin/print-jobs/{job_id}/{deed}")).status_code == 303
        assert question not in (await looking.get("/admin")).text


async def test_a_dead_printers_papers_leave_the_tables_in_sight_and_are_seen_to_together(
    bistro: Restaurant, rival: Restaurant
) -> None:
    printer_id, theirs = await a_printer(bistro), await a_job(rival)
    jobs = [(await bistro.ask("staff", "POST", f"/admin/printers/{printer_id}/test")).json()["id"] for _ in range(5)]
    for job_id in jobs:
        await becomes(bistro, job_id, JobStatus.EXPIRED)
    await becomes(rival, theirs, JobStatus.EXPIRED)
    async with browser(bistro, "staff", "ko") as looking:
        board = (await looking.get("/admin")).text
        assert [job_id for job_id in jobs if f'data-paper="{job_id}"' in board] == jobs[:3]
        assert "확인할 출력물이 2장 더 있습니다" in board
        page = (await looking.get("/admin/printers")).text
        assert [page.count(f'data-paper="{job_id}"') for job_id in jobs] == [1] * 5
        await becomes(bistro, jobs[0], JobStatus.UNKNOWN)
        assert (await looking.post("/admin/print-jobs/acknowledgement")).status_code == 303
        assert 'class="notice late" data-paper' not in (await looking.get("/admin")).text
        jobs.append((await bistro.ask("staff", "POST", f"/admin/printers/{printer_id}/test")).json()["id"])
        await becomes(bistro, jobs[-1], JobStatus.UNKNOWN)
        assert (await looking.post("/admin/print-jobs/retry")).status_code == 303
    found = (await bistro.ask("staff", "GET", "/admin/print-jobs")).json()["items"]
    statuses = {one["id"]: one["status"] for one in found}
    assert [statuses[job_id] for job_id in jobs] == ["printed", *["expired"] * 4, "waiting"]
    [left] = (await rival.ask("staff", "GET", "/admin/print-jobs")).json()["items"]
    assert left["status"] == "expired"


async def test_nothing_is_printed_again_at_a_printer_that_is_gone(bistro: Restaurant) -> None:
    job_id = await a_job(bistro)
    await becomes(bistro, job_id, JobStatus.UNKNOWN)
    [printer] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    async with browser(bistro, "manager") as looking:
        for path in ("/admin", "/admin/printers"):
            assert f'action="/admin/print-jobs/{job_id}/retry"' in (await looking.get(path)).text
        assert (await looking.post(f"/admin/printers/{printer['id']}/delete")).status_code == 303
        for path in ("/admin", "/admin/printers"):
            page = (await looking.get(path)).text
            assert f'action="/admin/print-jobs/{job_id}/acknowledgement"' in page
            assert f'action="/admin/print-jobs/{job_id}/retry"' not in page


async def test_the_board_does_not_ask_about_yesterdays_papers(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await becomes(bistro, await a_job(bistro), JobStatus.UNKNOWN)
    later = clock.now() + timedelta(hours=4)
    async with browser(bistro, "staff", "ko") as looking:
        assert "나왔나요?" in (await looking.get("/admin")).text
        monkeypatch.setattr(clock, "now", lambda: later)
        assert "나왔나요?" not in (await looking.get("/admin")).text


async def test_a_paper_is_looked_at(bistro: Restaurant) -> None:
    job_id = await a_job(bistro)
    async with browser(bistro, "staff", "ko") as looking:
        assert f"/admin/print-jobs/{job_id}/picture" in (await looking.get(f"/admin/print-jobs/{job_id}")).text
        picture = await looking.get(f"/admin/print-jobs/{job_id}/picture")
        assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
