"""What is committed reaches every listener, once, in order; what a listener missed it gets when it is back."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import delete
from sqlalchemy.event import listen
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import await_only

from ordering import clock
from ordering.live import connection
from ordering.live.log import StoreEvent
from ordering.security.callers import Role
from tests.invariants import check
from tests.streams.reader import Served
from tests.world import Restaurant


async def test_an_order_reaches_the_staff_and_its_own_table_and_no_other(served: Served, rival: Restaurant) -> None:
    staff, mine, other = [await served.listen(who) for who in ("staff", 1, 2)]
    strangers = await Served(rival, served.client, served.port).listen("owner")
    order = await served.bistro.ordered(1)
    seen = await staff.until(2)
    assert [event.type for event in seen] == ["session.opened", "order.placed"]
    assert seen[1].data == {"order": order, "session_total": 9500}
    assert await mine.until(2) == seen
    await asyncio.sleep(0.1)
    assert other.events == strangers.events == []
    await strangers.close()


async def test_a_tablet_hears_of_the_menu_and_not_of_what_concerns_only_the_staff(served: Served) -> None:
    here = served.bistro
    staff, tablet = await served.listen("staff"), await served.listen(1)
    await here.ask("manager", "PATCH", f"/admin/tables/{here.tables[1]}", {"label": "창가"})
    await here.ask("staff", "PUT", f"/admin/items/{here.items['냉면']}/sold-out")
    assert [event.type for event in await staff.until(2)] == ["table.changed", "menu.changed"]
    assert [event.type for event in await tablet.until(1)] == ["menu.changed"]


async def test_a_cursor_gets_everything_after_it_and_then_what_happens_live(served: Served) -> None:
    here = served.bistro
    for _ in range(3):
        await here.ordered(1)
    back = await served.listen("staff", cursor=0)
    everything = await back.until(1)
    await here.ordered(2)
    while everything[-1].data.get("order", {}).get("table", {}).get("number") != 2:
        everything = await back.until(len(everything) + 1)
    assert [event.seq for event in everything] == list(range(1, len(everything) + 1))
    again = await served.listen("staff", after=str(everything[-2].seq))
    assert await again.until(1) == everything[-1:]


async def test_the_header_wins_over_the_query(served: Served) -> None:
    await served.bistro.ordered(1)
    head = (await served.bistro.ask("staff", "GET", "/admin/board")).json()["cursor"]
    reader = await served.listen("staff", cursor=head - 1, after="0")
    assert [event.seq for event in await reader.until(1)] == [head]


@pytest.mark.parametrize("cursor", ["999999", "-1", "soon", "9" * 30, "1.5"])
async def test_a_cursor_that_means_nothing_gets_one_reset_and_then_live(served: Served, cursor: str) -> None:
    head = (await served.bistro.ask("staff", "GET", "/admin/board")).json()["cursor"]
    reader = await served.listen("staff", cursor=cursor)
    reset = (await reader.until(1))[0]
    assert (reset.seq, reset.type, reset.data) == (head, "reset", {"cursor": head})
    await served.bistro.ordered(1)
    assert [event.seq for event in await reader.until(3)] == [head, head + 1, head + 2]


async def test_a_purged_cursor_gets_a_reset_and_the_first_kept_one_does_not(served: Served) -> None:
    here = served.bistro
    await here.services.work.run(_purge_until, here.store_id, 2)
    purged, kept = await served.listen("staff", cursor=1), await served.listen("staff", cursor=2)
    assert (await purged.until(1))[0].type == "reset"
    assert (await kept.until(1))[0].seq == 3


@pytest.mark.every_database
async def test_a_tablet_is_told_nothing_from_before_its_tables_last_closing(served: Served) -> None:
    here = served.bistro
    seated = (await here.ask(1, "GET", "/orders")).json()["cursor"]
    theirs = await here.ordered(1, note="생일이에요")
    await here.ordered(2)
    early = await served.listen(1, cursor=seated)
    assert [event.type for event in await early.until(2)] == ["session.opened", "order.placed"], "the party itself may"
    await here.close(1, force=True)
    closed = (await early.until(3))[-1]
    assert closed.type == "session.closed"
    mine = await here.ordered(1, "냉면", party=1)
    head = (await here.ask(1, "GET", "/orders")).json()["cursor"]
    for cursor in (0, seated, closed.seq - 1):
        by_header, by_query = await served.listen(1, cursor=cursor), await served.listen(1, after=str(cursor))
        for reader in (by_header, by_query):
            await reader.until(1)
            assert [(one.seq, one.type, one.data) for one in reader.events] == [(head, "reset", {"cursor": head})]
            await reader.close()
    fresh = await served.listen(1, cursor=closed.seq)
    assert [one.data["order"]["id"] for one in await fresh.until(2) if one.type == "order.placed"] == [mine["id"]]
    for path in (f"/orders/{theirs['id']}", f"/orders/{theirs['id']}/cancellation"):
        answer = await here.ask(1, "POST" if "cancel" in path else "GET", path)
        assert answer.status_code == 404
    other = await served.listen(2, cursor=0)
    assert [one.type for one in (await other.until(2))[-2:]] == ["session.opened", "order.placed"], "its party stays"
    staff = await served.listen("staff", cursor=seated)
    await staff.until(head - seated)
    assert theirs["id"] in {one.data.get("order", {}).get("id") for one in staff.events}, "the staff are told all"


@pytest.mark.every_database
async def test_what_a_tablet_sees_of_its_party_is_of_one_moment(bistro: Restaurant) -> None:
    """Never the party that has gone with the orders of the one that has come."""
    done = asyncio.Event()

    def slowly(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM dining_table" in statement and "FOR UPDATE" not in statement:
            await_only(asyncio.sleep(0.1))  # time for a party to go and another to order

    listen(bistro.services.work.engine.sync_engine, "after_cursor_execute", slowly)

    async def parties() -> None:
        for party in range(12):
            await bistro.ordered(1, note=str(party), party=party)
            await bistro.close(1, force=True)
        done.set()

    async def look() -> None:
        while not done.is_set():
            seen = (await bistro.ask(1, "GET", "/orders")).json()
            assert [one["note"] for one in seen["items"]] in ([], [str(seen["party"])])

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(parties())
        for _ in range(4):
            group.create_task(look())


async def _purge_until(session: AsyncSession, store_id: int, seq: int) -> None:
    await session.execute(delete(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.seq <= seq))


async def test_a_heartbeat_moves_the_cursor_past_events_that_were_not_for_the_reader(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEARTBEAT_SECONDS", 0.05)
    reader = await served.listen(1)
    await served.bistro.ordered(2)
    head = (await served.bistro.ask("staff", "GET", "/admin/board")).json()["cursor"]
    async with asyncio.timeout(30):
        while reader.cursor != str(head):
            await asyncio.sleep(0.02)
    assert reader.events == []


async def test_a_tablet_hears_a_sign_of_life_between_heartbeats_which_moves_no_cursor(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PULSE_SECONDS", 0.05)
    tablet, staff = await served.listen(1), await served.listen("staff")
    async with asyncio.timeout(30):
        while len(tablet.comments) < 2:
            await asyncio.sleep(0.02)
    assert (tablet.comments, tablet.cursor, tablet.events) == (["", ""], "", [])
    assert staff.comments == []


async def test_twenty_listeners_cut_at_random_hold_every_event_once_in_order(served: Served) -> None:
    here, chance = served.bistro, random.Random(20261123)
    done = asyncio.Event()

    async def follow(number: int) -> list[int]:
        seqs: list[int] = []
        while True:
            reader = await served.listen("staff", cursor=seqs[-1] if seqs else 0, login=f"follower {number}")
            await asyncio.sleep(chance.uniform(0.02, 0.2))
            finished = done.is_set()
            if finished:
                head = (await here.ask("staff", "GET", "/admin/board")).json()["cursor"]
                async with asyncio.timeout(30):
                    while not reader.events or reader.events[-1].seq < head:
                        if seqs and seqs[-1] == head:
                            break
                        await asyncio.sleep(0.01)
            await reader.close()
            seqs += [event.seq for event in reader.events]
            if finished:
                return seqs

    followers = [asyncio.create_task(follow(number)) for number in range(20)]
    for _ in range(15):
        await asyncio.gather(*(here.ordered(table) for table in (1, 2, 3, 1)))
        await asyncio.sleep(0.02)
    done.set()
    for seqs in await asyncio.gather(*followers):
        assert seqs == list(range(1, len(seqs) + 1))
    await check(here.services, here.store_id)


async def test_a_stream_ends_with_its_token(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    here = served.bistro
    lasting = await served.listen("staff")
    ends = clock.now().replace(microsecond=0) + timedelta(minutes=5)  # whole seconds in a JWT
    here.people[Role.STAFF] = replace(here.people[Role.STAFF], expires_at=ends)
    with monkeypatch.context() as stands_still:
        stands_still.setattr(clock, "now", lambda: ends - timedelta(seconds=1))
        short = await served.listen("staff")
    await short.until_ended()
    assert short.comments[-1] == "your access has ended"
    assert not lasting.ended


async def test_two_thousand_connects_and_disconnects_leave_nothing_behind(served: Served) -> None:
    hub = served.bistro.services.hub
    before = len(asyncio.all_tasks())

    async def once() -> None:
        await (await served.listen("staff", cursor=0)).close()

    for _ in range(40):
        await asyncio.gather(*(once() for _ in range(50)))
    served.readers.clear()
    async with asyncio.timeout(30):
        while len(hub) or len(asyncio.all_tasks()) > before + 2:
            await asyncio.sleep(0.05)
    assert served.bistro.services.work.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one


async def test_without_a_token_there_is_no_stream(served: Served) -> None:
    for path in ("/api/v1/events", "/api/v1/admin/events"):
        nobody = await served.client.get(path)
        assert (nobody.status_code, nobody.headers["content-type"]) == (401, "application/problem+json")
    wrong = {"Authorization": f"Bearer {served.bistro.token(1)}"}
    answer = await served.client.get("/api/v1/admin/events", headers=wrong)
    assert answer.status_code == 403


async def test_a_stream_with_another_request_behind_it_ends_with_its_connection(served: Served) -> None:
    """What waits behind a stream on one connection is never its turn: the stream is what has to hear of the end."""
    hub = served.bistro.services.hub
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    token = served.bistro.token("staff")
    head = f"HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(f"GET /api/v1/admin/events {head}GET /api/v1/admin/board {head}".encode())
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
    assert len(hub) == 1
    writer.transport.abort()
    async with asyncio.timeout(30):
        while len(hub):
            await asyncio.sleep(0.02)


async def test_asking_only_for_a_streams_head_leaves_none_open(served: Served) -> None:
    token = served.bistro.token("staff")
    answer = await served.client.head("/api/v1/admin/events", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
    async with asyncio.timeout(30):
        while len(served.bistro.services.hub):
            await asyncio.sleep(0.02)
