"""What is fried flat, rolled or folded: pancakes, omelettes, dumplings."""

import math
from random import Random

from tools.art.palette import CRUST, GOLDEN, LEEK, NIGHT, WHITE, YOLK, ball, lit, mix, shade, tint
from tools.art.pencil import TILT, Point, blob, group, laid, oval, path, prism, smooth, straight, stroke, turned
from tools.art.toppings import under


def pancake(rng: Random, x: float, y: float, reach: float, colour: str = GOLDEN, height: float = 18) -> str:
    """A round batter cake: crisp and brown at its lacy edge, pale in the middle, spotted by the oil."""
    edge = blob(rng, reach, reach, 0.014, 44)
    rim, height_at = mix(colour, CRUST, 0.55), height
    parts = [under(x, y + 8, reach * 0.98, 0.4), prism(x, y, edge, height_at, rim, shade(CRUST, 0.1))]
    for share, tone in ((0.93, mix(colour, CRUST, 0.28)), (0.84, colour), (0.5, tint(colour, 0.16))):
        inner = [(px * share, py * share) for px, py in blob(rng, reach, reach, 0.03, 30)]
        parts.append(path(smooth(laid(inner, x, y, height_at)), tone, opacity=0.85, filter="url(#soft4)"))
    for _ in range(46):
        angle, far = rng.uniform(0, math.tau), reach * 0.94 * math.sqrt(rng.random())
        size = rng.uniform(4, 17)
        px, py = x + far * math.cos(angle), y + far * TILT * math.sin(angle) - height_at
        parts.append(oval(px, py, size, size * 0.55, CRUST, turn=rng.uniform(-40, 40), opacity=rng.uniform(0.12, 0.42)))
    return "".join(parts)


def cuts(x: float, y: float, reach: float, lines: tuple[float, ...], turn: float = 14, height: float = 18) -> str:
    """The knife's grid across a pancake."""
    parts = []
    for at in lines:
        half = math.sqrt(1 - at * at) * 0.97
        for line in (
            [(reach * at, -reach * half), (reach * at, reach * half)],
            [(-reach * half, reach * at), (reach * half, reach * at)],
        ):
            (ax, ay), (bx, by) = laid(turned(line, turn), x, y, height)
            d = f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}"
            parts += [
                stroke(d, shade(CRUST, 0.45), 6, opacity=0.8),
                stroke(d.replace("M", "M"), tint(GOLDEN, 0.6), 1.6, transform="translate(3 2)", opacity=0.7),
            ]
    return "".join(parts)


def fritter(
    rng: Random, x: float, y: float, rx: float, ry: float, turn: float, core: str = "", colour: str = "#f6cf6a"
) -> str:
    """A small piece in egg batter; `core` shows through where the egg is thin."""
    shape = turned(blob(rng, rx, ry, 0.06, 16), turn)
    inner = turned([(px * 0.72, py * 0.7) for px, py in blob(rng, rx, ry, 0.05, 12)], turn)
    parts = [under(x, y, rx * 0.95, 0.4), prism(x, y, shape, 11, colour, "#d3962f")]
    if core:
        parts.append(path(smooth(laid(inner, x, y, 11)), core, opacity=0.75, filter="url(#soft2)"))
    for _ in range(6):
        px, py = laid(turned([(rng.uniform(-0.7, 0.7) * rx, rng.uniform(-0.6, 0.6) * ry)], turn), x, y, 11)[0]
        parts.append(oval(px, py, rng.uniform(4, 10), rng.uniform(2, 5), CRUST, opacity=0.36))
    light = laid(turned([(-rx * 0.6, -ry * 0.5), (0, -ry * 0.7), (rx * 0.4, -ry * 0.6)], turn), x, y, 12)
    return "".join(parts) + stroke(smooth(light, closed=False), WHITE, 3.5, opacity=0.5)


