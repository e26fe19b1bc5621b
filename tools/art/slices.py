"""Larger pieces than toppings: slices of vegetables, sausages, shrimp, leaves."""

import math
from random import Random

from tools.art.palette import POTATO, WHITE, lit, shade, tint
from tools.art.pencil import blob, box, dice, laid, oval, path, prism, smooth, stroke, turned
from tools.art.toppings import glint, speckles, under


def disc(
    rng: Random, x: float, y: float, size: float, colour: str, height: float = 10, rim: str = "", seeds: str = ""
) -> str:
    """A slice of something round: radish, cucumber, sausage, rice cake."""
    turn = rng.uniform(-60, 60)
    cut = turned(blob(rng, size, size * rng.uniform(0.8, 1), 0.03, 14), turn)
    inner = [(px * 0.84, py * 0.84) for px, py in cut]
    parts = [under(x, y, size * 0.9), prism(x, y, cut, height, rim or colour, shade(rim or colour, 0.14))]
    if rim:
        parts.append(path(smooth(laid(inner, x, y, height)), lit(colour)))
    for step in range(7 if seeds else 0):
        sx, sy = x + size * 0.42 * math.cos(step * 0.9), y - height + size * 0.26 * math.sin(step * 0.9)
        parts.append(oval(sx, sy, size * 0.09, size * 0.045, seeds, turn=math.degrees(step * 0.9)))
    return "".join(parts)


def zucchini(rng: Random, x: float, y: float, size: float = 40) -> str:
    return disc(rng, x, y, size, "#eef0b4", 11, "#7fa848", "#cfcf7c")


def sausage(rng: Random, x: float, y: float, size: float = 30) -> str:
    return disc(rng, x, y, size, "#eb9a7e", 13, "#b8472e")


def potato(rng: Random, x: float, y: float, size: float = 48, colour: str = POTATO) -> str:
    chunk = turned(blob(rng, size, size * 0.78, 0.12, 7), rng.uniform(0, 90))
    return (
        under(x, y, size * 0.9)
        + prism(x, y, chunk, size * 0.55, colour)
        + glint(x - size * 0.2, y - size * 0.6, size * 0.24)
    )


def mushroom(rng: Random, x: float, y: float, size: float = 34, colour: str = "#c69a6c") -> str:
    """A slice through cap and stem."""
    cut = [
        (-1, 0.1),
        (-0.86, -0.5),
        (-0.3, -0.86),
        (0.3, -0.86),
        (0.86, -0.5),
        (1, 0.1),
        (0.4, 0.16),
        (0.3, 0.9),
        (-0.3, 0.9),
        (-0.4, 0.16),
    ]
    turn = rng.uniform(-50, 50)
    shape = turned([(px * size, py * size) for px, py in cut], turn)
    gills = turned([(-size * 0.7, 0), (0, -size * 0.24), (size * 0.7, 0)], turn)
    return (
        under(x, y, size * 0.85)
        + prism(x, y, shape, 9, "#f0dfc0", colour)
        + stroke(smooth(laid(gills, x, y, 9), closed=False), colour, 4)
    )


def shrimp(x: float, y: float, size: float = 40, turn: float = 0) -> str:
    """A peeled tail, curled."""
    arc = [(size * math.cos(a), size * 0.86 * math.sin(a)) for a in (-2.9, -2.2, -1.4, -0.6, 0.2, 1.0)]
    line = laid(turned(arc, turn), x, y, 8)
    bands = (
        oval(px, py, size * 0.07, size * 0.3, "#e2542c", turn=turn + 30 * n - 60, opacity=0.75)
        for n, (px, py) in enumerate(line[1:-1])
    )
    tail = laid(
        turned([arc[-1], (size * 0.05, size * 1.3), (size * 0.34, size * 1.4), (size * 0.74, size * 1.2)], turn),
        x,
        y,
        8,
    )
    d = smooth(line, closed=False)
    return (
        under(x, y, size)
        + path(smooth(tail), "#e2542c")
        + stroke(d, "#c9532e", size * 0.62)
        + stroke(d, "#fbb891", size * 0.52)
        + "".join(bands)
        + stroke(smooth([(px - 3, py - size * 0.12) for px, py in line], closed=False), WHITE, 4, opacity=0.7)
    )


