"""Whether the process lives, and whether it can serve."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Literal

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import UNSET, Struct, UnsetType, structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import writable
from ordering.database.work import Work
from ordering.errors import Busy, StorageDown
from ordering.services import Services

PATIENCE_SECONDS = 3


class Health(Struct, frozen=True):
    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    """``read_only``: boards and menus go on, and nothing can be ordered. ``replica``: whether it is read from, if there
    is one, and how far it is behind.
    """

    status: Literal["ok", "down"]
    database: Literal["ok", "read_only", "down"]
    storage: Literal["ok", "degraded"]
    redis: Literal["ok", "degraded"] | UnsetType = UNSET
    replica: Literal["ok", "degraded"] | UnsetType = UNSET
    replica_lag_seconds: float | None | UnsetType = UNSET


@get("/health", include_in_schema=False)
async def alive() -> Health:
    return Health("ok")


@get("/health/ready", include_in_schema=False)
async def ready(services: NamedDependency[Services]) -> Response[Readiness]:
    """503 without a database that can be written to: with no pictures the menu goes on, without Redis everything."""
    database, stored = await asyncio.gather(_database(services.work), _answers(services.storage.check()))
    status: Literal["ok", "down"] = "ok" if database == "ok" else "down"
    answer = Readiness(status, database, "ok" if stored else "degraded")
    if (peers := services.peers) is not None:
        answer = structs.replace(answer, redis="ok" if peers.up else "degraded")
    if (replica := services.replica) is not None:
        in_use = "ok" if replica.in_use else "degraded"
        answer = structs.replace(answer, replica=in_use, replica_lag_seconds=replica.lag)
    return Response(answer, status_code=200 if status == "ok" else 503)


async def _database(work: Work) -> Literal["ok", "read_only", "down"]:
    log = logging.getLogger(__name__)
    if not await _answers(work.read(_ask)):
        log.warning("not ready: no answer from the database")
        return "down"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reason = await writable.why_not(work)
    except TimeoutError:
        reason = "no answer in time"
    if reason is not None:
        log.warning("not ready: the database can't be written to: %s", reason)
        return "read_only"
    return "ok"


async def _answers(asked: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asked
    except (Busy, StorageDown, TimeoutError):
        return False
    return True


async def _ask(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
