"""A print agent as tests play it: its token, its process, and what it asks and tells."""

import secrets
from typing import Any

import httpx

from tests.world import Restaurant


class Agent:
    """``holder`` is its process: another one with the same token is ``Agent(bistro, agent.made)``."""

    def __init__(self, bistro: Restaurant, made: dict[str, Any]) -> None:
        self.bistro, self.made = bistro, made
        self.id: int = made["id"]
        self.holder = secrets.token_hex(16)

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.made['token']}"}
        url = f"/api/v1/print-agent{path}"
        return await self.bistro.http.request(method, url, json=body, params=query, headers=headers)

    async def due(self, wait: int = 0) -> list[int]:
        answer = await self.ask("GET", "/printers/due", wait=wait)
        assert answer.status_code == 200, answer.text
        found: list[int] = answer.json()["printer_ids"]
        return found

    async def turn(self, printer_id: int) -> dict[str, Any] | None:
        answer = await self.ask("POST", f"/printers/{printer_id}/turn", {"holder": self.holder})
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] | None = answer.json()["job"]
        return job

    async def begin(self, job_id: int, key: str) -> httpx.Response:
        return await self.ask("POST", f"/jobs/{job_id}/beginning", {"holder": self.holder, "key": key})

    async def tell(self, job_id: int, key: str, outcome: str) -> None:
        answer = await self.ask("POST", f"/jobs/{job_id}/outcome", {"key": key, "outcome": outcome})
        assert answer.status_code == 204, answer.text

    async def postpone(self, job_id: int, attempts: int, error: str = "refused") -> None:
        body = {"holder": self.holder, "attempts": attempts, "error": error}
        answer = await self.ask("POST", f"/jobs/{job_id}/postponement", body)
        assert answer.status_code == 204, answer.text


async def an_agent(here: Restaurant, name: str = "카운터 PC") -> Agent:
    answer = await here.ask("manager", "POST", "/admin/print-agents", {"name": name})
    assert answer.status_code == 201, answer.text
    return Agent(here, answer.json())
