"""Meat, in its cuts."""

import math
from random import Random

from tools.art.palette import CRUST, FAT, NIGHT, SEARED, WHITE, lit, mix, shade, tint
from tools.art.pencil import Outline, Point, blob, laid, oval, path, prism, smooth, stroke, turned
from tools.art.toppings import glint, under


def heap(rng: Random, count: int, x: float, y: float, reach: float, flat: float, rise: float) -> list[Point]:
    """Places in a mound: its foot first, its top last, so that what is higher lies over what is lower."""
    places = []
    for step in range(count):
        far, angle = math.sqrt(1 - step / count), step * 2.39996 + rng.uniform(-0.3, 0.3)
        lift = rise * (1 - far * far)
        places.append((x + reach * far * math.cos(angle), y + reach * flat * far * math.sin(angle) - lift))
    return places


def bite(rng: Random, x: float, y: float, size: float, colour: str, wet: float = 0.6, height: float = 11) -> str:
    """A glazed slice of meat, bent in the pan."""
    turn, bend = rng.uniform(-50, 50), rng.uniform(0.05, 0.22) * rng.choice((-1, 1))
    spine = [(size * along, -size * bend * (1 - along * along)) for along in (-1, -0.6, 0, 0.6, 1)]
    wide = [size * part * rng.uniform(0.9, 1.1) for part in (0.34, 0.54, 0.5, 0.56, 0.3)]
    upper = [(px, py - half) for (px, py), half in zip(spine, wide, strict=True)]
    lower = [(px, py + half) for (px, py), half in zip(spine, wide, strict=True)]
    meat = turned(upper + lower[::-1], turn)
    fat = turned(
        [*((px, py * 0.9) for px, py in upper), *((px * 0.92, py + size * 0.2) for px, py in reversed(upper))], turn
    )
    grain = [turned([(px * 0.7, py + size * at) for px, py in spine], turn) for at in (0.02, 0.24)]
    return (
        under(x, y, size * 0.86, 0.42)
        + prism(x, y, meat, height, colour)
        + path(smooth(laid(fat, x, y, height)), mix(FAT, colour, 0.42), opacity=0.85)
        + "".join(
            stroke(smooth(laid(line, x, y, height), closed=False), shade(colour, 0.3), 2.6, opacity=0.6)
            for line in grain
        )
        + glint(x - size * 0.24, y - height - size * 0.08, size * 0.3, wet)
        + glint(x + size * 0.36, y - height + size * 0.1, size * 0.14, wet * 0.8)
    )


def drumstick(x: float, y: float, turn: float, colour: str, size: float = 100, wet: float = 0.6) -> str:
    """A leg of chicken, its bone towards `turn`."""
    flesh = [
        (-1, 0),
        (-0.86, -0.42),
        (-0.45, -0.6),
        (0, -0.5),
        (0.45, -0.26),
        (0.86, -0.15),
        (0.9, 0.13),
        (0.45, 0.26),
        (0, 0.5),
        (-0.45, 0.6),
        (-0.86, 0.42),
    ]
    shape = laid(turned([(px * size, py * size) for px, py in flesh], turn), x, y, size * 0.2)
    bone = laid(turned([(size * 0.7, 0), (size * 1.16, 0)], turn), x, y, size * 0.2)
    ends = laid(turned([(size * 1.2, -size * 0.09), (size * 1.2, size * 0.09)], turn), x, y, size * 0.2)
    light = laid(
        turned([(-size * 0.7, -size * 0.26), (-size * 0.4, -size * 0.36), (0, -size * 0.28)], turn), x, y, size * 0.26
    )
    return (
        under(x, y, size * 0.85, 0.5)
        + stroke(smooth(bone, closed=False), shade("#f3e2c4", 0.2), size * 0.17)
        + stroke(smooth(bone, closed=False), "#f6e8cf", size * 0.13)
        + "".join(oval(px, py, size * 0.1, size * 0.08, "#f6e8cf") for px, py in ends)
        + path(smooth([(px, py + size * 0.13) for px, py in shape]), shade(colour, 0.45))
        + path(smooth(shape), lit(colour), stroke=shade(colour, 0.2), stroke_width=2)
        + stroke(smooth(light, closed=False), WHITE, size * 0.07, opacity=wet, filter="url(#soft2)")
    )


def crisp(rng: Random, x: float, y: float, reach: float, flat: float, colour: str, count: int = 26) -> str:
    """Blisters of a fried crust."""
    spots = []
    for _ in range(count):
        angle, far = rng.uniform(0, math.tau), reach * math.sqrt(rng.random())
        px, py, size = x + far * math.cos(angle), y + far * flat * math.sin(angle), rng.uniform(2.5, 8)
        spots.append(oval(px, py + size * 0.3, size, size * 0.66, shade(colour, 0.3), opacity=0.5))
        spots.append(oval(px, py, size * 0.9, size * 0.5, tint(colour, 0.34), opacity=0.75))
    return "".join(spots)


