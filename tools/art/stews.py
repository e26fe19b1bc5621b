"""What comes boiling in its pot."""

from random import Random

from tools.art import mains, scene, seafood, slices, strips, toppings, vessels
from tools.art.palette import CARROT, EGG_WHITE, KIMCHI, LEEK, WHITE
from tools.art.pencil import around, blob, larger, oval, prism
from tools.art.toppings import chilli, droplets, kimchi, rings, tofu

X, Y = 480, 340


def pot(rng: Random, broth: str, fat: str, held: list[str], wisps: bool = True) -> list[str]:
    """The black pot, fat eyes and froth on its broth."""
    froth = toppings.froth(rng, X, Y, 240, broth)
    filled = vessels.ttukbaegi(broth, [droplets(rng, 50, X, Y, 225, fat), froth, *held])
    return [filled, scene.steam(rng, X, 236)] if wisps else [filled]


def kimchi_jjigae(rng: Random) -> list[str]:
    held = []
    for number, (x, y) in enumerate(around(rng, 17, X, Y + 4, 184, 0.3)):
        held.append(toppings.pork(rng, x, y) if number % 4 == 1 else kimchi(rng, x, y, rng.uniform(54, 66)))
    held += [tofu(rng, x, y, 86, 34, KIMCHI) for x, y in ((396, 322), (512, 296), (556, 374))]
    held.append(rings(rng, around(rng, 12, 462, 330, 160, 0.9)))
    return pot(rng, "#c8391c", "#f08a3c", [*held, chilli(rng, 452, 392), chilli(rng, 590, 300)])


def doenjang_jjigae(rng: Random) -> list[str]:
    held = []
    for number, (x, y) in enumerate(around(rng, 16, X, Y + 4, 186, 0.3)):
        piece = (slices.zucchini, slices.potato, slices.zucchini, slices.mushroom)[number % 4]
        held.append(piece(rng, x, y))
    held += [tofu(rng, x, y, 80, 34, "#b98642") for x, y in ((404, 312), (522, 330), (440, 388))]
    held.append(rings(rng, around(rng, 9, 490, 330, 170, 0.9)))
    return pot(
        rng, "#b07a34", "#d9a95c", [*held, *(chilli(rng, x, y) for x, y in ((560, 300), (470, 286), (510, 404)))]
    )


def sundubu_jjigae(rng: Random) -> list[str]:
    held = []
    for x, y in around(rng, 15, X, Y + 4, 190, 0.4):
        held.append(slices.curd(rng, x, y, rng.uniform(46, 66)))
    held += [seafood.clam(350, 350, 34, -20), seafood.clam(590, 388, 32, 24), slices.shrimp(590, 300, 34, 30)]
    white = prism(476, 352, blob(rng, 84, 74, 0.08), 5, EGG_WHITE)
    held += [white, toppings.yolk(472, 344, 46), rings(rng, around(rng, 11, X, 330, 190, 0.9), 14)]
    return pot(rng, "#d2401d", "#f59a45", [*held, chilli(rng, 400, 400), chilli(rng, 548, 356)])


def budae_jjigae(rng: Random) -> list[str]:
    x, y = 480, 374
    held = [droplets(rng, 60, x, y, 290, "#f08a3c")]
    for number, (px, py) in enumerate(around(rng, 26, x, y + 6, 270, 0.25)):
        held.append((slices.sausage, kimchi, slices.sausage, slices.rice_cake)[number % 4](rng, px, py))
    for number in range(4):
        held.append(slices.spam(rng, 300 + number * 30, 330 + number * 15))
    held += [tofu(rng, px, py, 74, 28, KIMCHI) for px, py in ((322, 430), (390, 458))]
    held.append(strips.tuft(rng, 610, 300, 20, "#f7efd8", 130, 60, 15, 6))
    held += [strips.nest(rng, 520, 374, 112, "#f4cf6c", 8, 44, 30), slices.cheese(560, 400)]
    held += [rings(rng, around(rng, 13, 470, 368, 240, 0.9)), chilli(rng, 430, 318), chilli(rng, 640, 420)]
    return [vessels.pan(x, y - 16, 318, held, "#b98a48", "#cf4520"), scene.steam(rng, X, 250)]


