"""Rice and noodles."""

import math
from random import Random

from tools.art import griddle, mains, scene, slices, strips, toppings, vessels
from tools.art.palette import CARROT, LAVER, PORCELAIN, SPROUT, STEEL, STONE, WHITE
from tools.art.pencil import TILT, around, blob, box, larger, prism, stroke, turned

X, Y = 480, 318


def noodle_bowl(rng: Random, colour: str, broth: str, held: list[str], hot: bool = True) -> list[str]:
    """A wide bowl; its broth lies at 480, 346 and reaches 246."""
    bowl = vessels.bowl(
        X, Y, 286, 168, colour, [larger(held, 1.24)], foot=0.5, belly=2.4, lip=0.05, fill=broth, level=0.09
    )
    sticks = scene.chopsticks(790, 250, 12, "#8a4b2c")
    return [bowl, vessels.gleam(X, Y, 286, 168, 0.6), sticks, *([scene.steam(rng, X, 226)] if hot else [])]


def bibimbap(rng: Random) -> list[str]:
    y = Y + 18
    fans = (
        (CARROT, 7),
        ("#3f7a34", 8),
        (SPROUT, 6),
        ("#7a4630", 10),
        ("#d8e39a", 9),
        ("#8a6a48", 9),
        ("#f6f0dc", 8),
        ("#c8402a", 9),
    )
    held = [strips.rice(rng, X, y + 8, 240, 26)]
    for number in sorted(range(8), key=lambda fan: math.sin(fan * math.tau / 8 + 0.3)):
        turn, (colour, width) = number * math.tau / 8 + 0.3, fans[number]
        x, at = X + 146 * math.cos(turn), y + 146 * TILT * math.sin(turn) - 12
        held.append(strips.tuft(rng, x, at, math.degrees(turn), colour, 190, 100, 20, width, 7))
    held += [toppings.yolk(X, y - 14, 64), toppings.sesame(rng, 40, X, y - 10, 190)]
    pot = vessels.bowl(X, Y, 284, 150, STONE, held, foot=0.68, belly=2.6, lip=0.09)
    return [vessels.coaster(X, 498, 256), pot, vessels.gleam(X, Y, 284, 150, 0.3), scene.steam(rng, X, 206)]


def donkatsu(rng: Random) -> list[str]:
    x, y = 444, 420
    crust, sauce = blob(rng, 252, 206, 0.05, 30), [(px + 10, py * 0.92) for px, py in blob(rng, 150, 150, 0.2, 9)]
    held = [
        toppings.under(x, y + 10, 232, 0.4),
        prism(x, y, crust, 26, "#eab255", "#b9752a"),
        mains.crisp(rng, x, y - 26, 236, 0.56, "#dd9c40", 240),
        prism(x, y - 22, sauce, 5, "#7d3f18", "#5e2c10"),
        *(
            stroke(f"M{gx} {gy}q{reach} -16 {reach * 2} -4", "#fbe3c0", 9, opacity=0.5, filter="url(#soft2)")
            for gx, gy, reach in ((366, 366, 38), (486, 352, 24), (402, 424, 34), (520, 440, 20))
        ),
        strips.tuft(rng, 642, 312, -30, "#dcebb0", 150, 100, 32, 6, 16, 0.1),
        strips.tuft(rng, 650, 300, 20, "#b98bc0", 110, 46, 8, 6, 10),
        strips.rice(rng, 718, 410, 70, 46, count=140),
        toppings.speckles(rng, 10, 718, 370, 26, "#2c2a26", 3.4),
        *(slices.disc(rng, px, py, 32, "#f7d25c", 9) for px, py in ((690, 486), (654, 508))),
    ]
    return [vessels.platter(480, 392, 384, 250, PORCELAIN, held, "#c58a4a")]


