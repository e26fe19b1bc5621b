"""Pictures in S3, or what speaks its protocol: one client for the process, kept open.

No ACLs are sent: the bucket's policy or a CDN makes pictures public (``docs/pictures.md`` has the policy).
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote

from ordering.errors import StorageDown
from ordering.settings import Bucket
from ordering.storage import CONTENT_TYPE, IMMUTABLE, Storage

PUT_SECONDS = 10.0
CHECK_SECONDS = 3.0
DELETED_AT_ONCE = 1000  # S3's own limit


class S3(Storage):
    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._open = contextlib.AsyncExitStack()
        self._client: Any = None
        self._opening = asyncio.Lock()
        root = bucket.public_url or _root(bucket)
        self._root = root.rstrip("/")

    @property
    def origin(self) -> str:
        scheme, _, rest = self._root.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"

    def url(self, key: str) -> str:
        return f"{self._root}/{quote(self._key(key))}"

    async def put(self, files: Mapping[str, bytes]) -> None:
        async with self._speaking(PUT_SECONDS) as s3, asyncio.TaskGroup() as together:
            for key, body in files.items():
                together.create_task(self._put(s3, key, body))

    async def get(self, key: str) -> bytes | None:
        async with self._speaking(PUT_SECONDS) as s3:
            try:
                answer = await s3.get_object(Bucket=self.bucket.name, Key=self._key(key))
            except s3.exceptions.NoSuchKey:
                return None
            async with answer["Body"] as body:
                content: bytes = await body.read()
                return content

    async def sha256(self, key: str) -> str | None:
        """As it was said when it was stored."""
        from botocore.exceptions import ClientError

        async with self._speaking(PUT_SECONDS) as s3:
            try:
                answer = await s3.head_object(Bucket=self.bucket.name, Key=self._key(key))
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                    return None
                raise
            said: str | None = answer["Metadata"].get("sha256")
            return said

    async def remove(self, keys: Collection[str]) -> None:
        names = list(keys)
        async with self._speaking(PUT_SECONDS) as s3:
            for start in range(0, len(names), DELETED_AT_ONCE):
                named = [{"Key": self._key(key)} for key in names[start : start + DELETED_AT_ONCE]]
                answer = await s3.delete_objects(Bucket=self.bucket.name, Delete={"Objects": named, "Quiet": True})
                if answer.get("Errors"):
                    raise StorageDown(retry_after=5)

    async def check(self) -> None:
        async with self._speaking(CHECK_SECONDS) as s3:
            await s3.head_bucket(Bucket=self.bucket.name)

    async def aclose(self) -> None:
        await self._open.aclose()
        self._client = None

    async def _put(self, s3: Any, key: str, body: bytes) -> None:
        await s3.put_object(
            Bucket=self.bucket.name,
            Key=self._key(key),
            Body=body,
            ContentType=CONTENT_TYPE,
            CacheControl=IMMUTABLE,
            Metadata={"sha256": hashlib.sha256(body).hexdigest()},
        )

    def _key(self, key: str) -> str:
        return f"{self.bucket.prefix}/{key}" if self.bucket.prefix else key

    @contextlib.asynccontextmanager
    async def _speaking(self, seconds: float) -> AsyncIterator[Any]:
        from aiohttp import ClientError as ConnectionLost  # not always wrapped: a body that is cut comes as it is
        from botocore.exceptions import BotoCoreError, ClientError

        failures = BotoCoreError, ClientError, ConnectionLost, OSError  # TimeoutError is one
        try:
            async with asyncio.timeout(seconds):
                yield await self._connected()
        except failures as error:
            _down(error)
        except BaseExceptionGroup as several:
            fatal = several.split(failures)[1]
            if fatal is not None:
                raise
            _down(several.exceptions[0])

    async def _connected(self) -> Any:
        async with self._opening:
            if self._client is None:
                # Twice: the first time reads megabytes of service models, which the session keeps, and that in the
                # loop would hold up every guest for half a second.
                new_client = await asyncio.to_thread(_prepared, self.bucket)
                self._client = await self._open.enter_async_context(new_client())
            return self._client


def _prepared(bucket: Bucket) -> Callable[[], Any]:
    """What makes a client in no time."""
    # Imported here: it costs more than starting all the rest.
    import aioboto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        # The newer checksums are not understood by everything that calls itself S3.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=20,
    )
    session = aioboto3.Session()
    new_client = partial(
        session.client, "s3", endpoint_url=bucket.endpoint_url, region_name=bucket.region, config=config
    )

    async def once() -> None:
        async with new_client():
            pass

    asyncio.run(once())
    return new_client


def _root(bucket: Bucket) -> str:
    if bucket.endpoint_url:
        return f"{bucket.endpoint_url.rstrip('/')}/{bucket.name}"
    return f"https://{bucket.name}.s3.{bucket.region + '.' if bucket.region else ''}amazonaws.com"


def _down(error: BaseException) -> NoReturn:
    logging.getLogger(__name__).warning("storage: %s: %s", type(error).__name__, error)
    raise StorageDown(retry_after=5) from error
