"""The dinner rush of 200 tables: 70 % ask for the menu, 20 % for their own orders, 10 % order. At a steady pace, past
saturation, and while staff log in.
"""

from bench.load.job import Job, Lane, Outcome, Request, run, together
from bench.load.spelling import request
from bench.measures import menu
from bench.measures.board import OWN
from bench.measures.cost import load
from bench.measures.menu import F1
from bench.measures.tables import clear, placing
from bench.stage import Stage
from bench.world import HALL, Restaurant, Seat
from ordering import demo

KINDS = ("menu", "own", "order")
PARTS = {"rush-11": 0.11, "rush-27": 0.27}
"""Of what F1 answers a second."""
FIXED = {"rush-600": 600.0}
LOGIN_PACE = 0.497
"""Seconds. Not in step with the menu's requests, or it would hit always the same ones."""
MOST_WITH_LOGINS = 200
"""Requests a second."""
PAIRS = 3
"""With logins and without, in turn: of one run's 400 menus the fourth slowest would be the p99."""


def mix(restaurant: Restaurant, seat: Seat, turn: int) -> list[Request]:
    """Ten requests of a table, begun elsewhere at each ``turn``: 503 is an answer to all of them."""
    read = request("GET", menu.PATH, token=seat.token, kind="menu", shed=True)
    own = request("GET", OWN, token=seat.token, kind="own", shed=True)
    order = placing(restaurant, seat, kind="order", shed=True)
    ten = [order, read, read, own, read, read, read, own, read, read]
    return ten[turn % 10 :] + ten[: turn % 10]


class Rush:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        self._product = stage.product(stage.main, "main")
        self._hall = self._product.world.hall
        self._f1 = F1(stage, self._product, self._product.bistro)
        credentials = {"store": HALL, "username": demo.OWNER, "password": demo.OWNER_PASSWORD}
        login = request("POST", "/api/v1/auth/staff", body=credentials, timed=False, shed=True)
        self._logins = [Lane([login], pace=LOGIN_PACE, delay=self._plan.warm)]

    def round(self) -> dict[str, float]:
        f1 = self._f1.run().outcome.rate
        found: dict[str, float] = {}
        for name, rate in (FIXED | {name: part * f1 for name, part in PARTS.items()}).items():
            found |= _told(name, self._at(rate)) | {f"{name}-offered": rate}
        most = self._run([Lane(requests) for requests in self._tables()])
        found |= _told("saturated", most) | {"saturated": most.rate}
        found |= _told("half", self._at(most.rate / 2))
        return found | self._beside_logins(min(most.rate / 2, MOST_WITH_LOGINS))

    def _beside_logins(self, rate: float) -> dict[str, float]:
        without, beside = list[Outcome](), list[Outcome]()
        for _ in range(PAIRS):
            without.append(self._at(rate))
            beside.append(self._at(rate, self._logins))
        return _told("without-logins", together(without)) | _told("with-logins", together(beside))

    def _at(self, rate: float, others: list[Lane] | None = None) -> Outcome:
        """So many requests a second of all tables together, evenly spread."""
        pace = len(self._hall.seats) / rate
        lanes = [Lane(one, pace=pace, delay=i / rate) for i, one in enumerate(self._tables())]
        return self._run([*lanes, *(others or [])])

    def _tables(self) -> list[list[Request]]:
        """Each time anew: an order's key is used once."""
        return [mix(self._hall, seat, turn) for turn, seat in enumerate(self._hall.seats)]

    def _run(self, lanes: list[Lane]) -> Outcome:
        """Parties come, and leave."""
        outcome = run(Job(self._product.port, lanes, self._plan.warm, self._plan.rush))
        clear(self._product, self._hall)
        return outcome


def _told(name: str, outcome: Outcome) -> dict[str, float]:
    found = load(name, outcome) | {f"{name}-answered": outcome.whole.answered}
    for kind in KINDS:
        tally = outcome.tally(kind)
        found[f"{name}-{kind}-answered"] = tally.answered
        if tally.latencies:
            found |= {f"{name}-{kind}-p50": tally.percentile(50), f"{name}-{kind}-p99": tally.percentile(99)}
    return found
