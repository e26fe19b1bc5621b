"""Moving a store's pictures to another storage, while guests look at them."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work
from ordering.errors import StorageDown
from ordering.images.model import Image, Variant
from ordering.storage import Storage

AT_ONCE = 10


class Copied(msgspec.Struct):
    """How many files; ``damaged`` names those that are missing at the source or are not what was uploaded."""

    copied: int = 0
    there_already: int = 0
    damaged: list[str] = msgspec.field(default_factory=list)


async def how_many(session: AsyncSession) -> int:
    """Pictures to copy, of every store."""
    return await session.scalar(select(func.count()).where(Image.stored_at.is_not(None))) or 0


async def copy(work: Work, source: Storage, target: Storage, one_done: Callable[[], object]) -> Copied:
    """Copy every picture that is not there yet, and read back what was written. Raises ``StorageDown``.

    May be broken off and begun again; what is uploaded meanwhile is copied by the next run.
    """
    result, last = Copied(), 0
    stopped: BaseException | None = None
    while images := await work.read(_page, last):
        last = images[-1].id
        try:
            async with asyncio.TaskGroup() as together:
                for image in images:
                    together.create_task(_copy(image, source, target, result, one_done))
        except* StorageDown as down:
            stopped = down.exceptions[0]
        if stopped is not None:
            raise stopped
    return result


async def _page(session: AsyncSession, after_id: int) -> Sequence[Image]:
    stored = select(Image).where(Image.id > after_id, Image.stored_at.is_not(None))
    return (await session.scalars(stored.order_by(Image.id).limit(AT_ONCE))).all()


async def _copy(image: Image, source: Storage, target: Storage, result: Copied, done: Callable[[], object]) -> None:
    for variant in image.variants:
        key = image.key(variant)
        if await target.sha256(key) == variant.sha256:
            result.there_already += 1
            continue
        body = await source.get(key)
        if body is not None and _is(body, variant):
            await target.put({key: body})
            body = await target.get(key)
        if body is not None and _is(body, variant):
            result.copied += 1
        else:
            result.damaged.append(key)
    done()


def _is(body: bytes, variant: Variant) -> bool:
    return hashlib.sha256(body).hexdigest() == variant.sha256
