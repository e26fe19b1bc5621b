"""Whether the process lives, and whether it can serve."""

import asyncio
import logging
from typing import Literal

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database import Work
from ordering.errors import Busy

PATIENCE_SECONDS = 3


class Health(Struct, frozen=True):
    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    status: Literal["ok", "down"]
    database: Literal["ok", "down"]


@get("/health", include_in_schema=False)
async def alive() -> Health:
    return Health("ok")


@get("/health/ready", include_in_schema=False)
async def ready(work: NamedDependency[Work]) -> Response[Readiness]:
    """503 only without the database."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await work.read(_ask)
    except (Busy, TimeoutError):
        logging.getLogger(__name__).warning("not ready: no answer from the database")
        return Response(Readiness("down", "down"), status_code=503)
    return Response(Readiness("ok", "ok"))


async def _ask(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
