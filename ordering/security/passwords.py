"""Passwords: argon2id, off the event loop, a few at a time.

Parameters are OWASP's for argon2id (19 MiB, 2 passes, 1 lane): about 26 ms of a core each.
"""

import asyncio
import os

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# A burst of logins may take every core but one: guests go on reading the menu meanwhile.
_AT_ONCE = max(1, (os.cpu_count() or 2) - 1)
_nobodys = _hasher.hash("nobody's password")


class Passwords:
    """Hashes and checks passwords; one for each process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(_hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one; with ``stored`` None it takes the same time and says no."""
        async with self._turns:
            right = await asyncio.to_thread(_verify, stored or _nobodys, password)
        return right and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
