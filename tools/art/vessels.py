"""What food is served in. Each draws itself, its shadow and what it holds."""

import math
from collections.abc import Iterable

from tools.art.palette import IRON, NIGHT, PORCELAIN, WHITE, WOOD, lit, pool, shade, tint, wall
from tools.art.pencil import TILT, clipped, oval, path, shadow, smooth, straight, stroke


def hull(x: float, y: float, mouth: float, foot: float, deep: float, belly: float) -> str:
    """A bowl's outline: in each direction, the furthest point of all its circles from rim to foot."""
    levels = [(y + deep * step / 24, foot + (mouth - foot) * (1 - (step / 24) ** belly)) for step in range(25)]
    edge = []
    for step in range(49):
        angle = math.pi * step / 48
        spread = math.hypot(math.cos(angle), TILT * math.sin(angle))
        down, reach = max(levels, key=lambda level: level[0] * math.sin(angle) + level[1] * spread)
        edge.append((x + reach * math.cos(angle) / spread, down + reach * TILT**2 * math.sin(angle) / spread))
    return straight(edge)


def bowl(
    x: float,
    y: float,
    mouth: float,
    deep: float,
    colour: str,
    held: Iterable[str],
    *,
    foot: float = 0.5,
    belly: float = 2.2,
    lip: float = 0.07,
    inside: str = "",
    fill: str = "",
    level: float = 0.1,
) -> str:
    """A round vessel; `fill` is the broth's colour, `level` how far below the rim it stands."""
    inside = inside or shade(colour, 0.1)
    within = mouth * (1 - lip)
    surface = within * (1 - level * 0.55)
    down = mouth * level
    opening = oval(x, y, within, None, "#000")
    parts = [
        oval(x, y, within, None, lit(inside)),
        oval(x - within * 0.1, y - within * 0.16, within, None, NIGHT, opacity=0.2, filter="url(#soft16)"),
        oval(x + within * 0.16, y + within * 0.3, within, None, tint(inside, 0.25), opacity=0.5, filter="url(#soft16)"),
    ]
    if fill:
        parts.append(oval(x, y + down, surface, None, pool(fill), stroke=tint(fill, 0.22), stroke_width=3))
    name = f"in{x:.0f}-{y:.0f}"
    return "".join(
        (
            shadow(x + 30, y + deep + mouth * 0.16, mouth * 0.98, dark=0.34),
            shadow(x + 6, y + deep + 10, mouth * foot * 1.08, dark=0.5, soft=8),
            path(hull(x, y, mouth, mouth * foot, deep, belly), wall(colour), stroke=shade(colour, 0.4), stroke_width=1),
            oval(x, y, mouth, None, wall(tint(colour, 0.12))),
            oval(x, y, mouth - 2, None, "none", stroke=WHITE, stroke_width=2.4, stroke_opacity=0.45),
            clipped(name, opening, parts),
            *held,
        )
    )


def gleam(x: float, y: float, mouth: float, deep: float, strength: float = 0.4) -> str:
    """Light on a glazed wall."""
    shine = [(-0.95, 0.1), (-0.9, 0.34), (-0.78, 0.56), (-0.6, 0.72)]
    line = [(x + mouth * px, y + mouth * TILT * py * 1.1 + deep * (0.2 + 0.2 * py)) for px, py in shine]
    return stroke(smooth(line, closed=False), WHITE, 12, opacity=strength, filter="url(#soft4)")


def coaster(x: float, y: float, reach: float) -> str:
    """The wooden board below a hot pot."""
    return "".join(
        (
            shadow(x + 22, y + 26, reach * 1.03, dark=0.36),
            oval(x, y + 18, reach, None, wall(shade(WOOD, 0.3))),
            oval(x, y, reach, None, lit(WOOD)),
            oval(x, y, reach * 0.9, None, "none", stroke=shade(WOOD, 0.3), stroke_width=3, opacity=0.6),
        )
    )


def ttukbaegi(broth: str, held: Iterable[str]) -> str:
    """The black earthen pot that stews come in, still boiling; its broth lies at 480, 338 and reaches 236."""
    x, y, mouth, deep = 480, 318, 276, 150
    ears = (
        path(
            f"M{x + side * 262} {y + 22}q{side * 46} 6 {side * 38} 40q{side * -8} 22 {side * -52} 20Z", wall("#2c2625")
        )
        for side in (-1, 1)
    )
    return "".join(
        (
            coaster(x, y + deep + 30, 250),
            *ears,
            bowl(x, y, mouth, deep, "#332c2a", held, foot=0.66, belly=2.6, lip=0.085, fill=broth, level=0.075),
            gleam(x, y, mouth, deep),
        )
    )


