"""`ordering serve` as a process of its own, on a port that it keeps however often it is killed."""

import asyncio
import json
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import make_url

from ordering import settings
from tests.apps import SECRET, an_app
from tests.faults.starter import Starter, Twist
from tests.servers.server import free_port
from tests.world import Restaurant, a_restaurant

START_SECONDS = 60
ANSWER_SECONDS = 30
AS_IT_IS = Twist()
KERNELS = "0"
"""The number of a socket that no process has any more."""


def connections() -> list[list[str]]:
    """Those of this machine, as the kernel lists them: the ends are in columns 1 and 2, the socket's number in 9."""
    return [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


class Service:
    """What it writes goes to ``log``; ``twist`` makes it another one."""

    def __init__(self, starter: Starter, database_url: str, folder: Path, twist: Twist) -> None:
        self.port = free_port()
        self.log = folder / f"service-{self.port}.log"
        self.starts = 0
        self.pid = 0
        self._starter, self._folder, self._twist = starter, folder, twist
        self._database_port = make_url(database_url).port or 0
        self.media = folder / "media"
        own = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET, "PORT": str(self.port), "LOG": "json",
               "MEDIA": f"local:{self.media}", **twist.settings}  # fmt: skip
        self._environment = {f"ORDERING_{name}": value for name, value in own.items()}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self.pid > 0 and lives(self.pid)

    @property
    def files(self) -> int:
        """How many it has open; without connections to a database server: its pool keeps as many as it ever needed."""
        return len(self._open())

    @property
    def sockets(self) -> int:
        """Of its files those that are connections: to clients and printers."""
        return sum(one.startswith("socket:") for one in self._open())

    def _open(self) -> list[str]:
        files = Path(f"/proc/{self.pid}/fd")
        pooled = {f"socket:[{row[9]}]" for row in connections() if row[2].endswith(f":{self._database_port:04X}")}
        named = [str(one.readlink()) for one in files.iterdir() if one.is_symlink()]
        return [one for one in named if one not in pooled]

    @property
    def memory(self) -> int:
        """Kilobytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    def holds(self, client_port: int) -> bool:
        """Whether it has its end of a client's connection open."""
        ends = f":{self.port:04X}", f":{client_port:04X}"
        return any(
            (row[1][-5:], row[2][-5:]) == ends and row[9] != "0" for row in connections()
        )  # 0: only the kernel's

    async def start(self) -> None:
        """Returns once it answers; started again if it ends before that, as a supervisor would."""
        end = time.monotonic() + START_SECONDS
        async with httpx.AsyncClient(base_url=self.url, timeout=5, verify=False) as client:
            while time.monotonic() < end:
                if not self.running:
                    self._spawn()
                with suppress(httpx.TransportError):
                    if (await client.get("/health")).status_code == 200:
                        return
                await asyncio.sleep(0.03)
        raise AssertionError(f"it doesn't start:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL: nothing is said goodbye to. Whoever keeps it running may have another one by the time it returns."""
        if not self.running:
            return
        killed = self.pid
        with suppress(ProcessLookupError):
            os.kill(killed, signal.SIGKILL)
        while lives(killed):
            time.sleep(0.002)

    def freeze(self) -> None:
        """It neither runs nor ends, and its connections stay open."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    async def stop(self) -> float:
        """SIGTERM; the seconds that it took."""
        began, stopped = time.monotonic(), self.pid
        os.kill(stopped, signal.SIGTERM)
        while lives(stopped):
            assert time.monotonic() < began + START_SECONDS, "it doesn't stop"
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def keep_running(self) -> None:
        """Start it again whenever it has ended, until cancelled."""
        while True:
            if not self.running:
                await self.start()
            await asyncio.sleep(0.01)

    def _spawn(self) -> None:
        self.starts += 1
        self.pid = self._starter.start(self._folder, self.log, self._environment, self._twist)


@dataclass(frozen=True)
class Scene:
    """A running service and a bistro in it; ``bistro.http`` asks the service, ``bistro.services`` only the database."""

    service: Service
    bistro: Restaurant

    async def cursor(self) -> int:
        """The number of the store's last event."""
        board = await self.bistro.ask("staff", "GET", "/admin/board")
        assert board.status_code == 200, board.text
        cursor: int = board.json()["cursor"]
        return cursor

    async def fill_pool(self) -> None:
        """With as many connections to the database as it keeps."""
        for _ in range(3):
            await asyncio.gather(*(self.bistro.ask("staff", "GET", "/admin/orders") for _ in range(60)))

    def lines(self, request_id: str | None = None) -> list[dict[str, Any]]:
        """What it has logged, of one request or all. It writes in bursts: what it is asked now comes after the rest."""
        last = secrets.token_hex(8)
        if self.service.running:
            httpx.get(
                f"{self.service.url}/nothing", headers={"X-Request-ID": last}, timeout=ANSWER_SECONDS, verify=False
            )
            end = time.monotonic() + ANSWER_SECONDS
            while last not in self.service.log.read_text().rpartition("\n")[0]:
                assert time.monotonic() < end, "it does not log"
                time.sleep(0.02)
        told = [json.loads(line) for line in self.service.log.read_text().splitlines() if line.startswith("{")]
        return [
            line for line in told if request_id in (None, line.get("request_id")) and line.get("request_id") != last
        ]

    def logged(self, word: str) -> int:
        return self.service.log.read_text().count(word)


@asynccontextmanager
async def a_scene(
    starter: Starter, database_url: str, folder: Path, *, twist: Twist = AS_IT_IS, way: str | None = None
) -> AsyncIterator[Scene]:
    """A bistro on a migrated database, served. ``way`` is the URL that the service gets instead."""
    service = Service(starter, way or database_url, folder, twist)
    with an_app(settings.read({"ORDERING_DATABASE_URL": database_url, "ORDERING_SECRET_KEY": SECRET})) as app:
        inside = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=inside, base_url="http://inside.test") as client:
            bistro = await a_restaurant(app, client, "bistro")
        await bistro.services.work.engine.dispose()  # a fault of the database may not be felt by the judge
        try:
            await service.start()
            async with a_client(service.url) as client:
                yield Scene(service, replace(bistro, http=client))
        finally:
            service.kill()
            await bistro.services.work.close()


def a_client(url: str) -> httpx.AsyncClient:
    """Over plain http: there is nothing to verify, and to read all authorities' certificates takes its time."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS, limits=limits, verify=False)
