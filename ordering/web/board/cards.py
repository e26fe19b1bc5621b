"""What the board shows of each table: a card, the same for everybody who looks."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from operator import attrgetter

import msgspec
from msgspec import Struct

from ordering import clock
from ordering.kitchen.shapes import TicketState
from ordering.orders.board import BoardTable, for_people
from ordering.orders.model import Status
from ordering.orders.picture import Picture
from ordering.orders.pictured import PicturedTable
from ordering.orders.shapes import OrderOut
from ordering.orders.today import Pairing, Today
from ordering.printing.shapes import PaperShown
from ordering.stores.shapes import StoreOut
from ordering.web.kit.languages import N_

KNOWN = 50
"""Orders of a session that are looked at, besides those that are unfinished."""
MANY = 20
"""Tables, above which a board is seen at a glance."""
SINCE = attrgetter("since")


class State(StrEnum):
    """How a table stands; ``ORDERING`` has an order that nobody has begun."""

    EMPTY = "empty"
    ORDERING = "ordering"
    WAITING = "waiting"
    SERVED = "served"


STATES = {
    State.ORDERING: N_("New order"),
    State.WAITING: N_("Being prepared"),
    State.SERVED: N_("All served"),
    State.EMPTY: N_("Empty"),
}


class Card(BoardTable, frozen=True, kw_only=True):
    """A table as its card shows it."""

    state: State
    tickets: dict[int, list[TicketState]]
    """How far the kitchen's stations are with each order that they were told of."""
    stamp: str
    """Changes whenever anything of it does."""

    @property
    def latest(self) -> OrderOut | None:
        return self.orders[0] if self.orders else None

    @property
    def unfinished(self) -> list[OrderOut]:
        return [order for order in self.orders if order.status.unfinished]

    @property
    def finished(self) -> list[OrderOut]:
        return [order for order in self.orders if not order.status.unfinished]

    @property
    def served(self) -> list[OrderOut]:
        return [order for order in self.orders if order.status is Status.COMPLETED]

    @property
    def oldest(self) -> OrderOut | None:
        """The order that has waited longest for its next step."""
        return min(self.unfinished, key=SINCE, default=None)

    @property
    def ready(self) -> list[OrderOut]:
        """What is to be carried to it."""
        return [order for order in self.unfinished if ready_at(order)]

    def unseen(self, order: OrderOut) -> list[TicketState]:
        """The tickets of an order that are to be made, and that nobody in the kitchen has seen."""
        return [one for one in self.tickets.get(order.id, ()) if one.seen_at is None and one.status.unfinished]


class BoardTotals(Struct, frozen=True):
    """``seq`` is the event up to which everything is in."""

    seq: int
    tables: int
    open: int
    waiting: int
    preparing: int
    oldest: OrderOut | None
    sales: int


class BoardView(Struct, frozen=True, kw_only=True):
    """Everything that a board is rendered from."""

    cards: list[Card]
    figures: BoardTotals
    store: StoreOut
    paired: list[Pairing]
    opened: frozenset[int]
    """Orders that somebody has looked at."""
    unheard: frozenset[int]
    """Tables with a tablet that is not online."""
    papers: list[PaperShown]
    stations: dict[int, str]
    """Their names."""

    @property
    def areas(self) -> list[str]:
        return sorted({card.table.area for card in self.cards if card.table.area})

    def waiting_in(self, area: str) -> int:
        """Orders there that nobody has begun."""
        orders = [order for card in self.cards if card.table.area == area for order in card.orders]
        return sum(order.status is Status.PENDING for order in orders)

    @property
    def groups(self) -> int:
        """How many kinds of what waits for a person there are: unseen tickets, calls, food to be carried."""
        unfinished = [(card, order) for card in self.cards for order in card.unfinished]
        unseen = any(self.overdue(order, card.unseen(order)) for card, order in unfinished)
        return unseen + any(card.calls for card in self.cards) + any(ready_at(order) for _, order in unfinished)

    def names(self, tickets: Sequence[TicketState]) -> str:
        """Of the stations that make them."""
        return ", ".join(self.stations[ticket.station_id] for ticket in tickets)

    def overdue(self, order: OrderOut, unseen: Sequence[TicketState]) -> bool:
        """Whether the kitchen should have seen these tickets of it by now; after that a page's own clock says it."""
        seconds = self.store.unseen_seconds
        return bool(unseen and seconds) and clock.now() - order.placed_at >= timedelta(seconds=seconds)


def shown(picture: Picture, now: Today) -> BoardView:
    """``picture`` is one for boards."""
    assert picture.sales is not None  # noqa: S101 - one for boards has them
    assert picture.opened is not None  # noqa: S101 - as above
    cards = [pictured.view("card", _card) for pictured in picture.by_number]
    unfinished = [order for card in cards for order in card.unfinished]
    waiting = sum(order.status is Status.PENDING for order in unfinished)
    figures = BoardTotals(
        seq=picture.seq,
        tables=len(cards),
        open=sum(card.table_session is not None for card in cards),
        waiting=waiting,
        preparing=len(unfinished) - waiting,
        oldest=min(unfinished, key=SINCE, default=None),
        sales=picture.sales.total,
    )
    return BoardView(
        cards=cards,
        figures=figures,
        store=now.store,
        paired=now.paired,
        opened=frozenset(picture.opened.ids),
        unheard=now.unheard,
        papers=now.papers,
        stations=now.stations,
    )


def ready_at(order: OrderOut) -> datetime | None:
    """When the last station was done with it; None for one without a kitchen."""
    return order.kitchen.ready_at if order.kitchen else None


def _card(pictured: PicturedTable) -> Card:
    board_table = for_people(pictured, KNOWN)
    tickets = {order_id: [*states.values()] for order_id, states in pictured.tickets.items()}
    return Card(
        *msgspec.structs.astuple(board_table),
        state=_state(board_table),
        tickets=tickets,
        stamp=blake2b(msgspec.json.encode([board_table, tickets]), digest_size=8).hexdigest(),
    )


def _state(board_table: BoardTable) -> State:
    if board_table.table_session is None:
        return State.EMPTY
    if any(order.status is Status.PENDING for order in board_table.orders):
        return State.ORDERING
    return State.WAITING if board_table.open_orders else State.SERVED


class BoardFilter(Struct, frozen=True, kw_only=True):
    """How somebody wants to see the board: the page's query. Without scripts the server does it, else the client."""

    sort: str = ""
    area: str = ""
    status: str = ""

    def usual(self, board: BoardView) -> str:
        """How a board is sorted that nobody has sorted: one of many tables is seen at a glance."""
        return "overview" if len(board.cards) > MANY else "newest"

    def arranged(self, board: BoardView) -> list[Card]:
        sort = self.sort or self.usual(board)
        if sort == "table":
            return list(board.cards)
        if sort == "overview":
            return sorted(board.cards, key=lambda card: (card.table.area or "", card.table.number))
        # Who calls comes first.
        return sorted(
            board.cards,
            key=lambda card: (not card.calls, -card.latest.id if card.latest else 1, card.table.number),
        )

    def hidden(self, cards: Sequence[Card]) -> Collection[int]:
        """The ids of the tables that are not asked for."""
        return {card.table.id for card in cards if not self._wants(card)}

    def _wants(self, card: Card) -> bool:
        return self.area in ("", card.table.area) and self.status in ("", card.state)
