"""What stands on the bar."""

from random import Random

from tools.art import fruit
from tools.art.glassware import BEER, FOOT, JUG, SOJU, bottle, bubbles, cast, glass, ice
from tools.art.palette import BRASS, WHITE, lit, shade, tint, wall
from tools.art.pencil import group, oval, path, stroke

GREEN, BROWN, AMBER = "#2f9150", "#7a4019", "#f2ae2e"


def soju_bottle(x: float) -> str:
    return bottle(x, FOOT, SOJU, GREEN, cap="#43b566", paper="#f6f8ee", ink="#2c7a4b", sun="#ec6a35")


def beer_bottle(x: float) -> str:
    return bottle(x, FOOT, BEER, BROWN, cap="#d9a63a", paper="#f7edd2", ink="#b9362b", sun="#e9ae36")


def shot(x: float, foot: float = FOOT) -> str:
    return glass(x, foot, 128, 46, 60, "#d5e6e2", 0.66)


def soju(_: Random) -> list[str]:
    party = [soju_bottle(392), shot(554, FOOT - 26), shot(664)]
    return [group(party, transform=f"translate(480 {FOOT}) scale(1.16) translate(-496 {-FOOT})")]


def beer_glass(rng: Random, x: float, foot: float = FOOT, high: float = 250, drink: str = AMBER) -> str:
    rising = [(x + rng.uniform(-46, 46), foot - rng.uniform(30, high * 0.7)) for _ in range(22)]
    return glass(x, foot, high, 58, 80, drink, 0.8, [bubbles(rising, "#fff3c4")], "#fff6e2")


def bottled_beer(rng: Random) -> list[str]:
    return [beer_bottle(390), beer_glass(rng, 594)]


def draft_beer(rng: Random) -> list[str]:
    x, high = 460, 400
    handle = f"M{x + 128} {FOOT - 330}C{x + 270} {FOOT - 350} {x + 270} {FOOT - 60} {x + 122} {FOOT - 90}"
    rising = [(x + rng.uniform(-100, 100), FOOT - rng.uniform(30, 290)) for _ in range(44)]
    panes = [stroke(f"M{x + at} {FOOT - 44}V{FOOT - 300}", "#fff0b8", 40, opacity=0.26) for at in (-84, -28, 28, 84)]
    return [
        stroke(handle, shade("#c9d8d4", 0.2), 40),
        stroke(handle, "#e6efec", 33),
        stroke(handle, WHITE, 9, opacity=0.8),
        glass(x, FOOT, high, 126, 138, AMBER, 0.8, [*panes, bubbles(rising, "#fff3c4")], "#fff6e2"),
        path(f"M{x - 132} {FOOT - 330}q-16 40 -4 96q16 20 24 -8q4 -40 10 -70Z", "#fff6e2"),
    ]


def somaek(rng: Random) -> list[str]:
    return [beer_bottle(278), soju_bottle(446), beer_glass(rng, 608, FOOT - 14, 220, "#f6c757"), shot(744)]


def makgeolli(_: Random) -> list[str]:
    jug = bottle(360, FOOT, JUG, "#e9e4d2", cap="#4d9a58", paper="#eef2dc", ink="#5b9150", sun="#f0b53c", full=0.86)
    x, y, mouth = 606, FOOT - 92, 138
    cup = f"M{x - mouth} {y}c0 70 58 100 80 100h{2 * mouth - 160}c22 0 80 -30 80 -100Z"
    dents = (
        oval(x - 100 + column * 40, y + 34 + row * 24, 13, 8, tint(BRASS, 0.4), opacity=0.45)
        for row in range(3)
        for column in range(row, 6 - row)
    )
    bowl = (
        cast(x, FOOT + 8, 110),
        path(cup, wall(BRASS)),
        *dents,
        oval(x, y, mouth, mouth * 0.3, wall(tint(BRASS, 0.3))),
        oval(x, y, mouth - 9, mouth * 0.3 - 6, shade(BRASS, 0.3)),
        oval(x, y + 8, mouth - 16, mouth * 0.3 - 12, lit("#f5efdf")),
        oval(x - 30, y, 46, 9, WHITE, opacity=0.8),
    )
    return [jug, *bowl]


def highball(rng: Random) -> list[str]:
    x = 470
    cubes = [ice(x - 34, 300, 40, 12), ice(x + 38, 372, 42, -16), ice(x - 28, 462, 40, 24), ice(x + 34, 548, 38, -8)]
    floating = [
        fruit.citrus(x + 48, 470, 54, "#f7c62e"),
        fruit.citrus(x - 46, 380, 50, "#f7c62e"),
        fruit.citrus(x - 18, 580, 52, "#f2b722"),
    ]
    rising = [(x + rng.uniform(-80, 80), rng.uniform(250, 610)) for _ in range(26)]
    tall = glass(x, FOOT, 470, 92, 112, "#f6cf6e", 0.86, [*cubes[:2], *floating, *cubes[2:], bubbles(rising)])
    return [tall, fruit.citrus(x + 112, FOOT - 476, 62, "#f7c62e"), fruit.yuzu(690, FOOT - 46, 70)]


def alcohol_free(rng: Random) -> list[str]:
    zeros = [oval(320 + at, 462, 13, 22, "none", stroke=WHITE, stroke_width=8) for at in (46, 94)]
    plain = bottle(390, FOOT, BEER, "#2d6aa0", cap="#dfe6ea", paper="#f4f7f8", ink="#2f74b5", sun="#8fc4ea")
    band = path("M317 430H463V494H317Z", wall("#2f74b5"))
    return [plain, band, *zeros, oval(390, 480, 5, 5, WHITE), beer_glass(rng, 598)]
