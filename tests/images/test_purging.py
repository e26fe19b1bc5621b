"""Forgetting pictures: what nothing has shown for a day goes, files and row, and nothing that is shown ever does."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from ordering import clock
from ordering.database.work import Work
from ordering.errors import StorageDown
from ordering.images import actions
from ordering.images.answer import Variant
from ordering.menu import purging
from ordering.menu.purging import purge_images
from ordering.security.callers import CommandLine
from ordering.storage import Storage
from ordering.storage.folder import Folder
from tests.images.uploads import images, kept, of_menu, show
from tests.world import Restaurant

SMALL = [Variant(320, 1, b"small"), Variant(640, 1, b"large")]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> "Later":
    return Later(monkeypatch)


class Later:
    """The restaurant's clock, moved on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._real, self._by = monkeypatch, clock.now, timedelta()
        # Logins keep to the real time: they would end.
        monkeypatch.setattr("ordering.security.tokens.clock", SimpleNamespace(now=clock.now))

    def __call__(self, **by: float) -> None:
        self._by += timedelta(**by)
        moved = self._by
        self._patch.setattr(clock, "now", lambda: self._real() + moved)


async def added(here: Restaurant) -> int:
    """A picture that was uploaded, as small as can be."""
    services = here.services
    image = await actions.keep(services.work, services.storage, CommandLine(here.store_id), SMALL)
    return image.id


async def purged(here: Restaurant) -> int:
    return await purge_images(here.services.work, here.services.storage)


async def ids(here: Restaurant) -> list[int]:
    """Those of the rows, which agree with the storage."""
    rows = await images(here)
    assert await kept(here) == {key for row in rows for key in row.keys}
    return [row.id for row in rows]


@pytest.mark.every_database
async def test_a_day_after_nothing_shows_it_any_more_it_goes(bistro: Restaurant, later: Later) -> None:
    never, shown, replaced, taken_off, archived = [await added(bistro) for _ in range(5)]
    for dish, image_id in {"김치찌개": shown, "냉면": replaced, "티라미수": taken_off, "붕어빵": archived}.items():
        await show(bistro, dish, image_id)
    later(days=30)
    await show(bistro, "떡볶이", None)
    assert never not in await after_purge(bistro)
    await show(bistro, "냉면", await added(bistro))
    await show(bistro, "티라미수", None)
    await bistro.ask("owner", "DELETE", f"/admin/items/{bistro.items['붕어빵']}")
    later(hours=23)
    unattached = await added(bistro)
    assert {shown, replaced, taken_off, archived, unattached} <= set(await after_purge(bistro))
    later(hours=2)
    left = await after_purge(bistro)
    assert {taken_off, archived}.isdisjoint(left)
    assert {shown, unattached} <= set(left)
    assert len(left) == 3
    later(days=3650)
    left = await after_purge(bistro)
    assert shown in left
    assert len(left) == 2, "what is shown stays for ever"
    assert (await of_menu(bistro, "김치찌개"))["image_url"]


async def after_purge(here: Restaurant) -> list[int]:
    await purged(here)
    return await ids(here)


async def test_its_day_begins_anew_when_it_is_taken_off_and_it_may_hang_again(bistro: Restaurant, later: Later) -> None:
    image_id = await added(bistro)
    await show(bistro, "냉면", image_id)
    await show(bistro, "떡볶이", image_id)
    later(days=9)
    await show(bistro, "냉면", None)
    later(days=9)
    assert await after_purge(bistro) == [image_id], "another dish still shows it"
    await show(bistro, "떡볶이", None)
    later(hours=20)
    assert await after_purge(bistro) == [image_id]
    assert (await show(bistro, "냉면", image_id)).status_code == 200
    later(days=9)
    assert await after_purge(bistro) == [image_id]


async def test_other_stores_and_other_files_are_left_alone(
    bistro: Restaurant, rival: Restaurant, later: Later, tmp_path: Path
) -> None:
    await show(rival, "냉면", await added(rival))
    gone = await added(bistro)
    strange = tmp_path / "media" / "menus" / str(bistro.store_id) / "notes.txt"
    strange.write_text("whose?")
    later(days=2)
    assert await purged(bistro) == 1
    assert await images(bistro) == []
    assert gone not in await ids(rival)
    assert len(await ids(rival)) == 1
    assert strange.read_text() == "whose?"


