"""What `deploy/` describes, on this machine: two processes behind nginx, a database, Redis, and what befalls them."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from tests.deploy.proxy import NAME, Proxy, nginx
from tests.faults.pair import Pair, a_pair
from tests.faults.service import ANSWER_SECONDS, Scene, Service
from tests.faults.starter import Starter
from tests.servers import Redis, Server
from tests.servers.server import free_port
from tests.world import Restaurant


@dataclass(frozen=True)
class Machines:
    """``port`` is nginx's, and ``client`` asks there."""

    pair: Pair
    database: Server
    redis: Redis
    proxy: Proxy
    port: int
    client: httpx.AsyncClient

    @property
    def bistro(self) -> Restaurant:
        """As it is asked through nginx."""
        return replace(self.pair.bistro, http=self.client)

    def troubles(self, dice: random.Random) -> dict[str, Callable[[], Awaitable[None]]]:
        """What can happen to the parts, by what is said of it. Each is over when its part is back."""
        here, there = self.pair.scenes

        async def kill(scene: Scene) -> None:
            scene.service.kill()
            await scene.service.start()

        async def restart(scene: Scene) -> None:
            await scene.service.stop()
            await scene.service.start()

        async def lose(part: Server | Proxy) -> None:
            await asyncio.to_thread(part.kill)
            await asyncio.sleep(dice.uniform(0, 0.5))
            await asyncio.to_thread(part.start)

        async def freeze(part: Server | Service) -> None:
            await asyncio.to_thread(part.freeze)
            await asyncio.sleep(dice.uniform(0.5, 2))
            await asyncio.to_thread(part.thaw)

        return {
            "the first process is killed": lambda: kill(here),
            "the second process is killed": lambda: kill(there),
            "the first process is restarted": lambda: restart(here),
            "the second process is restarted": lambda: restart(there),
            "the first process is frozen": lambda: freeze(here.service),
            "the second process is frozen": lambda: freeze(there.service),
            "Redis is killed": lambda: lose(self.redis),
            "Redis is frozen": lambda: freeze(self.redis),
            "the database is killed": lambda: lose(self.database),
            "the database is frozen": lambda: freeze(self.database),
            "nginx is killed": lambda: lose(self.proxy),
        }


def through(port: int) -> httpx.AsyncClient:
    """As a client in front of nginx; the certificate is of nobody we know."""
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    return httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{port}",
        verify=anything,
        headers={"Host": f"{NAME}:{port}"},
        timeout=ANSWER_SECONDS,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
    )


@asynccontextmanager
async def machines(starter: Starter, database: Server, url: str, redis: Redis, folder: Path) -> AsyncIterator[Machines]:
    """On a migrated database ``url`` of the server. Raises ``NotInstalled`` without nginx."""
    secure = free_port()
    own = {"TRUSTED_PROXIES": "127.0.0.1", "PUBLIC_URL": f"https://{NAME}"}
    async with a_pair(starter, url, folder, redis.url, settings=own) as pair:
        with nginx(folder, secure, *(scene.service.port for scene in pair.scenes)) as proxy:
            async with through(secure) as client:
                yield Machines(pair, database, redis, proxy, secure, client)