def plate(x: float, y: float, reach: float, colour: str = PORCELAIN, held: Iterable[str] = (), line: str = "") -> str:
    """A round plate; `line` is the colour of a painted ring."""
    painted = oval(x, y, reach * 0.93, None, "none", stroke=line, stroke_width=5, opacity=0.75) if line else ""
    return "".join(
        (
            shadow(x + 24, y + 38, reach * 0.98, dark=0.36),
            oval(x, y + 22, reach * 0.8, None, shade(colour, 0.35)),
            oval(x, y + 10, reach, None, wall(shade(colour, 0.14))),
            oval(x, y, reach, None, lit(colour), stroke=WHITE, stroke_width=2.5),
            painted,
            oval(x, y + 5, reach * 0.78, None, shade(colour, 0.13)),
            oval(x + 3, y + 9, reach * 0.765, None, lit(tint(colour, 0.1))),
            *held,
        )
    )


def platter(x: float, y: float, rx: float, ry: float, colour: str, held: Iterable[str] = (), line: str = "") -> str:
    """An oval plate, as wide as the table allows."""
    painted = oval(x, y, rx * 0.94, ry * 0.93, "none", stroke=line, stroke_width=5, opacity=0.75) if line else ""
    return "".join(
        (
            shadow(x + 24, y + 36, rx * 0.98, ry, dark=0.36),
            oval(x, y + 22, rx * 0.84, ry * 0.9, shade(colour, 0.35)),
            oval(x, y + 10, rx, ry, wall(shade(colour, 0.14))),
            oval(x, y, rx, ry, lit(colour), stroke=WHITE, stroke_width=2.5),
            painted,
            oval(x, y + 4, rx * 0.82, ry * 0.78, shade(colour, 0.13)),
            oval(x + 3, y + 8, rx * 0.805, ry * 0.765, lit(tint(colour, 0.1))),
            *held,
        )
    )


def pan(x: float, y: float, reach: float, held: Iterable[str], colour: str = IRON, fill: str = "") -> str:
    """A wide shallow pan with two handles."""
    handles = (
        stroke(
            f"M{x + side * reach * 0.93} {y - 46}c{side * reach * 0.31} -4 {side * reach * 0.31} 108 0 102",
            tone,
            width,
        )
        for side in (-1, 1)
        for tone, width in ((shade(colour, 0.5), 28), (colour, 22), (tint(colour, 0.3), 5))
    )
    return (
        "".join(handles)
        + bowl(x, y, reach, 84, colour, held, foot=0.84, belly=3, lip=0.05, fill=fill, level=0.09)
        + gleam(x, y, reach, 84, 0.3)
    )


def board(x: float, y: float, wide: float, deep: float, colour: str = WOOD, rim: bool = False) -> str:
    """A wooden board, or a tray if it has a rim; seen from the chair, so narrower at its far edge."""
    near, far = wide / 2, wide / 2 * 0.9

    def face(inset: float, down: float) -> str:
        corners = [
            (x - far + inset, y - deep / 2 + inset),
            (x + far - inset, y - deep / 2 + inset),
            (x + near - inset, y + deep / 2 - inset),
            (x - near + inset, y + deep / 2 - inset),
        ]
        return straight([(px, py + down) for px, py in corners])

    edge = {"stroke_linejoin": "round", "stroke_width": 26}
    grain = (
        stroke(
            f"M{x - far} {y + deep * at}q{wide * 0.22} {bend} {wide * 0.44} 0t{wide * 0.44} 0",
            shade(colour, 0.25),
            2.5,
            opacity=0.4,
        )
        for at, bend in ((-0.36, 10), (-0.2, -14), (-0.02, 12), (0.16, -10), (0.33, 14))
    )
    inner = path(face(14, 6), shade(colour, 0.22), stroke=shade(colour, 0.3), **edge) if rim else ""
    return "".join(
        (
            path(face(0, 26), NIGHT, opacity=0.36, filter="url(#soft16)", transform="translate(18 10)"),
            path(face(0, 22), shade(colour, 0.36), stroke=shade(colour, 0.36), **edge),
            path(face(0, 0), colour, stroke=tint(colour, 0.12), **edge),
            inner,
            path(face(14, 12), lit(colour), stroke=colour, **edge)
            if rim
            else path(face(0, 0), lit(colour), opacity=0.8),
            *grain,
        )
    )
