"""Whether a token's account still stands: not logged out, unpaired, disabled, or given a new password or role.

The answer is trusted for two seconds, then read again for every account seen lately in one batch; where many ask, a
little earlier, so that none of them waits for it. A change made in this process is known at once. So an ended token is
dead within seconds in every process, also after a restart.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from ordering.database.work import in_time
from ordering.errors import Busy, NotLoggedIn, VisitOver
from ordering.security.callers import DeviceCaller, PhoneCaller, Sitting, StaffCaller, StationCaller, TableCaller

TRUSTED_SECONDS = 2.0
AHEAD = 0.8
"""Of that time: then it is read again, if somebody asks."""
FORGOTTEN_SECONDS = 60.0


class Kind(StrEnum):
    DEVICE = "device"
    PHONE = "phone"
    STAFF = "staff"


Account = tuple[Kind, int, str]
"""Kind, id and account key: after a backup was put back another may have the id."""
Caller = TableCaller | PhoneCaller | StationCaller | StaffCaller

C = TypeVar("C", bound=Caller)


class Facts(msgspec.Struct, frozen=True):
    """What the database says: the epoch of each account that stands, and the logged-out tokens among them.

    ``unused`` are the devices that have asked for nothing yet, ``sittings`` where the visits of phones are.
    """

    epochs: dict[Account, int]
    revoked_jtis: frozenset[str]
    unused: frozenset[Account]
    sittings: dict[Account, Sitting]


Load = Callable[[Collection[Account]], Awaitable[Facts]]
Use = Callable[[DeviceCaller], Awaitable[None]]


def account_of(caller: Caller) -> Account:
    if isinstance(caller, DeviceCaller):
        return Kind.DEVICE, caller.device_id, caller.account_key
    if isinstance(caller, PhoneCaller):
        return Kind.PHONE, caller.phone_id, caller.account_key
    return Kind.STAFF, caller.staff_id, caller.account_key


class Revocations:
    """``load(accounts)`` reads the facts, ``use(device)`` keeps that it has come to be used.

    They are handed in because the rows live higher up.
    """

    def __init__(self, load: Load, use: Use) -> None:
        self._load = load
        self._use = use
        self._epochs: dict[Account, int | None] = {}
        self._dead: set[str] = set()
        self._unused: set[Account] = set()
        self._sittings: dict[Account, Sitting] = {}
        self._seen: dict[Account, float] = {}
        self._read_at = float("-inf")
        self._changes = 0
        self._reading = asyncio.Lock()
        self._ahead: asyncio.Task[None] | None = None

    def known(self, caller: Caller) -> bool:
        """Whether nothing has to be asked to know that the caller's token has not been ended."""
        account, now = account_of(caller), time.monotonic()
        if not self._is_fresh(now) or account in self._unused:
            return False
        self._seen[account] = now
        return self._stands(caller)

    async def check(self, caller: C) -> C:
        """The caller, a phone with where its visit sits. Raises ``NotLoggedIn`` if its token has been ended, of a phone
        ``VisitOver``.

        A tablet's first use is on the disk before it is answered: one that was never used may have to make room.
        """
        account = account_of(caller)
        now = time.monotonic()
        self._seen[account] = now
        if not self._is_fresh(now) or account not in self._epochs:
            await self._read(account)
        if not self._stands(caller):
            raise VisitOver if isinstance(caller, PhoneCaller) else NotLoggedIn
        if isinstance(caller, DeviceCaller) and account in self._unused:
            await self._use(caller)
            self._unused.discard(account)
        return replace(caller, sitting=self._sittings[account]) if isinstance(caller, PhoneCaller) else caller

    async def anew(self, caller: C) -> C:
        """As ``check``, for somebody who was not where this process thought: the database is asked."""
        self.forget()
        return await self.check(caller)

    async def ended(self, callers: Collection[Caller]) -> list[Caller]:
        """Whose tokens have been ended, or whose visit has moved; one look at the database for all of them.

        It is asked each second, so already a little before what is known is trusted no longer: not a second after it.
        """
        now = time.monotonic()
        accounts = [account_of(caller) for caller in callers]
        self._seen |= dict.fromkeys(accounts, now)
        if now - self._read_at > AHEAD * TRUSTED_SECONDS or any(account not in self._epochs for account in accounts):
            await self._read(*accounts, share=AHEAD)
        return [caller for caller in callers if not self._stands(caller) or self._has_moved(caller)]

    def forget(self) -> None:
        """Something ended in this process: whoever asks next asks the database."""
        self._changes += 1
        self._epochs.clear()

    def hear(self, ended: Collection[tuple[str, int]]) -> bool:
        """Accounts of which something ended in another process. Whether any of them is in use here."""
        if not any((kind, account_id) in ended for kind, account_id, _ in self._seen):
            return False
        self.forget()
        return True

    def _is_fresh(self, now: float) -> bool:
        """Whether what was read is still trusted; shortly before it is not, it is read again."""
        age = now - self._read_at
        if AHEAD * TRUSTED_SECONDS < age <= TRUSTED_SECONDS and self._ahead is None:
            self._ahead = asyncio.create_task(self._look_ahead())
        return age <= TRUSTED_SECONDS

    async def _look_ahead(self) -> None:
        try:
            with suppress(Busy):  # whoever asks when it is no longer trusted is told
                await self._read(share=AHEAD)
        finally:
            self._ahead = None

    def _stands(self, caller: Caller) -> bool:
        return self._epochs.get(account_of(caller)) == caller.epoch and caller.jti not in self._dead

    def _has_moved(self, caller: Caller) -> bool:
        """A stream tells of the table where its visit sat when it was opened."""
        return isinstance(caller, PhoneCaller) and self._sittings.get(account_of(caller)) != caller.sitting

    async def _read(self, *accounts: Account, share: float = 1.0) -> None:
        """Unless it is known, and no older than that share of the time that it is trusted for."""
        async with in_time(), self._reading:
            now = time.monotonic()
            while now - self._read_at > share * TRUSTED_SECONDS or any(
                account not in self._epochs for account in accounts
            ):
                self._seen |= dict.fromkeys(accounts, now)
                active = [account for account, seen in self._seen.items() if now - seen < FORGOTTEN_SECONDS]
                changes = self._changes
                facts = await self._load(active)
                if changes != self._changes:
                    continue  # read before the change it should show
                self._epochs = {account: facts.epochs.get(account) for account in active}
                self._dead = set(facts.revoked_jtis)
                self._unused = set(facts.unused)
                self._sittings = facts.sittings
                self._seen = {account: seen for account, seen in self._seen.items() if now - seen < FORGOTTEN_SECONDS}
                self._read_at = now = time.monotonic()
