"""The demo menu's pictures: every dish has its own, sharp enough and small."""

import tomllib
from pathlib import Path

import pytest
from PIL import Image

from ordering import demo
from tools.art.dishes import DISHES
from tools.art.pencil import dice
from tools.art.scene import page

HERE = Path(demo.__file__).parent
PLAN = tomllib.loads((HERE / "menu.toml").read_text(encoding="utf-8"))
ITEMS = [item for category in PLAN["categories"] for item in category["items"]]


def test_at_least_twenty_dishes_have_a_picture_and_none_shares_it() -> None:
    named = [item["picture"] for item in ITEMS if "picture" in item]
    assert len(named) >= 20
    assert len(named) == len(set(named))


def test_every_picture_is_on_the_menu_and_is_drawn_here() -> None:
    shipped = {file.name for file in (HERE / "pictures").iterdir()}
    assert shipped == {item["picture"] for item in ITEMS if "picture" in item}
    assert shipped == {f"{name}.webp" for name in DISHES}


def test_the_store_shows_a_dish_that_is_there_and_a_small_logo_with_nothing_around_it() -> None:
    assert PLAN["cover"] in {item["name"] for item in ITEMS if "picture" in item}
    file = HERE / "logo.webp"
    assert file.stat().st_size <= 30_000
    with Image.open(file) as logo:
        assert (logo.format, logo.size, logo.mode) == ("WEBP", (480, 480), "RGBA")
        assert logo.getchannel("A").getpixel((2, 2)) == 0


@pytest.mark.parametrize("name", DISHES)
def test_a_picture_is_a_small_webp_of_the_shape_of_a_card(name: str) -> None:
    file = HERE / "pictures" / f"{name}.webp"
    assert file.stat().st_size <= 30_000
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("WEBP", (960, 720))
        assert not picture.getexif()


def test_a_dish_drawn_again_is_the_same_drawing() -> None:
    table, compose = DISHES["kimchi-jjigae"]
    assert page(table, compose(dice("kimchi-jjigae"))) == page(table, compose(dice("kimchi-jjigae")))
