"""Shapes on a table that is seen from a chair: circles become ellipses, and what has height rises on the page."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from tools.art.palette import NIGHT, lit, shade, tint

Point = tuple[float, float]
Outline = Sequence[Point]

TILT = 0.62
"""How much of its depth a circle on the table keeps."""


def dice(seed: str) -> Random:
    """Chance that falls the same way every time: a picture drawn again is the same to the byte."""
    return Random(seed)  # noqa: S311 - drawn, not guessed


def attributes(**given: object) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in given.items())


def path(d: str, fill: str = "none", **more: object) -> str:
    return f'<path d="{d}"{attributes(fill=fill, **more)}/>'


def stroke(d: str, colour: str, width: float, **more: object) -> str:
    return path(
        d, "none", stroke=colour, stroke_width=f"{width:.1f}", stroke_linecap="round", stroke_linejoin="round", **more
    )


def oval(x: float, y: float, rx: float, ry: float | None, fill: str, turn: float = 0, **more: object) -> str:
    """An ellipse; one that lies on the table when `ry` is None."""
    if turn:
        more["transform"] = f"rotate({turn:.0f} {x:.1f} {y:.1f})"
    ry = rx * TILT if ry is None else ry
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}"{attributes(fill=fill, **more)}/>'


def group(parts: Iterable[str], **more: object) -> str:
    return f"<g{attributes(**more)}>{''.join(parts)}</g>"


def larger(parts: Iterable[str], times: float, x: float = 480, y: float = 350) -> str:
    return group(parts, transform=f"translate({x} {y}) scale({times}) translate({-x} {-y})")


def clipped(name: str, shape: str, parts: Iterable[str]) -> str:
    return f'<clipPath id="{name}">{shape}</clipPath>' + group(parts, clip_path=f"url(#{name})")


def shadow(x: float, y: float, rx: float, ry: float | None = None, dark: float = 0.3, soft: int = 16) -> str:
    return oval(x, y, rx, ry, NIGHT, opacity=dark, filter=f"url(#soft{soft})")


def smooth(points: Outline, closed: bool = True) -> str:
    """A curve through the points (Catmull-Rom, as cubic Béziers)."""
    ring = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    d = f"M{ring[1][0]:.1f} {ring[1][1]:.1f}"
    for before, a, b, after in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        one = a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6
        two = b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6
        d += f"C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {b[0]:.1f} {b[1]:.1f}"
    return d + ("Z" if closed else "")


def straight(points: Outline, closed: bool = True) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def blob(rng: Random, rx: float, ry: float, rough: float = 0.08, corners: int = 12) -> list[Point]:
    """An uneven oval around the origin, flat on the table."""
    steps = [math.tau * step / corners for step in range(corners)]
    sizes = [1 + rng.uniform(-rough, rough) for _ in steps]
    return [(rx * size * math.cos(a), ry * size * math.sin(a)) for a, size in zip(steps, sizes, strict=True)]


def box(wide: float, deep: float) -> list[Point]:
    return [(-wide / 2, -deep / 2), (wide / 2, -deep / 2), (wide / 2, deep / 2), (-wide / 2, deep / 2)]


def turned(points: Outline, degrees: float) -> list[Point]:
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]


def laid(points: Outline, x: float, y: float, rise: float = 0) -> list[Point]:
    """The outline put on the table at x, y, as the page shows it."""
    return [(x + px, y + py * TILT - rise) for px, py in points]


def prism(
    x: float, y: float, outline: Outline, height: float, colour: str, side: str = "", soft: bool = True, top: str = ""
) -> str:
    """A piece of some height: every wall that faces us shaded by how far it turns from the light."""
    base, lid = laid(outline, x, y), laid(outline, x, y, height)
    side = side or shade(colour, 0.12)
    walls = []
    for (a, b), (c, d) in zip(pairwise([*base, base[0]]), pairwise([*lid, lid[0]]), strict=True):
        across, down = b[1] - a[1], a[0] - b[0]
        if down > 0:
            turn = across / (math.hypot(across, down) or 1)
            tone = shade(side, 0.16 + 0.2 * turn) if turn > -0.6 else tint(side, 0.06)
            walls.append(path(straight([a, b, d, c]), tone, stroke=tone, stroke_width=1.2, stroke_linejoin="round"))
    d_lid = smooth(lid) if soft else straight(lid)
    edge = attributes(stroke=tint(colour, 0.3), stroke_width=1.6, stroke_linejoin="round", stroke_opacity=0.7)
    return "".join(walls) + f'<path d="{d_lid}" fill="{top or lit(colour)}"{edge}/>'


def around(rng: Random, count: int, x: float, y: float, reach: float, wobble: float = 0.0) -> list[Point]:
    """Places spread evenly over a round surface (a sunflower's order), the far ones first so that near ones overlap."""
    places = []
    for step in range(count):
        angle, far = step * 2.39996 + rng.uniform(-wobble, wobble), reach * math.sqrt((step + 0.5) / count)
        places.append((x + far * math.cos(angle), y + far * math.sin(angle) * TILT))
    return sorted(places, key=lambda place: place[1])
