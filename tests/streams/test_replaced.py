"""How many streams somebody holds: the oldest beyond that is told so and ends, whatever kind of stream it is."""

import asyncio

import pytest

from tests.streams.reader import Event, Reader, Served
from tests.streams.test_board_stream import looking
from tests.world import Restaurant

REPLACED = Event(0, "replaced", {})


async def replaced(reader: Reader) -> None:
    await reader.until_ended()
    assert reader.events[-1] == REPLACED
    assert reader.cursor != "0", "it would begin from the start, if it came back"


async def hear(here: Served, readers: list[Reader]) -> None:
    """All of these, and the next event."""
    before = [len(reader.events) for reader in readers]
    await here.bistro.ordered(1)
    for reader, known in zip(readers, before, strict=True):
        assert (await reader.until(known + 1))[known].type in ("session.opened", "order.placed")
        assert not reader.ended


@pytest.mark.parametrize(("who", "most"), [(1, 4), ("staff", 20)])
async def test_the_oldest_of_too_many_streams_ends(served: Served, who: str | int, most: int) -> None:
    readers = [await served.listen(who) for _ in range(most)]
    other = await served.listen(2 if who == 1 else "manager")
    await hear(served, readers)
    for oldest in range(3):
        readers.append(await served.listen(who))
        await replaced(readers[oldest])
        await hear(served, readers[oldest + 1 :])
    await readers.pop().close()
    async with asyncio.timeout(30):
        while len(served.bistro.services.hub) > most:  # one of the others' is in it
            await asyncio.sleep(0.01)
    readers.append(await served.listen(who))
    await hear(served, readers[3:])
    assert not other.ended, "everybody has their own"


async def test_a_tablet_holds_its_streams_whichever_token_opened_them(served: Served) -> None:
    first = await served.listen(1, login="yesterday's")
    for login in ("today's", "today's", "renewed", "again"):
        await served.listen(1, login=login)
    await replaced(first)


async def test_two_logins_of_one_person_hold_their_own(served: Served) -> None:
    mine = [await served.listen("staff", login="here") for _ in range(20)]
    await served.listen("staff", login="there")
    await hear(served, mine)


async def test_a_board_counts_like_any_other_stream_of_its_login(served: Served) -> None:
    async with looking(served) as board:
        await board.until(1)
        for _ in range(19):
            await served.listen("staff")
        assert not board.ended
        await served.listen("staff")
        assert await board.until(1, "replaced") == ["{}"]
        async with asyncio.timeout(30):
            while not board.ended:
                await asyncio.sleep(0.01)
    async with looking(served) as again:
        await again.until(1)
        await replaced(served.readers[0])


async def test_a_store_with_too_many_streams_is_told_and_others_are_not(
    served: Served, rival: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = served.bistro.services.hub
    monkeypatch.setattr(hub._connections, "_most_of_store", 3)
    readers = [await served.listen(who) for who in (1, 1, "staff")]
    bearer = {who: {"Authorization": f"Bearer {served.bistro.token(who)}"} for who in (3, "manager")}
    cookie = {"Cookie": f"staff={served.bistro.token('manager')}"}
    for path, headers in (
        ("/api/v1/events", bearer[3]),
        ("/api/v1/admin/events", bearer["manager"]),
        ("/admin/stream", cookie),
    ):
        refused = await served.client.get(path, headers=headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5"), path
    elsewhere = Served(rival, served.client, served.port)
    await elsewhere.listen(1)
    await hear(served, readers)
    await readers.pop().close()
    async with asyncio.timeout(30):
        while hub._connections._of_store[served.bistro.store_id] > 2:
            await asyncio.sleep(0.01)
    await hear(served, [*readers, await served.listen(1)])
    await asyncio.gather(*(reader.close() for reader in elsewhere.readers))


async def test_opening_and_leaving_at_once_counts_right_and_leaves_nothing(served: Served) -> None:
    async def once() -> None:
        await (await served.listen("staff")).close()

    for _ in range(4):
        await asyncio.gather(*(once() for _ in range(30)))
    hub = served.bistro.services.hub
    async with asyncio.timeout(30):
        while len(hub):
            await asyncio.sleep(0.02)
    assert (hub.holders._streams, hub.holders._numbers) == ({}, {})
    await hear(served, [await served.listen("staff") for _ in range(20)])
