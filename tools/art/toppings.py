"""Small pieces: what is scattered over a dish or floats in its broth."""

import math
from random import Random

from tools.art.palette import (
    CHILLI,
    CREAM,
    EGG_WHITE,
    FAT,
    KIMCHI,
    LEEK,
    NIGHT,
    PORK,
    TOFU,
    WHITE,
    YOLK,
    ball,
    lit,
    mix,
    shade,
    tint,
)
from tools.art.pencil import TILT, Point, around, blob, box, dice, laid, oval, path, prism, smooth, stroke, turned


def under(x: float, y: float, reach: float, dark: float = 0.4) -> str:
    """The shadow that a piece throws on what it lies on."""
    off = min(reach * 0.15, 15)
    return oval(x + off, y + off, reach, None, NIGHT, opacity=dark, filter="url(#soft4)")


def tofu(rng: Random, x: float, y: float, size: float = 66, height: float = 30, stain: str = "") -> str:
    outline = turned(box(size, size * 0.82), rng.uniform(20, 62))
    pits = (
        oval(
            x + rng.uniform(-0.28, 0.28) * size, y - height + rng.uniform(-0.16, 0.16) * size, 2, 1.3, shade(TOFU, 0.16)
        )
        for _ in range(6)
    )
    side = mix(shade(TOFU, 0.06), stain, 0.34) if stain else shade(TOFU, 0.1)
    return under(x, y, size * 0.62) + prism(x, y, outline, height, TOFU, side, soft=False) + "".join(pits)


def ring(rng: Random, x: float, y: float, size: float = 15, colour: str = LEEK, core: str = "#e9f2c4") -> str:
    """A slice of scallion or of chilli: a short tube."""
    turn, wide, flat = rng.uniform(-50, 50), size * rng.uniform(0.9, 1.3), size * rng.uniform(0.58, 0.8)
    return (
        oval(x + 3, y + 5, wide, flat, NIGHT, turn=turn, opacity=0.35)
        + oval(x, y + 3, wide, flat, shade(colour, 0.3), turn=turn)
        + oval(x, y, wide, flat, lit(colour), turn=turn)
        + oval(x, y, wide * 0.64, flat * 0.6, core, turn=turn)
        + oval(x + 1, y + 1, wide * 0.36, flat * 0.32, shade(colour, 0.35), turn=turn, opacity=0.75)
    )


def rings(rng: Random, places: list[Point], size: float = 15, colour: str = LEEK, core: str = "#e9f2c4") -> str:
    return "".join(ring(rng, x, y, size * rng.uniform(0.8, 1.1), colour, core) for x, y in places)


def chilli(rng: Random, x: float, y: float, size: float = 15, colour: str = CHILLI) -> str:
    return ring(rng, x, y, size, colour, "#f6d9a8")


def sesame(rng: Random, count: int, x: float, y: float, reach: float, flat: float = 0.6) -> str:
    seeds = []
    for _ in range(count):
        angle, far = rng.uniform(0, math.tau), reach * math.sqrt(rng.random())
        sx, sy, turn = x + far * math.cos(angle), y + far * math.sin(angle) * flat, rng.uniform(0, 180)
        seeds.append(oval(sx + 1.5, sy + 2, 5.4, 3, NIGHT, turn=turn, opacity=0.4))
        seeds.append(oval(sx, sy, 5.2, 2.8, "#fdedc6", turn=turn))
    return "".join(seeds)


def kimchi(rng: Random, x: float, y: float, size: float = 62, turn: float | None = None) -> str:
    """A piece of cabbage: a pale crisp rib that runs out into a red crinkled leaf."""
    turn = rng.uniform(-50, 50) + rng.choice((0, 180)) if turn is None else turn
    red, height = mix(KIMCHI, CHILLI, rng.uniform(0, 0.7)), 13
    leaf = turned(blob(rng, size, size * 0.62, 0.2, 13), turn)
    rib = turned(
        [
            (-size, -size * 0.3),
            (-size * 0.2, -size * 0.22),
            (size * 0.55, 0),
            (-size * 0.2, size * 0.2),
            (-size, size * 0.3),
        ],
        turn,
    )
    veins = []
    for along, side in ((-0.35, 1), (-0.3, -1), (0, 1), (0.05, -1), (0.3, 1), (0.35, -1)):
        vein = turned(
            [(size * along, 0), (size * (along + 0.16), side * size * 0.2), (size * (along + 0.4), side * size * 0.42)],
            turn,
        )
        veins.append(stroke(smooth(laid(vein, x, y, height), closed=False), shade(red, 0.32), 2.4, opacity=0.55))
    return (
        under(x, y, size * 0.85)
        + prism(x, y, leaf, height, red)
        + "".join(veins)
        + path(smooth(laid(rib, x, y, height)), mix(CREAM, "#f0a24a", 0.3), opacity=0.95)
        + path(smooth(laid([(px * 0.7, py * 0.4) for px, py in rib], x, y, height)), WHITE, opacity=0.4)
        + glint(x - size * 0.2, y - 20, size * 0.2)
    )


