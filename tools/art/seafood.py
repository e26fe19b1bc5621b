"""What comes from the sea."""

import math
from random import Random

from tools.art.palette import NIGHT, SEARED, WHITE, lit, mix, shade, tint
from tools.art.pencil import laid, oval, path, prism, smooth, stroke, turned
from tools.art.toppings import glint, under


def fish(x: float, y: float, long: float, turn: float = -8) -> str:
    """A grilled mackerel fillet, skin up: golden belly, blistered striped back, scored."""
    back = [(-0.5, 0.02), (-0.44, -0.07), (-0.3, -0.125), (-0.1, -0.15), (0.12, -0.125), (0.3, -0.075), (0.4, -0.03)]
    under_side = [(0.4, 0.03), (0.28, 0.08), (0.1, 0.125), (-0.12, 0.14), (-0.32, 0.115), (-0.45, 0.07)]
    tail = [(0.36, -0.03), (0.44, -0.09), (0.54, -0.13), (0.49, 0), (0.54, 0.13), (0.44, 0.08), (0.36, 0.03)]
    body = [(px * long, py * long) for px, py in back + under_side]
    spread = [(px * long, py * long) for px, py in tail]
    parts = [
        oval(x + 14, y + 20, long * 0.47, long * 0.085, NIGHT, turn=turn, opacity=0.4, filter="url(#soft8)"),
        prism(x, y, turned(spread, turn), 12, "#9a6a34"),
        prism(x, y, turned(body, turn), 22, "#dfa24c", "#a5642a"),
        path(
            smooth(laid(turned([(px, py * (1 if py < 0 else 0.16)) for px, py in body], turn), x, y, 22)),
            lit("#5b5540"),
            opacity=0.92,
        ),
    ]
    for step in range(15):
        at = -0.38 + step * 0.052
        deep = 0.13 * math.cos(at * 2.6)
        wave = [
            (at * long, -deep * long * 0.86),
            ((at + 0.016) * long, -deep * long * 0.5),
            ((at - 0.008) * long, -deep * long * 0.16),
        ]
        parts.append(stroke(smooth(laid(turned(wave, turn), x, y, 22), closed=False), "#2d2a22", 5.5, opacity=0.75))
    for at in (-0.26, -0.06, 0.14):
        cut = [((at - 0.04) * long, -0.1 * long), (at * long, 0), ((at + 0.035) * long, 0.1 * long)]
        line = smooth(laid(turned(cut, turn), x, y, 22), closed=False)
        parts += [stroke(line, shade(SEARED, 0.5), 11), stroke(line, "#f6dfb4", 5)]
    for at, half in ((-0.4, 0.06), (-0.16, 0.1), (0.04, 0.09), (0.24, 0.06)):
        px, py = laid(turned([(at * long, half * long)], turn), x, y, 20)[0]
        parts.append(oval(px, py, long * 0.05, long * 0.014, shade(SEARED, 0.3), turn=turn, opacity=0.5))
    shine = laid(
        turned([(-0.4 * long, 0.02 * long), (-0.1 * long, 0.04 * long), (0.2 * long, 0.03 * long)], turn), x, y, 22
    )
    parts.append(stroke(smooth(shine, closed=False), "#ffe6a8", 7, opacity=0.6, filter="url(#soft2)"))
    return "".join(parts)


def octopus(rng: Random, x: float, y: float, size: float, turn: float, colour: str = "#b0402c") -> str:
    """A whole baby octopus: a round head, arms that curl up."""
    arms = []
    for number in range(6):
        spread = turn + (number - 2.5) * 30
        curl = rng.choice((-1, 1)) * rng.uniform(50, 90)
        arm = [(size * 0.2, 0.0)]
        for step in range(1, 6):
            angle = math.radians(curl * (step / 5) ** 2)
            px, py = arm[-1]
            arm.append((px + size * 0.27 * math.cos(angle), py + size * 0.27 * math.sin(angle)))
        line = laid(turned(arm, spread), x, y, 8)
        arms += [
            stroke(smooth(line, closed=False), shade(colour, 0.42), size * 0.25),
            stroke(smooth(line, closed=False), colour, size * 0.2),
            stroke(
                smooth([(px - 2, py - 4) for px, py in line[1:4]], closed=False),
                tint(colour, 0.6),
                size * 0.06,
                opacity=0.8,
            ),
        ]
        arms += [oval(px + 2, py + 4, size * 0.045, size * 0.035, "#f6cbb0", opacity=0.9) for px, py in line[2:]]
    hx, hy = laid(turned([(-size * 0.42, 0)], turn), x, y, 16)[0]
    head = oval(hx, hy + 6, size * 0.46, size * 0.38, shade(colour, 0.42)) + oval(
        hx, hy, size * 0.45, size * 0.36, lit(colour)
    )
    return under(x, y, size, 0.45) + "".join(arms) + head + glint(hx - size * 0.1, hy - size * 0.16, size * 0.16, 0.8)


