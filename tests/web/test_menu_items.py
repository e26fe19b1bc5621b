"""A dish as a form: typed amounts, options, pictures, and two people at it."""

import html
import re
import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.errors import Busy
from ordering.images.model import Image
from ordering.menu import queries
from ordering.web.kit.forms import Form
from ordering.web.kit.render import Pages
from ordering.web.menu.options import TypedGroup, TypedOption, edit, groups_of, put
from tests.images.studio import drawn
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

BLANK = {"name": "비빔밥", "price": "9,500", "description": "둘째\r\n줄", "hidden": "false", "image_id": ""}


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('<form id="item-form"') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        own = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if own.get("type") not in ("file", "checkbox") or " checked" in tag:
            found[html.unescape(own["name"])] = html.unescape(own.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


async def opened(client: httpx.AsyncClient, item_id: int) -> dict[str, str]:
    return fields_of((await client.get(f"/admin/menu/items/{item_id}")).text)


async def test_what_is_stored_is_what_the_form_sends_back(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    before = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    fields = await opened(owner, item)
    assert fields["price"] == "12,000"
    assert fields["option_groups[1].options[2].price_delta"] == "-1,000"
    answer = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/admin/menu?saved={item}#item-{item}"
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json() == before
    assert "떡볶이 is saved." in (await owner.get(f"/admin/menu?saved={item}")).text


async def test_the_last_choice_of_a_dish_can_be_taken_off(bistro: Restaurant) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = {name: value for name, value in (await opened(owner, item)).items() if "option_groups[" not in name}
    await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["option_groups"] == []


@pytest.mark.parametrize("lacking", ["name", "price", "category_id"])
async def test_a_form_that_lacks_what_a_dish_must_have_is_not_saved(bistro: Restaurant, lacking: str) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = await opened(owner, item)
    del fields[lacking]
    assert (await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)).status_code == 422


@pytest.mark.parametrize("path", ["/admin/menu/items/new", "/admin/menu/items/{item}"])
async def test_choices_that_are_none_are_no_form(bistro: Restaurant, path: str) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = BLANK | {"category_id": str(bistro.categories["식사"]), "option_groups": "x"}
    assert (await owner.post(path.format(item=item), data=fields)).status_code == 400


async def test_a_button_of_the_form_that_the_database_keeps_waiting_is_503(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = await opened(owner, item)

    async def busy(*_: Any) -> None:
        raise Busy(retry_after=1)

    monkeypatch.setattr(queries, "categories", busy)
    answer = await owner.post(f"/admin/menu/items/{item}", data=fields | {"do": "add"}, headers=HTMX)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


async def test_a_dish_is_made_with_options_and_kept_ids(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    data = {
        **BLANK,
        "category_id": str(bistro.categories["식사"]),
        "option_groups[0].name": "크기",
        "option_groups[0].min_choices": "1",
        "option_groups[0].max_choices": "1",
        "option_groups[0].options[0].name": "보통",
        "option_groups[0].options[0].price_delta": "",
        "option_groups[0].options[1].name": "곱빼기",
        "option_groups[0].options[1].price_delta": "+2,000",
        "option_groups[0].options[2].name": "",
        "option_groups[0].options[2].price_delta": "",
    }
    answer = await owner.post("/admin/menu/items/new", data=data)
    found = re.search(r"saved=(\d+)", answer.headers["Location"])
    assert found is not None, answer.text
    item = (await bistro.ask("owner", "GET", f"/admin/items/{found[1]}")).json()
    assert (item["name"], item["price"], item["description"]) == ("비빔밥", 9_500, "둘째\n줄")
    group = item["option_groups"][0]
    assert [(one["name"], one["price_delta"]) for one in group["options"]] == [("보통", 0), ("곱빼기", 2_000)]
    fields = await opened(owner, item["id"])
    fields["option_groups[0].options[1].name"] = "특대"
    await owner.post(f"/admin/menu/items/{item['id']}", data=fields)
    again = (await bistro.ask("owner", "GET", f"/admin/items/{item['id']}")).json()["option_groups"][0]
    assert [one["id"] for one in again["options"]] == [one["id"] for one in group["options"]]
    assert again["options"][1]["name"] == "특대"


async def test_a_new_dish_whose_answer_was_lost_is_sent_again_and_is_one(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    category = bistro.categories["식사"]
    blank = fields_of((await owner.get(f"/admin/menu/items/new?category={category}")).text)
    wrong = await owner.post("/admin/menu/items/new", data={**blank, **BLANK, "price": "much"})
    fields = {**fields_of(wrong.text), "price": "9,500"}
    first, again = [await owner.post("/admin/menu/items/new", data=fields, headers=HTMX) for _ in range(2)]
    assert again.headers["HX-Redirect"] == first.headers["HX-Redirect"]
    other = await owner.post("/admin/menu/items/new", data={**fields, "name": "돌솥비빔밥"}, headers=HTMX)
    assert other.headers["HX-Redirect"] != first.headers["HX-Redirect"], "back in the browser, for another one like it"


async def test_every_wrong_field_is_told_and_nothing_typed_is_lost(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner", "ko")
    data = {
        **BLANK,
        "category_id": str(bistro.categories["후식"]),
        "name": " ",
        "price": "만원",
        "option_groups[0].name": "",
        "option_groups[0].min_choices": "x",
        "option_groups[0].max_choices": "99",
        "option_groups[0].options[0].name": "",
        "option_groups[0].options[0].price_delta": "?",
    }
    answer = await owner.post("/admin/menu/items/new", data=data, headers=HTMX)
    assert answer.status_code == 422
    for field in ("name", "price", *(name for name in data if name.startswith("option"))):
        assert f'id="f-{field}-error"' in answer.text, field
    assert "예: 12,000" in answer.text
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in data if name != "description"} == {
        name: value for name, value in data.items() if name != "description"
    }


async def test_a_choice_nobody_can_make_is_told_at_its_field(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    fields = await opened(owner, bistro.items["떡볶이"])
    fields["option_groups[0].min_choices"] = "3"
    answer = await owner.post(f"/admin/menu/items/{bistro.items['떡볶이']}", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="f-option_groups[0].min_choices-error"' in answer.text
    assert "No more than the most, and than there are options." in answer.text


async def test_rows_come_go_and_move_with_all_that_was_typed(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    fields = {**await opened(owner, item), "name": "half typed", "price": "twelve"}
    path = f"/admin/menu/items/{item}"
    for deed, names in [
        ("add 0", ["순한맛", "보통맛", "매운맛", ""]),
        ("up 0 2", ["순한맛", "매운맛", "보통맛", ""]),
        ("remove 0 0", ["매운맛", "보통맛", ""]),
        ("down 0", ["치즈", "떡사리", "밥 빼기"]),
    ]:
        answer = await owner.post(path, data={**fields, "do": deed}, headers=HTMX)
        assert answer.status_code == 200
        assert answer.text.count(" autofocus") == 1, deed
        fields = fields_of(answer.text)
        assert [
            value for name, value in fields.items() if re.fullmatch(r"option_groups\[0\].options.*name", name)
        ] == names
    assert (fields["name"], fields["price"]) == ("half typed", "twelve")
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["name"] == "떡볶이"


@pytest.mark.parametrize("deed", ["add 9", "up 7 1", "remove 0 9", "nonsense", "up", "remove x y"])
def test_a_button_for_a_row_that_is_not_there_changes_nothing(deed: str) -> None:
    form = Form()
    put(form, [TypedGroup("맵기", options=[TypedOption("순한맛", "0", "1")])])
    before = groups_of(form)
    edit(form, deed)
    assert groups_of(form) == before


async def test_two_people_at_different_fields_both_keep_what_they_wrote(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"price": 9_900})
    answer = await owner.post(f"/admin/menu/items/{item}", data={**fields, "name": "물냉면"}, headers=HTMX)
    assert answer.status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert (stored["name"], stored["price"]) == ("물냉면", 9_900)


async def test_two_people_at_the_same_field_are_shown_both(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"price": 9_900, "description": "살얼음"})
    data = {**fields, "price": "13,000", "name": "물냉면"}
    answer = await owner.post(f"/admin/menu/items/{item}", data=data, headers=HTMX)
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.text
    assert "<td>₩9,900</td><td><strong>₩13,000</strong></td>" in answer.text
    assert answer.text.count('<th scope="row">') == 1
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == 9_900
    together = fields_of(answer.text)
    assert (together["price"], together["name"], together["description"]) == ("13,000", "물냉면", "살얼음")
    assert (await owner.post(f"/admin/menu/items/{item}", data=together, headers=HTMX)).status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert (stored["price"], stored["name"], stored["description"]) == (13_000, "물냉면", "살얼음")


async def test_options_that_somebody_else_rewrote_can_be_saved_anyway(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"option_groups": []})
    fields["option_groups[1].options[0].name"] = "모차렐라"
    answer = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert "모차렐라 +₩2,000" in answer.text
    assert (await owner.post(f"/admin/menu/items/{item}", data=fields_of(answer.text), headers=HTMX)).status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert [group["name"] for group in stored["option_groups"]] == ["맵기", "토핑"]


async def test_a_dish_deleted_meanwhile_comes_back_as_a_new_one(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "DELETE", f"/admin/items/{item}")
    answer = await owner.post(f"/admin/menu/items/{item}", data={**fields, "name": "라볶이"}, headers=HTMX)
    assert answer.status_code == 422
    assert "comes back as a new one" in answer.text
    assert 'hx-post="/admin/menu/items/new"' in answer.text
    again = await owner.post("/admin/menu/items/new", data=fields_of(answer.text), headers=HTMX)
    assert "HX-Redirect" in again.headers, again.text


async def test_a_dish_is_deleted(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    answer = await owner.post(f"/admin/menu/items/{bistro.items['냉면']}/delete", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/admin/menu"
    assert (await owner.get(f"/admin/menu/items/{bistro.items['냉면']}")).status_code == 404


async def test_without_scripts_a_box_asks_before_a_dish_is_deleted(bistro: Restaurant) -> None:
    page = (await browser(bistro, "owner").get(f"/admin/menu/items/{bistro.items['냉면']}")).text
    box = 'type="checkbox" form="delete" required'
    assert any(box in asked for asked in re.findall(r"<noscript>(.*?)</noscript>", page))
    assert box not in (await browser(bistro, "owner").get("/admin/menu/items/new")).text


async def test_a_form_is_drawn_beside_the_loop_that_answers_everybody(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_in = []

    def watched(pages: Pages, template: str, **wants: Any) -> str:
        drawn_in.append(threading.current_thread())
        return really(pages, template, **wants)

    really = Pages.text
    monkeypatch.setattr(Pages, "text", watched)
    owner = browser(bistro, "owner")
    fields = await opened(owner, bistro.items["떡볶이"])
    await owner.post("/admin/menu/items/new", data={**fields, "do": "add"}, headers=HTMX)
    assert len(drawn_in) == 2
    assert threading.main_thread() not in drawn_in


async def test_dollars_are_typed_with_cents(bistro: Restaurant) -> None:
    await bistro.ask("owner", "PATCH", "/admin/store", {"currency": "USD"})
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    assert fields["price"] == "110.00"
    for typed, cents in [("12.5", 1250), ("$1,012.05", 101_205), ("12,50", 1250), ("7", 700),
                         ("US$ 9.99", 999), (".5", 50), ("1.500,00", 150_000)]:  # fmt: skip
        answer = await owner.post(f"/admin/menu/items/{item}/price", data={"price": typed, "seen": ""}, headers=HTMX)
        assert answer.status_code == 200, answer.text
        assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == cents
    for typed, example in [("9.999", "9,999.00"), ("1.500", "1,500.00"), ("$1,500", "1,500.00"), ("..5", "12.50")]:
        wrong = await owner.post(f"/admin/menu/items/{item}/price", data={"price": typed, "seen": ""}, headers=HTMX)
        assert wrong.status_code == 422, typed
        assert example in wrong.text
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == 150_000


async def test_a_picture_is_kept_with_the_form_until_it_is_saved(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    answer = await owner.post("/admin/menu/pictures", files={"file": ("x.jpg", drawn())}, headers=HTMX)
    assert answer.status_code == 200
    found = re.search(r'name="image_id" value="(\d+)"', answer.text)
    assert found is not None
    assert "/media/" in answer.text
    fields = {**await opened(owner, item), "image_id": found[1], "price": "wrong"}
    refused = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert refused.status_code == 422
    assert fields_of(refused.text)["image_id"] == found[1]
    assert "/media/" in refused.text
    await owner.post(f"/admin/menu/items/{item}", data={**fields, "price": "9000"}, headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_id"] == int(found[1])
    fields = await opened(owner, item)
    off = await owner.post(f"/admin/menu/items/{item}", data={**fields, "do": "forget-picture"}, headers=HTMX)
    assert fields_of(off.text)["image_id"] == ""
    await owner.post(f"/admin/menu/items/{item}", data=fields_of(off.text), headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_id"] is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"GIF89a", "Only JPEG, PNG and WebP"),
        (drawn()[:3000], "The picture is broken"),
        (b"\xff\xd8\xff" + bytes(5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
async def test_why_a_picture_is_not_taken_stands_at_it(bistro: Restaurant, body: bytes, why: str) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    alone = await owner.post("/admin/menu/pictures", files={"file": ("x.jpg", body)}, headers=HTMX)
    assert alone.status_code == 422
    assert why in alone.text
    fields = {**await opened(owner, item), "name": "물냉면"}
    whole = await owner.post(f"/admin/menu/items/{item}", data=fields, files={"file": ("x.jpg", body)})
    assert whole.status_code == 422
    assert why in whole.text
    assert fields_of(whole.text)["name"] == "물냉면"
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["name"] == "냉면"


async def test_of_many_pictures_one_is_taken(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    before = await pictures_of(bistro)
    many = [("file", (f"{i}.jpg", drawn(40 + i, 40))) for i in range(3)]
    answer = await owner.post("/admin/menu/pictures", files=many, headers=HTMX)
    assert answer.status_code == 200
    assert await pictures_of(bistro) - before == 1


async def pictures_of(here: Restaurant) -> int:
    async def counted(session: AsyncSession) -> int:
        mine = select(func.count()).select_from(Image).where(Image.store_id == here.store_id)
        return (await session.scalars(mine)).one()

    return await here.services.work.read(counted)


async def test_without_scripts_the_picture_comes_with_the_form(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    answer = await owner.post(
        f"/admin/menu/items/{item}", data=await opened(owner, item), files={"file": ("x.jpg", drawn())}
    )
    assert answer.status_code == 303
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["image_url"].startswith("/media/")
