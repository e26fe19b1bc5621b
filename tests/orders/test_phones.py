"""Orders by guests' own phones: for the party that the phone was let in for, and nobody else's."""

import asyncio

import pytest

from tests.invariants import check, kept
from tests.world import Restaurant

pytestmark = pytest.mark.every_database


async def test_two_phones_and_the_tablet_order_on_one_bill(open_bistro: Restaurant) -> None:
    ada, ben = await open_bistro.let_in(1), await open_bistro.let_in(1)
    orders = await asyncio.gather(*(open_bistro.ordered(one, "냉면") for one in (ada, ben, 1)))
    assert [one["placed_by"] for one in orders] == ["phone", "phone", "table"]
    assert len({one["table_session_id"] for one in orders}) == 1
    for guest in (ada, ben, 1):
        seen = (await open_bistro.ask(guest, "GET", "/orders")).json()
        assert {one["id"] for one in seen["items"]} == {one["id"] for one in orders}
        assert seen["table_session"]["total"] == 33000
    assert (await open_bistro.ask(ada, "GET", f"/orders/{orders[2]['id']}")).status_code == 200
    assert (await open_bistro.ask(ada, "GET", "/bill")).json()["total"] == 33000
    await check(open_bistro.services, open_bistro.store_id)


async def test_a_phone_takes_back_only_what_it_has_ordered_itself(open_bistro: Restaurant) -> None:
    ada, ben = await open_bistro.let_in(1), await open_bistro.let_in(1)
    hers, the_tables = await open_bistro.ordered(ada), await open_bistro.ordered(1)
    for order, phone in ((hers, ben), (the_tables, ben), (the_tables, ada)):
        refused = await open_bistro.ask(phone, "POST", f"/orders/{order['id']}/cancellation")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    for _ in range(2):
        taken = await open_bistro.ask(ada, "POST", f"/orders/{hers['id']}/cancellation")
        assert (taken.status_code, taken.json()["status"]) == (200, "cancelled")
    [entry] = (await open_bistro.ask("owner", "GET", "/admin/audit", action="order.cancelled")).json()["items"]
    assert entry["actor"]["kind"] == "phone"
    await check(open_bistro.services, open_bistro.store_id)


async def test_a_phone_sees_nothing_of_another_table(open_bistro: Restaurant) -> None:
    phone, theirs = await open_bistro.let_in(1), await open_bistro.ordered(2)
    water = (await open_bistro.ask(2, "POST", "/calls", {"kind": "water"})).json()
    assert (await open_bistro.ask(phone, "GET", "/orders")).json()["items"] == []
    assert (await open_bistro.ask(phone, "GET", "/calls")).json()["items"] == []
    for method, path in (
        ("GET", f"/orders/{theirs['id']}"),
        ("POST", f"/orders/{theirs['id']}/cancellation"),
        ("DELETE", f"/calls/{water['id']}"),
        ("GET", "/bill"),
    ):
        assert (await open_bistro.ask(phone, method, path)).status_code == 404, path


async def test_the_party_calls_by_phone_as_by_tablet(open_bistro: Restaurant) -> None:
    phone = await open_bistro.let_in(1)
    called = await open_bistro.ask(phone, "POST", "/calls", {"kind": "water"})
    assert called.status_code == 201
    again = await open_bistro.ask(1, "POST", "/calls", {"kind": "water"})
    assert (again.status_code, again.json()["id"]) == (200, called.json()["id"])
    mine = (await open_bistro.ask(phone, "GET", "/calls")).json()["items"]
    assert [one["id"] for one in mine] == [called.json()["id"]]
    assert (await open_bistro.ask(phone, "DELETE", f"/calls/{again.json()['id']}")).status_code == 204


async def test_a_key_belongs_to_the_visit_whichever_of_its_phones_sends_it(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    ada, ben, other = await open_bistro.let_in(1), await open_bistro.let_in(1), await open_bistro.let_in(2)
    key = open_bistro.new_key()
    answers = await asyncio.gather(
        *((open_bistro, twin)[n % 2].order((ada, ben)[n // 2 % 2], "냉면", key=key) for n in range(8))
    )
    assert sorted(one.status_code for one in answers) == [200] * 7 + [201]
    assert len({one.json()["id"] for one in answers}) == 1
    elsewhere = [await open_bistro.ordered(who, "냉면", key=key) for who in (1, 2, other)]
    assert len({one["id"] for one in elsewhere}) == 3, "the tablets' keys and another visit's are others"
    reused = await open_bistro.order(ada, "김치찌개", key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    await check(open_bistro.services, open_bistro.store_id)


async def test_phones_that_go_on_ordering_while_the_table_is_closed_land_on_its_bill_or_nowhere(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    for _ in range(6):
        phones = [await open_bistro.let_in(1) for _ in range(4)]
        first = await open_bistro.ordered(phones[0])
        sending = [(open_bistro, twin)[n % 2].order(phone) for n, phone in enumerate(phones * 2)]
        closing = (open_bistro, twin)[_ % 2].close(1, force=True)
        *answers, closed = await asyncio.gather(*sending, closing)
        assert closed.status_code == 200
        placed = [one.json() for one in answers if one.status_code == 201]
        assert {one.json()["code"] for one in answers if one.status_code != 201} <= {"visit_over"}
        assert {one["table_session_id"] for one in placed} <= {first["table_session_id"]}, "never on the next bill"
        assert {one["id"] for one in closed.json()["orders"]} == {one["id"] for one in [first, *placed]}
        await kept(open_bistro.services.work, placed)
        assert (await open_bistro.ask(1, "GET", "/orders")).json()["items"] == []
        for here in (open_bistro, twin):
            assert (await here.order(phones[0])).status_code == 401, "at once, whatever another process has heard"
    await check(open_bistro.services, open_bistro.store_id)


async def test_a_phone_does_not_see_the_next_party_in_a_process_that_has_not_heard(
    open_bistro: Restaurant, twin: Restaurant
) -> None:
    """What is trusted for two seconds is who stands; not whose orders are whose."""
    phone = await open_bistro.let_in(1)
    mine = await open_bistro.ordered(phone)
    assert (await twin.ask(phone, "GET", "/orders")).json()["items"][0]["id"] == mine["id"]
    assert (await open_bistro.close(1, force=True)).status_code == 200
    await open_bistro.ordered(1, "냉면")
    for path in ("/orders", "/bill", "/calls", f"/orders/{mine['id']}"):
        answer = await twin.ask(phone, "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (401, "visit_over"), path
        assert "냉면" not in answer.text
        await twin.ask(1, "GET", "/menu")
