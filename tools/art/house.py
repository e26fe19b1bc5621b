"""What the house is known for."""

from random import Random

from tools.art import fruit, mains, scene, seafood, slices, strips, toppings, vessels
from tools.art.palette import CARROT, CELADON, LEEK, PORCELAIN
from tools.art.pencil import around


def dakbokkeumtang(rng: Random) -> list[str]:
    x, y = 480, 372
    held = [toppings.droplets(rng, 50, x, y, 280, "#f08a3c")]
    for number, (px, py) in enumerate(around(rng, 19, x, y + 12, 232, 0.2)):
        if number % 3 == 0:
            held.append(slices.potato(rng, px, py, 52, "#eda84a"))
        elif number % 3 == 1:
            held.append(slices.potato(rng, px, py, 38, CARROT))
        else:
            held.append(mains.nugget(rng, px, py, 58, "#b9481f"))
    held += [
        mains.drumstick(px, py, turn, "#c2501f", 112)
        for px, py, turn in ((418, 322, 196), (580, 318, -24), (392, 420, 168), (560, 430, 24), (480, 370, 60))
    ]
    held += [toppings.rings(rng, around(rng, 15, x, y - 16, 240, 0.9), 18), toppings.sesame(rng, 40, x, y - 16, 220)]
    held += [toppings.chilli(rng, px, py, 18) for px, py in ((440, 360), (640, 390), (330, 350))]
    return [vessels.pan(x, y - 14, 316, held, "#4a4442", "#b8371a"), scene.steam(rng, 480, 230)]


def bossam(rng: Random) -> list[str]:
    places = [(226 + column * 94 + row * 26, 322 + row * 84 - column * 2) for row in range(3) for column in range(4)]
    held = [
        *(
            slices.leaf(x, y, 150, turn, "#e3e39a", 0.16)
            for x, y, turn in ((300, 330, 190), (640, 300, -20), (660, 460, 20))
        ),
        mains.slices(rng, places, 100, "#d0896a", 18, 13),
        *(toppings.kimchi(rng, 640 + (n % 3) * 40, 330 + n // 3 * 46, 82, -30 + n * 37) for n in range(9)),
        strips.tuft(rng, 690, 340, 20, LEEK, 100, 34, 7, 10, 6),
        toppings.sesame(rng, 30, 680, 390, 90),
        *(mains.nugget(rng, x, y, 18, "#f6e3b4") for x, y in ((520, 536), (556, 548), (492, 552))),
        toppings.rings(rng, [(600, 540), (634, 530), (610, 516)], 18, "#5fa03f"),
    ]
    return [vessels.platter(480, 398, 390, 246, PORCELAIN, held, "#b9543c"), scene.steam(rng, 340, 240)]


def set_meal(rng: Random) -> list[str]:
    """Fish, rice, soup and two side dishes on one tray."""
    held = [
        vessels.platter(
            480,
            270,
            270,
            112,
            "#dfe7ea",
            [seafood.fish(478, 282, 430, -4), fruit.citrus(650, 306, 34, "#f7c62e", 0.7)],
            "#5e82a0",
        ),
        vessels.bowl(290, 452, 124, 92, PORCELAIN, [strips.rice(rng, 290, 456, 112, 52, count=150)], foot=0.56),
        vessels.bowl(
            652,
            452,
            128,
            92,
            "#4a3a34",
            [
                *(
                    slices.leaf(x, y, 40, turn, "#2f5a3a", 0.3)
                    for x, y, turn in ((620, 462, 20), (680, 456, -30), (650, 492, 0))
                ),
                *(mains.nugget(rng, x, y, 16, "#8a5a40") for x, y in ((640, 446), (690, 490), (610, 490))),
                toppings.droplets(rng, 20, 652, 464, 100, "#dcb76c"),
            ],
            foot=0.56,
            fill="#b99a58",
        ),
        vessels.bowl(
            472, 404, 84, 42, CELADON, [strips.tuft(rng, 472, 402, 20, "#4b8a3c", 90, 56, 14, 8, 12, 0)], foot=0.6
        ),
        vessels.bowl(
            472,
            528,
            88,
            42,
            CELADON,
            [toppings.kimchi(rng, x, y, 42, t) for x, y, t in ((446, 524, 10), (494, 518, 160), (474, 544, -20))],
            foot=0.6,
        ),
    ]
    return [vessels.board(480, 400, 760, 430, "#b07a45", rim=True), *held, scene.steam(rng, 650, 400, 2, 60)]
