"""News for the other processes: what is worth a look, never what there is to see."""

import hashlib
import hmac

import msgspec

MOST = 5000
"""Of each kind in one message. Whoever is left out is seen a second later."""
SEAL_BYTES = 16


class News(msgspec.Struct, omit_defaults=True):
    """``sender`` is a process, which at least lives; the others are ids of stores, and names of accounts and failures.

    Later versions may add members: what is not known is passed over.
    """

    sender: str
    events: set[int] = msgspec.field(default_factory=set)
    """Stores with new events."""
    hints: set[int] = msgspec.field(default_factory=set)
    """Stores in which something was committed that makes no event."""
    menus: set[int] = msgspec.field(default_factory=set)
    """Stores whose menu has changed."""
    ended: set[tuple[str, int]] = msgspec.field(default_factory=set)
    """Accounts of which a token was ended: their kind and id."""
    access: set[int] = msgspec.field(default_factory=set)
    """Stores in which somebody's access has ended, and no event tells whose."""
    opened: list[tuple[tuple[str, str], int]] = msgspec.field(default_factory=list)
    closed: list[tuple[tuple[str, str], int]] = msgspec.field(default_factory=list)
    """Streams, each by its holder and its number in the process."""
    failures: list[tuple[str, int]] = msgspec.field(default_factory=list)
    """What failed logins count under, and how many of them are remembered."""

    @property
    def is_empty(self) -> bool:
        told = (self.events, self.hints, self.menus, self.ended, self.access, self.opened, self.closed, self.failures)
        return not any(told)


class Sealed:
    """Messages that only a process with our secret can have written."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, digest_size=32, person=b"ordering peers").digest()

    @property
    def name(self) -> str:
        """Of this deployment, on a Redis that may serve others."""
        return "ordering:" + hashlib.blake2b(self._key, digest_size=8, person=b"ordering name").hexdigest()

    def seal(self, news: News) -> bytes:
        body = msgspec.json.encode(news)
        return self._seal(body) + body

    def open(self, message: bytes) -> News | None:
        """None for what is not of ours, or of a version that means something else by it."""
        seal, body = message[:SEAL_BYTES], message[SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(body)):
            return None
        try:
            return msgspec.json.decode(body, type=News)
        except msgspec.MsgspecError:
            return None

    def _seal(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, digest_size=SEAL_BYTES, key=self._key).digest()
