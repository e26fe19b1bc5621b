"""Orders of then, once sessions can move: placed where they are, and their keys still theirs."""

from typing import Any

from ordering import migrate
from tests.api.deployment import deployed
from tests.invariants import check
from tests.migrate.looking import NewDatabase, on
from tests.migrate.test_migrations import contents, dangling
from tests.world import Restaurant

BEFORE = "0021"
NEW = {
    "placed_order": ["placed_at_table_id"],
    "store_event": ["other_table_id"],
    "table_session": ["joined_into", "joined_orders"],
}
KEY = "sent-before-it-was-migrated"


async def test_orders_that_were_there_were_placed_where_they_are(a_migrated_database: NewDatabase) -> None:
    url = a_migrated_database()
    async with deployed(url) as here:
        bistro = await here.restaurant("bistro")
        first = await bistro.ordered(1, "냉면", key=KEY)
        await bistro.close(1, force=True)
        orders = [first, await bistro.ordered(1), await bistro.ordered(2, key=KEY)]
        before = without_what_is_new(await here.services.work.read(contents))
    await migrate.upgrade(url, BEFORE)
    assert await on(url, dangling) == []
    await migrate.upgrade(url)
    assert await on(url, dangling) == []
    async with deployed(url) as here:
        after = await here.services.work.read(contents)
        assert [row["placed_at_table_id"] for row in after["placed_order"]] == [one["table"]["id"] for one in orders]
        assert {row["joined_into"] for row in after["table_session"]} == {None}
        assert {row["other_table_id"] for row in after["store_event"]} == {None}
        assert without_what_is_new(after) == before
        await answered_again(here.of(bistro), orders)
        await check(here.services, bistro.store_id)


async def answered_again(here: Restaurant, orders: list[dict[str, Any]]) -> None:
    """A key that was used at two tables makes no third order."""
    for table, dish, order in ((1, "냉면", orders[0]), (2, "김치찌개", orders[2])):
        again = await here.order(table, dish, key=KEY)
        assert (again.status_code, again.json()["id"]) == (200, order["id"])


def without_what_is_new(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [{name: value for name, value in row.items() if name not in NEW.get(table, ())} for row in found]
        for table, found in rows.items()
    }
