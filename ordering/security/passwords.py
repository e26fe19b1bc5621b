"""Passwords: argon2id, off the event loop.

Parameters are OWASP's for argon2id (19 MiB, 2 passes, 1 lane): about 26 ms of a core each.
"""

import asyncio
import unicodedata
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ordering.security.turns import OURS, Lane, Turns

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Of nobody's password, by the same parameters: made at each start it took 26 ms.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$Dbee4AasxSvE5VqjaNw0sA$tINz1FbWgjK51ZhUHSzy2u6GIee1v05cgf0oDHcCjU4"


Spelling = Literal["NFC", "NFKC"]
"""NFKC is for what is typed on tablets: there full-width digits are digits."""


class Passwords:
    """Hashes and checks passwords, taking turns; one for each process. Both raise ``Busy`` where too many wait."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def hash(self, password: str) -> str:
        async with self._turns.turn():
            return await asyncio.to_thread(HASHER.hash, password)

    async def matches(self, stored: str | None, password: str, spelling: Spelling = "NFC", lane: Lane = OURS) -> bool:
        """Whether ``password`` is the one; with ``stored`` None it takes the same time and says no.

        One that was stored before passwords were normalised matches as it was typed.
        """
        spellings = dict.fromkeys([unicodedata.normalize(spelling, password), password])
        async with self._turns.turn(lane):
            right = await asyncio.to_thread(_verify, stored or NOBODYS, *spellings)
        return right and stored is not None


def _verify(stored: str, *spellings: str) -> bool:
    return any(_is(stored, password) for password in spellings)


def _is(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
