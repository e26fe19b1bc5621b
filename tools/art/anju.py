"""Pancakes and what goes with a drink."""

import math
from random import Random

from tools.art import mains, scene, seafood, slices, strips, toppings, vessels
from tools.art.palette import BAMBOO, CARROT, PORCELAIN, TOFU, WOOD, ball, mix, shade
from tools.art.pencil import around, blob, box, oval, path, prism, stroke, turned


def dubu_kimchi(rng: Random) -> list[str]:
    x, y = 480, 404
    ring = []
    for number in range(14):
        turn = math.tau * number / 14 + 0.2
        px, py = x + 250 * math.cos(turn), y + 250 * 0.5 * math.sin(turn)
        slab = prism(px, py, turned(box(96, 74), math.degrees(turn) + 90), 30, TOFU, shade(TOFU, 0.1), soft=False)
        ring.append((py, toppings.under(px, py, 54) + slab))
    ring.sort()
    mound = []
    for number, (px, py) in enumerate(mains.heap(rng, 34, x, y, 156, 0.5, 96)):
        piece = (
            mains.bite(rng, px, py, 56, "#b9583a")
            if number % 4 == 1
            else toppings.kimchi(rng, px, py, rng.uniform(54, 66))
        )
        mound.append(piece)
    held = [*(slab for at, slab in ring if at < y + 20), *mound, *(slab for at, slab in ring if at >= y + 20)]
    held += [
        toppings.rings(rng, mains.heap(rng, 9, x, 350, 110, 0.45, 40), 17),
        toppings.sesame(rng, 56, x, 370, 200, 0.5),
    ]
    return [vessels.platter(x, 394, 380, 240, "#5a5450", held), scene.steam(rng, x, 220)]


def golbaengi(rng: Random) -> list[str]:
    sauce = oval(530, 416, 250, 128, "#d2442a", opacity=0.75, filter="url(#soft4)")
    held = [sauce, *(strips.nest(rng, x, y, 92, "#fbf1dc", 6, 44, 34) for x, y in ((236, 388), (318, 486)))]
    for number, (x, y) in enumerate(mains.heap(rng, 46, 550, 410, 206, 0.54, 84)):
        kind = number % 5
        if kind in (0, 3):
            held.append(seafood.snail(rng, x, y, 54))
        elif kind == 1:
            held.append(slices.disc(rng, x, y, 46, "#dcebb2", 8, "#5f9a3c", "#b9d08a"))
        else:
            tone = ("#e0502c", CARROT, "#e0502c", "#f0b486")[number % 4]
            held.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), tone, 110, 40, 7, 11, 10))
    held += [strips.tuft(rng, 550, 318, 30, "#e7efc4", 140, 60, 12, 8, 14, 0), toppings.sesame(rng, 60, 540, 380, 210)]
    held += [toppings.chilli(rng, x, y, 18) for x, y in ((470, 360), (640, 380), (560, 440))]
    return [vessels.platter(480, 396, 384, 240, PORCELAIN, held, "#c5533a")]


def eomuktang(rng: Random) -> list[str]:
    x, y = 480, 372
    held = [slices.disc(rng, px, py, 54, "#f8efd4", 20) for px, py in ((330, 330), (620, 440), (400, 460), (610, 310))]
    held += [fishcake(px, py, turn) for px, py, turn in ((400, 320, -28), (470, 352, -22), (540, 384, -16))]
    held += [
        slices.leaf(330, 420, 60, 10, "#38543c", 0.1),
        toppings.egg_half(620, 372, 52),
        toppings.egg_half(352, 376, 52, 20),
    ]
    held += [slices.mushroom(rng, 500, 456, 40, "#8a5f3c"), toppings.rings(rng, around(rng, 14, x, y, 250, 0.9), 17)]
    held += [toppings.chilli(rng, px, py, 17) for px, py in ((460, 420), (590, 400))]
    return [vessels.pan(x, y - 14, 316, held, "#4a4442", "#efdcae"), scene.steam(rng, 480, 220)]


def fishcake(x: float, y: float, turn: float) -> str:
    """A sheet folded in waves onto a long skewer."""
    folds = [(-120 + step * 30, (-38, 38)[step % 2]) for step in range(9)]
    line = [(x + px * 0.9 - py * 0.2 + py * turn * 0.004, y + py * 0.7 + px * turn * 0.012 - 16) for px, py in folds]
    ax, ay, bx, by = x - 150, y - 16 - 150 * turn * 0.012, x + 290, y - 16 + 290 * turn * 0.012
    stick = stroke(f"M{ax} {ay}L{bx} {by}", shade(BAMBOO, 0.4), 11) + stroke(f"M{ax} {ay}L{bx} {by}", BAMBOO, 8)
    return toppings.under(x, y + 6, 110, 0.35) + stick + strips.strand(line, "#d9954a", 44, 0.42)


