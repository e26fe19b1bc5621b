"""A board's feed while people come, go and are too slow, and while what it is drawn from fails or is replaced."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from ordering.errors import Busy
from ordering.live.connection import StreamConnection
from ordering.orders.board import Boards
from ordering.orders.today import today
from ordering.security.callers import Role
from ordering.web.board import stream
from ordering.web.board.stream import BoardFeeds
from ordering.web.kit.languages import Language
from tests.restoring import copied, file_of, logged_in_again
from tests.streams.reader import Served
from tests.world import TABLE_PASSWORD, Restaurant


@dataclass
class Viewer:
    """Somebody who looks, without a socket between."""

    connection: StreamConnection
    shown: list[str] = field(default_factory=list)

    async def until(self, part: str, seconds: float = 5) -> str:
        """The first message with it."""
        async with asyncio.timeout(seconds):
            while not (those := [message for message in self.shown if part in message]):
                await asyncio.sleep(0.005)
        return those[0]

    async def ended(self, seconds: float = 5) -> str:
        async with asyncio.timeout(seconds):
            while self.connection.ended is None:
                await asyncio.sleep(0.005)
        return self.connection.ended

    async def read(self, frames: AsyncIterator[bytes]) -> None:
        async for frame in frames:
            self.shown.append(frame.decode())


def sales(amount: str) -> str:
    return f"<dt>오늘 매출</dt><dd>{amount}</dd>"


def feeds_of(here: Restaurant) -> BoardFeeds:
    feeds: BoardFeeds = here.app.app.state.board_feeds
    return feeds


@asynccontextmanager
async def looking(
    here: Restaurant, language: Language = Language.KOREAN, *, login: str = "a tab", deaf: bool = False
) -> AsyncIterator[Viewer]:
    hub, connection = here.services.hub, StreamConnection(replace(here.people[Role.STAFF], jti=login))
    async with feeds_of(here).opened(connection, language) as frames:
        hub.connect(connection)
        viewer = Viewer(connection)
        reading = None if deaf else asyncio.create_task(viewer.read(frames))
        try:
            yield viewer
        finally:
            hub.disconnect(connection)
            if reading is not None:
                reading.cancel()


class Instead:
    """Stands in for an async function, or a method."""

    def __init__(self, really: Callable[..., Awaitable[Any]]) -> None:
        self.really = really

    def __get__(self, this: Any, _: Any) -> Callable[..., Awaitable[Any]]:
        return lambda *args: self(this, *args)

    async def __call__(self, *args: Any) -> Any:
        return await self.really(*args)


class Gate(Instead):
    """Stops the next call, once it has done its work, until it may return."""

    def __init__(self, really: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(really)
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def __call__(self, *args: Any) -> Any:
        result = await self.really(*args)
        if not self.reached.is_set():
            self.reached.set()
            await self.opened.wait()
        return result


class Unwell(Instead):
    """Refuses as many calls as it is told."""

    refuses = 0

    async def __call__(self, *args: Any) -> Any:
        if self.refuses:
            self.refuses -= 1
            raise Busy(retry_after=1)
        return await self.really(*args)


@pytest.fixture
def board_read(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate(Boards.shown)
    gate.reached.set()  # until a test asks for it
    monkeypatch.setattr(Boards, "shown", gate)
    return gate


@pytest.fixture
async def nothing_is_left(bistro: Restaurant) -> AsyncIterator[None]:
    before = len(asyncio.all_tasks())
    yield
    async with asyncio.timeout(5):
        while bistro.services.hub._feeds or feeds_of(bistro)._feeds or len(asyncio.all_tasks()) > before + 1:
            await asyncio.sleep(0.02)


pytestmark = pytest.mark.usefixtures("nothing_is_left")


async def test_who_comes_while_a_card_is_drawn_is_shown_nothing_older_than_the_board_they_began_with(
    bistro: Restaurant, board_read: Gate
) -> None:
    async with AsyncExitStack() as stays:
        early = await stays.enter_async_context(looking(bistro))
        board_read.reached.clear()
        await bistro.ordered(1, note="the first")
        await board_read.reached.wait()
        second = await bistro.ordered(1, note="the second")
        coming = asyncio.create_task(stays.enter_async_context(looking(bistro)))
        await asyncio.sleep(0.1)
        board_read.opened.set()
        late = await coming
        third = await bistro.ordered(1, note="the third")
        for viewer in (early, late):
            await viewer.until(f'data-order="{third["id"]}"')
        cards = [message for message in late.shown if f'id="table-{bistro.tables[1]}"' in message]
        assert len(cards) > 1
        assert all(f'data-order="{second["id"]}"' in card for card in cards)


async def test_what_comes_while_the_first_is_let_in_is_shown_to_them(bistro: Restaurant, board_read: Gate) -> None:
    board_read.reached.clear()
    async with AsyncExitStack() as stays:
        coming = asyncio.create_task(stays.enter_async_context(looking(bistro)))
        await board_read.reached.wait()
        order = await bistro.ordered(1)
        await asyncio.sleep(0.1)
        board_read.opened.set()
        viewer = await coming
        await viewer.until(f'data-order="{order["id"]}"')
        assert f'data-order="{order["id"]}"' not in viewer.shown[0]


async def test_the_last_may_leave_while_a_card_is_drawn(
    bistro: Restaurant, board_read: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    async with looking(bistro):
        board_read.reached.clear()
        await bistro.ordered(1)
        await board_read.reached.wait()
    assert not bistro.services.hub._feeds, "nobody looks, so nothing is read"
    while_unseen = await bistro.ordered(2)
    async with looking(bistro) as next_one:
        await next_one.until(f'data-order="{while_unseen["id"]}"')
        board_read.opened.set()
        order = await bistro.ordered(3)
        await next_one.until(f'data-order="{order["id"]}"')
    assert "drawing a board" not in caplog.text


async def test_whoever_gives_up_on_the_way_in_leaves_the_way_to_others(bistro: Restaurant) -> None:
    """The first of them was to subscribe, and is gone before it has."""
    async with AsyncExitStack() as stays:
        hasty, patient = [asyncio.create_task(stays.enter_async_context(looking(bistro))) for _ in range(2)]
        await asyncio.sleep(0)
        hasty.cancel()
        viewer = await patient
        with suppress(asyncio.CancelledError):
            await hasty
        order = await bistro.ordered(1)
        await viewer.until(f'data-order="{order["id"]}"')


async def test_a_board_is_one_subscription_for_each_language_however_many_look(bistro: Restaurant) -> None:
    async with AsyncExitStack() as stays:
        viewers = [
            await stays.enter_async_context(looking(bistro, language)) for language in Language for _ in range(4)
        ]
        assert len(bistro.services.hub._feeds[bistro.store_id].subscriptions) == len(Language)
        order = await bistro.ordered(1)
        for viewer in viewers:
            await viewer.until(f'data-order="{order["id"]}"')


async def test_who_comes_after_a_backup_was_put_back_begins_anew_even_before_the_others_have_left(
    bistro: Restaurant, tmp_path: Path
) -> None:
    """The event numbers of the new history are those of the lost one once more."""
    backup = tmp_path / "backup.db"
    copied(file_of(bistro), backup)
    async with looking(bistro) as early:
        for _ in range(3):
            await bistro.ordered(1, "냉면")
        await early.until(sales("₩33,000"))
        copied(backup, file_of(bistro))
        assert await early.ended() == "a backup was restored: come back with your cursor"
        bistro = await logged_in_again(bistro)
        async with looking(bistro) as late:
            await late.until(sales("₩0"))
            await bistro.ordered(1, "냉면")
            await late.until(sales("₩11,000"))


async def test_who_is_on_the_way_in_when_a_backup_is_put_back_has_to_come_again(
    bistro: Restaurant, board_read: Gate, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    copied(file_of(bistro), backup)
    async with AsyncExitStack() as stays:
        early = await stays.enter_async_context(looking(bistro))
        await bistro.ordered(1, "냉면")
        await early.until(sales("₩11,000"))
        board_read.reached.clear()
        coming = asyncio.create_task(stays.enter_async_context(looking(bistro)))
        await board_read.reached.wait()
        copied(backup, file_of(bistro))
        await early.ended()
        board_read.opened.set()
        assert await (await coming).ended(0.5) == "a backup was restored: come back with your cursor"


async def test_a_login_that_ends_takes_its_viewers_and_leaves_the_others_theirs(bistro: Restaurant) -> None:
    mine = bistro.people[Role.STAFF].jti
    async with looking(bistro, login=mine) as gone, looking(bistro, login="another") as stays:
        await bistro.ask(Role.STAFF, "POST", "/auth/logout")
        assert await gone.ended() == "your access has ended"
        order = await bistro.ordered(1)
        await stays.until(f'data-order="{order["id"]}"')
        assert stays.connection.ended is None


async def test_a_login_that_ends_on_the_way_in_does_not_last(bistro: Restaurant, board_read: Gate) -> None:
    board_read.reached.clear()
    async with AsyncExitStack() as stays:
        login = bistro.people[Role.STAFF].jti
        coming = asyncio.create_task(stays.enter_async_context(looking(bistro, login=login)))
        await board_read.reached.wait()
        await bistro.ask(Role.STAFF, "POST", "/auth/logout")
        board_read.opened.set()
        assert await (await coming).ended() == "your access has ended"


async def test_a_process_that_goes_down_keeps_nobody_who_was_on_the_way_in(
    bistro: Restaurant, board_read: Gate
) -> None:
    board_read.reached.clear()
    async with AsyncExitStack() as stays:
        coming = asyncio.create_task(stays.enter_async_context(looking(bistro)))
        await board_read.reached.wait()
        bistro.services.hub.stop()
        board_read.opened.set()
        assert await (await coming).ended(0.5) == "closing"


async def test_a_viewer_who_takes_nothing_is_ended_and_slows_nobody(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "WAITING", 3)
    monkeypatch.setattr(stream, "APART_SECONDS", 0.01)
    async with looking(bistro, deaf=True) as deaf, looking(bistro) as viewer:
        while deaf.connection.ended is None:
            order = await bistro.ordered(1)
            await viewer.until(f'data-order="{order["id"]}"')
        assert deaf.connection.ended == "too slow: come back and get it all"
        assert await deaf.connection.next() is None
        assert viewer.connection.ended is None


async def test_a_card_that_could_not_be_read_is_shown_as_soon_as_it_can(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwell = Unwell(Boards.shown)
    monkeypatch.setattr(Boards, "shown", unwell)
    async with looking(bistro) as viewer:
        unwell.refuses = 2
        order = await bistro.ordered(1)
        await viewer.until(f'data-order="{order["id"]}"')
        assert unwell.refuses == 0


async def test_a_hint_that_could_not_be_followed_is_as_soon_as_it_can(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwell = Unwell(today)
    async with looking(bistro, Language.ENGLISH) as viewer:
        monkeypatch.setattr(stream, "today", unwell)
        unwell.refuses = 1
        await paired(bistro, 2)
        await viewer.until("a tablet was paired with table 2.")


async def test_who_is_refused_replaces_nobody(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    here, unwell = served.bistro, Unwell(Boards.shown)
    monkeypatch.setattr(Boards, "shown", unwell)
    readers = [await served.listen("staff") for _ in range(20)]
    unwell.refuses = 1
    headers = {"Cookie": f"staff={here.token('staff')}", "Accept": "text/event-stream"}
    answer = await served.client.get("/admin/stream", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    await asyncio.sleep(0.1)
    assert not any(reader.ended for reader in readers)
    assert len(here.services.hub) == 20
    for reader in readers:
        await reader.close()


async def test_what_is_sold_while_todays_sales_are_read_again_counts_once(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with looking(bistro) as viewer:
        await bistro.ordered(1, "냉면")
        await viewer.until(sales("₩11,000"))
        reading = Gate(today)
        monkeypatch.setattr(stream, "today", reading)
        await paired(bistro, 2)
        await reading.reached.wait()
        await bistro.ordered(2, "냉면")
        await asyncio.sleep(0.1)
        reading.opened.set()
        await viewer.until(sales("₩22,000"))
        await bistro.ordered(3, "냉면")
        await viewer.until(sales("₩33,000"))


async def test_a_hint_that_comes_while_one_is_followed_is_followed_too(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with looking(bistro, Language.ENGLISH) as viewer:
        reading = Gate(today)
        monkeypatch.setattr(stream, "today", reading)
        await paired(bistro, 2)
        await reading.reached.wait()
        await paired(bistro, 3)
        reading.opened.set()
        await viewer.until("2 tablets were paired")


async def paired(here: Restaurant, number: int) -> None:
    given = {"store": here.slug, "table_number": number, "password": TABLE_PASSWORD}
    answer: httpx.Response = await here.ask(None, "POST", "/auth/table", given)
    assert answer.status_code == 200, answer.text
