"""Who listens, what they must have heard, and how they come back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.stateful.books import Book
from tests.stateful.events import Event
from tests.stateful.stream import REPLACED, Stream

OPENED = count()


@dataclass
class Follower:
    """A client of a stream that is cut and comes back. ``table_id`` is None for the staff's; ``reset_at`` is where its
    present connection was told to begin anew.

    ``seat`` is where a phone's stream was opened, its table and the party there: it tells of that and ends with it.
    ``head`` was the newest event then.
    """

    who: str
    table_id: int | None
    since: int
    stream: Stream | None = None
    reset_at: int | None = None
    seat: tuple[int, int] | None = None
    head: int = 0
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
        due = [one for one in book.events if one.seq > self.since and one.is_for(self.table_id)]
        return due if self.seat is None else list(self._of_its_party(due, self.seat[0]))

    def _of_its_party(self, due: list[Event], table_id: int) -> Iterator[Event]:
        """I12: of the party that comes next a phone is told nothing, however late its stream ends."""
        for event in due:
            if event.seq > self.head and event.seats(table_id):
                return
            yield event
            if event.seq > self.head and event.parts(table_id):
                return

    def hears(self, stream: Stream, book: Book, cursor: int, *, anew: bool = False) -> None:
        """``anew``: its cursor meant nothing. Nor does a tablet's from before its table's last closing."""
        self.head, seat = len(book.events), seat_of(book, self.who)
        if seat is not None and seat != self.seat:  # it goes on from there, where its party sits now
            self.seat, self.table_id, self.since, self.got = seat, seat[0], cursor, []
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
        if book.stands(self.who) and self.seat == seat_of(book, self.who):
            await self.stream.until(lambda: len(self.heard) >= len(due))
            assert not self.stream.ended, "a stream ended by itself"
            assert self.heard == due
        else:
            await self.stream.until(lambda: False)
            assert self.heard == due[: len(self.heard)]
            self.is_cut()


def seat_of(book: Book, who: str) -> tuple[int, int] | None:
    """Where a phone's party sits; None for whoever is no phone."""
    if book.role(who) != "phone":
        return None
    table = book.table_of(who)
    return table.id, table.party
