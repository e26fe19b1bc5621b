"""The board's stream as a browser reads it: the whole board first, then each change once, for everybody who looks."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import httpx
import pytest

from ordering import clock
from ordering.live import connection, hub
from ordering.live.connection import StreamConnection
from ordering.live.log import Event
from ordering.orders.picture import Picture
from ordering.orders.pictures import Pictures
from ordering.web.board import stream
from ordering.web.board.stream import BoardFeed
from ordering.web.kit import feed
from tests.streams.reader import Served
from tests.twin import another_process
from tests.world import TABLE_PASSWORD


@dataclass
class Board:
    """What came, as (event, data)."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    ended: bool = False

    async def until(self, count: int, event: str = "board", seconds: float = 30) -> list[str]:
        async with asyncio.timeout(seconds):
            while len(found := [data for name, data in self.heard if name == event]) < count:
                await asyncio.sleep(0.005)
        return found

    async def read(self, response: httpx.Response) -> None:
        name, lines = "", list[str]()
        try:
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    lines.append(line.removeprefix("data: "))
                elif not line and lines:
                    self.heard.append((name, "\n".join(lines)))
                    lines = []
        except httpx.HTTPError:
            pass
        self.ended = True


@asynccontextmanager
async def looking(served: Served, who: str = "staff", language: str = "ko") -> AsyncIterator[Board]:
    cookies = f"staff={served.bistro.token(who)}; language={language}"
    async with served.client.stream("GET", "/admin/stream", headers={"Cookie": cookies}) as response:
        assert response.status_code == 200
        board = Board()
        reading = asyncio.create_task(board.read(response))
        yield board
        reading.cancel()


