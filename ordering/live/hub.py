"""One reader a store, many subscriptions: what is committed reaches every stream of this process.

A wake-up only says "look": it may be lost, doubled or late. Every second the hub looks by itself, so a crash between
commit and announcement, or another process on the same database, delays and never loses.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.errors import Busy
from ordering.live import log
from ordering.live.connection import StreamConnection
from ordering.live.connections import Connections
from ordering.live.holders import Holders
from ordering.live.log import Event, goes_on
from ordering.live.repository import StoreEvents
from ordering.live.subscription import Subscription
from ordering.security.callers import DeviceCaller
from ordering.security.revocations import Caller

PAGE = 500
LOOK_SECONDS = 1.0
SEEN_SECONDS = 60.0


class Feed:
    """A store's events in this process: ``last`` is the newest that was handed to its subscriptions."""

    def __init__(self, store_id: int, last: int) -> None:
        self.store_id = store_id
        self.last = last
        self.subscriptions: set[Subscription] = set()
        self.reading: asyncio.Task[None] | None = None
        self.again = False

    def hand_out(self, events: Sequence[Event]) -> None:
        for event in events:
            frame = encode(event)
            self.last = event.seq
            for subscription in self.subscriptions:
                subscription.offer(event, frame)


class Hub:
    """``ended(callers)`` tells which of them may no longer listen, ``listening(devices)`` keeps that these do, and
    ``forget(store_id)`` that whatever was known of a store is of a lost history. The process takes so many
    ``connections``.

    They are handed in because the rows live higher up.
    """

    def __init__(
        self,
        work: Work,
        ended: Callable[[Collection[Caller]], Awaitable[Collection[Caller]]],
        listening: Callable[[Collection[DeviceCaller]], None],
        forget: Callable[[int], None],
        connections: int,
    ) -> None:
        self._work = work
        self._ended = ended
        self._listening = listening
        self._forget = forget
        self._seen: dict[int, float] = {}  # by device, when that was last kept
        self._feeds: dict[int, Feed] = {}
        self._connections = Connections(connections)
        self.holders = Holders()
        self._looking: asyncio.Task[None] | None = None
        self._look_now = asyncio.Event()
        self._stopped = False

    def __len__(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    def tell(self, event: Event) -> None:
        """An event was committed in this process. The one after the newest is handed on; what is between is read."""
        feed = self._feeds.get(event.store_id)
        if feed is not None and feed.reading is None and event.seq == feed.last + 1:
            feed.hand_out([event])
        else:
            self.wake(event.store_id)

    def wake(self, store_id: int) -> None:
        """Events were committed there."""
        feed = self._feeds.get(store_id)
        if feed is None:
            return
        if feed.reading is not None:
            feed.again = True
            return
        feed.reading = asyncio.create_task(self._read(feed))

    def hint(self, store_id: int) -> None:
        """Something was committed there that makes no event."""
        if store_id in self._feeds:
            for subscription in self._feeds[store_id].subscriptions:
                subscription.look_again()

    def hears_of(self, store_id: int) -> bool:
        """Whether anybody listens to that store here."""
        return store_id in self._feeds

    def recheck(self) -> None:
        """Somebody's access ended: find out whose, now."""
        self._look_now.set()

    def stop(self) -> None:
        """The process is going down: every stream ends, and clients come back elsewhere."""
        self._stopped = True
        self._connections.end("closing")
        self._look_now.set()

    def make_room(self, connections: int) -> None:
        """The process takes so many, which may be fewer than was wished."""
        self._connections.make_room(connections)

    async def close(self) -> None:
        self.stop()
        tasks = [self._looking, *(feed.reading for feed in self._feeds.values())]
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)

    def connect(self, connection: StreamConnection) -> None:
        """From now on time passes for it, and it counts among its holder's and its store's.

        Raises ``Busy`` where its store has so many that others, and what is no stream, would find no place.
        """
        self._connections.add(connection)
        self.holders.open(connection)
        if self._stopped:
            connection.end("closing")
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    def disconnect(self, connection: StreamConnection) -> None:
        """What ``connect`` has taken is free again."""
        self._connections.remove(connection)
        self.holders.close(connection)

    async def subscribe(self, subscription: Subscription) -> tuple[int, int]:
        """Keep a place for it, where it hears nothing yet. Returns the log's head and its first kept event.

        Raises ``Busy`` without the database.
        """
        store_id = subscription.store_id
        head, first = await self._work.read(_bounds, store_id)
        feed = self._feeds.setdefault(store_id, Feed(store_id, head))
        feed.subscriptions.add(subscription)
        subscription.seen = feed.last
        return head, first

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hand nothing more to it. Repeatable."""
        feed = self._feeds.get(subscription.store_id)
        if feed is not None:
            feed.subscriptions.discard(subscription)
            if not feed.subscriptions:
                del self._feeds[feed.store_id]

    async def reaches_back(self, subscription: Subscription, seq: int) -> bool:
        """Whether it may be told everything after ``seq``: a tablet nothing from before a party left its table."""
        store_id, table_id = subscription.store_id, subscription.table_id
        return table_id is None or not await self._work.read(_left_since, store_id, table_id, seq)

    async def replay(self, subscription: Subscription) -> bytes | None:
        """The next page of what the log holds after ``seen``; None once it hears everything by itself."""
        target = self._feeds[subscription.store_id].last
        if subscription.seen >= target:  # nothing is awaited between this look and the first offer: nothing is missed
            subscription.live = True
            return None
        events = await self._after(subscription.store_id, subscription.seen, target, subscription.table_id)
        subscription.seen = events[-1].seq if len(events) == PAGE else target
        return b"".join(encode(event) for event in events if subscription.wants(event))

    async def _read(self, feed: Feed) -> None:
        try:
            while True:
                feed.again = False
                events = await self._after(feed.store_id, feed.last)
                if events and not goes_on(feed.last, events[0].seq):
                    self._begin_anew(feed, events[0].seq - 1)
                feed.hand_out(events)
                if not feed.again and len(events) < PAGE:
                    return
        except Busy:
            pass  # the next look, a second from now, tries again
        finally:
            feed.reading = None

    async def _after(
        self, store_id: int, seq: int, upto: int | None = None, table_id: int | None = None
    ) -> Sequence[Event]:
        rows = await self._work.rows(log.after(store_id, seq, PAGE, upto=upto, table_id=table_id))
        return [Event(*row) for row in rows]

    async def _look(self) -> None:
        while self._connections and not self._stopped:
            with suppress(TimeoutError):
                async with asyncio.timeout(clock.until_next(LOOK_SECONDS)):
                    await self._look_now.wait()
            self._look_now.clear()
            now = time.monotonic()
            self._connections.look(now)
            try:
                known = {store_id: feed.last for store_id, feed in self._feeds.items()}
                heads: dict[int, int] = dict(await self._work.rows(log.heads(known))) if known else {}
                for store_id in known.keys() & self._feeds.keys():
                    self._compare(self._feeds[store_id], known[store_id], heads.get(store_id, 0))
                callers = [*self._connections.callers]
                await self._end_the_ended(callers)
                self._keep_who_listens(callers, now)
            except Busy:
                continue
            except Exception:
                logging.getLogger(__name__).exception("looking")

    def _compare(self, feed: Feed, known: int, head: int) -> None:
        """``known`` was its newest before the log's ``head`` was read."""
        if not goes_on(known, head):
            self._begin_anew(feed, head)
        elif head > feed.last:
            self.wake(feed.store_id)

    def _begin_anew(self, feed: Feed, head: int) -> None:
        """A backup was put back. Whoever has seen the lost history comes back with its cursor, and is told."""
        logging.getLogger(__name__).warning(
            "store %d has another history of events: a backup was restored", feed.store_id
        )
        self._forget(feed.store_id)
        feed.last = head
        for subscription in list(feed.subscriptions):  # some leave at once
            if not goes_on(subscription.seen, head):
                subscription.end("a backup was restored: come back with your cursor")

    async def _end_the_ended(self, callers: Collection[Caller]) -> None:
        gone = set(await self._ended(callers))
        if gone:
            self._connections.end("your access has ended", gone)

    def _keep_who_listens(self, callers: Collection[Caller], now: float) -> None:
        """All at once, and each device once a minute: what it is for, a list of who is there, takes no more.

        Nobody waits for it: a database that takes no writes now would keep the next look from whoever is to be ended.
        """
        self._seen = {device_id: at for device_id, at in self._seen.items() if now - at < SEEN_SECONDS}
        due = [caller for caller in callers if isinstance(caller, DeviceCaller) and caller.device_id not in self._seen]
        if due:
            self._seen |= {caller.device_id: now for caller in due}  # also where it fails: the next minute comes
            self._listening(due)


def encode(event: Event) -> bytes:
    """A Server-Sent Events frame. The payload is JSON on one line, so no name in it can forge a field."""
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.seq, event.type.encode(), event.payload)


async def _bounds(session: AsyncSession, store_id: int) -> tuple[int, int]:
    return await StoreEvents(session).bounds(store_id)


async def _left_since(session: AsyncSession, store_id: int, table_id: int, seq: int) -> bool:
    return await StoreEvents(session).left_since(store_id, table_id, seq)
