"""The door that orders come in by: for each store, whatever waits is placed together."""

import asyncio
import math
import time
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.work import Work, in_time
from ordering.errors import Busy, NotFound, Refusal
from ordering.menu.cache import MenuCache
from ordering.orders import pricing
from ordering.orders.model import Order
from ordering.orders.placing import Accepted, Elsewhere, Menu, OtherMenu, Placed, Replay, Submission, Verdict, place
from ordering.orders.repository import Orders
from ordering.orders.shapes import OrderOut
from ordering.security.callers import StaffCaller

AT_ONCE, MOST_AT_ONCE = 16, 64
"""Orders of a batch, which is judged in one go, and meanwhile no other store has a turn. Where more wait it is two
thirds of them: past saturation each turn of the loop is long, and a batch takes a dozen however large it is.
"""
FEW_AT_ONCE = 8
SHARED_SECONDS = 1.0
"""So long after two stores have ordered one after the other, their batches are small: where one is written at a time,
each waits for the other's.
"""
STORM = 8
"""A batch of so many is a full house's: between two of these, other stores' orders go first."""
GIVE_WAY_SECONDS = 0.01
GATHER_SECONDS = 0.004
"""So long the next batch of a crowd waits for those who were just answered, and whoever comes meanwhile: else there
were two groups, each of which waits for the other's transaction.
"""
MOST_PIECES = 2000
"""Lines and options of a batch: some 600 KB, where servers take 1 MB and more at a time."""
MOST_WAITING = 400
"""Orders of a store, beyond which one is told to come again: it would wait longer than its guest."""


Waiting = tuple[Submission, asyncio.Future[Placed]]


