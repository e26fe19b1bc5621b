"""Slots for connections: so many in all, so many for one address, and who leaves when all are taken."""

import time
from collections.abc import Collection
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Protocol

from ordering.http.addresses import spelled

HOUSEHOLD_BITS = 64  # whoever has one IPv6 address has all that begin like it


class Full(StrEnum):
    """Why there is no slot; a sentence for the log."""

    IN_ALL = "connections turned away: as many are open as may be (ORDERING_MAX_CONNECTIONS)"
    OF_ADDRESS = "connections turned away: one address has as many as it may (ORDERING_MAX_CONNECTIONS_PER_ADDRESS)"


class Visitor(Protocol):
    """A connection, as seen from here."""

    @property
    def address(self) -> str: ...

    @property
    def owes(self) -> bool:
        """Whether we wait for it, and not it for us."""

    def make_room(self) -> None:
        """Close it for another's sake."""


class Slots:
    """Every connection of this process, by household. Loopback and ``proxies`` speak for many: no share is theirs.

    When all slots are taken, the connection that has been idle for longest leaves. If none is idle, one that we wait
    for leaves, of the household that has the most, unless the newcomer's own has as many.
    """

    def __init__(self, most: int, most_of_address: int, proxies: Collection[str]) -> None:
        self.most = most
        self._most_of_address = most_of_address
        self._proxies = [ip_network(proxy, strict=False) for proxy in proxies]
        self._household: dict[Visitor, str | None] = {}
        self._shares: dict[str, dict[Visitor, None]] = {}  # dicts, not sets: whoever came first is first
        self._idle: dict[Visitor, float] = {}  # since when

    def __len__(self) -> int:
        return len(self._household)

    def take(self, visitor: Visitor) -> Full | None:
        """A slot for a new connection, which is idle at first; else why there is none."""
        household = self._household_of(visitor.address)
        own = len(self._shares.get(household, ())) if household else 0
        if own >= self._most_of_address:
            return Full.OF_ADDRESS
        if len(self) >= self.most and not self._make_room(own):
            return Full.IN_ALL
        self._household[visitor] = household
        if household:
            self._shares.setdefault(household, {})[visitor] = None
        self._idle[visitor] = time.monotonic()
        return None

    def leave(self, visitor: Visitor) -> None:
        """Repeatable, and harmless for one that never got a slot."""
        household = self._household.pop(visitor, None)
        self._idle.pop(visitor, None)
        if household:
            share = self._shares[household]
            del share[visitor]
            if not share:
                del self._shares[household]

    def idles(self, visitor: Visitor) -> None:
        if visitor in self._household:
            self._idle[visitor] = time.monotonic()

    def works(self, visitor: Visitor) -> None:
        self._idle.pop(visitor, None)

    def let_go(self, before: float) -> None:
        """Close the connections that have been idle since before a moment (``time.monotonic``). Whoever has been for
        longest is the first, which is cheaper than a timer in each.
        """
        while self._idle and next(iter(self._idle.values())) < before:
            visitor = next(iter(self._idle))
            self.works(visitor)
            visitor.make_room()

    def _make_room(self, own: int) -> bool:
        leaving = next(iter(self._idle), None)
        if leaving is None and self._shares:
            crowd = max(self._shares.values(), key=len)
            if len(crowd) > own + 1:
                leaving = next((visitor for visitor in crowd if visitor.owes), None)
        if leaving is None:
            return False
        self.leave(leaving)
        leaving.make_room()
        return True

    def _household_of(self, address: str) -> str | None:
        """IPv4 as it is, IPv6 by what a household gets; None for who speaks for many."""
        try:
            parsed = ip_address(spelled(address))
        except ValueError:  # a Unix socket has none
            return None
        if parsed.is_loopback or any(parsed in network for network in self._proxies):
            return None
        bits = HOUSEHOLD_BITS if parsed.version == 6 else 32
        return str(ip_network((parsed, bits), strict=False))
