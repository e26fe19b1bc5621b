"""What tests ask of printing: papers to be made, and what became of them."""

import asyncio
import time
from typing import Any

from tests.world import Restaurant

SECONDS = 30


class Printing:
    def __init__(self, bistro: Restaurant) -> None:
        self.bistro = bistro

    async def test_paper(self, printer_id: int) -> int:
        """A test paper's job."""
        answer = await self.bistro.ask("staff", "POST", f"/admin/printers/{printer_id}/test")
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    async def jobs(self, **asked: Any) -> list[dict[str, Any]]:
        """The oldest first."""
        answer = await self.bistro.ask("staff", "GET", "/admin/print-jobs", limit=200, **asked)
        assert answer.status_code == 200, answer.text
        return list(reversed(answer.json()["items"]))

    async def job(self, job_id: int) -> dict[str, Any]:
        return next(job for job in await self.jobs() if job["id"] == job_id)

    async def settled(self, *job_ids: int) -> list[dict[str, Any]]:
        """The jobs, once nothing is done with them any more."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            found = {job["id"]: job for job in await self.jobs()}
            if all(found[one]["status"] not in ("waiting", "sending") for one in job_ids):
                return [found[one] for one in job_ids]
            await asyncio.sleep(0.05)
        raise AssertionError(f"still under way: {[found[one] for one in job_ids]}")

    async def until(self, job_id: int, **so: Any) -> dict[str, Any]:
        """The job, once it is so."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            job = await self.job(job_id)
            if all(job[name] == value for name, value in so.items()):
                return job
            await asyncio.sleep(0.05)
        raise AssertionError(f"never {so}: {job}")

    async def again(self, job_id: int) -> dict[str, Any]:
        answer = await self.bistro.ask("staff", "POST", f"/admin/print-jobs/{job_id}/retry")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
