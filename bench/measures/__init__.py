"""What is measured: each class prepares when made, and measures once, floors and product in turn, a round."""

from typing import Protocol

from bench.measures.board import BoardSnapshots
from bench.measures.browser import Browser
from bench.measures.growth import Growth
from bench.measures.idle import Idle
from bench.measures.live import Live
from bench.measures.logins import Logins
from bench.measures.menu import Menu
from bench.measures.orders import OrdersEmbedded, OrdersServed
from bench.measures.pictures import Pictures
from bench.measures.start import Start
from bench.measures.statements import Statements
from bench.stage import Stage


class Measure(Protocol):
    def __init__(self, stage: Stage) -> None: ...
    def round(self) -> dict[str, float]:
        """One round's figures by the names that ``rows`` has. Raises ``Unanswered``."""


MEASURES: dict[str, type[Measure]] = {
    "start": Start,
    "statements": Statements,
    "menu": Menu,
    "logins": Logins,
    "pictures": Pictures,
    "orders": OrdersServed,
    "sqlite-orders": OrdersEmbedded,
    "board": BoardSnapshots,
    "idle": Idle,
    "live": Live,
    "browser": Browser,
    "growth": Growth,
}
