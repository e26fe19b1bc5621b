"""A dish's options in its form: rows that come, go and move with all that was typed."""

import re
from typing import Any

import pytest

from ordering.errors import Busy
from ordering.menu import queries
from ordering.web.kit.forms import Form
from ordering.web.menu.options import TypedGroup, TypedOption, edit, groups_of, put
from tests.web.browsers import HTMX, browser
from tests.web.dishes import BLANK, fields_of, opened
from tests.world import Restaurant


async def test_the_last_choice_of_a_dish_can_be_taken_off(bistro: Restaurant) -> None:
    owner, item = browser(bistro, "owner"), bistro.items["떡볶이"]
    fields = {name: value for name, value in (await opened(owner, item)).items() if "option_groups[" not in name}
    await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["option_groups"] == []


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