def naengmyeon(rng: Random) -> list[str]:
    y = 344
    held = [strips.nest(rng, X, y + 8, 168, "#a98a72", 6, 64, 64)]
    held += [
        ice_chip(x, at, size, turn)
        for x, at, size, turn in (
            (300, 330, 34, 12),
            (624, 376, 34, -20),
            (352, 418, 32, 30),
            (606, 300, 28, 8),
            (560, 440, 32, -12),
            (270, 372, 24, 44),
        )
    ]
    held += [
        strips.tuft(rng, 396, 300, 30, "#bcd883", 130, 52, 13, 8, 4, 0.1),
        strips.tuft(rng, 556, 316, -28, "#f6efd8", 130, 50, 10, 11, 5, 0.1),
    ]
    held += [slices.disc(rng, x, at, 46, "#e9c79f", 8, "#c89468") for x, at in ((420, 372), (466, 388))]
    held += [toppings.egg_half(500, 302, 58), toppings.sesame(rng, 40, 480, 320, 130)]
    bowl = vessels.bowl(
        X,
        Y,
        290,
        150,
        STEEL,
        [larger(held, 1.24)],
        foot=0.56,
        belly=2.6,
        lip=0.04,
        fill="#c99a63",
        level=0.09,
        inside="#aab2b2",
    )
    return [bowl, vessels.gleam(X, Y, 290, 150, 0.9), scene.chopsticks(800, 240, 12, "#b9c0c0")]


def ice_chip(x: float, y: float, size: float, turn: float) -> str:
    chip = prism(x, y, turned(box(size, size), turn), size * 0.5, "#eef6f6", "#cfe0e2", soft=False)
    return f'<g opacity=".82">{chip}</g>' + stroke(
        f"M{x - size * 0.4} {y - size * 0.5}l{size * 0.4} {-size * 0.14}", WHITE, 4
    )


def janchi_guksu(rng: Random) -> list[str]:
    held = [strips.nest(rng, X, 352, 176, "#fbf1dc", 5, 80, 56)]
    held += [
        strips.tuft(rng, 400, 322, 24, "#8fbc5a", 120, 40, 12, 8, 4, 0),
        strips.tuft(rng, 470, 300, 24, CARROT, 116, 34, 10, 7, 4, 0),
        strips.tuft(rng, 540, 322, 24, "#f7c948", 120, 36, 10, 9, 4, 0),
        strips.tuft(rng, 462, 358, 24, LAVER, 110, 34, 10, 8, 6, 0),
        toppings.rings(rng, around(rng, 12, X, 350, 156, 0.8)),
        toppings.sesame(rng, 26, X, 330, 130),
    ]
    return noodle_bowl(rng, "#f3ecdd", "#d9b36c", held)


def kalguksu(rng: Random) -> list[str]:
    held = [strips.nest(rng, X, 354, 180, "#f9edd0", 13, 44, 40)]
    held += [slices.zucchini(rng, x, y, 34) for x, y in ((386, 320), (420, 390), (590, 350))]
    held += [slices.mushroom(rng, x, y, 36, "#8a5f3c") for x, y in ((520, 300), (560, 396), (352, 368))]
    held += [
        strips.tuft(rng, 470, 330, 40, CARROT, 70, 20, 5, 8, 3),
        strips.tuft(rng, 540, 340, -20, "#6fa244", 80, 22, 6, 8, 4),
        toppings.speckles(rng, 150, X, 340, 190, "#8b745a", 3.4, 0.55),
    ]
    return noodle_bowl(rng, "#a9825c", "#e0d2b4", held)


def manduguk(rng: Random) -> list[str]:
    held = [slices.rice_cake(rng, x, y, 38) for x, y in around(rng, 20, X, 350, 172, 0.3)]
    held += [griddle.dumpling(x, y, 84, turn) for x, y, turn in ((404, 330, -12), (556, 334, 16), (474, 404, 4))]
    held += [
        strips.tuft(rng, 476, 330, 30, "#f7c948", 90, 26, 7, 9, 2),
        strips.tuft(rng, 500, 342, -24, LAVER, 84, 24, 6, 8, 4),
        toppings.rings(rng, around(rng, 13, X, 350, 180, 0.8), 16),
    ]
    return noodle_bowl(rng, "#dfe6dc", "#dfc690", held)


def kongguksu(rng: Random) -> list[str]:
    held = [strips.nest(rng, X, 356, 168, "#fdf6e3", 6, 66, 62)]
    held += [
        strips.tuft(rng, 470, 296, 26, "#a8cf6c", 140, 60, 14, 8, 4, 0.1),
        toppings.egg_half(552, 330, 54),
        slices.disc(rng, 392, 352, 46, "#ef5a3c", 14, "#d83a26", "#fbd08a"),
        toppings.sesame(rng, 40, X, 330, 150),
    ]
    held += [
        ice_chip(x, y, size, turn)
        for x, y, size, turn in ((320, 380, 30, 20), (610, 420, 32, -14), (620, 330, 24, 34), (430, 446, 26, 8))
    ]
    return noodle_bowl(rng, "#c9d6c4", "#f3e6c6", held, hot=False)
