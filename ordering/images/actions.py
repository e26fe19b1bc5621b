"""Uploading: claim a place in the database, fill it in the storage, then say that it is there.

A crash or a storage that fails leaves a claim: nothing can show it, and the purge removes whatever was stored of it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import IO

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Work
from ordering.errors import StorageDown
from ordering.images import answer
from ordering.images.decoder_pool import DecoderPool
from ordering.images.model import Image, Variant
from ordering.images.repository import Images
from ordering.storage import Storage

TAKES_AT_MOST = timedelta(hours=1)


async def upload(work: Work, storage: Storage, decoders: DecoderPool, by: audit.Actor, file: IO[bytes]) -> Image:
    """Store a picture of whoever uploads it. Raises ``UnsupportedImage``, ``BadImage``, ``StorageDown``."""
    return await keep(work, storage, by, await decoders.decode(file))


async def keep(work: Work, storage: Storage, by: audit.Actor, decoded: Sequence[answer.Variant]) -> Image:
    """Store a picture that is safe already. Raises ``StorageDown``."""
    image = await work.run(_claim, by.store_id, decoded)
    await storage.put(dict(zip(image.keys, (variant.body for variant in decoded), strict=True)))
    return await work.run(_stored, by, image.id)


async def _claim(session: AsyncSession, store_id: int, decoded: Sequence[answer.Variant]) -> Image:
    variants = [Variant(variant.width, variant.height, hashlib.sha256(variant.body).hexdigest()) for variant in decoded]
    # Of the picture and of chance: were the same picture given the same name again, the purge could be removing the
    # old one's files while the new one's are written.
    digest = hashlib.sha256(secrets.token_bytes(16) + decoded[-1].body).hexdigest()[:32]
    image = Image(store_id=store_id, digest=digest, variants=variants, stored_at=None, unused_since=clock.now())
    session.add(image)
    await session.flush()
    return image


async def _stored(session: AsyncSession, by: audit.Actor, image_id: int) -> Image:
    image = await Images(session).get(by.store_id, image_id, lock=True, archived=True)
    # So late that the purge may have begun with it: its files may be gone already.
    if image is None or image.unused_since < clock.now() - TAKES_AT_MOST:
        raise StorageDown(retry_after=5)
    image.stored_at = clock.now()
    audit.record(session, by, Action.IMAGE_ADDED, image.id)
    return image
