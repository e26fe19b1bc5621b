"""Storages: a folder and a bucket keep bytes alike, and say so when they can't."""

import asyncio
import errno
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from ordering.errors import StorageDown
from ordering.services import storage_at
from ordering.settings import Bucket
from ordering.storage import Storage
from ordering.storage import folder as storage_module
from ordering.storage import s3 as s3_module
from ordering.storage.folder import Folder
from ordering.storage.s3 import S3
from tests.servers.s3 import Buckets
from tests.storage.faulty import FAULTS, faulty

KEYS = {f"menus/1/abc/{width}.webp": f"picture {width}".encode() * 100 for width in (320, 640, 1280)}
KEY = "menus/1/abc/320.webp"


@pytest.fixture(params=["folder", "bucket", "bucket with prefix"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    if request.param == "folder":
        yield Folder(tmp_path / "deep" / "media")
        return
    buckets: Buckets = request.getfixturevalue("s3")
    made = S3(await buckets.make("some/where" if "prefix" in request.param else ""))
    async with aclosing(made):
        yield made


async def test_what_is_put_is_there_until_it_is_removed(storage: Storage) -> None:
    await storage.check()
    assert await storage.get(KEY) is None
    assert await storage.sha256(KEY) is None
    await storage.remove([KEY, "menus/2/never/320.webp"])
    await storage.put(KEYS)
    await storage.put(KEYS)
    for key, body in KEYS.items():
        assert await storage.get(key) == body
        assert await storage.sha256(key) == sha256(body).hexdigest()
    await storage.remove([KEY])
    await storage.remove([KEY])
    assert [await storage.get(key) is None for key in KEYS] == [True, False, False]
    await storage.remove(list(KEYS))
    assert [await storage.get(key) for key in KEYS] == [None] * 3
    await storage.remove([])


def files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


async def test_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    await folder.put(KEYS)
    assert files(tmp_path) == sorted(KEYS)
    assert folder.url(KEY) == f"/media/{KEY}"
    (tmp_path / "menus/1/abc/.320.webp.0123abcd").write_bytes(b"half a pict")
    await folder.remove(list(KEYS))
    assert files(tmp_path) == []
    assert not (tmp_path / "menus/1/abc").exists()


async def test_a_folder_that_is_full_is_down_and_shows_no_half_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = Folder(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageDown):
            await folder.put(KEYS)
    assert [await folder.get(key) for key in KEYS] == [None] * 3
    await folder.remove(list(KEYS))
    assert files(tmp_path) == [], "the half one goes with it"


async def test_a_folder_that_can_not_be_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = Folder(tmp_path / "file" / "media")
    for what in (folder.check(), folder.put(KEYS)):
        with pytest.raises(StorageDown):
            await what


async def test_a_disk_that_hangs_is_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_module, "DISK_SECONDS", 0.2)
    monkeypatch.setattr(os, "fsync", lambda _: time.sleep(0.5))
    with pytest.raises(StorageDown):
        await Folder(tmp_path).put(KEYS)


async def test_a_bucket_tells_browsers_what_a_picture_is(s3: Buckets) -> None:
    bucket = await s3.make("some where/한")
    async with aclosing(S3(bucket)) as storage, httpx.AsyncClient() as browser:
        await storage.put(KEYS)
        url = storage.url(KEY)
        assert url == f"{s3.endpoint_url}/{bucket.name}/some%20where/%ED%95%9C/{KEY}"
        shown = await browser.get(url)
        assert (shown.status_code, shown.content) == (200, KEYS[KEY])
        assert shown.headers["content-type"] == "image/webp"
        assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_bucket_is_where_the_settings_say() -> None:
    plain = Bucket(name="pictures", region="ap-northeast-2")
    places = {
        S3(plain): ("https://pictures.s3.ap-northeast-2.amazonaws.com", ""),
        S3(Bucket(name="pictures")): ("https://pictures.s3.amazonaws.com", ""),
        S3(replace(plain, endpoint_url="http://minio:9000/")): ("http://minio:9000", "/pictures"),
        S3(replace(plain, public_url="https://cdn.example/x/")): ("https://cdn.example", "/x"),
    }
    for storage, (origin, path) in places.items():
        assert (storage.origin, storage.url("k/1.webp")) == (origin, f"{origin}{path}/k/1.webp")
    assert storage_at(plain).url("k") == S3(plain).url("k")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_bucket_that_fails_is_down_and_nothing_else(
    s3: Buckets, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    async with faulty(fault) as bucket, aclosing(S3(bucket)) as storage:
        await storage._connected()
        monkeypatch.setattr(s3_module, "PUT_SECONDS", 1.0)
        monkeypatch.setattr(s3_module, "CHECK_SECONDS", 1.0)
        began = time.monotonic()
        asked = {
            "put": storage.put(KEYS),
            "get": storage.get(KEY),
            "sha256": storage.sha256(KEY),
            "remove": storage.remove(list(KEYS)),
            "check": storage.check(),
        }
        answers = dict(zip(asked, await asyncio.gather(*asked.values(), return_exceptions=True), strict=True))
        assert time.monotonic() - began < 8
        if fault == "cuts":  # what needs no body is told in the headers
            answers = {name: one for name, one in answers.items() if name not in ("sha256", "check")}
        assert {name: type(one) for name, one in answers.items()} == dict.fromkeys(answers, StorageDown)


async def test_a_bucket_without_credentials_or_that_is_not_there_is_down(
    s3: Buckets, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Bucket(name="nowhere-at-all", endpoint_url=s3.endpoint_url, region="ap-northeast-2")
    async with aclosing(S3(nowhere)) as storage:
        for what in (storage.check(), storage.put(KEYS), storage.remove([KEY])):
            with pytest.raises(StorageDown):
                await what
    bucket = await s3.make()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    async with aclosing(S3(bucket)) as storage:
        with pytest.raises(StorageDown):
            await storage.check()


async def test_a_bucket_that_comes_back_is_up_again(s3: Buckets) -> None:
    async with aclosing(S3(await s3.make())) as storage:
        working = storage.bucket
        await storage.put(KEYS)
        storage.bucket = replace(working, name="nowhere-at-all")
        with pytest.raises(StorageDown):
            await storage.put(KEYS)
        storage.bucket = working
        assert await storage.get(KEY) == KEYS[KEY]


async def test_going_away_while_a_bucket_hangs_leaves_it_usable(s3: Buckets) -> None:
    async with faulty("hangs") as bucket, aclosing(S3(bucket)) as storage:
        going = [asyncio.create_task(storage.put(KEYS)) for _ in range(3)]
        await asyncio.sleep(0.5)
        for one in going:
            one.cancel()
        told = await asyncio.gather(*going, return_exceptions=True)
        assert [type(one) for one in told] == [asyncio.CancelledError] * 3


async def test_a_bucket_is_prepared_in_a_thread_so_that_the_menu_goes_on(
    s3: Buckets, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparing: list[threading.Thread] = []
    prepared = s3_module._prepared

    def noting(place: Bucket) -> Callable[[], Any]:
        preparing.append(threading.current_thread())
        return prepared(place)

    monkeypatch.setattr(s3_module, "_prepared", noting)
    async with aclosing(S3(await s3.make())) as storage:
        await storage.put(KEYS)
        await storage.put(KEYS)
    assert len(preparing) == 1
    assert preparing[0] is not threading.current_thread()
