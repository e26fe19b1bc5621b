"""Where pictures are kept: one small interface, a local folder in ``folder``, a bucket in ``s3``."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

CONTENT_TYPE = "image/webp"
IMMUTABLE = "public, max-age=31536000, immutable"


class Storage(ABC):
    """Keeps bytes under keys. A key is never given other bytes, so anybody may keep a copy for ever."""

    @property
    @abstractmethod
    def origin(self) -> str | None:
        """Where browsers load from, if not from us."""

    @abstractmethod
    def url(self, key: str) -> str:
        """Where a browser finds it."""

    @abstractmethod
    async def put(self, files: Mapping[str, bytes]) -> None:
        """Store all of these. Raises ``StorageDown`` within 12 seconds, with any part of them stored."""

    @abstractmethod
    async def get(self, key: str) -> bytes | None:
        """None if there is no such file. Raises ``StorageDown``."""

    @abstractmethod
    async def sha256(self, key: str) -> str | None:
        """Of what is stored there, in hex; None if there is no such file. Raises ``StorageDown``."""

    @abstractmethod
    async def remove(self, keys: Collection[str]) -> None:
        """Repeatable. Raises ``StorageDown``."""

    @abstractmethod
    async def check(self) -> None:
        """Raises ``StorageDown``."""

    @abstractmethod
    async def aclose(self) -> None:
        """Every connection."""
