"""Fried in batter, on a bamboo tray, with something to dip into."""

import math
from random import Random

from tools.art import griddle, seafood, slices, strips, toppings, vessels
from tools.art.palette import CELADON, PORCELAIN, SOY, mix, shade, tint
from tools.art.pencil import TILT, around, clipped, dice, laid, oval, stroke, turned

BASKET = "#d8b077"


def basket(held: list[str]) -> str:
    """A flat bamboo tray with a woven floor."""
    x, y, reach = 462, 400, 340
    weave = (
        stroke(
            f"M{x - 340} {y + at}H{x + 340}" if lie else f"M{x + at * 1.6} {y - 220}V{y + 220}",
            shade(BASKET, 0.26),
            3,
            opacity=0.5,
        )
        for lie in (True, False)
        for at in range(-208, 209, 16)
    )
    floor = oval(x, y + 8, reach * 0.92, None, "#000")
    return (
        vessels.plate(x, y, reach, BASKET)
        + clipped("weave", floor, [oval(x, y + 8, reach * 0.92, None, tint(BASKET, 0.14)), *weave])
        + oval(x, y, reach * 0.965, None, "none", stroke=tint(BASKET, 0.3), stroke_width=9, stroke_dasharray="20 7")
        + "".join(held)
    )


def dip(x: float, y: float, size: float = 76, sauce: str = SOY) -> str:
    """A small dish of seasoned soy sauce."""
    rng = dice("dip")
    held = [toppings.rings(rng, [(x - 14, y + 8), (x + 20, y + 14)], 9), toppings.sesame(rng, 9, x, y + 8, size * 0.6)]
    return vessels.bowl(x, y, size, 40, PORCELAIN, held, foot=0.6, fill=sauce, level=0.12)


def pajeon(rng: Random) -> list[str]:
    x, y, reach = 462, 396, 282
    held = [griddle.pancake(rng, x, y, reach)]
    for number in range(15):
        across = (number - 7) * 34 + rng.uniform(-5, 5)
        half = math.sqrt(1 - (across / reach) ** 2) * reach * rng.uniform(0.82, 0.93)
        line = turned(
            [(-half, across), (-half * 0.3, across + rng.uniform(-10, 10)), (half * 0.4, across), (half, across + 4)],
            14,
        )
        held.append(strips.strand(laid(line, x, y, 20), mix("#4f8f35", "#b5d27c", number % 4 / 3), 13))
    held.append(griddle.cuts(x, y, reach, (-0.36, 0.32)))
    held += [
        slices.shrimp(px, py, 36, t)
        for px, py, t in ((380, 320, 20), (560, 340, 160), (430, 440, 260), (600, 430, 60), (320, 400, 120))
    ]
    held += [
        seafood.squid_ring(rng, px, py, 36, "#f6dccb")
        for px, py in ((470, 330), (350, 460), (520, 410), (540, 480), (266, 350))
    ]
    held += [
        toppings.chilli(rng, px, py, 17)
        for px, py in ((420, 386), (500, 290), (580, 390), (330, 340), (480, 468), (620, 350))
    ]
    return [basket(held), dip(792, 560)]


def kimchijeon(rng: Random) -> list[str]:
    x, y, reach = 462, 396, 276
    held = [griddle.pancake(rng, x, y, reach, "#e5793a")]
    held += [toppings.kimchi(rng, px, py - 12, 52) for px, py in around(rng, 20, x, y, 222, 0.5)]
    held += [
        griddle.cuts(x, y, reach, (-0.34, 0.34), 30),
        toppings.rings(rng, around(rng, 12, x, y - 20, 210, 0.9), 16),
    ]
    return [
        basket(
            [*held, *(toppings.chilli(rng, px, py, 17, "#4f9a3c") for px, py in ((400, 350), (540, 420), (470, 470)))]
        ),
        dip(792, 560),
    ]


def yukjeon(rng: Random) -> list[str]:
    held = []
    for number in range(14):
        turn = math.tau * number / 14 - 1.2
        held.append((462 + 178 * math.cos(turn), 404 + 178 * TILT * math.sin(turn), math.degrees(turn)))
    ring = [griddle.fritter(rng, x, y, 96, 66, turn, "#a2683c") for x, y, turn in sorted(held, key=lambda one: one[1])]
    top = [
        strips.tuft(rng, 462, 392, 20, "#7fb04a", 120, 70, 18, 7, 16, 0),
        strips.tuft(rng, 462, 386, -30, "#c8402a", 80, 24, 5, 6, 10),
    ]
    return [
        vessels.plate(462, 396, 340, CELADON, [*ring, *top, toppings.sesame(rng, 26, 462, 380, 90)], "#7f9c86"),
        dip(796, 560),
    ]


def modumjeon(rng: Random) -> list[str]:
    held = [griddle.fritter(rng, 218 + number * 66, 312 - number * 10, 82, 60, 70, "#a2683c") for number in range(4)]
    for number in range(5):
        x, y = 500 + number * 54, 276 + number * 26
        held += [griddle.fritter(rng, x, y, 66, 62, 0, "#c5d879", "#f3da7c"), slices.zucchini(rng, x, y - 8, 38)]
    for number in range(4):
        x, y = 216 + number * 76, 424 - number * 2
        held += [griddle.fritter(rng, x, y, 78, 58, 60, "#fbe9c2", "#f8df92")]
        held += [toppings.chilli(rng, x, y - 16, 17), toppings.ring(rng, x + 22, y - 26, 14)]
    return [basket([*held, *(skewer(330 + number * 78, 528 - number * 16) for number in range(5))]), dip(812, 572)]


def skewer(x: float, y: float) -> str:
    """Ham, scallion, crab stick and radish on a pick, in egg."""
    colours = ("#ef8d78", "#6da546", "#f6e2b0", "#ea5a3c", "#f2cf52")
    rng = dice("skewer")
    bars = "".join(
        stroke(f"M{x - 46 + n * 20} {y - 38 + n * 6}l20 48", tone, 17)
        + stroke(f"M{x - 50 + n * 20} {y - 38 + n * 6}l18 42", tint(tone, 0.5), 4)
        for n, tone in enumerate(colours)
    )
    return griddle.fritter(rng, x, y, 88, 54, 62) + bars
