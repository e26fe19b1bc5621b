"""Two processes with Redis between them: what is done at one is known at the other at once.

They look by themselves only once a minute here, so that it can only be Redis that tells.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ordering.live.holders import SILENT_SECONDS
from tests.faults.pair import Pair, a_pair
from tests.faults.starter import Starter
from tests.servers import Redis
from tests.streams.reader import Served
from tests.streams.test_board_stream import looking
from tests.world import TABLE_PASSWORD

NEVER = 3600.0
AT_ONCE_SECONDS = 30.0
"""Far less than until they look, on a machine that does much else."""


@pytest.fixture
async def pair(starter: Starter, mariadb_url: str, killable_redis: Redis, tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(
        starter,
        mariadb_url,
        tmp_path,
        killable_redis.url,
        ordering__live__hub__LOOK_SECONDS=NEVER,
        ordering__security__revocations__TRUSTED_SECONDS=NEVER,
        ordering__menu__cache__TRUSTED_SECONDS=NEVER,
    ) as made:
        await made.until_redis("ok")
        yield made


@pytest.fixture
async def there(pair: Pair) -> AsyncIterator[Served]:
    served = Served(pair.there.bistro, pair.there.bistro.http, pair.there.service.port)
    yield served
    await asyncio.gather(*(reader.close() for reader in served.readers))


async def test_an_order_here_is_on_the_streams_and_the_board_there(pair: Pair, there: Served) -> None:
    readers = [await there.listen(who) for who in ("staff", 1)]
    async with looking(there) as board:
        await board.until(1)
        order = await pair.bistro.ordered(1)
        for reader in readers:
            events = await reader.until(2, AT_ONCE_SECONDS)
            assert [event.type for event in events] == ["session.opened", "order.placed"]
            assert events[1].data["order"]["id"] == order["id"]
        card = (await board.until(2, seconds=AT_ONCE_SECONDS))[1]
        assert f'id="table-{pair.bistro.tables[1]}"' in card


async def test_what_has_no_event_is_seen_there_too(pair: Pair, there: Served) -> None:
    """A pairing: boards show it, and the log does not."""
    async with looking(there) as board:
        await board.until(1)
        paired = {"store": pair.bistro.slug, "table_number": 2, "password": TABLE_PASSWORD}
        assert (await pair.bistro.ask(None, "POST", "/auth/table", paired)).status_code == 200
        await board.until(2, seconds=AT_ONCE_SECONDS)


async def test_a_login_that_ends_here_ends_there(pair: Pair, there: Served) -> None:
    reader = await there.listen("manager")
    for scene in pair.scenes:
        assert (await scene.bistro.ask("manager", "GET", "/me")).status_code == 200
    assert (await pair.bistro.ask("manager", "POST", "/auth/logout")).status_code == 204
    await reader.until_ended(AT_ONCE_SECONDS)
    assert (await there.bistro.ask("manager", "GET", "/me")).status_code == 401


async def test_phones_that_are_out_here_are_out_there(pair: Pair, there: Served) -> None:
    """One that leaves by itself, and all of them when phones are switched off: of neither is there an event."""
    await pair.bistro.open_to_phones()
    leaves, stays = [await pair.bistro.let_in(1) for _ in range(2)]
    reader, other = await there.listen(leaves), await there.listen(stays)
    assert (await there.bistro.ask(leaves, "GET", "/me")).status_code == 200
    assert (await pair.bistro.ask(leaves, "POST", "/auth/logout")).status_code == 204
    await reader.until_ended(AT_ONCE_SECONDS)
    assert (await there.bistro.ask(leaves, "GET", "/me")).status_code == 401
    assert not other.ended
    assert (await pair.bistro.ask("manager", "PATCH", "/admin/store", {"phones": False})).status_code == 200
    await other.until_ended(AT_ONCE_SECONDS)
    assert (await there.bistro.ask(stays, "GET", "/me")).status_code == 401


async def test_a_dish_that_is_86d_here_is_sold_out_there(pair: Pair, there: Served) -> None:
    before = (await there.bistro.ask(1, "GET", "/menu")).json()
    sold_out = await pair.bistro.ask("staff", "PUT", f"/admin/items/{pair.bistro.items['냉면']}/sold-out")
    assert sold_out.status_code == 200
    async with asyncio.timeout(AT_ONCE_SECONDS):
        while (now := (await there.bistro.ask(1, "GET", "/menu")).json()) == before:
            await asyncio.sleep(0.02)
    assert now["version"] == before["version"] + 1


@pytest.mark.parametrize(("who", "most"), [(1, 4), ("staff", 20)])
async def test_streams_at_both_are_those_of_one_holder(pair: Pair, there: Served, who: str | int, most: int) -> None:
    here = Served(pair.bistro, pair.bistro.http, pair.here.service.port)
    both = here, there
    readers = []
    for number in range(most + 2):
        readers.append(await both[number % 2].listen(who))
        await asyncio.sleep(0.02)  # so that it is clear which one is older
    for reader in readers[:2]:
        await reader.until_ended(AT_ONCE_SECONDS)
        assert reader.events[-1].type == "replaced"
    await readers.pop().close()
    await readers.pop().close()
    await asyncio.sleep(0.2)
    readers += [await one.listen(who) for one in both]
    order = await pair.bistro.ordered(1)
    for reader in readers[2:]:
        assert (await reader.until(2, AT_ONCE_SECONDS))[1].data["order"]["id"] == order["id"]
    await asyncio.gather(*(reader.close() for reader in here.readers))


async def test_streams_of_a_process_count_while_it_lives_and_no_longer(pair: Pair, there: Served) -> None:
    here = Served(pair.bistro, pair.bistro.http, pair.here.service.port)
    first, stays = await there.listen(1), await there.listen(1)
    for _ in range(2):
        await here.listen(1)
    await asyncio.sleep(SILENT_SECONDS + 1)  # it has no news meanwhile
    await there.listen(1)
    await first.until_ended(AT_ONCE_SECONDS)
    pair.here.service.kill()
    await asyncio.sleep(SILENT_SECONDS + 1)
    more = [await there.listen(1) for _ in range(2)]
    await asyncio.sleep(0.5)
    assert not any(reader.ended for reader in (stays, *more))
    await asyncio.gather(*(reader.close() for reader in here.readers))
