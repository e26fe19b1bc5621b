"""Who listens, what they must have heard, and how they come back."""

from dataclasses import dataclass, field
from itertools import count

from tests.stateful.books import Book, Event
from tests.stateful.stream import REPLACED, Stream

OPENED = count()


@dataclass
class Follower:
    """A client of a stream that is cut and comes back. ``table_id`` is None for the staff's; ``reset_at`` is where its
    present connection was told to begin anew.
    """

    who: str
    table_id: int | None
    since: int
    stream: Stream | None = None
    reset_at: int | None = None
    opened: int = 0
    got: list[Event] = field(default_factory=list)
    cursor: int = 0

    @property
    def heard(self) -> list[Event]:
        if self.stream is None:
            return self.got
        events = self.stream.events
        if self.reset_at is not None:
            assert events[:1] == [Event(self.reset_at, "reset", {"cursor": self.reset_at})]
            events = events[1:]
        return self.got + events

    def due(self, book: Book) -> list[Event]:
        return [one for one in book.events if one.seq > self.since and one.is_for(self.table_id)]

    def hears(self, stream: Stream, book: Book, cursor: int, *, anew: bool = False) -> None:
        """``anew``: its cursor meant nothing. Nor does a tablet's from before its table's last closing."""
        if anew or cursor < book.last_closing(self.table_id):
            self.since = self.reset_at = cursor = len(book.events)
            self.got = []
        self.stream, self.cursor, self.opened = stream, cursor, next(OPENED)

    def is_cut(self) -> None:
        assert self.stream is not None
        self.got, self.cursor = self.heard, self.stream.cursor or self.cursor
        self.stream = self.reset_at = None

    async def is_replaced(self, book: Book) -> None:
        """Its holder has opened too many since; it had heard all until then."""
        assert self.stream is not None
        await self.stream.until(lambda: False)
        assert self.stream.raw.endswith(REPLACED)
        assert self.heard == self.due(book)
        self.is_cut()

    async def catch_up(self, book: Book) -> None:
        """Wait for what is due, no more and no less; or for the end, if this access has ended."""
        assert self.stream is not None
        due = self.due(book)
        if book.stands(self.who):
            await self.stream.until(lambda: len(self.heard) >= len(due))
            assert not self.stream.ended, "a stream ended by itself"
            assert self.heard == due
        else:
            await self.stream.until(lambda: False)
            assert self.heard == due[: len(self.heard)]
            self.is_cut()
