"""From an order to the screens: orders at a steady 5/s, each looked for in every staff stream; and F3, the same
number of messages through a server that does nothing but hand them on.
"""

import secrets
from collections.abc import Callable

from bench.load.job import Lane, Request
from bench.load.listening import LANES, PACE, RATE, Heard, Listening, Phase, delay, listen, mark, subscription, turns
from bench.load.spelling import request
from bench.measures.cost import load
from bench.measures.tables import clear
from bench.stage import Product, Stage
from bench.world import STREAMS, Restaurant

PATH = "/api/v1/admin/events"


def lanes(seconds: float, publish: Callable[[int, str], Request]) -> list[Lane]:
    """5 messages a second; ``publish(lane, mark)`` makes one."""
    return [
        Lane([publish(lane, mark(lane, turn)) for turn in range(turns(seconds))], pace=PACE, delay=delay(lane))
        for lane in range(LANES)
    ]


def orders(restaurant: Restaurant, seconds: float) -> list[Lane]:
    """Each of a lane's orders is its table's, with its mark as a note."""
    run = secrets.token_hex(8)

    def order(lane: int, marked: str) -> Request:
        body = {**restaurant.draft, "note": marked}
        headers = {"Idempotency-Key": f"{run}-{marked}"}
        token = restaurant.seats[lane].token
        return request("POST", "/api/v1/orders", token=token, body=body, headers=headers, expect=201)

    return lanes(seconds, order)


class Live:
    """At 500 streams, 20 to a login, with messages of the length that an order's event has."""

    def __init__(self, stage: Stage) -> None:
        self._seconds = stage.plan.orders / RATE
        self._floor, what = stage.fanout()
        stage.notes.append(f"F3 is {what}.")
        self._payload = stage.main.world.payload
        self._products = {"live": stage.product(stage.main, "live")}
        if stage.plan.live_on_both and stage.main is not stage.embedded:
            self._products["sqlite-live"] = stage.product(stage.embedded, "live")

    def round(self) -> dict[str, float]:
        f3 = self._handed_on()
        found = {"f3-p50": f3.percentile(50), "f3-p99": f3.percentile(99), **load("f3", f3)}
        for name, product in self._products.items():
            found |= figures(name, self._placed(product))
            clear(product, product.bistro)
        return found

    def _placed(self, product: Product) -> Heard:
        phase = Phase(STREAMS, self._seconds, orders(product.bistro, self._seconds))
        subscribes = [subscription(PATH, token) for token in product.bistro.owners]
        [heard] = listen(Listening(product.port, product.running.pid, subscribes, [phase]))
        return heard

    def _handed_on(self) -> Heard:
        def publish(_: int, marked: str) -> Request:
            body = marked + " " * (self._payload - len(marked) - len('""'))
            return request("POST", "/pub", body=body, expect=201)

        phase = Phase(STREAMS, self._seconds, lanes(self._seconds, publish))
        [heard] = listen(Listening(self._floor.port, self._floor.pid, [subscription("/sub")], [phase]))
        return heard


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
        **load(name, heard),
    }
