"""What is long or many: noodles, sprouts, julienne, grains of rice."""

import math
from random import Random

from tools.art.palette import NIGHT, RICE, WHITE, ball, lit, mix, shade, tint
from tools.art.pencil import TILT, Outline, around, laid, oval, path, smooth, stroke, turned
from tools.art.toppings import under


def strand(points: Outline, colour: str, width: float, dark: float = 0.3) -> str:
    """A noodle, a sprout, a strip: its edge, itself, and the light along it."""
    d = smooth(points, closed=False)
    light = smooth([(x - width * 0.14, y - width * 0.2) for x, y in points], closed=False)
    return (
        stroke(d, shade(colour, dark), width + 2.4)
        + stroke(d, colour, width)
        + stroke(light, tint(colour, 0.5), width * 0.28, opacity=0.8)
    )


def nest(
    rng: Random, x: float, y: float, reach: float, colour: str, width: float = 7, count: int = 46, rise: float = 40
) -> str:
    """Noodles wound into a heap."""
    parts = [under(x, y, reach * 0.98, 0.34), oval(x, y - rise * 0.2, reach * 0.95, None, shade(colour, 0.34))]
    for number in range(count):
        share = 1 - number / count
        far, lift = reach * (0.16 + 0.8 * share) * rng.uniform(0.9, 1.04), rise * (1 - share * share)
        start, length = rng.uniform(0, math.tau), rng.uniform(1.2, 2.9)
        drift = rng.uniform(-0.12, 0.12)
        arc = [
            (
                far * (1 + drift * step / 5) * math.cos(start + length * step / 6),
                far * (1 + drift * step / 5) * math.sin(start + length * step / 6),
            )
            for step in range(7)
        ]
        parts.append(
            strand(
                laid(arc, x + rng.uniform(-6, 6), y, lift),
                mix(colour, shade(colour, 0.2), rng.random() * 0.5 * share),
                width,
            )
        )
    return "".join(parts)


def tuft(
    rng: Random,
    x: float,
    y: float,
    turn: float,
    colour: str,
    length: float = 110,
    wide: float = 56,
    count: int = 16,
    width: float = 7,
    curl: float = 10,
    fan: float = 0.5,
) -> str:
    """Strips side by side: julienned carrot, sprouts, spinach."""
    parts = [
        oval(x + 4, y + 8, (length + wide) * 0.3, (length + wide) * 0.2, NIGHT, opacity=0.22, filter="url(#soft8)")
    ]
    for number in range(count):
        across = (number / (count - 1) - 0.5) * wide if count > 1 else 0
        long = length * rng.uniform(0.36, 0.54)
        line = turned(
            [
                (-long, across * (1 - fan) + rng.uniform(-6, 6)),
                (0, across * 0.9 + rng.uniform(-curl, curl)),
                (long, across * (1 + fan) + rng.uniform(-6, 6)),
            ],
            turn + rng.uniform(-9, 9),
        )
        lift = 16 * math.cos(across / wide * 3) if wide else 6
        parts.append(
            strand(laid(line, x, y, lift), mix(colour, rng.choice((WHITE, NIGHT)), rng.uniform(0, 0.16)), width, 0.34)
        )
    return "".join(parts)


def rice(rng: Random, x: float, y: float, reach: float, rise: float, colour: str = RICE, count: int = 260) -> str:
    """A heap of rice, grain by grain."""
    outline = []
    for step in range(32):
        across, depth = math.cos(step / 32 * math.tau), math.sin(step / 32 * math.tau)
        if depth < 0:  # the far side is hidden: what shows is the ridge
            depth = -min(-depth, TILT * reach / (2 * rise))
        lift = rise * (1 - across**2 - depth**2)
        outline.append((x + reach * across, y + reach * TILT * depth - lift))
    parts = [under(x, y, reach, 0.3), path(smooth(outline), lit(shade(colour, 0.06)))]
    for gx, gy in around(rng, count, 0, 0, 0.95, 0.7):
        far = math.hypot(gx, gy / TILT)
        px, py = x + gx * reach, y + gy * reach - rise * (1 - far * far) * 0.95
        tone = mix(colour, shade(colour, 0.17), max(0, rng.uniform(-0.2, 0.4) + gx * 0.3 + gy * 0.4))
        parts.append(
            oval(px, py, 8.4, 4.2, tone, turn=rng.uniform(-70, 70), stroke=shade(colour, 0.2), stroke_width=0.9)
        )
    return "".join(parts)


def sprouts(rng: Random, x: float, y: float, count: int = 6, length: float = 110, colour: str = "#f6efd6") -> str:
    """Bean sprouts, each with its yellow head."""
    parts = []
    for _ in range(count):
        turn, bend = rng.uniform(-50, 50), rng.uniform(-26, 26)
        ox, oy = x + rng.uniform(-34, 34), y + rng.uniform(-20, 20)
        stem = laid(turned([(-length * 0.5, 0), (0, bend), (length * 0.44, bend * 0.3)], turn), ox, oy, 8)
        hx, hy = stem[-1]
        head = oval(hx, hy + 2, 14, 9, shade("#f2cf52", 0.3), turn=turn) + oval(
            hx, hy, 13, 8, ball("#f2cf52"), turn=turn
        )
        parts.append(strand(stem, colour, 8) + head)
    return "".join(parts)