def rolled_egg(x: float, y: float, size: float = 56) -> str:
    """A slice of rolled omelette, cut face towards us, its length running off to the back right."""
    body = [
        oval(x + step * 2.6, y - step * 1.1, size, size * 0.86, "#e9b23a" if step else "#f3c650")
        for step in range(15, -1, -1)
    ]
    swirl: list[Point] = []
    for step in range(44):
        angle, far = step * 0.4, size * (0.9 - step * 0.0195)
        swirl.append((x + far * math.cos(angle), y + far * 0.85 * math.sin(angle)))
    bits = (
        oval(x + size * px, y + size * py, size * 0.06, size * 0.05, tone)
        for px, py, tone in (
            (-0.5, 0.2, "#e5662c"),
            (0.3, -0.46, LEEK),
            (0.46, 0.3, "#e5662c"),
            (-0.2, -0.5, "#5f9a3c"),
            (0.02, 0.6, LEEK),
            (-0.6, -0.2, LEEK),
            (0.16, 0.1, "#e5662c"),
            (0.66, -0.1, LEEK),
        )
    )
    return (
        under(x + 20, y + size * 0.7, size * 0.9, 0.35)
        + "".join(body)
        + oval(x, y, size, size * 0.86, lit("#fbdc7a"), stroke="#d8962c", stroke_width=4)
        + stroke(smooth(swirl, closed=False), "#dc9f34", 3.4)
        + "".join(bits)
    )


def dumpling(x: float, y: float, size: float, turn: float, colour: str = "#f6e3bf", fried: bool = False) -> str:
    """A plump half moon with a pleated crest; fried, its foot is brown and crisp."""
    crest = []
    for step in range(29):
        angle, far = math.pi * step / 28, size * (1.04 + 0.035 * math.cos(step * math.pi / 2))
        crest.append((far * math.cos(angle), -far * 0.68 * math.sin(angle)))
    foot = [(-size * 0.72, size * 0.28), (0, size * 0.38), (size * 0.72, size * 0.28)]
    belly = [(size * 0.93 * math.cos(a), -size * 0.46 * math.sin(a)) for a in (math.pi * n / 8 for n in range(9))]
    parts = [
        oval(8, size * 0.26, size * 0.98, size * 0.24, NIGHT, opacity=0.36, filter="url(#soft4)"),
        path(smooth([*crest, *foot]), lit(shade(colour, 0.06)), stroke=shade(colour, 0.3), stroke_width=2),
        path(smooth([*belly, *foot]), lit(tint(colour, 0.25))),
    ]
    for step in range(1, 12):
        angle = math.pi * step / 12
        start = size * 0.9 * math.cos(angle), -size * 0.45 * math.sin(angle)
        end = size * math.cos(angle - 0.06), -size * 0.68 * math.sin(angle - 0.06)
        parts.append(stroke(straight([start, end], closed=False), shade(colour, 0.34), 2.6, opacity=0.7))
    if fried:
        brown = [(-size * 0.9, size * 0.02), (0, size * 0.12), (size * 0.9, size * 0.02), *reversed(foot)]
        parts.append(path(smooth(brown), CRUST, opacity=0.8, filter="url(#soft4)"))
    shine = [(-size * 0.6, -size * 0.12), (-size * 0.3, -size * 0.26), (size * 0.05, -size * 0.3)]
    parts.append(stroke(smooth(shine, closed=False), WHITE, size * 0.06, opacity=0.7))
    return group(parts, transform=f"translate({x:.1f} {y:.1f}) rotate({turn})")


def fried_egg(rng: Random, x: float, y: float, size: float = 90) -> str:
    return (
        under(x, y, size, 0.3)
        + prism(x, y, blob(rng, size, size * 0.92, 0.09, 13), 8, "#fffaf0", "#d9a860")
        + oval(x + 4, y - 5, size * 0.42, size * 0.3, NIGHT, opacity=0.14, filter="url(#soft4)")
        + oval(x, y - 12, size * 0.38, size * 0.29, ball(YOLK))
        + oval(x - size * 0.13, y - 12 - size * 0.12, size * 0.09, size * 0.05, WHITE, opacity=0.95)
    )