def belly(rng: Random, x: float, y: float, long: float, wide: float, turn: float, seared: float = 0.35) -> str:
    """A strip of pork belly: layers of lean and fat along it, browned by the grill across it."""

    def strip(low: float, high: float) -> list[Point]:
        steps = [step / 8 - 0.5 for step in range(9)]
        top = [(long * at, wide * (low + 0.05 * math.sin(at * 11))) for at in steps]
        return turned(top + [(long * at, wide * (high + 0.05 * math.sin(at * 11))) for at in reversed(steps)], turn)

    layers = (
        (-0.5, -0.3, "#e9ba8c"),
        (-0.3, -0.08, FAT),
        (-0.08, 0.12, "#d4805c"),
        (0.12, 0.26, FAT),
        (0.26, 0.5, "#cc7450"),
    )
    parts = [under(x, y, long * 0.46, 0.5), prism(x, y, strip(-0.5, 0.5), 13, mix("#d98f6f", SEARED, seared))]
    parts += [
        path(smooth(laid(strip(low, high), x, y, 13)), mix(tone, SEARED, seared * 0.5)) for low, high, tone in layers
    ]
    for at in (-0.36, -0.16, 0.04, 0.24, 0.4):
        mark = turned([(long * at - 7, -wide * 0.4), (long * at + 7, wide * 0.4)], turn)
        parts.append(stroke(smooth(laid(mark, x, y, 13), closed=False), shade(SEARED, 0.35), 6, opacity=0.55))
    shine = turned([(-long * 0.4, -wide * 0.2), (-long * 0.1, -wide * 0.24)], turn)
    return "".join(parts) + stroke(smooth(laid(shine, x, y, 14), closed=False), WHITE, 4, opacity=0.6)


def rib(rng: Random, x: float, y: float, size: float, turn: float, colour: str = "#8a5236", wet: float = 0.5) -> str:
    """A short rib: meat on its flat bone."""
    bone = turned(
        [
            (-size * 1.2, -size * 0.2),
            (size * 1.2, -size * 0.24),
            (size * 1.26, size * 0.16),
            (-size * 1.24, size * 0.2),
        ],
        turn,
    )
    meat = turned([(px, py - size * 0.1) for px, py in blob(rng, size * 0.92, size * 0.5, 0.1, 12)], turn)
    grain = (
        turned([(-size * 0.6, size * at), (0, size * (at - 0.06)), (size * 0.6, size * at)], turn)
        for at in (-0.34, -0.16, 0.04)
    )
    return (
        under(x, y, size * 1.1, 0.5)
        + prism(x, y, bone, size * 0.22, "#f0dfc2")
        + prism(x, y - size * 0.14, meat, size * 0.3, colour)
        + "".join(
            stroke(
                smooth(laid(line, x, y - size * 0.14, size * 0.3), closed=False), shade(colour, 0.34), 3, opacity=0.6
            )
            for line in grain
        )
        + glint(x - size * 0.3, y - size * 0.62, size * 0.26, wet)
    )


def slices(rng: Random, places: Outline, size: float, lean: str, turn: float, height: float = 9) -> str:
    """Boiled belly cut across, its layers of skin, fat and lean; each slice leans on the one before."""
    parts = []
    for x, y in places:
        tilt = turn + rng.uniform(-5, 5)
        cut = turned([(px * 0.7, py * 1.2) for px, py in blob(rng, size, size * 0.66, 0.04, 14)], tilt)
        parts += [under(x, y, size * 0.7, 0.3), prism(x, y, cut, height, "#f8e6cf", "#c08a62")]
        for far, tone, thick in (
            (-0.46, "#b9734a", 0.1),
            (-0.08, lean, 0.4),
            (0.26, shade(lean, 0.12), 0.2),
            (0.46, lean, 0.12),
        ):
            band = turned(
                [(size * far + size * 0.06 * at * at, size * 0.56 * at) for at in (-1, -0.5, 0, 0.5, 1)], tilt
            )
            inner = [(px * 0.96, py * (1 - abs(far) * 0.5)) for px, py in band]
            parts.append(stroke(smooth(laid(inner, x, y, height), closed=False), tone, size * thick * 0.8, opacity=0.9))
        parts.append(glint(x - size * 0.1, y - height - size * 0.22, size * 0.16, 0.6))
    return "".join(parts)


def nugget(rng: Random, x: float, y: float, size: float, colour: str = CRUST) -> str:
    """Something small with a browned outside: garlic, a fried cube."""
    return (
        under(x, y, size, 0.35)
        + prism(x, y, blob(rng, size, size * 0.8, 0.14, 9), size * 0.5, colour)
        + oval(x - size * 0.2, y - size * 0.7, size * 0.24, size * 0.12, WHITE, opacity=0.5)
        + oval(x + size * 0.3, y + size * 0.1, size * 0.3, size * 0.14, NIGHT, opacity=0.14)
    )
