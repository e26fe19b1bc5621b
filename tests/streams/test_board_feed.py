"""A board's feed while what it is drawn from fails, changes or is replaced."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from ordering.orders.pictures import Pictures
from ordering.orders.today import today
from ordering.web.board import stream
from ordering.web.kit.languages import Language
from tests.restoring import copied, file_of, logged_in_again
from tests.streams.reader import Served
from tests.streams.viewers import Gate, Unwell, looking, sales
from tests.world import TABLE_PASSWORD, Restaurant

pytestmark = pytest.mark.usefixtures("nothing_is_left")


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
        assert await (await coming).ended() == "a backup was restored: come back with your cursor"


async def test_a_card_that_could_not_be_read_is_shown_as_soon_as_it_can(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwell = Unwell(Pictures.for_board)
    monkeypatch.setattr(Pictures, "for_board", unwell)
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
    here, unwell = served.bistro, Unwell(Pictures.for_board)
    monkeypatch.setattr(Pictures, "for_board", unwell)
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
