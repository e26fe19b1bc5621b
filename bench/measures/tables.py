"""What tables do in many measures: order, and leave."""

import asyncio
import secrets
from collections.abc import Sequence

import httpx

from bench.load.job import Lane, Request
from bench.load.spelling import COUNT, request
from bench.stage import Product
from bench.world import Restaurant, Seat

AT_ONCE = 8


def placing(restaurant: Restaurant, seat: Seat, *, kind: str = "", shed: bool = False, timed: bool = True) -> Request:
    """An order of three lines, with a new key each time."""
    headers = {"Idempotency-Key": f"bench-{secrets.token_hex(8)}-{COUNT}"}
    return request(
        "POST", "/api/v1/orders", token=seat.token, body=restaurant.draft, headers=headers, expect=201,
        kind=kind, shed=shed, timed=timed,
    )  # fmt: skip


def lane(restaurant: Restaurant, seat: Seat) -> Lane:
    """A table that orders again and again."""
    return Lane([placing(restaurant, seat)])


def clear(product: Product, restaurant: Restaurant, seats: Sequence[Seat] | None = None) -> None:
    """The parties leave, of all tables or some, as staff would close them."""
    asyncio.run(_clear(product, restaurant, restaurant.seats if seats is None else seats))


async def _clear(product: Product, restaurant: Restaurant, seats: Sequence[Seat]) -> None:
    turn, headers = asyncio.Semaphore(AT_ONCE), {"Authorization": f"Bearer {restaurant.owner}"}
    async with httpx.AsyncClient(base_url=product.origin, timeout=30, headers=headers) as staff:

        async def close(seat: Seat) -> None:
            async with turn:
                answer = await staff.post(f"/api/v1/admin/tables/{seat.table_id}/closing", json={"force": True})
            if answer.status_code != 409:  # nobody sat there
                answer.raise_for_status()

        await asyncio.gather(*(close(seat) for seat in seats))