async def test_many_go_a_page_at_a_time(bistro: Restaurant, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 3)
    made = [await added(bistro) for _ in range(8)]
    await show(bistro, "냉면", made[4])
    later(days=2)
    assert await purged(bistro) == 7
    assert await ids(bistro) == [made[4]]
    assert await purged(bistro) == 0


class Unreliable(Folder):
    """Fails, or dies, when files are to be removed: before or after they are."""

    def __init__(self, folder: Path, error: BaseException, *, removes: bool) -> None:
        super().__init__(folder)
        self._error, self._removes = error, removes

    async def remove(self, keys: Collection[str]) -> None:
        if self._removes:
            await super().remove(keys)
        raise self._error


class Died(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("removes", [False, True])
@pytest.mark.parametrize("error", [StorageDown(), Died()], ids=["storage down", "process dies"])
async def test_whatever_breaks_it_off_nothing_condemned_is_shown_and_the_next_finishes(
    bistro: Restaurant, later: Later, error: BaseException, removes: bool, tmp_path: Path
) -> None:
    doomed, shown = await added(bistro), await added(bistro)
    await show(bistro, "냉면", shown)
    later(days=2)
    with pytest.raises(type(error)):
        await purge_images(bistro.services.work, Unreliable(tmp_path / "media", error, removes=removes))
    assert (await show(bistro, "떡볶이", doomed)).status_code == 404, "its files may be gone"
    assert (await show(bistro, "떡볶이", shown)).status_code == 200
    assert await purged(bistro) == 1
    assert await ids(bistro) == [shown]


async def test_a_process_that_dies_between_condemning_and_removing_is_no_matter(
    bistro: Restaurant, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    doomed = await added(bistro)
    later(days=2)
    run = Work.run
    for dies_after in (1, 2):
        left = dies_after

        async def dying(self: Work, *args: object, **more: object) -> object:
            nonlocal left
            left -= 1
            result: object = await run(self, *args, **more)  # type: ignore[arg-type]  # as it was asked
            if left == 0:
                raise Died
            return result

        with monkeypatch.context() as patch:
            patch.setattr(Work, "run", dying)
            with pytest.raises(Died):
                await purged(bistro)
        found = await images(bistro)
        assert found == [] or (found[0].id, found[0].stored_at) == (doomed, None)
    await purged(bistro)
    assert await ids(bistro) == []


@pytest.mark.every_database
async def test_hanging_a_picture_races_the_purge_and_either_wins_whole(bistro: Restaurant, later: Later) -> None:
    dishes = ["김치찌개", "떡볶이", "냉면", "티라미수"]
    won = 0
    for _ in range(6):
        made = [await added(bistro) for _ in dishes]
        later(days=2)
        answers, *_ = await asyncio.gather(
            asyncio.gather(*(show(bistro, dish, one) for dish, one in zip(dishes, made, strict=True))),
            purged(bistro),
            purged(bistro),
        )
        assert {one.status_code for one in answers} <= {200, 404}
        await consistent(bistro, dishes)
        won += sum(one.status_code == 200 for one in answers)
        for dish in dishes:  # taken off just now: a purge that comes at once leaves it
            await show(bistro, dish, None)
        await purged(bistro)
    left = await ids(bistro)
    assert len(left) <= won
    later(days=2)
    assert await after_purge(bistro) == []


async def consistent(here: Restaurant, dishes: Sequence[str]) -> None:
    """Whatever is shown is there."""
    there = await kept(here)
    shown = [(await of_menu(here, dish))["image_srcset"] for dish in dishes]
    addresses = [one.split(" ")[0] for srcset in shown if srcset for one in srcset.split(", ")]
    assert {one.removeprefix("/media/") for one in addresses} <= there


async def test_an_upload_that_took_for_ever_is_refused_at_last(
    bistro: Restaurant, later: Later, tmp_path: Path
) -> None:
    class Slow(Folder):
        async def put(self, files: Mapping[str, bytes]) -> None:
            later(days=2)
            await super().put(files)

    storage: Storage = Slow(tmp_path / "media")
    with pytest.raises(StorageDown):
        await actions.keep(bistro.services.work, storage, CommandLine(bistro.store_id), SMALL)
    assert await purged(bistro) == 1
    assert await ids(bistro) == []
