"""A kitchen's stream tells of its tickets, and of the parties that leave."""

from tests.kitchen.making import Kitchen
from tests.streams.reader import Served
from tests.streams.test_older_pages import BROWSER
from tests.world import Who


async def test_a_kitchen_hears_of_its_tickets_and_of_who_leaves(served: Served) -> None:
    here = served.bistro
    served.client.headers["User-Agent"] = BROWSER  # guests' pages of former builds are told otherwise, kitchens are not
    kitchen = await Kitchen(here).open(expo=True)
    screens = [await here.screen(kitchen.stations[name]) for name in ("주방", "바", "서빙대")]
    callers: list[Who] = ["staff", *screens]
    staff, meals, bar, expo = [await served.listen(who, kitchen=True) for who in callers]
    order = await here.ordered(1, "김치찌개", "냉면")
    meal, noodles = await kitchen.tickets()
    await kitchen.bumped(noodles, "done")
    await here.close(1, force=True)
    session = {"table_session_id": order["table_session_id"]}
    assert (await here.ask("staff", "POST", f"/admin/tables/{here.tables[1]}/reopening", session)).is_success
    whole = await staff.until(7)
    assert [event.type for event in whole] == [
        *("ticket.placed", "ticket.placed", "ticket.changed"),
        *("session.closed", "session.reopened", "ticket.changed", "ticket.changed"),
    ]
    assert whole[0].data == {"ticket": meal}
    assert await expo.until(7) == whole
    assert await meals.until(4) == [whole[0], *whole[3:5], whole[5]]
    assert await bar.until(5) == [whole[1], whole[2], *whole[3:5], whole[6]]
    back = await served.listen(screens[1], cursor=whole[1].seq, kitchen=True)
    assert await back.until(4) == [whole[2], *whole[3:5], whole[6]]
