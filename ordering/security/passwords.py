"""Passwords: argon2id, off the event loop.

Parameters are OWASP's for argon2id (19 MiB, 2 passes, 1 lane): about 26 ms of a core each.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ordering.security.turns import Turns

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_nobodys = _hasher.hash("nobody's password")


class Passwords:
    """Hashes and checks passwords; one for each process."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def hash(self, password: str) -> str:
        async with self._turns.turn():
            return await asyncio.to_thread(_hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one; with ``stored`` None it takes the same time and says no.

        Asked inside a turn: an attempt to log in has one.
        """
        right = await asyncio.to_thread(_verify, stored or _nobodys, password)
        return right and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