def leaf(x: float, y: float, size: float, turn: float, colour: str, ruffle: float = 0.1) -> str:
    """A whole leaf, perilla or lettuce, with its veins."""
    rng = dice(f"{x}{y}")
    edge = [
        (-1, 0),
        (-0.66, -0.42),
        (-0.1, -0.62),
        (0.45, -0.5),
        (0.8, -0.22),
        (1, 0),
        (0.8, 0.22),
        (0.45, 0.5),
        (-0.1, 0.62),
        (-0.66, 0.42),
    ]
    ruffled = []
    for (ax, ay), (bx, by) in zip(edge, edge[1:] + edge[:1], strict=True):
        ruffled += [
            (ax, ay),
            ((ax + bx) / 2 * (1 + rng.uniform(0, ruffle)), (ay + by) / 2 * (1.05 + rng.uniform(0, ruffle))),
        ]
    shape = turned([(px * size, py * size) for px, py in ruffled], turn)
    veins = [[(-1.1, 0), (0, 0.02), (0.9, 0)]] + [
        [(at, 0), (at + 0.2, side * 0.2), (at + 0.36, side * 0.44)]
        for at in (-0.6, -0.25, 0.1, 0.4)
        for side in (-1, 1)
    ]
    lines = (
        stroke(
            smooth(
                laid(turned([(px * size, py * size * (0.8 if n else 1)) for px, py in vein], turn), x, y, 6),
                closed=False,
            ),
            tint(colour, 0.5),
            2.4 if n else 5,
            opacity=0.8,
        )
        for n, vein in enumerate(veins)
    )
    return under(x, y, size * 0.8) + prism(x, y, shape, 6, colour) + "".join(lines)


def curd(rng: Random, x: float, y: float, size: float) -> str:
    """A spoonful of soft tofu."""
    cloud = blob(rng, size, size * 0.72, 0.13, 9)
    return (
        under(x, y, size * 0.9, 0.36)
        + prism(x, y, cloud, 16, "#fff3dd", "#eeb594")
        + oval(x - size * 0.2, y - 22, size * 0.42, size * 0.16, WHITE, opacity=0.7, filter="url(#soft2)")
    )


def rice_cake(rng: Random, x: float, y: float, size: float = 36) -> str:
    return disc(rng, x, y, size, "#fdf6e8", 9)


def blood_sausage(rng: Random, x: float, y: float, size: float = 46) -> str:
    """Sundae: dark casing around noodles and rice."""
    return disc(rng, x, y, size, "#5a3328", 20, "#3a2320") + speckles(rng, 34, x, y - 20, size * 0.72, "#d8c0a4", 3.4)


def spam(rng: Random, x: float, y: float, size: float = 84) -> str:
    slab = turned(box(size, size * 0.66), 28)
    return (
        under(x, y, size * 0.6)
        + prism(x, y, slab, 16, "#f0a08a", "#d0705a", soft=False)
        + speckles(rng, 12, x, y - 16, size * 0.3, "#fbd0bf", 3)
    )


def cheese(x: float, y: float, size: float = 120) -> str:
    """A slice, going soft at its corners."""
    sheet = turned(
        [(-0.5, -0.5), (0, -0.47), (0.5, -0.5), (0.48, 0), (0.5, 0.54), (0, 0.5), (-0.52, 0.52), (-0.48, 0)], 24
    )
    points = [(px * size, py * size) for px, py in sheet]
    return under(x, y, size * 0.5, 0.3) + prism(x, y, points, 6, "#fbc13a", "#d98f1c") + glint(x - 14, y - 16, 24, 0.7)


def omelette(rng: Random, x: float, y: float, size: float) -> str:
    """Egg as it sets in broth."""
    return (
        under(x, y, size, 0.2)
        + prism(x, y, blob(rng, size, size * 0.6, 0.24, 10), 7, "#fbdf84", "#e6b850")
        + glint(x - 6, y - 10, size * 0.2)
    )


def jujube(rng: Random, x: float, y: float) -> str:
    return disc(rng, x, y, 20, "#a8452a", 10, "#7a2418", "#e9c08a")
