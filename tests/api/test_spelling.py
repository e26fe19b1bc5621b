"""Text is counted and kept as people see it: however a keyboard spells it, it is composed before it is looked at."""

import json
import unicodedata

import pytest

from tests.api.deployment import rows_of
from tests.web.browsers import HTMX, browser
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.every_database
async def test_fifty_syllables_are_fifty_characters_in_whatever_pieces_they_come(
    bistro: Restaurant, escaped: bool
) -> None:
    path = f"/api/v1/admin/categories/{bistro.categories['식사']}"
    headers = {"Authorization": f"Bearer {bistro.token('owner')}", "Content-Type": "application/json"}
    for syllables, status in ((50, 200), (51, 400)):
        body = json.dumps({"name": decomposed("한" * syllables)}, ensure_ascii=escaped).encode()
        answer = await bistro.http.patch(path, content=body, headers=headers)
        assert answer.status_code == status, answer.text
    assert (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"][0]["name"] == "한" * 50


async def test_a_form_counts_and_keeps_as_the_api_does(bistro: Restaurant) -> None:
    owner, path = browser(bistro, "owner"), f"/admin/menu/categories/{bistro.categories['식사']}"
    assert (await owner.post(path, data={"name": decomposed("각" * 50)}, headers=HTMX)).status_code == 200
    assert (await bistro.ask("owner", "GET", "/admin/categories")).json()["items"][0]["name"] == "각" * 50
    assert (await owner.post(path, data={"name": "👨‍👩‍👧‍👦" * 7 + "ab"}, headers=HTMX)).status_code == 422, (
        "51 code points"
    )
    assert (await owner.post(path, data={"name": "👨‍👩‍👧‍👦" * 7 + "a"}, headers=HTMX)).status_code == 200


@pytest.mark.parametrize("name", ["\u200b", "\u3164\u3164", "\u2066\u2069 ", "\ufeff", "\u00ad"])
async def test_a_name_that_nobody_can_see_is_blank(bistro: Restaurant, name: str) -> None:
    answer = await bistro.ask("owner", "POST", "/admin/categories", {"name": name})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "name")
    assert (await bistro.ask("owner", "POST", "/admin/categories", {"name": f"{name}면"})).status_code == 201


async def test_a_repeated_order_is_the_same_in_another_spelling(bistro: Restaurant) -> None:
    key = bistro.new_key()
    first = await bistro.order(1, key=key, note=decomposed("얼음 많이"))
    again = await bistro.order(1, key=key, note="얼음 많이")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["note"] == again.json()["note"] == "얼음 많이"


async def test_full_width_digits_are_digits_where_people_type_numbers(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    new = {"number": "４２", "password": "１２３４", "label": "", "area": ""}
    assert (await manager.post("/admin/tables", data=new, headers=HTMX)).status_code == 200
    assert 42 in [one["number"] for one in (await bistro.ask("manager", "GET", "/admin/tables")).json()["items"]]
    order = await bistro.ordered(1)
    await bistro.close(1, force=True)
    wide = "".join(chr(ord(one) + 0xFEE0) for one in order["number"].split("-")[1])
    assert f"#{order['number'][-4:]}" in (await manager.get("/admin/history", params={"number": wide})).text
    found = await bistro.ask("staff", "GET", f"/admin/orders?number={wide}")
    assert [one["id"] for one in found.json()["items"]] == [order["id"]]


@pytest.mark.every_database
async def test_emoji_and_hangul_come_back_as_they_went(bistro: Restaurant) -> None:
    text = "🌶️ 김치찌개 👩‍👩‍👧 café 𝒳 ﷽"
    order = await bistro.ordered(1, note=f"{text}\n두 줄\t탭")
    assert order["note"] == f"{text}\n두 줄\t탭"
    assert (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()["note"] == order["note"]
    new = {"category_id": bistro.categories["식사"], "name": text, "price": 1, "description": text * 20}
    item = (await bistro.ask("owner", "POST", "/admin/items", new)).json()
    assert (item["name"], item["description"]) == (text, text * 20)
    assert item["name"] in (await bistro.ask(1, "GET", "/menu")).json()["categories"][0]["items"][-1]["name"]
    table = {"number": 77, "password": "비밀🔑번호", "label": "창가 🪟", "area": "홀"}
    assert (await bistro.ask("owner", "POST", "/admin/tables", table)).json()["label"] == "창가 🪟"
    given_ = {"store": bistro.slug, "table_number": 77, "password": "비밀🔑번호"}
    assert (await bistro.ask(None, "POST", "/auth/table", given_)).status_code == 200
    person = {"username": "김민준", "password": "비밀번호는🔑길다", "role": "staff"}
    assert (await bistro.ask("owner", "POST", "/admin/staff", person)).json()["username"] == "김민준"
    reason = {"reason": "손님 변심 🤷", "version": 1}
    cancelled = await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/cancellation", reason)
    assert cancelled.json()["cancelled"]["reason"] == "손님 변심 🤷"


async def test_a_refused_login_may_be_named_anything(bistro: Restaurant) -> None:
    for name in ("\x00", "💥" * 200, "%s %(x)s {0}", "'; DROP TABLE staff;--", "\u202ereversed"):
        given_ = {"store": bistro.slug, "username": name, "password": PASSWORD}
        assert (await bistro.ask(None, "POST", "/auth/staff", given_)).status_code == 401
    assert (await bistro.ask(1, "GET", "/me")).status_code == 200
    assert TABLE_PASSWORD not in repr((await rows_of(bistro.services))["audit_entry"])
