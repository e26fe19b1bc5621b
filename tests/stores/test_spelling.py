"""Names and passwords are compared as people see them, and what was stored before still matches as it was typed."""

import asyncio
import unicodedata
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.errors import SlugTaken
from ordering.security.passwords import Passwords
from ordering.stores import actions as stores
from ordering.stores.model import Staff
from ordering.stores.shapes import NewStore
from ordering.tables.model import DiningTable
from tests.world import PASSWORD, Restaurant, hashed

NFD = unicodedata.normalize("NFD", "비밀번호는길어야")


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hash_(_: Passwords, password: str) -> str:
        return hashed(password)

    monkeypatch.setattr(Passwords, "hash", hash_)


async def hired(here: Restaurant, username: str, password: str = PASSWORD) -> tuple[int, Any]:
    new = {"username": username, "password": password, "role": "staff"}
    answer = await here.ask("owner", "POST", "/admin/staff", new)
    return answer.status_code, answer.json()


async def logged_in(here: Restaurant, username: str, password: str = PASSWORD, store: str = "") -> int:
    sent = {"store": store or here.slug, "username": username, "password": password}
    return (await here.ask(None, "POST", "/auth/staff", sent)).status_code


async def paired(here: Restaurant, password: str, number: int = 1) -> int:
    sent = {"store": here.slug, "table_number": number, "password": password}
    return (await here.ask(None, "POST", "/auth/table", sent)).status_code


async def long_ago(here: Restaurant, model: Any, row_id: int, **values: Any) -> None:
    async def put(session: AsyncSession) -> None:
        await session.execute(update(model).where(model.id == row_id).values(values))

    await here.services.work.run(put)


async def test_a_name_is_found_however_it_is_spelled(bistro: Restaurant) -> None:
    assert (await hired(bistro, "Ａｄａ１"))[1]["username"] == "ada1"
    assert (await hired(bistro, unicodedata.normalize("NFD", "김민준")))[1]["username"] == "김민준"
    for typed in ("ada1", " ADA1 ", "ａｄａ１", "김민준", unicodedata.normalize("NFD", "김민준")):
        assert await logged_in(bistro, typed) == 200, typed
    full_width = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in bistro.slug)
    assert await logged_in(bistro, "ada1", store=full_width) == 200


@pytest.mark.parametrize("typed", ["ада\u200b", "ow ner", "оwner", "ada\u202e", "💥", "\u3164"])
async def test_a_name_of_other_signs_or_several_scripts_is_refused(bistro: Restaurant, typed: str) -> None:
    status, told = await hired(bistro, typed)
    assert (status, told["errors"][0]["field"]) == (400, "username")


@pytest.mark.every_database
async def test_of_look_alikes_that_come_at_once_one_gets_in(bistro: Restaurant) -> None:
    spellings = ["coco1", "сосо1", "c0co1", "cocol", "ＣＯＣＯ１", "COCO1"]
    answers = await asyncio.gather(*(hired(bistro, one) for one in spellings))
    assert Counter(status for status, _ in answers) == {201: 1, 409: 5}
    assert {told["code"] for status, told in answers if status == 409} == {"username_taken"}


async def test_nobody_is_renamed_into_a_look_alike_but_of_their_own_name(bistro: Restaurant) -> None:
    (_, ada), _ = await hired(bistro, "ada1"), await hired(bistro, "bob")
    path = f"/admin/staff/{ada['id']}"
    assert (await bistro.ask("owner", "PATCH", path, {"username": "b0b"})).json()["code"] == "username_taken"
    for mine in ("adal", "ADAL"):
        assert (await bistro.ask("owner", "PATCH", path, {"username": mine})).json()["username"] == "adal"


async def test_whoever_had_an_odd_name_before_keeps_it_and_logs_in(bistro: Restaurant) -> None:
    (_, ada), (_, plain) = await hired(bistro, "ada"), await hired(bistro, "bea")
    await long_ago(bistro, Staff, ada["id"], username="김 사장ａ")
    assert await logged_in(bistro, "김 사장Ａ") == 200
    changed = await bistro.ask(
        "owner", "PATCH", f"/admin/staff/{ada['id']}", {"username": "김 사장ａ", "role": "manager"}
    )
    assert (changed.status_code, changed.json()["username"]) == (200, "김 사장ａ")
    # Two who are one by now: each as it was typed.
    await long_ago(bistro, Staff, ada["id"], username="ｂｅａ", password_hash=hashed("correct-horse-2"))
    for typed, password, status in (
        ("ｂｅａ", "correct-horse-2", 200), ("bea", PASSWORD, 200), ("bea", "correct-horse-2", 401),
        ("ＢＥＡ", PASSWORD, 401),
    ):  # fmt: skip
        assert await logged_in(bistro, typed, password) == status, (typed, password)
    assert plain["username"] == "bea"


async def test_a_persons_password_is_counted_and_compared_composed(bistro: Restaurant) -> None:
    short = unicodedata.normalize("NFD", "비밀번호임")
    status, told = await hired(bistro, "ada", short)
    assert (status, told["errors"][0]["field"]) == (400, "password"), "five syllables are no eight characters"
    assert (await hired(bistro, "ada", NFD))[0] == 201
    assert [await logged_in(bistro, "ada", one) for one in (NFD, unicodedata.normalize("NFC", NFD))] == [200, 200]
    assert (await hired(bistro, "bea", "12345678"))[0] == 201
    assert await logged_in(bistro, "bea", "１２３４５６７８") == 401, "compared in NFC: these are other characters"


async def test_a_tables_password_is_the_same_in_full_width_digits(bistro: Restaurant) -> None:
    for stored, typed in (
        ("１２３４", "1234"),
        ("5678", "５６７８"),
        ("가나다라", unicodedata.normalize("NFD", "가나다라")),
    ):
        path = f"/admin/tables/{bistro.tables[2]}"
        assert (await bistro.ask("manager", "PATCH", path, {"password": stored})).status_code == 200
        assert [await paired(bistro, one, 2) for one in (stored, typed, f"{typed}x")] == [200, 200, 401]
    refused = await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[2]}", {"password": "ﷺﷺﷺﷺ"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "password")


async def test_passwords_from_before_match_as_they_were_typed(bistro: Restaurant) -> None:
    _, ada = await hired(bistro, "ada")
    await long_ago(bistro, Staff, ada["id"], password_hash=hashed(NFD))
    await long_ago(bistro, DiningTable, bistro.tables[2], password_hash=hashed("１２３４"))
    await long_ago(bistro, DiningTable, bistro.tables[3], password_hash=hashed(NFD))
    assert await logged_in(bistro, "ada", NFD) == 200
    assert await paired(bistro, "１２３４", 2) == 200
    assert await paired(bistro, NFD, 3) == 200


@pytest.mark.every_database
async def test_of_stores_that_look_alike_and_are_made_at_once_one_is(bistro: Restaurant) -> None:
    slugs = ["corner1", "cornerl", "comer1", "c0mer1"]
    work = bistro.services.work

    async def made(slug: str) -> bool:
        new = NewStore(slug=slug, name="x", owner="owner", password=PASSWORD)
        try:
            await work.run(stores.create, new, hashed(PASSWORD))
        except SlugTaken:
            return False
        return True

    assert sum(await asyncio.gather(*map(made, slugs))) == 1