def meoktae(rng: Random) -> list[str]:
    held = [oval(452, 410, 250, 132, "#26120d", opacity=0.3, filter="url(#soft8)")]
    for x, y in mains.heap(rng, 36, 440, 420, 210, 0.5, 76):
        turn = rng.uniform(-40, 40)
        held.append(strips.tuft(rng, x, y, turn, mix("#f6d394", "#d99a4a", rng.random()), 170, 44, 7, 13, 10, 0.2))
    mayo = vessels.bowl(
        716,
        470,
        92,
        46,
        PORCELAIN,
        [
            *(toppings.chilli(rng, x, y, 12, "#4f9a3c") for x, y in ((700, 478), (736, 484), (716, 466))),
            toppings.speckles(rng, 12, 716, 480, 50, "#6e3d22", 3),
        ],
        foot=0.6,
        fill="#f7ecc8",
        level=0.1,
    )
    return [vessels.board(480, 410, 720, 360, WOOD), *held, mayo]


def tteokbokki(rng: Random) -> list[str]:
    x, y = 480, 350
    held = []
    for number, (px, py) in enumerate(around(rng, 24, x, y, 208, 0.4)):
        if number % 6 == 2:
            held.append(
                toppings.under(px, py, 50)
                + prism(px, py, turned([(-58, 40), (0, -52), (58, 40)], rng.uniform(0, 90)), 12, "#e7a95c", soft=False)
            )
        else:
            lean = rng.uniform(-40, 40)
            line = [(px - 52, py - lean * 0.5), (px, py + rng.uniform(-5, 5)), (px + 52, py + lean * 0.5)]
            held.append(
                toppings.under(px, py + 12, 54, 0.4)
                + strips.strand(line, mix("#e04a22", "#f58e5c", rng.random() * 0.6), 33, 0.36)
            )
    held += [toppings.egg_half(420, 330, 58), toppings.egg_half(548, 384, 54, 16)]
    held += [toppings.rings(rng, around(rng, 14, x, y - 8, 190, 0.9), 17), toppings.sesame(rng, 34, x, y, 190)]
    bowl = vessels.bowl(
        x, 322, 286, 140, "#6f9f96", held, foot=0.6, belly=2.6, lip=0.05, fill="#cf3d1c", level=0.09, inside="#e9efe6"
    )
    return [bowl, vessels.gleam(x, 322, 286, 140, 0.5), scene.steam(rng, x, 220)]


def tongdak(rng: Random) -> list[str]:
    paper = prism(480, 424, blob(rng, 316, 250, 0.05, 16), 4, "#e9d3a8", "#c9ab78")
    gold, x, y = "#d98f35", 480, 350
    body = (
        oval(x + 10, y + 92, 232, 74, "#26120d", opacity=0.5, filter="url(#soft8)"),
        oval(x, y + 16, 196, 132, shade(gold, 0.4)),
        oval(x, y, 194, 130, ball(gold)),
        mains.crisp(rng, x, y - 10, 180, 0.6, gold, 120),
        path(
            f"M{x - 60} {y - 116}Q{x - 8} {y - 20} {x + 6} {y + 110}",
            "none",
            stroke=shade(gold, 0.3),
            stroke_width=5,
            opacity=0.5,
        ),
    )
    wings = []
    for side in (-1, 1):
        wx, wy = x + side * 190, y - 18
        wings += [
            oval(wx, wy + 8, 74, 42, shade(gold, 0.4), turn=side * 50),
            oval(wx, wy, 72, 40, ball(gold), turn=side * 50),
            mains.crisp(rng, wx, wy, 44, 0.7, gold, 26),
        ]
    legs = []
    for px, turn in ((372, 62), (588, 24)):
        legs += [
            mains.drumstick(px + (0 if px < 480 else 20), 424, turn, gold, 132, 0.4),
            mains.crisp(rng, px - 16, 390, 56, 0.6, gold, 40),
        ]
    radish = vessels.bowl(
        764,
        520,
        84,
        44,
        PORCELAIN,
        [
            prism(px, py, [(-16, -16), (16, -16), (16, 16), (-16, 16)], 18, "#fdf8ea", "#e2ddc4", soft=False)
            for px, py in ((744, 518), (786, 520), (764, 538), (766, 508))
        ],
        foot=0.6,
    )
    return [vessels.board(480, 420, 720, 350, WOOD), paper, *wings, *body, *legs, radish, scene.steam(rng, 480, 220)]