def beating_every(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (connection, feed):
        monkeypatch.setattr(module, "HEARTBEAT_SECONDS", seconds)


def cards(html: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="table-(\d+)"', html)}


async def test_the_whole_board_comes_first_and_then_what_changes(served: Served) -> None:
    here = served.bistro
    async with looking(served) as korean, looking(served, language="en") as english:
        [whole] = await korean.until(1)
        assert cards(whole) == set(here.tables.values())
        await english.until(1)
        order = await here.ordered(2, "냉면", note="a\nevent: beat\n\ndata: forged")
        changed = (await korean.until(2))[1]
        assert cards(changed) == {here.tables[2]}
        assert 'id="figures"' in changed
        assert f'data-order="{order["id"]}"' in changed
        assert "준비 시작" in changed
        assert ">Start<" in (await english.until(2))[1]
        assert {name for name, _ in korean.heard} == {"board", "beat"}
        await here.ask("manager", "PATCH", f"/admin/tables/{here.tables[1]}", {"label": "창가"})
        assert cards((await korean.until(3))[2]) == set(here.tables.values())


async def test_a_tablet_that_is_paired_is_spoken_of_at_once_and_for_a_while(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, time = served.bistro, clock.now

    async def pair(number: int) -> None:
        given = {"store": here.slug, "table_number": number, "password": TABLE_PASSWORD}
        assert (await here.ask(None, "POST", "/auth/table", given)).status_code == 200

    async with looking(served) as korean, looking(served, language="en") as english:
        assert "태블릿이 연결" not in (await korean.until(1))[0], "those of the restaurant are there for an hour"
        await english.until(1)
        await pair(2)
        assert "2번 테이블에 태블릿이 연결되었습니다." in (await korean.until(2))[1]
        assert "a tablet was paired with table 2." in (await english.until(2))[1]
        await pair(3)
        assert re.search(r"2 tablets were paired by [^.]*M \(tables 2–3\)\.", (await english.until(3))[2])
        assert "까지 태블릿 2대 연결: 2–3번." in (await korean.until(3))[2]
    beating_every(0.05, monkeypatch)
    async with looking(served, language="en") as later:
        assert "2 tablets were paired" in (await later.until(1))[0]
        monkeypatch.setattr(clock, "now", lambda: time() + timedelta(minutes=11))
        assert "2 tablets were paired" not in (await later.until(2))[1]
    async with looking(served, language="en") as later:
        assert "2 tablets were paired" not in (await later.until(1))[0]


async def test_a_tablet_that_another_process_paired_is_spoken_of_with_the_next_beat(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    beating_every(0.05, monkeypatch)
    async with looking(served, language="en") as board, another_process(served.bistro) as there:
        await board.until(1)
        given = {"store": there.slug, "table_number": 2, "password": TABLE_PASSWORD}
        assert (await there.ask(None, "POST", "/auth/table", given)).status_code == 200
        assert "a tablet was paired with table 2." in (await board.until(2))[1]


async def test_bursts_are_merged_and_rendered_once_for_all(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    here, rendered = served.bistro, list[str]()
    real = feed.encode

    def noting(event: str, html: str) -> bytes:
        rendered.append(html)
        return real(event, html)

    monkeypatch.setattr(stream, "encode", noting)
    monkeypatch.setattr(feed, "APART_SECONDS", 0.5)
    async with looking(served) as one, looking(served) as other:
        await one.until(1)
        await other.until(1)
        rendered.clear()
        made = await asyncio.gather(*(here.ordered(1 + i % 3) for i in range(30)))
        last = max(order["id"] for order in made)
        for board in (one, other):
            async with asyncio.timeout(30):
                while not any(f'data-order="{last}"' in data for _, data in board.heard):
                    await asyncio.sleep(0.01)
        assert len(rendered) < 20
        assert [data for _, data in one.heard[2:]] == [data for _, data in other.heard[2:]]


async def test_a_beat_tells_what_was_shown_and_what_time_it_is(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    beating_every(0.2, monkeypatch)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.05)
    async with looking(served) as board:
        await served.bistro.ordered(1)
        await served.bistro.ask("owner", "PATCH", "/admin/store", {"board_minutes": [7, 9]})
        seq = (await served.bistro.ask("staff", "GET", "/admin/board")).json()["cursor"]
        async with asyncio.timeout(30):
            while (last := json.loads((await board.until(1, "beat"))[-1]))["seq"] < seq:
                await asyncio.sleep(0.02)
            assert last["seq"] == seq
            assert last["now"] > 1_600_000_000_000
            while not any('data-pending="7 9"' in data for _, data in board.heard):
                await asyncio.sleep(0.02)


async def test_it_ends_with_the_login_and_leaves_nothing(served: Served) -> None:
    here = served.bistro
    async with looking(served) as board:
        await board.until(1)
        assert here.services.work.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # its pool has one
        await here.ask("staff", "POST", "/auth/logout")
        async with asyncio.timeout(30):
            while not board.ended:
                await asyncio.sleep(0.01)
    async with asyncio.timeout(30):
        while len(here.services.hub):
            await asyncio.sleep(0.01)


async def test_another_stores_page_gets_no_stream(served: Served) -> None:
    cookies = {"Cookie": f"staff={served.bistro.token('staff')}", "Accept": "text/event-stream"}
    answer = await served.client.get("/admin/stream", params={"of": "somewhere-else"}, headers=cookies)
    assert answer.status_code == 401


async def test_an_order_that_comes_while_the_first_one_is_let_in_is_shown(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heard when the board was read already, and nobody was there yet to draw for."""
    really, placed = Pictures.for_board, list[int]()

    async def with_an_order_behind_it(pictures: Pictures, store_id: int, day: date) -> Picture:
        found = await really(pictures, store_id, day)
        if not placed:
            placed.append((await served.bistro.ordered(1))["id"])
            await asyncio.sleep(0.05)
        return found

    monkeypatch.setattr(Pictures, "for_board", with_an_order_behind_it)
    async with looking(served) as board, asyncio.timeout(30):
        while not any(f'data-order="{placed[0]}"' in data for _, data in board.heard if placed):
            await asyncio.sleep(0.005)


async def test_what_was_opened_is_told_to_who_comes_before_it_is_heard_and_to_who_was_there_once_it_is(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, really, held = served.bistro, BoardFeed.offer, list[tuple[BoardFeed, Event, bytes]]()
    order = await here.ordered(1)
    async with looking(served) as first:
        await first.until(1)
        monkeypatch.setattr(BoardFeed, "offer", lambda *heard: held.append(heard))
        cookies = {"Cookie": f"staff={here.token('staff')}", "HX-Request": "true"}
        await served.client.post(f"/admin/orders/{order['id']}/opening", headers=cookies)
        async with asyncio.timeout(30):
            while not held:
                await asyncio.sleep(0.005)
        async with looking(served) as early:
            assert "data-opened" in (await early.until(1))[0]
            assert all("data-opened" not in shown for shown in await first.until(1))
            monkeypatch.setattr(BoardFeed, "offer", really)
            for feed, event, frame in held:
                really(feed, event, frame)
            assert "data-opened" in (await first.until(2))[1]
            async with looking(served) as late:
                assert "data-opened" in (await late.until(1))[0]


async def test_what_is_sold_while_nobody_hears_is_in_todays_sales(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One leaves while the next is on the way in, between having entered and being admitted."""
    really, entered, sold = BoardFeed.admit, asyncio.Event(), asyncio.Event()

    async def slowly(feed: BoardFeed, viewer: StreamConnection) -> bytes:
        entered.set()
        await sold.wait()
        return await really(feed, viewer)

    async with AsyncExitStack() as stays:
        async with looking(served) as first:
            await first.until(1)
            monkeypatch.setattr(BoardFeed, "admit", slowly)
            entering = asyncio.create_task(stays.enter_async_context(looking(served)))
            await entered.wait()
        for table in (1, 2):
            await served.bistro.ordered(table, "냉면")
        head = (await served.bistro.ask("staff", "GET", "/admin/board")).json()["cursor"]
        while served.bistro.services.hub._feeds[served.bistro.store_id].last < head:
            await asyncio.sleep(0.005)
        sold.set()
        second = await entering
        assert "₩22,000" in (await second.until(1))[0]
