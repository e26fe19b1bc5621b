"""From an order to the screens: orders at a steady 5/s, each looked for in every staff stream; and F3, the same
number of messages through a server that does nothing but hand them on.
"""

import secrets
from collections.abc import Callable

from bench.load.job import Lane, Request
from bench.load.listening import LANES, PACE, Heard, Listening, Phase, delay, listen, mark, subscription, turns
from bench.load.spelling import request
from bench.measures.orders import PAYLOAD
from bench.stage import Product, Stage
from bench.world import STREAMS as MOST
from bench.world import World

STREAMS = (1, 50, MOST)
PATH = "/api/v1/admin/events"


def lanes(seconds: float, publish: Callable[[int, str], Request]) -> list[Lane]:
    """5 messages a second; ``publish(lane, mark)`` makes one."""
    return [
        Lane([publish(lane, mark(lane, turn)) for turn in range(turns(seconds))], pace=PACE, delay=delay(lane))
        for lane in range(LANES)
    ]


def orders(world: World, seconds: float) -> list[Lane]:
    """Each of a lane's orders is its table's, with its mark as a note."""
    run = secrets.token_hex(8)

    def order(lane: int, marked: str) -> Request:
        body = {**world.draft, "note": marked}
        headers = {"Idempotency-Key": f"{run}-{marked}"}
        return request("POST", "/api/v1/orders", token=world.seats[lane].token, body=body, headers=headers, expect=201)

    return lanes(seconds, order)


class Live:
    """The first round measures all of it; the later ones, which --quick hasn't, only F3 and what is held against it."""

    def __init__(self, stage: Stage) -> None:
        self._seconds = max(stage.plan.seconds, 0.6)
        self._whole, self._again = True, stage.plan.seconds >= 1
        self._floor, what = stage.fanout()
        stage.notes.append(f"F3 is {what}.")
        self._served = stage.product(stage.served, "live")
        self._embedded = stage.product(stage.embedded, "live")

    def round(self) -> dict[str, float]:
        if not (self._whole or self._again):
            return {}
        whole, self._whole = self._whole, False
        [f3] = self._handed_on()
        found = {"f3-p50": f3.percentile(50), "f3-p99": f3.percentile(99)}
        audiences = STREAMS if whole else STREAMS[-1:]
        for streams, heard in zip(audiences, self._placed(self._served, *audiences), strict=True):
            found |= figures(f"live-{streams}", heard)
        if whole:
            [heard] = self._placed(self._embedded, STREAMS[-1])
            found |= figures(f"sqlite-live-{STREAMS[-1]}", heard)
        return found

    def _placed(self, product: Product, *streams: int) -> list[Heard]:
        phases = [Phase(many, self._seconds, orders(product.world, self._seconds)) for many in streams]
        subscribes = [subscription(PATH, token) for token in product.world.owners]
        return listen(Listening(product.port, product.running.pid, subscribes, phases))

    def _handed_on(self) -> list[Heard]:
        def publish(_: int, marked: str) -> Request:
            return request("POST", "/pub", body=marked + " " * (PAYLOAD - len(marked)), expect=201)

        phase = Phase(STREAMS[-1], self._seconds, lanes(self._seconds, publish))
        return listen(Listening(self._floor.port, self._floor.pid, [subscription("/sub")], [phase]))


def figures(name: str, heard: Heard) -> dict[str, float]:
    """``over`` is how much later than the orders' answers the events come, at their p99."""
    assert heard.answered is not None
    event, order = heard.percentile(99), heard.answered.percentile(99)
    return {
        f"{name}-p50": heard.percentile(50),
        f"{name}-p99": event,
        f"{name}-order-p50": heard.answered.percentile(50),
        f"{name}-order-p99": order,
        f"{name}-over": event - order,
    }
