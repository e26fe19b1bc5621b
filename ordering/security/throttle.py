"""Slowing down whoever guesses passwords: only failures count."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from ordering.errors import BadCredentials, TooManyAttempts

PER_ACCOUNT = RateLimitItemPerMinute(10, 15, namespace="account")
PER_ADDRESS = RateLimitItemPerMinute(100, 15, namespace="address")
# A guest who plays with a tablet must not keep it out for a quarter of an hour: one more try every minute.
PER_PAIRING = RateLimitItemPerMinute(1, 1, namespace="pairing")


class Throttle:
    """Counts failed logins in this process: 10 an account and 100 an address in 15 minutes."""

    def __init__(self) -> None:
        self._failures = MovingWindowRateLimiter(MemoryStorage())
        self._under_way: Counter[str] = Counter()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # gone with its last waiter

    @asynccontextmanager
    async def attempt(self, account: str, address: str, *, pairing: bool = False) -> AsyncIterator[None]:
        """Around one check of a password; a ``BadCredentials`` from inside counts as a failure.

        Attempts on one account take turns, or thirty at once would all see nine failures.
        Raises ``TooManyAttempts`` with the seconds to wait; for a ``pairing`` those are 60 at most.
        """
        async with self._turns.setdefault(account, asyncio.Lock()):
            await self._check(account, address, pairing)
            self._under_way[address] += 1
            try:
                yield
            except BadCredentials:
                for limit, name in ((PER_ACCOUNT, account), (PER_ADDRESS, address), (PER_PAIRING, account)):
                    await self._failures.hit(limit, name)
                raise
            finally:
                self._under_way[address] -= 1
                self._under_way += Counter()  # forgets what is at 0

    async def _check(self, account: str, address: str, pairing: bool) -> None:
        under_way = self._under_way[address]
        wait = max(await self._wait(PER_ACCOUNT, account), await self._wait(PER_ADDRESS, address, under_way))
        if wait and pairing:
            wait = min(wait, await self._wait(PER_PAIRING, account))
        if wait:
            raise TooManyAttempts(retry_after=wait)

    async def _wait(self, limit: RateLimitItem, name: str, under_way: int = 0) -> int:
        """Whole seconds until ``name`` may try again; 0 for now. Attempts ``under_way`` may all turn out wrong."""
        if await self._failures.test(limit, name, cost=1 + under_way):
            return 0
        reset_at, _ = await self._failures.get_window_stats(limit, name)
        return max(1, math.ceil(reset_at - time.time()))