def glint(x: float, y: float, reach: float, strength: float = 0.6) -> str:
    """Wet light."""
    return stroke(
        f"M{x - reach:.1f} {y + 3:.1f}Q{x:.1f} {y - 5:.1f} {x + reach:.1f} {y:.1f}", WHITE, 3.4, opacity=strength
    )


def pork(rng: Random, x: float, y: float, size: float = 54, colour: str = PORK, height: float = 8) -> str:
    """A slice of belly or shoulder with its seam of fat."""
    turn = rng.uniform(-40, 40)
    meat = turned(blob(rng, size, size * 0.6, 0.1), turn)
    fat = turned([(-size * 0.8, -size * 0.16), (0, -size * 0.36), (size * 0.8, -size * 0.14), (0, -size * 0.12)], turn)
    grain = turned([(-size * 0.6, size * 0.2), (0, size * 0.1), (size * 0.56, size * 0.24)], turn)
    return (
        under(x, y, size * 0.85)
        + prism(x, y, meat, height, colour)
        + path(smooth(laid(fat, x, y, height)), FAT, opacity=0.92)
        + stroke(smooth(laid(grain, x, y, height), closed=False), shade(colour, 0.3), 2.4, opacity=0.5)
        + glint(x - size * 0.2, y - height - 2, size * 0.26, 0.5)
    )


def egg_half(x: float, y: float, size: float = 50, turn: float = -18) -> str:
    white = turned(blob(dice("egg"), size, size * 0.78, 0.0, 16), turn)
    return (
        under(x, y, size)
        + prism(x, y, white, 20, EGG_WHITE, "#e9dcc4")
        + oval(x + 3, y - 18, size * 0.56, size * 0.35, shade(YOLK, 0.12), turn=turn * 0.6)
        + oval(x + 3, y - 19, size * 0.53, size * 0.33, ball(YOLK), turn=turn * 0.6)
    )


def yolk(x: float, y: float, size: float = 40) -> str:
    return (
        under(x, y, size * 0.95, 0.3)
        + oval(x, y - size * 0.12, size, size * 0.74, ball(YOLK))
        + oval(x - size * 0.34, y - size * 0.42, size * 0.22, size * 0.12, WHITE, turn=-20, opacity=0.95)
    )


def droplets(rng: Random, count: int, x: float, y: float, reach: float, colour: str) -> str:
    """Fat eyes on a broth."""
    eyes = []
    for ex, ey in around(rng, count, x, y, reach, 0.9):
        size = rng.uniform(3, 11)
        eyes.append(oval(ex, ey, size, None, colour, opacity=0.55, stroke=tint(colour, 0.45), stroke_width=1.4))
    return "".join(eyes)


def froth(rng: Random, x: float, y: float, reach: float, broth: str) -> str:
    """Bubbles along the edge of what still boils."""
    bubbles = []
    for _ in range(44):
        angle, size = rng.uniform(0, math.tau), rng.uniform(4, 12)
        far = reach * rng.uniform(0.9, 0.965)
        px, py = x + far * math.cos(angle), y + far * TILT * math.sin(angle)
        bubbles.append(
            oval(px, py, size, size * 0.7, tint(broth, 0.3), stroke=tint(broth, 0.6), stroke_width=1.6, opacity=0.7)
        )
        bubbles.append(oval(px - size * 0.3, py - size * 0.25, size * 0.25, size * 0.18, WHITE, opacity=0.8))
    return "".join(bubbles)


def speckles(
    rng: Random, count: int, x: float, y: float, reach: float, colour: str, size: float = 3, flat: float = 0.6
) -> str:
    """Powder, crumbs, pepper."""
    grains = []
    for _ in range(count):
        angle, far = rng.uniform(0, math.tau), reach * math.sqrt(rng.random())
        grains.append(
            oval(
                x + far * math.cos(angle),
                y + far * flat * math.sin(angle),
                size * rng.uniform(0.5, 1.3),
                size * 0.7,
                colour,
                turn=rng.uniform(0, 90),
                opacity=0.85,
            )
        )
    return "".join(grains)