def squid_ring(rng: Random, x: float, y: float, size: float, colour: str) -> str:
    turn, flat = rng.uniform(-40, 40), size * rng.uniform(0.5, 0.62)
    rings = ((7, shade(colour, 0.42), 0.42), (0, colour, 0.36), (-4, tint(colour, 0.5), 0.1))
    return (
        under(x, y, size)
        + "".join(
            oval(x, y + down, size * 0.8, flat * 0.8, "none", turn=turn, stroke=tone, stroke_width=size * wide)
            for down, tone, wide in rings
        )
        + glint(x - size * 0.3, y - flat, size * 0.3, 0.7)
    )


def squid_strip(rng: Random, x: float, y: float, size: float, colour: str) -> str:
    """A piece of the body, scored like a pine cone and rolled by the heat."""
    turn = rng.uniform(-50, 50)
    shape = turned(
        [
            (-size, -size * 0.34),
            (0, -size * 0.42),
            (size, -size * 0.34),
            (size, size * 0.34),
            (0, size * 0.42),
            (-size, size * 0.34),
        ],
        turn,
    )
    scores = (
        turned(
            [(size * (at - 0.2), -size * 0.36), (size * (at + 0.2), size * 0.36)][:: 1 if lean else -1],
            turn + (0 if lean else 180),
        )
        for at in (-0.6, -0.2, 0.2, 0.6)
        for lean in (True, False)
    )
    return (
        under(x, y, size, 0.45)
        + prism(x, y, shape, 15, colour, mix(colour, SEARED, 0.3))
        + "".join(
            stroke(smooth(laid(cut, x, y, 15), closed=False), shade(colour, 0.25), 2.4, opacity=0.7) for cut in scores
        )
        + glint(x - size * 0.3, y - 20, size * 0.3, 0.7)
    )


def clam(x: float, y: float, size: float, turn: float = 0) -> str:
    """An open shell with its meat."""
    lines = (
        stroke(
            f"M{x} {y + size * 0.5}Q{x + size * at * 0.6} {y - size * 0.1} {x + size * at} {y - size * 0.44}",
            "#8d7a66",
            2,
            opacity=0.6,
        )
        for at in (-0.66, -0.34, 0, 0.34, 0.66)
    )
    return (
        f'<g transform="rotate({turn} {x} {y})">'
        + oval(x + 4, y + 7, size, size * 0.72, NIGHT, opacity=0.4)
        + oval(x, y, size, size * 0.72, lit("#cdb69a"), stroke="#8d7a66", stroke_width=2)
        + "".join(lines)
        + oval(x + 2, y + 4, size * 0.62, size * 0.4, lit("#f4b978"))
        + oval(x - size * 0.16, y - 2, size * 0.2, size * 0.1, WHITE, opacity=0.7)
        + "</g>"
    )


def snail(rng: Random, x: float, y: float, size: float) -> str:
    """Half a sea snail, dressed in red."""
    turn = rng.uniform(0, 180)
    cut = turned(
        [
            (-1 * size, 0),
            (-0.6 * size, -0.5 * size),
            (0.2 * size, -0.56 * size),
            (0.9 * size, -0.2 * size),
            (0.8 * size, 0.36 * size),
            (-0.2 * size, 0.5 * size),
        ],
        turn,
    )
    curl = turned(
        [(-0.5 * size, 0.1 * size), (0, -0.3 * size), (0.5 * size, 0), (0.1 * size, 0.22 * size), (-0.1 * size, 0)],
        turn,
    )
    return (
        under(x, y, size)
        + prism(x, y, cut, 14, "#d98a58", "#7d3d22")
        + stroke(smooth(laid(curl, x, y, 14), closed=False), "#7d3d22", 4, opacity=0.7)
        + glint(x - size * 0.2, y - 20, size * 0.3, 0.8)
    )
