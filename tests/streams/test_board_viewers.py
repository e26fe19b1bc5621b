"""A board's viewers come and go, and are too slow: each sees the whole board, and none slows another."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest

from ordering.security.callers import Role
from ordering.web.kit import feed
from ordering.web.kit.languages import Language
from tests.streams.viewers import Gate, looking
from tests.world import Restaurant

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
        later = await bistro.ordered(1)
        await viewer.until(f'data-order="{later["id"]}"')


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
    assert "drawing a live page" not in caplog.text


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
        assert await (await coming).ended() == "closing"


async def test_a_viewer_who_takes_nothing_is_ended_and_slows_nobody(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "WAITING", 3)
    monkeypatch.setattr(feed, "APART_SECONDS", 0.01)
    async with looking(bistro, deaf=True) as deaf, looking(bistro) as viewer:
        while deaf.connection.ended is None:
            order = await bistro.ordered(1)
            await viewer.until(f'data-order="{order["id"]}"')
        assert deaf.connection.ended == "too slow: come back and get it all"
        assert await deaf.connection.next() is None
        assert viewer.connection.ended is None
