"""A station's stream: all its tickets on connect, then those that have changed, drawn once for all who look."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from msgspec.structs import replace

from ordering.live.connection import StreamConnection
from ordering.security.callers import Role
from ordering.web.kit.languages import Language
from ordering.web.kitchen.stream import KitchenFeed, KitchenFeeds
from tests.menu.test_stations import a_station
from tests.streams.viewers import Viewer
from tests.world import Restaurant

SHOWN = re.compile(r'<article id="docket-(\d+)"')
LISTED = re.compile(r'data-ids="([\d ]*)"')


def feeds_of(here: Restaurant) -> KitchenFeeds:
    feeds: KitchenFeeds = here.app.app.state.kitchen_feeds
    return feeds


@asynccontextmanager
async def at_the_station(
    here: Restaurant, station: int, language: Language = Language.KOREAN, login: str = "a screen"
) -> AsyncIterator[Viewer]:
    hub, connection = here.services.hub, StreamConnection(replace(here.people[Role.STAFF], jti=login))
    async with feeds_of(here).opened(connection, language, station) as frames:
        hub.connect(connection)
        viewer = Viewer(connection)
        reading = asyncio.create_task(viewer.read(frames))
        try:
            yield viewer
        finally:
            hub.disconnect(connection)
            reading.cancel()


def drawn(message: str) -> list[int]:
    return [int(one) for one in SHOWN.findall(message)]


def listed(message: str) -> list[int]:
    [ids] = LISTED.findall(message)
    return [int(one) for one in ids.split()]


async def test_a_screen_is_shown_all_then_what_is_new(bistro: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    first = (await bistro.ordered(1))["id"] * 100 + 1
    async with at_the_station(bistro, kitchen) as viewer:
        whole = await viewer.until("event: kitchen")
        assert drawn(whole) == listed(whole) == [first]
        second = (await bistro.ordered(2))["id"] * 100 + 1
        news = await viewer.until(f'id="docket-{second}"')
        assert listed(news) == [first, second]
        assert drawn(news) == [second]
        third = (await bistro.ordered(3))["id"] * 100 + 1
        last = await viewer.until(f'id="docket-{third}"')
        assert drawn(last) == [third], "the others are as they were"
        assert listed(last) == [first, second, third]
        assert 'id="all-day"' in last
        assert 'id="recalls"' not in last, "what was done lately is as it was, too"
        assert (await bistro.close(1, force=True)).status_code == 200
        await viewer.until(f'data-ids="{second} {third}"')


async def test_what_goes_back_to_what_the_others_saw_is_told_to_who_saw_it_otherwise(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen = await a_station(bistro, "주방")
    async with AsyncExitStack() as stays:
        first = await stays.enter_async_context(at_the_station(bistro, kitchen, login="first"))
        await first.until("event: kitchen")
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(KitchenFeed, "draw_soon", lambda _: None)
            await bistro.ordered(1, "냉면")
            second = await stays.enter_async_context(at_the_station(bistro, kitchen, login="second"))
            assert "냉면" in await second.until('id="all-day"')
            assert (await bistro.close(1, force=True)).status_code == 200
        [feed] = feeds_of(bistro)._feeds.values()
        feed.draw_soon()
        assert 'id="all-day"' in await second.until('data-ids=""')


async def test_a_station_is_shown_its_own_tickets_and_an_expo_whole_orders(bistro: Restaurant) -> None:
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    expo = await a_station(bistro, "서빙대", "expo")
    path = f"/admin/items/{bistro.items['냉면']}"
    assert (await bistro.ask("manager", "PATCH", path, {"station_id": bar})).status_code == 200
    async with AsyncExitStack() as stays:
        cook, barkeeper, runner = [
            await stays.enter_async_context(at_the_station(bistro, one, login=f"{one}")) for one in (kitchen, bar, expo)
        ]
        order = await bistro.ordered(1, "냉면", "김치찌개")
        both = await runner.until(f'id="docket-{order["id"]}"')
        assert ("냉면" in both, "김치찌개" in both) == (True, True)
        for viewer, has, lacks in ((cook, "김치찌개", "냉면"), (barkeeper, "냉면", "김치찌개")):
            shown = await viewer.until("<article")
            assert (has in shown, lacks in shown) == (True, False)


async def test_all_who_look_at_a_station_are_shown_the_same_drawing(bistro: Restaurant) -> None:
    kitchen = await a_station(bistro, "주방")
    async with AsyncExitStack() as stays:
        viewers = [
            await stays.enter_async_context(at_the_station(bistro, kitchen, login=f"screen {n}")) for n in range(6)
        ]
        assert len(bistro.services.hub._feeds[bistro.store_id].subscriptions) == 1
        await stays.enter_async_context(at_the_station(bistro, kitchen, Language.ENGLISH))
        assert len(bistro.services.hub._feeds[bistro.store_id].subscriptions) == 2
        order = await bistro.ordered(1)
        shown = {await viewer.until(f'data-order="{order["id"]}"') for viewer in viewers}
        assert len(shown) == 1
    assert not bistro.services.hub._feeds
    assert not feeds_of(bistro)._feeds


async def test_a_station_that_is_deleted_ends_its_screens_and_nothing_else(
    bistro: Restaurant, caplog: pytest.LogCaptureFixture
) -> None:
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    async with at_the_station(bistro, bar, login="bar") as gone, at_the_station(bistro, kitchen) as stays:
        await gone.until("event: kitchen")
        assert (await bistro.ask("manager", "DELETE", f"/admin/stations/{bar}")).status_code == 204
        assert await gone.ended() == "what was looked at is gone"
        order = await bistro.ordered(1)
        await stays.until(f'data-order="{order["id"]}"')
    assert "drawing a live page" not in caplog.text
