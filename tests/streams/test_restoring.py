"""A backup was put back: nobody takes the new history for the lost one, whatever they had seen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ordering import retention
from ordering.database.work import Work
from ordering.live.log import JUMP
from ordering.live.repository import StoreEvents
from ordering.restoring import restored
from tests.invariants import check
from tests.restoring import another, copied, file_of, logged_in_again
from tests.streams.reader import Served
from tests.world import Restaurant


@pytest.fixture
async def command(bistro: Restaurant) -> AsyncIterator[Work]:
    work = another(bistro.services.work.engine.url.render_as_string(hide_password=False))
    yield work
    await work.close()


async def head_of(here: Restaurant) -> int:
    return await here.services.work.read(lambda session: StoreEvents(session).head(here.store_id))


@pytest.mark.every_database
@pytest.mark.parametrize("who", ["staff", 1])
async def test_every_older_cursor_is_reset_and_running_streams_come_back_for_it(
    served: Served, command: Work, who: Any
) -> None:
    bistro = served.bistro
    await bistro.ordered(1)
    before = await head_of(bistro)
    live = await served.listen(who, before)
    await bistro.ordered(1)
    await live.until(1)
    await restored(command)
    await live.until_ended()
    served = await again_at(served)
    bistro = served.bistro
    head = await head_of(bistro)
    assert head >= before + JUMP
    for cursor in (live.cursor, before, 0, before + 100, head - 1):  # also of a future that is lost
        again = await served.listen(who, cursor)
        assert [(one.type, one.seq, one.data) for one in await again.until(1)] == [("reset", head, {"cursor": head})]
    order = await bistro.ordered(1, "냉면")
    events = await again.until(2)
    assert (events[1].seq, events[1].data["order"]["id"]) == (head + 1, order["id"])
    following = await served.listen(who, head)
    assert [one.seq for one in await following.until(1)] == [head + 1]
    await check(bistro.services, bistro.store_id, purged=True)


@pytest.mark.every_database
async def test_a_menu_that_was_kept_is_not_taken_for_the_one_there_is(bistro: Restaurant, command: Work) -> None:
    kept = await bistro.ask(1, "GET", "/menu")
    await restored(command)
    bistro = await logged_in_again(bistro)
    version = kept.json()["version"] + JUMP
    bistro.services.menus.clear(bistro.store_id)  # or a second later
    asked = await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": kept.headers["ETag"]})
    assert (asked.status_code, asked.json()["version"]) == (200, version)


async def test_it_may_be_run_again_and_for_a_store_where_nothing_has_happened_yet(
    bistro: Restaurant, rival: Restaurant, command: Work
) -> None:
    await bistro.ordered(1)
    assert await restored(command) == 2
    heads = await head_of(bistro), await head_of(rival)
    assert await restored(command) == 2
    assert (await head_of(bistro), await head_of(rival)) == (heads[0] + JUMP, heads[1] + JUMP)
    for here in (await logged_in_again(bistro), await logged_in_again(rival)):
        await here.ordered(1)
        await check(here.services, here.store_id, purged=True)


class Died(BaseException):
    pass


@pytest.mark.every_database
async def test_broken_off_it_is_run_again(bistro: Restaurant, command: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    for _ in range(4):
        await bistro.ordered(1)
    run, left = command.run, 0

    async def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= bistro.store_id in args  # others may live on the same server
        if left < 0:
            raise Died
        return await run(*args, **kwargs)

    monkeypatch.setattr(command, "run", dying)
    died = 0
    while True:  # each run dies one transaction of the store later than the one before
        left = died
        try:
            await restored(command)
        except Died:
            bistro = await logged_in_again(bistro)
            await bistro.ordered(1)
            await check(bistro.services, bistro.store_id, purged=True)
            died += 1
        else:
            break
    assert died > 2
    assert await head_of(bistro) > JUMP


async def again_at(served: Served) -> Served:
    return replace(served, bistro=await logged_in_again(served.bistro))


async def test_put_back_under_a_running_server_what_was_lost_shows_nowhere(
    served: Served, command: Work, tmp_path: Path
) -> None:
    """The next order gets the id, the number and the version of one that is lost."""
    bistro = served.bistro
    file, backup = file_of(bistro), tmp_path / "backup.db"
    kept = await bistro.ordered(1, "김치찌개")
    copied(file, backup)
    key = bistro.new_key()
    lost = await bistro.ordered(2, "냉면", key=key)
    assert lost["id"] in await on_the_board(bistro)
    seen = await head_of(bistro)
    live = await served.listen("staff", seen)
    copied(backup, file)
    await live.until_ended()
    await restored(command)
    served = await again_at(served)
    bistro = served.bistro
    assert await on_the_board(bistro) == {kept["id"]: "김치찌개"}
    other = await bistro.ordered(3, "떡볶이", lines=spicy(bistro))
    assert (other["id"], other["number"], other["version"]) == (lost["id"], lost["number"], lost["version"])
    assert await on_the_board(bistro) == {kept["id"]: "김치찌개", other["id"]: "떡볶이"}
    again = await served.listen("staff", seen)
    assert [one.type for one in await again.until(1)] == ["reset"]
    sent_again = await bistro.order(2, "냉면", key=key)
    assert sent_again.status_code == 201, "the restored past has forgotten it"
    await check(bistro.services, bistro.store_id, purged=True)


async def test_a_jump_from_behind_the_lost_future_is_noticed_without_a_look_in_between(
    served: Served, tmp_path: Path
) -> None:
    bistro, backup = served.bistro, tmp_path / "backup.db"
    kept = await bistro.ordered(1, "김치찌개")
    copied(file_of(bistro), backup)
    lost, *_ = [await bistro.ordered(2, "냉면") for _ in range(5)]  # more than there will be of the new one
    assert lost["id"] in await on_the_board(bistro)
    live = await served.listen("staff", await head_of(bistro))
    prepared = another(f"sqlite+aiosqlite:///{backup}")
    await restored(prepared)
    await prepared.close()
    copied(backup, file_of(bistro))  # the jump and all at once
    bistro = await logged_in_again(bistro)
    other = await bistro.ordered(3, "떡볶이", lines=spicy(bistro))
    assert (other["id"], other["version"]) == (lost["id"], lost["version"])
    assert await on_the_board(bistro) == {kept["id"]: "김치찌개", other["id"]: "떡볶이"}
    await live.until_ended()
    assert live.events == [], "the new history is not told to who has seen the lost one"


def spicy(here: Restaurant) -> list[dict[str, Any]]:
    return [{"item_id": here.items["떡볶이"], "quantity": 1, "options": [here.options["순한맛"]]}]


async def on_the_board(here: Restaurant) -> dict[int, str]:
    tables = (await here.ask("staff", "GET", "/admin/board")).json()["tables"]
    return {order["id"]: order["lines"][0]["name"] for table in tables for order in table["orders"]}
