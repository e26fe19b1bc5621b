"""A pair: two processes on one database, with or without a Redis between them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.service import Scene, Service, a_client, a_scene
from tests.faults.starter import Starter, Twist
from tests.world import Restaurant

NONE: Mapping[str, str] = {}


@dataclass(frozen=True)
class Pair:
    """The restaurant as it is asked at one process and at the other."""

    here: Scene
    there: Scene

    @property
    def bistro(self) -> Restaurant:
        return self.here.bistro

    @property
    def scenes(self) -> tuple[Scene, Scene]:
        return self.here, self.there

    async def redis(self) -> list[str]:
        """What each says of it."""
        asked = [(await scene.bistro.http.get("/health/ready")).json() for scene in self.scenes]
        return [ready["redis"] for ready in asked]

    async def until_redis(self, state: str, seconds: float = 30) -> None:
        """Until both say that it is in this state."""
        async with asyncio.timeout(seconds):
            while await self.redis() != [state, state]:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def a_pair(
    starter: Starter,
    database_url: str,
    folder: Path,
    redis_url: str | None,
    *,
    settings: Mapping[str, str] = NONE,
    **constants: float,
) -> AsyncIterator[Pair]:
    """``settings`` are without their prefix; ``constants`` are set by their whole names with ``__`` for each dot."""
    own = {**settings, **({"REDIS_URL": redis_url} if redis_url else {})}
    twist = Twist(settings=own, constants={name.replace("__", "."): value for name, value in constants.items()})
    async with a_scene(starter, database_url, folder, twist=twist) as here:
        other = Service(starter, database_url, folder, twist)
        try:
            await other.start()
            async with a_client(other.url) as client:
                yield Pair(here, Scene(other, replace(here.bistro, http=client)))
        finally:
            other.kill()
