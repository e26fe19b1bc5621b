"""Whether the process lives, and whether it can serve."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Literal

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database import Work
from ordering.errors import Busy, StorageDown
from ordering.media.studio import Media

PATIENCE_SECONDS = 3


class Health(Struct, frozen=True):
    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    status: Literal["ok", "down"]
    database: Literal["ok", "down"]
    storage: Literal["ok", "degraded"]


@get("/health", include_in_schema=False)
async def alive() -> Health:
    return Health("ok")


@get("/health/ready", include_in_schema=False)
async def ready(work: NamedDependency[Work], media: NamedDependency[Media]) -> Response[Readiness]:
    """503 only without the database: with no pictures the menu goes on."""
    database, storage = await asyncio.gather(_answers(work.read(_ask)), _answers(media.storage.check()))
    if not database:
        logging.getLogger(__name__).warning("not ready: no answer from the database")
    status: Literal["ok", "down"] = "ok" if database else "down"
    return Response(Readiness(status, status, "ok" if storage else "degraded"), status_code=200 if database else 503)


async def _answers(asked: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asked
    except (Busy, StorageDown, TimeoutError):
        return False
    return True


async def _ask(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
