"""What the board shows of each table: a card, the same for everybody who looks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

import msgspec
from msgspec import Struct

from ordering.orders.board import Board, BoardTable
from ordering.orders.model import Status
from ordering.orders.shapes import OrderOut
from ordering.orders.today import Pairing, Today
from ordering.stores.shapes import StoreOut
from ordering.web.kit.languages import N_

KNOWN, SHOWN = 50, 3
"""Orders of a session that are looked at; those that a card shows at least."""


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
    """A table as its card shows it: ``shown`` are the unfinished orders and the newest others; ``more`` aren't."""

    state: State
    shown: list[OrderOut]
    more: int
    stamp: str
    """Changes whenever anything of it does."""

    @property
    def latest(self) -> OrderOut | None:
        return self.orders[0] if self.orders else None


class BoardTotals(Struct, frozen=True):
    """``seq`` is the event up to which everything is in."""

    seq: int
    tables: int
    open: int
    waiting: int
    oldest: datetime | None
    sales: int


class BoardView(Struct, frozen=True, kw_only=True):
    """Everything that a board is rendered from."""

    cards: list[Card]
    figures: BoardTotals
    store: StoreOut
    paired: list[Pairing]
    opened: frozenset[int]
    """Orders that somebody has looked at."""

    @property
    def areas(self) -> list[str]:
        return sorted({card.table.area for card in self.cards if card.table.area})


def shown(board: Board, now: Today) -> BoardView:
    cards = [card_of(board_table) for board_table in board.tables]
    figures = BoardTotals(
        seq=board.cursor,
        tables=len(cards),
        open=sum(card.table_session is not None for card in cards),
        waiting=sum(card.open_orders for card in cards),
        oldest=min(
            (order.placed_at for card in cards for order in card.orders if order.status.unfinished), default=None
        ),
        sales=now.daily_sales.total,
    )
    return BoardView(cards=cards, figures=figures, store=now.store, paired=now.paired, opened=frozenset(now.opened.ids))


def card_of(board_table: BoardTable) -> Card:
    newest = {order.id for order in board_table.orders[:SHOWN]}
    shown = [order for order in board_table.orders if order.status.unfinished or order.id in newest]
    return Card(
        *msgspec.structs.astuple(board_table),
        state=_state(board_table),
        shown=shown,
        more=len(board_table.orders) - len(shown),
        stamp=blake2b(msgspec.json.encode(board_table), digest_size=8).hexdigest(),
    )


def _state(board_table: BoardTable) -> State:
    if board_table.table_session is None:
        return State.EMPTY
    if any(order.status is Status.PENDING for order in board_table.orders):
        return State.ORDERING
    return State.WAITING if board_table.open_orders else State.SERVED


class BoardFilter(Struct, frozen=True, kw_only=True):
    """How somebody wants to see the board: the page's query. Without scripts the server does it, else the client."""

    sort: str = "newest"
    area: str = ""
    status: str = ""
    table: str = ""

    def arranged(self, cards: Sequence[Card]) -> list[Card]:
        if self.sort == "table":
            return list(cards)
        return sorted(cards, key=lambda card: (-card.latest.id if card.latest else 1, card.table.number))

    def hidden(self, cards: Sequence[Card]) -> Collection[int]:
        """The ids of the tables that are not asked for."""
        return {card.table.id for card in cards if not self._wants(card)}

    def _wants(self, card: Card) -> bool:
        return (
            self.area in ("", card.table.area)
            and self.status in ("", card.state)
            and self.table in ("", str(card.table.number))
        )
