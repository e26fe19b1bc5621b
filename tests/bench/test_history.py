"""The past that growth is measured with is one that the product could have written."""

import pytest
from sqlalchemy import text

from bench import history
from bench.world import Restaurant as Measured
from bench.world import Seat
from ordering.database.engine import create_engine
from tests.world import Restaurant

ORDERS = 5_000
"""Written, doubled, and a part of them once more."""
COUNTS = {
    "orders": "SELECT COUNT(*) FROM placed_order WHERE store_id = :store",
    "keys": "SELECT COUNT(DISTINCT idempotency_key) FROM placed_order WHERE store_id = :store",
    "sessions": "SELECT COUNT(*) FROM table_session WHERE store_id = :store",
    "lines": "SELECT COUNT(*) FROM order_line WHERE store_id = :store",
    "days": "SELECT COUNT(DISTINCT business_date) FROM placed_order WHERE store_id = :store",
    "orders on the day they are placed": (
        "SELECT COUNT(*) FROM placed_order WHERE store_id = :store AND DATE(placed_at) = business_date"
    ),
    "orders of a session of that table and day": (
        "SELECT COUNT(*) FROM placed_order o JOIN table_session s"
        " ON s.id = o.table_session_id AND s.table_id = o.table_id AND s.business_date = o.business_date"
        " WHERE o.store_id = :store"
    ),
    "most orders in a session": (
        "SELECT MAX(n) FROM (SELECT COUNT(*) n FROM placed_order WHERE store_id = :store GROUP BY table_session_id) a"
    ),
    "orders of three lines": (
        "SELECT COUNT(*) FROM"
        " (SELECT order_id FROM order_line WHERE store_id = :store GROUP BY order_id HAVING COUNT(*) = 3) a"
    ),
}


@pytest.mark.every_database
async def test_each_day_has_its_orders_and_each_session_its_four(bistro: Restaurant, database_url: str) -> None:
    items = list(bistro.items.values())[:3]
    seats = [Seat(table_id, number, "") for number, table_id in bistro.tables.items()]
    await history.fill(database_url, Measured(bistro.store_id, items, seats, []), ORDERS)
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        store = {"store": bistro.store_id}
        found = {what: (await connection.execute(text(asked), store)).scalar_one() for what, asked in COUNTS.items()}
    await engine.dispose()
    assert found == {
        "orders": ORDERS, "keys": ORDERS, "sessions": ORDERS // 4, "lines": 3 * ORDERS, "days": 5,
        "orders on the day they are placed": ORDERS, "orders of a session of that table and day": ORDERS,
        "most orders in a session": 4, "orders of three lines": ORDERS,
    }  # fmt: skip
    page = (await bistro.ask("owner", "GET", "/admin/history", limit=100)).json()["items"]
    assert [len(session["orders"]) for session in page] == [4] * 100