def sundaeguk(rng: Random) -> list[str]:
    held = []
    for number, (x, y) in enumerate(around(rng, 13, X, Y + 6, 176, 0.3)):
        held.append(toppings.pork(rng, x, y, 56, "#c99d84") if number % 3 == 1 else slices.blood_sausage(rng, x, y, 50))
    held += [strips.tuft(rng, 440, 330, 30, "#5f9440", 120, 60, 14, 7), rings(rng, around(rng, 8, 500, 350, 150, 0.9))]
    held += [
        oval(548, 318, 54, 28, "#8e7a5a", opacity=0.9),
        toppings.speckles(rng, 80, 548, 312, 52, "#6e5a3c", 4, 0.55),
    ]
    return pot(rng, "#e3d2b4", "#f2e6ca", [*held, chilli(rng, 380, 380), chilli(rng, 560, 400)])


def hwangtae_haejangguk(rng: Random) -> list[str]:
    held = []
    for x, y in around(rng, 9, X, Y + 4, 170, 0.4):
        held.append(strips.tuft(rng, x, y, rng.uniform(-70, 70), "#edcf94", 110, 44, 6, 14, 6, 0.1))
    held += [strips.sprouts(rng, x, y) for x, y in ((380, 320), (560, 310), (500, 400), (410, 384))]
    held += [slices.omelette(rng, x, y, 44) for x, y in ((450, 300), (550, 372), (360, 366), (474, 356))]
    held += [tofu(rng, 520, 344, 66, 26), rings(rng, around(rng, 12, X, 340, 180, 0.9))]
    return pot(rng, "#eadcb4", "#f7edcf", [larger([*held, chilli(rng, 430, 338), chilli(rng, 570, 336)], 1.06)])


def bulgogi(rng: Random) -> list[str]:
    held = [strips.nest(rng, 366, 362, 84, "#c9a67c", 6, 26, 14), strips.nest(rng, 590, 322, 70, "#c9a67c", 6, 20, 12)]
    for x, y in mains.heap(rng, 26, 486, 348, 150, 0.56, 44):
        held.append(mains.bite(rng, x, y, rng.uniform(48, 60), "#8a5030", 0.5))
    held += [slices.mushroom(rng, x, y) for x, y in ((392, 300), (574, 386), (340, 330))]
    held += [strips.tuft(rng, x, y, turn, CARROT, 70, 18, 5, 9, 4) for x, y, turn in ((440, 392, 20), (540, 292, -30))]
    held += [strips.tuft(rng, 478, 296, 15, LEEK, 90, 28, 6, 10, 4), toppings.sesame(rng, 34, 486, 320, 130)]
    return pot(rng, "#8d5b30", "#c98f52", [larger(held, 1.12)])


def galbitang(rng: Random) -> list[str]:
    held = [strips.nest(rng, 580, 330, 80, "#ece3cf", 6, 26, 14)]
    held += [slices.disc(rng, x, y, 44, "#fbf6e6", 10) for x, y in ((350, 350), (400, 402), (560, 396))]
    held += [mains.rib(rng, x, y, 76, turn) for x, y, turn in ((420, 318, 14), (530, 366, -22), (432, 384, -8))]
    held += [
        strips.tuft(rng, 470, 300, 24, "#f6c644", 76, 20, 5, 9, 2),
        strips.tuft(rng, 496, 312, -28, WHITE, 70, 16, 4, 9, 2),
    ]
    held += [
        rings(rng, around(rng, 15, X, 340, 185, 0.9), 16),
        slices.jujube(rng, 500, 398),
        slices.jujube(rng, 350, 310),
    ]
    return pot(rng, "#dcc492", "#f0dfb4", [larger(held, 1.14)])
