"""What every picture shares: the table, the light on it, a mat, steam, something to eat with."""

import math
from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from tools.art.palette import NIGHT, WHITE, lit, paints, shade, tint, wall
from tools.art.pencil import attributes, group, larger, oval, path, smooth

WIDTH, HEIGHT = 960, 720
BLURS = (2, 4, 8, 16, 40)


class Table(NamedTuple):
    """Where a category's dishes stand: the table's colour and its mat's, or a bar's wall and counter."""

    tone: str
    cloth: str
    bar: bool = False


def page(table: Table, parts: Iterable[str]) -> str:
    """The whole picture."""
    body = top(table.tone) + (counter(table.cloth) if table.bar else mat(table.cloth))
    body += larger(parts, 1.08, 480, 372)
    blurs = "".join(
        f'<filter id="soft{size}" x="-60%" y="-60%" width="220%" height="220%">'
        f'<feGaussianBlur stdDeviation="{size}"/></filter>'
        for size in BLURS
    )
    head = attributes(xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=HEIGHT, viewBox=f"0 0 {WIDTH} {HEIGHT}")
    return f"<svg{head}><defs>{blurs}{paints(body)}</defs>{body}</svg>"


def top(tone: str) -> str:
    """A plain surface, with a window's light falling across it from the upper left."""
    panes = ("M-80 190L260-80H420L-80 330Z", "M-80 420L540-80H700L-80 560Z")
    return (
        path("M0 0H960V720H0Z", lit(tone))
        + group((path(pane, WHITE, opacity=0.34) for pane in panes), filter="url(#soft16)")
        + oval(960, 720, 460, 300, shade(tone, 0.4), opacity=0.2, filter="url(#soft40)")
    )


def counter(tone: str) -> str:
    """The bar that drinks stand on."""
    return (
        path("M-40 520H1000V760H-40Z", NIGHT, opacity=0.22, filter="url(#soft16)")
        + path("M0 526H960V720H0Z", lit(tone))
        + path("M0 526H960V533H0Z", tint(tone, 0.55))
        + path("M-60 720L330 520H520L200 720Z", WHITE, opacity=0.2, filter="url(#soft8)")
    )


def mat(cloth: str, x: float = 480, y: float = 446, reach: float = 410) -> str:
    """A round woven mat: rings, and a stitched edge."""
    rings = (
        oval(x, y, reach * share, None, "none", stroke=shade(cloth, 0.1), stroke_width=2, opacity=0.5)
        for share in (0.94, 0.88, 0.82, 0.76)
    )
    stitch = oval(x, y, reach * 0.97, None, "none", stroke=tint(cloth, 0.5), stroke_width=3, stroke_dasharray="9 9")
    return oval(x + 8, y + 14, reach, None, NIGHT, opacity=0.2, filter="url(#soft8)") + group(
        (oval(x, y + 6, reach, None, shade(cloth, 0.2)), oval(x, y, reach, None, lit(cloth)), *rings, stitch)
    )


def steam(rng: Random, x: float, y: float, count: int = 3, spread: float = 88) -> str:
    """Wisps that rise: broad in the middle, gone at both ends."""
    wisps = []
    for number in range(count):
        left, height = x + (number - (count - 1) / 2) * spread + rng.uniform(-10, 10), rng.uniform(170, 215)
        sway, phase = rng.uniform(15, 22), rng.uniform(0, 1.2)
        spine = [(left + sway * math.sin(phase + step * 0.62), y - height * step / 12, step / 12) for step in range(13)]
        wide = [15 * math.sin(math.pi * share) ** 0.8 + 0.5 for *_, share in spine]
        near = [(px - half, py) for (px, py, _), half in zip(spine, wide, strict=True)]
        far = [(px + half, py) for (px, py, _), half in zip(spine, wide, strict=True)]
        wisps.append(path(smooth(near + far[::-1]), WHITE))
    return group(wisps, filter="url(#soft4)", opacity=0.58)


def chopsticks(x: float, y: float, turn: float, colour: str) -> str:
    """A pair, its tips at x, y."""
    sticks = []
    for gap, lean in ((-9, -1.2), (9, 1.2)):
        stick = path("M-4 0L4 0L9 430L-9 430Z", wall(colour), transform=f"translate({gap} 0) rotate({lean})")
        sticks.append(stick)
    dark = group(sticks, transform=f"translate({x + 7} {y + 12}) rotate({turn})", opacity=0.25, filter="url(#soft4)")
    return dark + group(sticks, transform=f"translate({x} {y}) rotate({turn})")


def spoon(x: float, y: float, turn: float, colour: str) -> str:
    """A long-handled spoon, its bowl at x, y."""
    handle = path("M-7 40Q-5 60-6 430L6 430Q5 60 7 40Z", wall(colour))
    bowl = oval(0, 0, 34, 48, wall(colour)) + oval(2, 3, 26, 39, shade(colour, 0.25), opacity=0.45)
    gleam = oval(-10, -14, 7, 16, WHITE, opacity=0.7, turn=18)
    dark = group((handle, bowl), transform=f"translate({x + 7} {y + 12}) rotate({turn})", opacity=0.28)
    return group((dark,), filter="url(#soft4)") + group(
        (handle, bowl, gleam), transform=f"translate({x} {y}) rotate({turn})"
    )
