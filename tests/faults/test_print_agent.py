"""Print agents are killed, cut off, doubled and removed: no paper comes out twice, and none is lost without a word."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from httpx import TransportError

from ordering.printing.fake_printer import FakePrinter
from ordering.printing.reading import text
from tests.faults.proxy import Cable, proxied
from tests.faults.service import Scene, a_scene
from tests.faults.starter import Starter, Twist

SECONDS = 60
QUICK = {"ordering.printing.queue.HELD_SECONDS": 4.0}
"""So soon it is seen that an agent has died."""
WHAT_BECOMES = {
    "before the first byte": "unknown",
    "amid the bytes": "unknown",
    "before the printer answers": "unknown",
    "before the agent tells how it ended": "unknown",
    "after the agent told how it ended": "printed",
    "before the agent begins": "printed",
}


class AgentProcess:
    def __init__(
        self, starter: Starter, url: str, token: str, folder: Path, die: tuple[str, int] | None = None
    ) -> None:
        self.log = folder / f"agent-{time.monotonic_ns()}.log"
        twist = Twist(die, QUICK, command=("print-agent", "--server", url))
        self.pid = starter.start(folder, self.log, {"PRINT_AGENT_TOKEN": token}, twist)

    @property
    def running(self) -> bool:
        return Path(f"/proc/{self.pid}").exists()

    async def ended(self) -> str:
        """What it has said, once it has ended."""
        await until(lambda: not self.running)
        return self.log.read_text()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


async def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not so():
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def a_kitchen(starter: Starter, url: str, tmp_path: Path) -> AsyncIterator[tuple[Scene, FakePrinter, Any]]:
    """A served bistro with a fake printer and an agent's id and token."""
    printer = FakePrinter()
    await printer.start()
    async with a_scene(starter, url, tmp_path, twist=Twist(constants=QUICK)) as scene:
        made = await scene.bistro.ask("manager", "POST", "/admin/print-agents", {"name": "카운터 PC"})
        yield scene, printer, made.json()
    await printer.stop()


async def a_printer(scene: Scene, printer: FakePrinter, name: str, agent_id: int | None) -> int:
    at = {"host": "127.0.0.1", "port": printer.port, "encoding": "cp949", "agent_id": agent_id}
    answer = await scene.bistro.ask("manager", "POST", "/admin/printers", {"name": name, **at})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def a_paper(scene: Scene, printer_id: int) -> int:
    answer = await scene.bistro.ask("staff", "POST", f"/admin/printers/{printer_id}/test")
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def settled(scene: Scene, *job_ids: int) -> list[str]:
    """What became of them."""
    found: dict[int, str] = {}
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(TransportError):
            items = (await scene.bistro.ask("staff", "GET", "/admin/print-jobs", limit=200)).json()["items"]
            found = {job["id"]: job["status"] for job in items}
            if all(found[one] not in ("waiting", "sending") for one in job_ids):
                return [found[one] for one in job_ids]
        await asyncio.sleep(0.1)
    raise AssertionError(found)


async def test_killed_between_any_two_steps_of_a_paper(starter: Starter, sqlite_url: str, tmp_path: Path) -> None:
    async with a_kitchen(starter, sqlite_url, tmp_path) as (scene, printer, agent):
        jobs: list[int] = []
        for number, where in enumerate(WHAT_BECOMES):
            printer_id = await a_printer(scene, printer, f"P{number}", agent["id"])
            dies = AgentProcess(starter, scene.service.url, agent["token"], tmp_path, (where, 1))
            jobs.append(await a_paper(scene, printer_id))
            await dies.ended()
        lives = AgentProcess(starter, scene.service.url, agent["token"], tmp_path)
        assert await settled(scene, *jobs) == [*WHAT_BECOMES.values()]
        lives.kill()
    whole = [next(name for name in text(slip).split() if name.startswith("P")) for slip in printer.slips]
    assert len(whole) == len(set(whole)), "a paper came out twice"
    assert {"P2", "P3", "P4", "P5"} <= set(whole), "these had got all of their bytes"


async def test_two_with_one_token_print_everything_once_and_end_when_it_is_taken(
    starter: Starter, url: str, tmp_path: Path
) -> None:
    async with a_kitchen(starter, url, tmp_path) as (scene, printer, agent):
        own = await a_printer(scene, printer, "own", None)
        theirs = [await a_printer(scene, printer, name, agent["id"]) for name in ("a", "b")]
        agents = [AgentProcess(starter, scene.service.url, agent["token"], tmp_path) for _ in range(2)]
        jobs = [await a_paper(scene, printer_id) for _ in range(6) for printer_id in (own, *theirs)]
        assert set(await settled(scene, *jobs)) == {"printed"}
        assert (len(printer.slips), printer.torn) == (len(jobs), [])
        assert (await scene.bistro.ask("manager", "DELETE", f"/admin/devices/{agent['id']}")).status_code == 204
        for one in agents:
            assert "The server does not know this token" in await one.ended()


class Gap(Cable):
    """A network that goes with the telling of how a paper ended, and stays away for a while."""

    def __init__(self, gap: dict[str, bool]) -> None:
        self._gap = gap

    def to_server(self, chunk: bytes) -> bool:
        self._gap["met"] |= self._gap["open"] and b"/outcome" in chunk
        return not self._gap["met"] or not self._gap["open"]


async def told(scene: Scene, job_id: int) -> None:
    """Once the agent has told, at last, that the job is printed: it goes on telling."""
    async with asyncio.timeout(SECONDS):
        while await settled(scene, job_id) != ["printed"]:
            await asyncio.sleep(0.2)


async def test_cut_off_before_it_tells_people_are_asked_and_it_goes_on_after_a_restart(
    starter: Starter, sqlite_url: str, tmp_path: Path
) -> None:
    gap = {"open": True, "met": False}
    async with a_kitchen(starter, sqlite_url, tmp_path) as (scene, printer, agent):
        printer_id = await a_printer(scene, printer, "far", agent["id"])
        async with proxied(scene.service.port, lambda: Gap(gap)) as port:
            prints = AgentProcess(starter, f"http://127.0.0.1:{port}", agent["token"], tmp_path)
            job = await a_paper(scene, printer_id)
            await until(lambda: gap["met"])
            assert await settled(scene, job) == ["unknown"]
            gap["open"] = False
            after = await a_paper(scene, printer_id)
            assert await settled(scene, after) == ["printed"]
            await scene.service.stop()
            await scene.service.start()
            assert await settled(scene, await a_paper(scene, printer_id)) == ["printed"]
            await told(scene, job)
            assert (len(printer.slips), printer.torn) == (3, [])
            assert prints.running
            os.kill(prints.pid, signal.SIGTERM)
            assert "Traceback" not in await prints.ended()
