"""The event log: every committed fact once, in order, without gaps, in the very bytes that the API answered."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.live import log
from ordering.live.log import Event, EventType, StoreEvent
from ordering.live.repository import StoreEvents
from ordering.menu.shapes import MenuChanged
from tests.invariants import check
from tests.twin import another_process
from tests.world import Restaurant, as_staff_see

pytestmark = pytest.mark.every_database


async def events(here: Restaurant, after: int = 0) -> list[Event]:
    return [Event(*row) for row in await here.services.work.rows(log.after(here.store_id, after, 10_000))]


async def head(here: Restaurant) -> int:
    return await here.services.work.read(lambda session: StoreEvents(session).head(here.store_id))


async def test_an_event_carries_the_bytes_that_the_api_answered(bistro: Restaurant) -> None:
    before = await head(bistro)
    spicy = {"item_id": bistro.items["떡볶이"], "quantity": 2, "options": [bistro.options["매운맛"]], "note": '🌶 "x"'}
    placed = await bistro.ask(1, "POST", "/orders", {"lines": [spicy]}, {"Idempotency-Key": bistro.new_key()})
    order = placed.json()
    opened, told = await events(bistro, before)
    assert (opened.type, told.type) == (EventType.SESSION_OPENED, EventType.ORDER_PLACED)
    assert {opened.table_id, told.table_id} == {bistro.tables[1]}
    assert told.payload == b'{"order":' + placed.content + b',"session_total":25000}'
    assert b"\n" not in told.payload
    path = f"/admin/orders/{order['id']}"
    moved = await bistro.ask("staff", "PATCH", path, {"status": "preparing", "version": 1})
    cancelled = await bistro.ask("manager", "POST", f"{path}/cancellation", {"reason": "비밀", "version": 2})
    changes = await events(bistro, before + 2)
    assert [one.type for one in changes] == [EventType.ORDER_CHANGED] * 2
    told_to_all = moved.content.removesuffix(b',"kitchen":null}') + b"}"  # what the kitchen does is for the staff alone
    assert changes[0].payload == b'{"order":' + told_to_all + b',"session_total":25000}'
    shown = msgspec.json.decode(changes[1].payload)
    assert shown["session_total"] == 0
    assert "비밀".encode() not in changes[1].payload, "the reason is for the staff's eyes"
    assert as_staff_see(shown["order"]) == {**cancelled.json(), "cancelled": shown["order"]["cancelled"]}
    assert (await bistro.ask("staff", "PATCH", path, {"status": "pending", "version": 1})).status_code == 409
    assert (await bistro.ask("manager", "POST", f"{path}/cancellation", {"reason": "또", "version": 3})).is_success
    assert await head(bistro) == before + 4, "what is refused or repeated is no event"


def test_an_event_that_only_a_later_version_knows_is_for_the_staff_alone() -> None:
    event = Event(1, 1, "kitchen.burned", 3, b"{}")
    assert event.is_for(None)
    assert not event.is_for(3)


async def test_each_event_says_whose_tablets_may_see_it(bistro: Restaurant) -> None:
    before = await head(bistro)
    await bistro.ordered(2)
    await bistro.close(2, force=True)
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[3]}", {"label": "창가"})
    await bistro.ask("staff", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
    await bistro.ask("manager", "DELETE", f"/admin/devices/{bistro.tablets[1].device_id}")
    two, three = bistro.tables[2], bistro.tables[3]
    told: list[tuple[str, int | None]] = [(one.type, one.table_id) for one in await events(bistro, before)]
    assert told == [
        ("session.opened", two),
        ("order.placed", two),
        ("session.closed", two),
        ("table.changed", three),
        ("menu.changed", None),
        ("access.revoked", None),
    ]
    payloads = [msgspec.json.decode(one.payload) for one in await events(bistro, before)]
    assert [payloads[0]["party"], payloads[2]["party"]] == [0, 1]
    assert payloads[3]["table"]["label"] == "창가"
    assert payloads[5] == {"kind": "device", "id": bistro.tablets[1].device_id}


async def test_numbers_have_no_gap_while_two_processes_write_and_some_fail(
    bistro: Restaurant, rival: Restaurant
) -> None:
    """And a follower who reads while they write sees every number once, in order: nothing commits behind its back."""
    async with another_process(bistro) as twin:
        followed: list[int] = []
        done = asyncio.Event()

        async def follow() -> None:
            while True:
                last = done.is_set()
                followed.extend(one.seq for one in await events(bistro, followed[-1] if followed else 0))
                if last:
                    return

        async def failing(here: Restaurant) -> None:
            async def action(session: AsyncSession) -> None:
                log.append(session, here.store_id, EventType.MENU_CHANGED, MenuChanged(0))
                await log.write(session)
                raise KeyError

            for _ in range(4):
                with pytest.raises(KeyError):
                    await here.services.work.run(action)

        async def writing(here: Restaurant, table: int) -> None:
            for _ in range(4):
                order = await here.ordered(table)
                await here.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "completed", "version": 1})
                await here.ask("staff", "PUT", f"/admin/items/{here.items['티라미수']}/sold-out")
            await here.close(table, force=True)

        following = asyncio.create_task(follow())
        writers: list[Any] = [writing(here, table) for here in (bistro, twin) for table in (1, 2)]
        await asyncio.gather(*writers, failing(bistro), failing(twin), writing(rival, 1))
        done.set()
        await following
    assert followed == list(range(1, await head(bistro) + 1))
    await check(bistro.services, bistro.store_id)
    await check(rival.services, rival.store_id)


async def test_purging_leaves_a_suffix_without_gaps_whatever_the_clock_did(bistro: Restaurant) -> None:
    await bistro.ordered(1)
    last, now = await head(bistro), clock.now()

    async def age(session: AsyncSession) -> None:
        for fresh in await session.scalars(select(StoreEvent).where(StoreEvent.store_id == bistro.store_id)):
            # Number 4 was written while the clock was wrong: younger than its followers.
            fresh.at = now - timedelta(days=last - fresh.seq) if fresh.seq != 4 else now + timedelta(days=1)

    async def purge(session: AsyncSession, days: int, limit: int = 100) -> int:
        return await StoreEvents(session).purge(bistro.store_id, now - timedelta(days=days), limit)

    run = bistro.services.work.run
    await run(age)
    assert await run(purge, last + 1) == 0
    assert await run(purge, 0, limit=2) == 2
    assert [one.seq for one in await events(bistro)] == list(range(3, last + 1))
    assert await run(purge, 0) == 1, "only a prefix ever goes"
    assert await run(purge, 0) == 0, "again is harmless"
    assert [one.seq for one in await events(bistro)] == list(range(4, last + 1))
    await bistro.ordered(1)
    assert [one.seq for one in await events(bistro)] == list(range(4, last + 2)), "numbers go on"
    await check(bistro.services, bistro.store_id, purged=True)
