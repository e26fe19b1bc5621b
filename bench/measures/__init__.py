"""What is measured: each class prepares when made, and measures once, floors and product in turn, a round."""

from typing import Protocol

from bench.measures.board import BoardSnapshots
from bench.measures.browser import Browser
from bench.measures.calls import Calls
from bench.measures.fairness import Fairness, FairnessOfTwo
from bench.measures.growth import Growth
from bench.measures.idle import Idle
from bench.measures.live import Live
from bench.measures.menu import Menu
from bench.measures.orders import Orders, OrdersEmbedded, OrdersWithKitchen
from bench.measures.packets import Packets
from bench.measures.pictures import Pictures
from bench.measures.rush import Rush
from bench.measures.start import Start
from bench.stage import Stage


class Measure(Protocol):
    def __init__(self, stage: Stage) -> None: ...
    def round(self) -> dict[str, float]:
        """One round's figures by the names that ``targets`` has. Raises ``Unanswered``."""


MEASURES: dict[str, type[Measure]] = {
    "start": Start,
    "packets": Packets,
    "menu": Menu,
    "orders": Orders,
    "sqlite-orders": OrdersEmbedded,
    "stations": OrdersWithKitchen,
    "board": BoardSnapshots,
    "rush": Rush,
    "fairness": Fairness,
    "fairness-of-two": FairnessOfTwo,
    "calls": Calls,
    "idle": Idle,
    "live": Live,
    "browser": Browser,
    "pictures": Pictures,
    "growth": Growth,
}
DEAR = {"start", "rush", "fairness", "fairness-of-two", "calls", "live", "browser", "growth"}
"""They take much longer than the others."""
LEFT_OUT_OF_A_LOOK = {"pictures", "growth"}
LEFT_OUT_ON_SQLITE = {"packets", "fairness-of-two"}
"""There is no server to send packets to, or to be shared."""
