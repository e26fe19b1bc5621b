"""An option that is chosen already: of a required choice of one, and one of it."""

from typing import Any

import pytest

from tests.images.uploads import of_menu
from tests.world import Restaurant


def a_choice(least: int, most: int, *defaults: bool) -> dict[str, Any]:
    options = [{"name": f"{i}", "default": default} for i, default in enumerate(defaults)]
    return {"name": "맵기", "min_choices": least, "max_choices": most, "options": options}


async def chosen(here: Restaurant, *groups: dict[str, Any]) -> Any:
    path = f"/admin/items/{here.items['냉면']}"
    return await here.ask("manager", "PATCH", path, {"option_groups": list(groups)})


@pytest.mark.every_database
async def test_guests_are_told_which_option_is_chosen_already(bistro: Restaurant) -> None:
    assert (await chosen(bistro, a_choice(1, 1, False, True, False))).status_code == 200
    (group,) = (await of_menu(bistro, "냉면"))["option_groups"]
    assert [one["default"] for one in group["options"]] == [False, True, False]
    again = [{**group, "options": [{k: v for k, v in one.items() if k != "sold_out"} for one in group["options"]]}]
    again[0]["options"][1]["default"], again[0]["options"][2]["default"] = False, True
    assert (await chosen(bistro, *again)).status_code == 200
    (moved,) = (await of_menu(bistro, "냉면"))["option_groups"]
    assert [one["id"] for one in moved["options"]] == [one["id"] for one in group["options"]]
    assert [one["default"] for one in moved["options"]] == [False, False, True]


@pytest.mark.parametrize(
    ("least", "most", "defaults", "wrong"),
    [(0, 1, (True, False), 0), (1, 2, (False, True), 1), (1, 1, (True, False, True), 2), (2, 2, (True, True), 1)],
)
async def test_only_a_required_choice_of_one_has_one(
    bistro: Restaurant, least: int, most: int, defaults: tuple[bool, ...], wrong: int
) -> None:
    answer = await chosen(bistro, a_choice(1, 1, True, False), a_choice(least, most, *defaults))
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [f"option_groups[1].options[{wrong}].default"]
    assert (await of_menu(bistro, "냉면"))["option_groups"] == []


async def test_the_server_chooses_for_nobody(bistro: Restaurant) -> None:
    """An order says itself what is chosen: who sends none has seen no default."""
    await chosen(bistro, a_choice(1, 1, True, False))
    answer = await bistro.order(1, "냉면")
    assert (answer.status_code, answer.json()["lines"][0]["reason"]) == (409, "too_few")