class Line:
    """The orders of a store that wait, and the answers that they wait for."""

    def __init__(self) -> None:
        self._orders: list[Waiting] = []
        self._wanted = 0
        self._gathered: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._orders)

    def join(self, order: Waiting) -> None:
        self._orders.append(order)
        if len(self) >= self._wanted:
            self._set_off()

    def next(self, *, alone: bool = True) -> list[Waiting]:
        """The first of them; more where no other store waits for the batch to end."""
        wanted = max(AT_ONCE, min(len(self) * 2 // 3, MOST_AT_ONCE)) if alone else FEW_AT_ONCE
        many = _together([submission for submission, _ in self._orders[:wanted]])
        batch, self._orders = self._orders[:many], self._orders[many:]
        return batch

    async def gather(self, wanted: int) -> None:
        """Until so many wait, but not for long."""
        if len(self) >= wanted:
            return
        loop = asyncio.get_running_loop()
        self._wanted, self._gathered = wanted, loop.create_future()
        late = loop.call_later(GATHER_SECONDS, self._set_off)
        await self._gathered
        late.cancel()
        self._gathered = None

    def _set_off(self) -> None:
        if self._gathered is not None and not self._gathered.done():
            self._gathered.set_result(None)


class Stores:
    """Which stores order at present: ``alone``, only one does."""

    def __init__(self) -> None:
        self._latest, self._at, self._shared_at = 0, -math.inf, -math.inf

    @property
    def alone(self) -> bool:
        return time.monotonic() - self._shared_at >= SHARED_SECONDS

    def notice(self, store_id: int) -> None:
        """An order of that store has come."""
        now = time.monotonic()
        if store_id != self._latest and now - self._at < SHARED_SECONDS:
            self._shared_at = now
        self._latest, self._at = store_id, now


class OrderQueue:
    """One for each process; a store's orders are written by one task, which ends when nothing waits."""

    def __init__(self, work: Work, menus: MenuCache) -> None:
        self._work = work
        self._menus = menus
        self._lines: dict[int, Line] = {}
        self._writers: set[asyncio.Task[None]] = set()
        self._under_way: dict[int, int] = {}  # by store, how many orders
        self._stores = Stores()

    async def place(self, submission: Submission) -> Placed:
        """Place one order, or answer it as it was placed before. Raises its refusal, ``Invalid`` or ``Busy``.

        A caller who goes away leaves the order to its fate: its key will tell what became of it.
        """
        pricing.check(submission.draft)
        store_id = submission.caller.store_id
        self._stores.notice(store_id)
        line = self._lines.get(store_id)
        if line is not None and len(line) >= MOST_WAITING:
            raise Busy(retry_after=1)
        answer: asyncio.Future[Placed] = asyncio.get_running_loop().create_future()
        if line is not None:
            line.join((submission, answer))
        else:
            line = self._lines[store_id] = Line()
            line.join((submission, answer))
            writer = asyncio.create_task(self._write(store_id, line))
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        async with in_time():
            return await answer

    async def close(self) -> None:
        """Wait until everything that waits is answered."""
        await asyncio.gather(*self._writers)

    async def _write(self, store_id: int, line: Line) -> None:
        while line:
            batch = line.next(alone=self._stores.alone)
            many = len(batch)
            self._under_way[store_id] = many
            outcomes = await self._place(store_id, [submission for submission, _ in batch])
            del self._under_way[store_id]
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                if answer.cancelled():
                    continue
                if isinstance(outcome, Placed):
                    answer.set_result(outcome)
                else:
                    answer.set_exception(outcome)
            if many >= STORM:
                await self._give_way()
            if many + len(line) > 1:
                await line.gather(min(AT_ONCE, many + len(line)))
        del self._lines[store_id]

    async def _give_way(self) -> None:
        """To the small batches that are under way: what a large one takes of the loop at a time, they would wait for
        at each of their steps.
        """
        until = time.monotonic() + GIVE_WAY_SECONDS
        while self._small_ones() and time.monotonic() < until:  # noqa: ASYNC110 - an event, each batch would have to set
            await asyncio.sleep(0.001)

    def _small_ones(self) -> bool:
        return any(many < STORM for many in self._under_way.values())

    async def _place(self, store_id: int, batch: list[Submission]) -> list[Placed | Exception]:
        try:
            judged = await self._judge(store_id, batch)
            followed = await self._follow(store_id, batch, judged)
            stored = {one.of for one in judged if isinstance(one, Replay) and isinstance(one.of, int)}
            replays = await self._work.read(_by_id, store_id, stored) if stored else {}
            return [
                followed[rank] if isinstance(verdict, Elsewhere) else _outcome(verdict, one, replays)
                for rank, (one, verdict) in enumerate(zip(batch, judged, strict=True))
            ]
        except Busy as busy:
            return [busy] * len(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            # One of them breaks the transaction: each for itself then, so that its neighbours don't suffer.
            return [(await self._place(store_id, [one]))[0] for one in batch]

    async def _follow(
        self, store_id: int, batch: Sequence[Submission], judged: Sequence[Verdict]
    ) -> dict[int, Placed | Exception]:
        """The outcomes of those whose visit sits at another table by now, by their rank: they are placed there."""
        moved = {
            rank: replace(one, table_id=verdict.table_id)
            for rank, (one, verdict) in enumerate(zip(batch, judged, strict=True))
            if isinstance(verdict, Elsewhere)
        }
        placed = await self._place(store_id, [*moved.values()]) if moved else []
        return dict(zip(moved, placed, strict=True))

    async def _judge(self, store_id: int, batch: list[Submission]) -> list[Verdict]:
        known = await self._menus.latest(store_id)
        while True:  # as often as the menu changes in between
            menu = Menu(known.version, known.items, known.stations, known.outlets)
            try:
                return await self._work.lean_here(place, store_id, batch, menu)
            except OtherMenu:
                self._menus.clear(store_id)
                known = await self._menus.of(store_id)


def _together(submissions: Sequence[Submission]) -> int:
    """How many of the first share a transaction: at least one, and no more than a server takes in one packet."""
    weight = 0
    for rank, submission in enumerate(submissions):
        weight += sum(1 + len(line.options) for line in submission.draft.lines)
        if rank and weight > MOST_PIECES:
            return rank
    return len(submissions)


async def _by_id(session: AsyncSession, store_id: int, order_ids: Collection[int]) -> dict[int, Order]:
    return await Orders(session).by_id(store_id, order_ids)


def _outcome(
    judged: Accepted | Replay | Refusal, submission: Submission, replays: Mapping[int, Order]
) -> Placed | Refusal:
    if isinstance(judged, Refusal):
        return judged
    for_staff = isinstance(submission.caller, StaffCaller)
    if isinstance(judged, Accepted):
        order, replayed = judged.answer, False
    elif isinstance(judged.of, Accepted):
        order, replayed = judged.of.answer, True
    elif judged.of in replays:
        order, replayed = OrderOut.of(replays[judged.of], for_staff=for_staff), True
    else:  # purged this very moment
        return NotFound()
    assert order is not None  # noqa: S101 - every accepted one was written
    return Placed(order if for_staff else order.for_guests(), replayed)
