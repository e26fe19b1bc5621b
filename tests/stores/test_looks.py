"""How a store shows itself: its logo, its cover and its colour, told to everybody there and kept apart from others'."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from ordering import clock
from ordering.images import actions as pictures
from ordering.images.answer import Variant
from ordering.live import log
from ordering.menu.purging import purge_images
from ordering.security.callers import CommandLine
from ordering.stores.colours import contrast_with_white
from tests.images.uploads import images, kept, show
from tests.security.guessing import staff_login
from tests.world import Restaurant

SMALL = [Variant(320, 100, b"small"), Variant(640, 200, b"large")]


async def uploaded(here: Restaurant) -> int:
    services = here.services
    image = await pictures.keep(services.work, services.storage, CommandLine(here.store_id), SMALL)
    return image.id


async def changed(here: Restaurant, **looks: Any) -> dict[str, Any]:
    answer = await here.ask("manager", "PATCH", "/admin/store", looks)
    assert answer.status_code == 200, answer.text
    stored: dict[str, Any] = answer.json()
    return stored


async def told(here: Restaurant) -> list[dict[str, Any]]:
    """The stores of all ``store.changed``, as a tablet hears them."""
    rows = await here.services.work.rows(log.after(here.store_id, 0, 1000, table_id=here.tables[1]))
    events = [log.Event(*row) for row in rows]
    return [msgspec.json.decode(event.payload)["store"] for event in events if event.type == "store.changed"]


@pytest.mark.every_database
async def test_everybody_there_is_told_of_logo_cover_and_accent(bistro: Restaurant) -> None:
    logo, cover = await uploaded(bistro), await uploaded(bistro)
    looks = {"logo_id": logo, "cover_id": cover, "accent": "#9a3412"}
    assert (await changed(bistro, **looks)).items() >= looks.items()
    assert (await bistro.ask("staff", "GET", "/admin/store")).json().items() >= looks.items()
    for who in (1, "staff"):
        store = (await bistro.ask(who, "GET", "/me")).json()["store"]
        assert (store["logo"]["id"], store["cover"]["id"], store["accent"]) == (logo, cover, "#9a3412")
        assert store["cover"]["url"].endswith("/640.webp")
        assert "320w" in store["cover"]["srcset"]
    assert (await told(bistro))[-1] == store == (await staff_login(bistro)).json()["store"]
    await changed(bistro, logo_id=None, cover_id=None, accent=None)
    store = (await bistro.ask(1, "GET", "/me")).json()["store"]
    assert (store["logo"], store["cover"], store["accent"]) == (None, None, None)
    assert (await told(bistro))[-1] == store == (await staff_login(bistro)).json()["store"]


async def test_what_changes_nothing_is_told_to_nobody(bistro: Restaurant) -> None:
    stands = await changed(bistro, accent="#9a3412")
    heard = await told(bistro)
    assert await changed(bistro, accent="#9a3412", logo_id=None, name=stands["name"]) == stands
    assert await told(bistro) == heard


@pytest.mark.every_database
async def test_anothers_picture_is_no_picture(bistro: Restaurant, rival: Restaurant) -> None:
    theirs = await uploaded(rival)
    before = (await bistro.ask("staff", "GET", "/admin/store")).json()
    for field in ("logo_id", "cover_id"):
        for nobodys in (theirs, 2**40):
            answer = await bistro.ask("owner", "PATCH", "/admin/store", {field: nobodys, "name": "x"})
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await bistro.ask("staff", "GET", "/admin/store")).json() == before
    assert (await bistro.ask("staff", "PATCH", "/admin/store", {"accent": None})).status_code == 403


@pytest.mark.parametrize(("accent", "ratio"), [("#c2410c", 5.2), ("#000000", 21), ("#0F766E", 5.5)])
async def test_a_colour_that_white_text_stands_out_from_is_taken_as_it_is(
    bistro: Restaurant, accent: str, ratio: float
) -> None:
    assert contrast_with_white(accent) == pytest.approx(ratio, abs=0.05)
    assert (await changed(bistro, accent=accent))["accent"] == accent


@pytest.mark.parametrize(("accent", "ratio"), [("#ffffff", "1.0"), ("#f97316", "2.8"), ("#777777", "4.4")])
async def test_a_colour_that_is_too_light_is_refused_with_how_light_it_is(
    bistro: Restaurant, accent: str, ratio: str
) -> None:
    answer = await bistro.ask("owner", "PATCH", "/admin/store", {"accent": accent, "name": "x"})
    assert answer.status_code == 400
    (wrong,) = answer.json()["errors"]
    assert wrong["field"] == "accent"
    assert f"has a contrast of {ratio}, and needs 4.5" in wrong["message"]
    assert (await bistro.ask("staff", "GET", "/admin/store")).json()["accent"] is None


@pytest.mark.every_database
async def test_what_the_store_shows_is_never_forgotten(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    logo, cover, both, replaced = [await uploaded(bistro) for _ in range(4)]
    await changed(bistro, logo_id=replaced, cover_id=cover)
    await changed(bistro, logo_id=logo)
    await show(bistro, "냉면", both)
    await changed(bistro, cover_id=both)
    await show(bistro, "냉면", None)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=30))
    await purge_images(bistro.services.work, bistro.services.storage)
    left = await images(bistro)
    assert {image.id for image in left} == {logo, both}
    assert await kept(bistro) == {key for image in left for key in image.keys}


@pytest.mark.every_database
async def test_a_purge_and_a_change_at_once_leave_no_picture_without_its_files(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [await uploaded(bistro) for _ in range(6)]
    monkeypatch.setattr("ordering.menu.purging.GRACE", -timedelta(days=1))
    work, storage = bistro.services.work, bistro.services.storage
    purging = asyncio.create_task(purge_images(work, storage))
    answers = await asyncio.gather(
        *(bistro.ask("owner", "PATCH", "/admin/store", {"cover_id": picture}) for picture in old),
    )
    assert {answer.status_code for answer in answers} <= {200, 404}
    await purging
    store = (await bistro.ask(1, "GET", "/me")).json()["store"]
    keys = await kept(bistro)
    shown = next((image for image in await images(bistro) if store["cover"] and image.id == store["cover"]["id"]), None)
    assert (shown is None) == (store["cover"] is None)
    assert shown is None or set(shown.keys) <= keys
