"""Slowing down whoever guesses passwords: only failures count."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from msgspec import Struct

from ordering.database.work import in_time
from ordering.errors import BadCredentials, TooManyAttempts, VisitOver
from ordering.peers.peers import Peers
from ordering.security.elsewhere import Elsewhere
from ordering.security.failures import WINDOW_SECONDS, Failures, Name, name_of
from ordering.security.turns import Lane, Turns

PER_ACCOUNT_AND_ADDRESS = 10
PER_ACCOUNT = 50
PER_ADDRESS = 100
PER_BROWSER = 10
PAIRING_SECONDS = 60.0
"""A guest who plays with a tablet must not keep it out for a quarter of an hour: one more attempt every minute."""
LOOK_SECONDS = 0.05
"""While others elsewhere try what this one may count against."""
SITE_BITS = 64


class Door(StrEnum):
    """What is tried; each counts for itself."""

    STAFF = "staff"
    PAIRING = "pairing"
    STATION = "station"
    CODE = "code"


class Attempt(Struct, frozen=True):
    """One check of a password."""

    door: Door
    account: tuple[str, ...]
    address: str
    browser: str | None = None
    """One that has logged in to this account before: no stranger."""

    @property
    def lane(self) -> Lane:
        return Lane(f"{self.door} {self.browser or site_of(self.address)}", known=self.browser is not None)

    def limits(self) -> Mapping[Name, int]:
        """How often who may fail."""
        door, account, site = str(self.door), self.account, site_of(self.address)
        if self.browser is not None:
            return {
                name_of(door, "browser", self.browser, *account): PER_BROWSER,
                name_of(door, "browsers", *account): PER_ACCOUNT,
            }
        return {
            name_of(door, "both", site, *account): PER_ACCOUNT_AND_ADDRESS,
            name_of(door, "account", *account): PER_ACCOUNT,
            name_of(door, "address", site): PER_ADDRESS,
        }


class Throttle:
    """Counts failed logins, and lets attempts take turns. With ``peers`` those of other processes count too."""

    def __init__(self, turns: Turns, seconds: float, peers: Peers | None = None) -> None:
        self._peers = peers
        self._turns = turns
        self._seconds = seconds
        self._failures = Failures()
        self._under_way: Counter[Name] = Counter()
        self._one_ended = asyncio.Event()

    @asynccontextmanager
    async def attempt(
        self, door: Door, account: tuple[str, ...], address: str, browser: str | None = None
    ) -> AsyncIterator[Lane]:
        """Around looking up and checking a password; a ``BadCredentials`` from inside counts as a failure.

        Gives the lane to wait in for the hashing, which has its turns for itself: nobody keeps one over a question to
        the database.

        Raises ``TooManyAttempts`` with the seconds to wait (for a pairing those are 60 at most), before anything is
        looked up or hashed, and ``Busy`` where too many wait, or for too long.
        """
        attempt = Attempt(door, account, address, browser)
        limits = attempt.limits()
        self._check(door, limits)
        async with self._turns.turn(attempt.lane):
            async with in_time(self._seconds):
                while self._check(door, limits):
                    await self._one_ended.wait()
            self._under_way.update(limits.keys())
            try:
                async with self._elsewhere(door, limits):
                    yield attempt.lane
            except BadCredentials:
                for name, most in limits.items():
                    self._failures.add(name, most)
                raise
            finally:
                self._under_way.subtract(limits.keys())
                self._under_way = +self._under_way  # forgets what is at 0
                self._one_ended.set()
                self._one_ended = asyncio.Event()

    @contextmanager
    def guess(self, address: str) -> Iterator[None]:
        """Around looking up a phone's code; a ``VisitOver`` from inside counts as a failure of the address alone.

        A right one is never kept waiting, since all guests share an address: whoever has failed too often is told so
        only once the code was found to be none. It has 96 random bits, so there is nothing to guess meanwhile.
        """
        site = name_of(Door.CODE, "address", site_of(address))
        try:
            yield
        except VisitOver:
            failed = self._failures.of(site)
            if len(failed) < PER_ADDRESS:
                self._failures.add(site, PER_ADDRESS)
                if self._peers is not None:
                    self._peers.failed({site: PER_ADDRESS})
                raise
            wait = failed[0] + WINDOW_SECONDS - monotonic()
            raise TooManyAttempts(retry_after=max(1, math.ceil(wait))) from None

    def hear(self, failures: Sequence[tuple[str, int]]) -> None:
        """What has failed in another process, and how many of each are remembered."""
        for name, most in failures:
            self._failures.add(bytes.fromhex(name), most)

    @asynccontextmanager
    async def _elsewhere(self, door: Door, limits: Mapping[Name, int]) -> AsyncIterator[None]:
        """Counted among the attempts of all processes."""
        if self._peers is None:
            yield
            return
        elsewhere = Elsewhere(self._peers, limits, PAIRING_SECONDS if door is Door.PAIRING else 0)
        failed = False
        try:
            async with in_time(self._seconds):
                while (wait := await elsewhere.begin()) is None:  # noqa: ASYNC110 - it ends in another process
                    await asyncio.sleep(LOOK_SECONDS)
            if wait:
                raise TooManyAttempts(retry_after=wait)
            yield
        except BadCredentials:
            failed = True
            raise
        finally:
            elsewhere.end(failed=failed)

    def _check(self, door: Door, limits: Mapping[Name, int]) -> bool:
        """Whether it depends on those that are under way. Raises ``TooManyAttempts``."""
        depends = False
        for name, most in limits.items():
            failed, under_way = self._failures.of(name), self._under_way[name]
            if len(failed) + under_way < most:
                continue
            if len(failed) >= most:
                again = failed[0] + WINDOW_SECONDS
                if door is Door.PAIRING:
                    again = min(again, failed[-1] + PAIRING_SECONDS)
                if (wait := again - monotonic()) > 0:
                    raise TooManyAttempts(retry_after=math.ceil(wait))
            depends = depends or under_way > 0
        return depends


def site_of(address: str) -> str:
    """Who an address counts as: itself, or the /64 of an IPv6 address, any of which one machine can take."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), SITE_BITS), strict=False))
