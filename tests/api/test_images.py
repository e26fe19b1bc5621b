"""Uploading a picture over HTTP: what is answered to whom, and what the guests' menu then shows."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ordering.http.uploads import LARGEST
from ordering.images import decoder_pool
from tests.api.deployment import deployed, rows_of
from tests.images.studio import drawn, encoded, noise, opened
from tests.images.uploads import PATH, PHOTO, images, of_menu, send, show, uploaded
from tests.servers.s3 import Buckets
from tests.storage.faulty import faulty
from tests.world import Restaurant


async def test_what_is_uploaded_is_told_and_shown_to_guests(bistro: Restaurant) -> None:
    answer = await send(bistro, drawn(1600, 1200))
    assert answer.status_code == 201, answer.text
    image = answer.json()
    folder = image["url"].rpartition("/")[0]
    assert folder.startswith(f"/media/menus/{bistro.store_id}/")
    assert image == {
        "id": image["id"],
        "url": f"{folder}/640.webp",
        "srcset": f"{folder}/320.webp 320w, {folder}/640.webp 640w, {folder}/1280.webp 1280w",
        "width": 640,
        "height": 480,
        "content_type": "image/webp",
    }
    before = await bistro.ask(1, "GET", "/menu")
    changed = await show(bistro, "냉면", image["id"])
    assert (changed.json()["image_id"], changed.json()["image_url"]) == (image["id"], image["url"])
    after = await bistro.ask(1, "GET", "/menu", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200, "the menu has changed"
    assert after.headers["etag"] != before.headers["etag"]
    dish = await of_menu(bistro, "냉면")
    assert (dish["image_url"], dish["image_srcset"]) == (image["url"], image["srcset"])
    assert (await of_menu(bistro, "김치찌개"))["image_url"] is None
    for address in image["srcset"].split(", "):
        url, width = address.split(" ")
        picture = await bistro.http.get(url)
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
        assert f"{opened(picture.content).width}w" == width
    assert (await show(bistro, "냉면", None)).json()["image_url"] is None
    assert (await of_menu(bistro, "냉면"))["image_srcset"] is None


async def test_a_small_one_is_told_at_its_own_size(bistro: Restaurant) -> None:
    image = await uploaded(bistro, drawn(90, 60, "PNG"))
    assert (image["width"], image["height"]) == (90, 60)
    assert image["url"].endswith("/90.webp")
    assert image["srcset"] == f"{image['url']} 90w"


async def test_the_same_picture_twice_is_two_pictures(bistro: Restaurant) -> None:
    one, other = await uploaded(bistro), await uploaded(bistro)
    assert one["id"] != other["id"]
    assert one["url"] != other["url"], "one may be removed while the other is shown"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 415, "unsupported_image"),
        (b"GIF89a" + bytes(99), 415, "unsupported_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_image"),
        (b"%PDF-1.4\n" + PHOTO, 415, "unsupported_image"),
        (PHOTO[:-100], 422, "bad_image"),
        (bytes(LARGEST + 1), 413, "too_large"),
        (PHOTO + bytes(LARGEST - len(PHOTO)), 201, None),
    ],
    ids=["empty", "gif", "svg", "pdf", "torn", "too large", "as large as may be"],
)
async def test_each_refusal_has_its_code_and_stores_nothing(
    bistro: Restaurant, tmp_path: Path, data: bytes, status: int, code: str | None
) -> None:
    answer = await send(bistro, data)
    assert answer.status_code == status, answer.text
    if code is not None:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == code
        assert await images(bistro) == []
        assert not (tmp_path / "media").exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\0.jpg", "photo.svg", "한글.jpg", "x" * 5000, '"', "c:\\con.jpg"]
)
@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html"])
async def test_names_and_content_types_are_not_believed(bistro: Restaurant, name: str, kind: str) -> None:
    answer = await send(bistro, {"file": (name, PHOTO, kind)})
    assert answer.status_code in (201, 400, 413), answer.text
    if answer.status_code == 201:
        assert answer.json()["content_type"] == "image/webp"
        assert "passwd" not in answer.json()["url"]


async def test_exactly_one_file_is_taken(bistro: Restaurant) -> None:
    file = ("x.jpg", PHOTO, "image/jpeg")
    wrong: list[Any] = [
        {"file": (None, "text")},
        {"picture": file},
        [("file", file), ("file", file)],
        {"file": file, "store_id": (None, "1")},
    ]
    for files in wrong:
        answer = await send(bistro, files)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.text
        assert answer.json()["errors"][0]["field"] in ("file", "picture", "store_id")
    assert await images(bistro) == []


FIELD = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="f"\r\n\r\nabc'
FORM = "multipart/form-data; boundary="
# Python takes minutes for this much of it, whoever asks it to.
SLOW = b'--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: text/plain; charset=punycode\r\n\r\n'
SLOW += b"a" * 1_000_000 + b"-" + b"z9" * 1_000_000 + b"\r\n--x--\r\n"
NO_FORMS = [
    ("application/json", b'{"file": "x"}'),
    ("application/x-www-form-urlencoded", b"file=x"),
    ("image/jpeg", PHOTO),
    ("multipart/form-data", PHOTO),
    (FORM + "x", PHOTO),
    (FORM + "x", b"--x\r\n\r\n--x--"),
    (FORM + "x", FIELD % b"file"),
    (FORM + "x", FIELD % b"a" + (b"\r\n" + FIELD % b"a") * 5000 + b"\r\n--x--"),
    (FORM + "x", b"--x\r\n" + b"a" * 100_000),
    (FORM + "x" * 5000, b"--x--"),
    (FORM + "x", SLOW),
    ("", b""),
]


async def test_what_is_no_form_with_a_file_is_a_clear_no(bistro: Restaurant) -> None:
    for kind, body in NO_FORMS:
        headers = {"Authorization": f"Bearer {bistro.token('manager')}", "Content-Type": kind}
        answer = await bistro.http.post(PATH, content=body, headers=headers)
        assert answer.status_code in (400, 413, 415), (kind[:40], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert await images(bistro) == []


async def test_only_managers_and_owners_may_and_a_cookie_is_no_login(bistro: Restaurant) -> None:
    answers = {who: (await send(bistro, who=who)).status_code for who in (None, 1, "staff", "manager", "owner")}
    assert answers == {None: 401, 1: 403, "staff": 403, "manager": 201, "owner": 201}
    token = bistro.token("owner")
    for name in ("session", "ordering", "access_token", "Authorization"):
        cookie = {"Cookie": f"{name}={token}"}
        assert (await bistro.http.post(PATH, files={"file": PHOTO}, headers=cookie)).status_code == 401


@pytest.mark.inside
async def test_whoever_may_not_is_refused_before_anything_is_read(bistro: Restaurant) -> None:
    async def never_read() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    headers = {"Content-Type": "multipart/form-data; boundary=x", "Authorization": f"Bearer {bistro.token('staff')}"}
    answer = await bistro.http.post(PATH, content=never_read(), headers=headers)
    assert answer.status_code == 403


async def test_another_stores_picture_is_not_there(bistro: Restaurant, rival: Restaurant) -> None:
    theirs = (await uploaded(rival))["id"]
    before = await rows_of(bistro.services)
    new = {"category_id": bistro.categories["식사"], "name": "새 메뉴", "price": 1}
    for image_id in (theirs, 999_999):
        assert (await show(bistro, "냉면", image_id)).status_code == 404
        added = await bistro.ask("owner", "POST", "/admin/items", {**new, "image_id": image_id})
        assert added.status_code == 404
    assert await rows_of(bistro.services) == before
    mine = (await uploaded(bistro))["id"]
    added = await bistro.ask("owner", "POST", "/admin/items", {**new, "image_id": mine})
    assert (added.status_code, added.json()["image_id"]) == (201, mine)
    strange: list[Any] = [0, -1, "1", 1.0, True, [mine], {}]
    for one in strange:
        assert (await show(bistro, "냉면", one)).status_code in (400, 404), one


async def test_who_uploaded_and_who_hung_it_is_on_record(bistro: Restaurant) -> None:
    image = await uploaded(bistro)
    await show(bistro, "냉면", image["id"])
    entries = (await bistro.ask("owner", "GET", "/admin/audit")).json()["items"]
    assert [entry["action"] for entry in entries[:2]] == ["item.changed", "image.added"]
    assert entries[0]["before"] == {"image_id": None}
    assert entries[0]["after"] == {"image_id": image["id"]}


async def test_a_picture_hangs_through_moves_and_prices(bistro: Restaurant) -> None:
    image = await uploaded(bistro)
    await show(bistro, "냉면", image["id"])
    await bistro.ask("owner", "PATCH", f"/admin/items/{bistro.items['냉면']}", {"price": 12_000})
    await bistro.ask("staff", "PUT", f"/admin/items/{bistro.items['냉면']}/sold-out")
    await bistro.ask("owner", "PATCH", f"/admin/items/{bistro.items['냉면']}",
                     {"category_id": bistro.categories["후식"]})  # fmt: skip
    assert (await of_menu(bistro, "냉면"))["image_url"] == image["url"]


@pytest.mark.timeout(60)
async def test_with_the_storage_down_an_upload_is_503_in_time_and_the_menu_goes_on(
    database_url: str, s3: Buckets
) -> None:
    """At its real limits: fifteen seconds, and as many for a machine that is busy."""
    async with asyncio.TaskGroup() as together:  # one that fails leaves no app of the others open
        for fault in ("hangs", "500", "refuses"):
            together.create_task(uploads_fail_in_time(database_url, fault))


async def uploads_fail_in_time(database_url: str, fault: str) -> None:
    async with faulty(fault) as bucket:
        place = {"media": f"s3://{bucket.name}", "s3_endpoint_url": str(bucket.endpoint_url), "s3_region": "x-1"}
        async with deployed(database_url, **place) as here:
            bistro = await here.restaurant("bistro")
            began, menus = time.monotonic(), 0
            asking = asyncio.create_task(here.http.get("/health/ready"))
            uploading = asyncio.create_task(send(bistro))
            while not uploading.done():
                assert (await bistro.ask(1, "GET", "/menu")).status_code == 200
                menus += 1
                await asyncio.sleep(0.1)
            assert menus > 1, "none of them waited for the upload"
            answer = await uploading
            assert (answer.status_code, answer.json()["code"]) == (503, "storage_down")
            assert int(answer.headers["retry-after"]) > 0
            assert time.monotonic() - began < 2 * 15
            ready = await asking
            assert ready.status_code == 200
            assert ready.json() == {"status": "ok", "database": "ok", "storage": "degraded"}
            (claim,) = await images(bistro)
            assert (await show(bistro, "냉면", claim.id)).status_code == 404, "nothing can show it"


async def test_from_a_bucket_guests_load_what_the_page_lets_them(database_url: str, s3: Buckets) -> None:
    bucket = await s3.make()
    place = {
        "media": f"s3://{bucket.name}/of/mine",
        "s3_endpoint_url": s3.endpoint_url,
        "s3_public_url": f"{s3.endpoint_url}/{bucket.name}",
        "s3_region": str(bucket.region),
    }
    async with deployed(database_url, **place) as here, httpx.AsyncClient() as browser:
        bistro = await here.restaurant("bistro")
        image = await uploaded(bistro)
        assert image["url"].startswith(f"{s3.endpoint_url}/{bucket.name}/of/mine/menus/{bistro.store_id}/")
        await show(bistro, "냉면", image["id"])
        shown = await browser.get((await of_menu(bistro, "냉면"))["image_url"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
        assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
        policy = (await here.http.get("/table")).headers["content-security-policy"]
        sources = dict(one.strip().split(" ", 1) for one in policy.split(";"))
        assert s3.endpoint_url in sources["img-src"].split()
        assert (await here.http.get("/media/x.webp")).status_code == 404
        assert (await here.http.get("/health/ready")).json()["storage"] == "ok"


async def test_many_at_once_are_all_answered(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = await asyncio.gather(*(send(bistro, drawn(40 + n, 30)) for n in range(8)))
    assert [one.status_code for one in answers] == [201] * 8
    monkeypatch.setattr(decoder_pool, "TURN_SECONDS", 0.1)
    large = encoded(noise(1800, 1400), quality=70)
    answers = await asyncio.gather(*(send(bistro, large) for _ in range(6)))
    assert {one.status_code for one in answers} == {201, 503}
    late = next(one for one in answers if one.status_code == 503)
    assert late.json()["code"] == "busy"
    assert int(late.headers["retry-after"]) > 0
