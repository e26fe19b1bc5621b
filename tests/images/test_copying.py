"""Copying pictures to another storage: all of them, each as it was uploaded, however often it is broken off."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path

import pytest

from ordering.errors import StorageDown
from ordering.images import actions, copying
from ordering.images.answer import Variant
from ordering.images.copying import Copied, copy
from ordering.security.callers import CommandLine
from ordering.storage.folder import Folder
from ordering.storage.s3 import S3
from tests.cli.commands import ORDERING, SECRET, given
from tests.images.uploads import images, of_menu, show, uploaded
from tests.servers.s3 import Buckets
from tests.storage.faulty import faulty
from tests.world import Restaurant

COUNT = 12


@pytest.fixture
async def keys(bistro: Restaurant, rival: Restaurant) -> list[str]:
    """Two stores have pictures, and one upload was broken off."""
    for number in range(COUNT):
        here = rival if number % 3 == 0 else bistro
        await actions.keep(
            here.services.work,
            here.services.storage,
            CommandLine(here.store_id),
            [Variant(320, 1, b"small %d" % number), Variant(640, 1, b"large %d" % number)],
        )
    await bistro.services.work.run(actions._claim, bistro.store_id, [Variant(1, 1, b"never stored")])
    return [key for here in (bistro, rival) for one in await images(here) if one.stored_at for key in one.keys]


@pytest.fixture(params=["folder", "bucket"])
async def target(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Folder | S3]:
    if request.param == "folder":
        yield Folder(tmp_path / "target")
        return
    buckets: Buckets = request.getfixturevalue("s3")
    async with aclosing(S3(await buckets.make("moved"))) as bucket:
        yield bucket


async def test_everything_is_copied_once(bistro: Restaurant, keys: list[str], target: Folder | S3) -> None:
    work, source, done = bistro.services.work, bistro.services.storage, list[int]()
    assert await work.read(copying.how_many) == COUNT
    assert await copy(work, source, target, lambda: done.append(1)) == Copied(copied=2 * COUNT)
    assert len(done) == COUNT
    for key in keys:
        assert await target.get(key) == await source.get(key)
    assert await copy(work, source, target, lambda: None) == Copied(there_already=2 * COUNT)


async def test_what_is_damaged_or_missing_is_named_and_not_copied(
    bistro: Restaurant, keys: list[str], target: Folder | S3, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    (media / keys[3]).write_bytes(b"rotten")
    (media / keys[5]).unlink()
    told = await copy(bistro.services.work, Folder(media), target, lambda: None)
    assert (told.copied, sorted(told.damaged)) == (2 * COUNT - 2, sorted([keys[3], keys[5]]))
    assert [await target.get(key) for key in (keys[3], keys[5])] == [None, None]


async def test_what_is_wrong_at_the_target_is_put_right(bistro: Restaurant, keys: list[str], tmp_path: Path) -> None:
    source, target = bistro.services.storage, Folder(tmp_path / "target")
    await target.put({keys[0]: b"half a pict"})
    assert (await copy(bistro.services.work, source, target, lambda: None)).copied == 2 * COUNT
    assert await target.get(keys[0]) == await source.get(keys[0])


async def test_broken_off_it_goes_on_where_it_was(
    bistro: Restaurant, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaking(Folder):
        left = 7

        async def put(self, files: Mapping[str, bytes]) -> None:
            self.left -= 1
            if self.left < 0:
                raise StorageDown
            await super().put(files)

    monkeypatch.setattr(copying, "AT_ONCE", 3)
    source, target = bistro.services.storage, tmp_path / "target"
    with pytest.raises(StorageDown):
        await copy(bistro.services.work, source, Breaking(target), lambda: None)
    told = await copy(bistro.services.work, source, Folder(target), lambda: None)
    assert told.copied + told.there_already == 2 * COUNT
    assert 3 <= told.there_already <= 7


@pytest.mark.parametrize("fault", ["403", "cuts", "refuses"])
async def test_a_target_that_is_down_is_said_to_be(
    bistro: Restaurant, keys: list[str], s3: Buckets, fault: str
) -> None:
    async with faulty(fault) as bucket, aclosing(S3(bucket)) as target:
        with pytest.raises(StorageDown):
            await copy(bistro.services.work, bistro.services.storage, target, lambda: None)


async def test_the_command_moves_a_restaurant_to_a_bucket(
    bistro: Restaurant, s3: Buckets, tmp_path: Path, database_url: str
) -> None:
    image = await uploaded(bistro)
    await show(bistro, "냉면", image["id"])
    bucket = await s3.make()
    place = f"s3://{bucket.name}/moved"
    own = {
        "database_url": database_url,
        "secret_key": SECRET,
        "media": f"local:{tmp_path / 'media'}",
        "s3_endpoint_url": s3.endpoint_url,
        "s3_region": str(bucket.region),
    }
    credentials = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}

    async def command(*arguments: str, **more: str) -> tuple[int, str, str]:
        pipe = asyncio.subprocess.PIPE
        environment = {**given({**own, **more}), **credentials}
        done = await asyncio.create_subprocess_exec(ORDERING, *arguments, env=environment, stdout=pipe, stderr=pipe)
        said, wrong = await done.communicate()
        return done.returncode or 0, said.decode(), wrong.decode()

    code, said, wrong = await command("media", "copy", "--to", place)
    assert (code, wrong) == (0, ""), said
    assert "3 files copied, 0 were there already." in said
    assert f"ORDERING_MEDIA={place}" in said
    assert sorted(await s3.names(bucket)) == sorted(f"moved/{key}" for key in (await images(bistro))[0].keys)
    (tmp_path / "media" / (await images(bistro))[0].keys[0]).write_bytes(b"rotten")
    (tmp_path / "file").write_text("in the way")
    (damaged, said, wrong), down = await asyncio.gather(
        command("media", "copy", "--to", f"local:{tmp_path / 'third'}"),
        command("media", "copy", "--to", f"local:{tmp_path / 'file' / 'under'}"),
    )
    assert damaged == 1
    assert "2 files copied" in said
    assert wrong == f"missing or damaged, not copied: {(await images(bistro))[0].keys[0]}\n"
    assert (down[0], down[2]) == (2, f"--to: expected a folder; {tmp_path / 'file'} is a file\n")
    assert (await of_menu(bistro, "냉면"))["image_url"] == image["url"]
