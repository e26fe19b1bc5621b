"""What all connections of a process share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ordering.http.wire.answers import Header
from ordering.http.wire.gate import Gate
from ordering.http.wire.slots import Slots
from ordering.http.wire.tally import Tally

if TYPE_CHECKING:
    from ordering.http.wire.connection import Connection


@dataclass(frozen=True)
class Wire:
    """The slots of this process, its gate, its tally, and connections of a kind."""

    slots: Slots
    at_once: Callable[[Any], list[bytes] | None] = lambda _: None
    """The answer to a request, by its scope, if nothing has to be waited for: its head so far, and its body."""
    headers: list[Header] = field(default_factory=list)
    gate: Gate = field(default_factory=Gate)
    tally: Tally = field(default_factory=Tally)
    turned_away: set["Connection"] = field(default_factory=set)
    pending: set["Connection"] = field(default_factory=set)
    """Where time may bring something: who owes us something, is being answered, or has not taken all of an answer."""
