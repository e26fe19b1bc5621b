"""Citrus and plums."""

from tools.art.glassware import cast
from tools.art.palette import LEAF, ball, lit, shade, tint
from tools.art.pencil import group, oval, path, stroke


def citrus(x: float, y: float, size: float, colour: str, flat: float = 1.0) -> str:
    """A slice: peel, pith and wedges."""
    wedges = (
        path(
            f"M0 0L{size * 0.22} {-size * 0.72}Q0 {-size * 0.86} {-size * 0.22} {-size * 0.72}Z",
            tint(colour, 0.2),
            transform=f"rotate({step * 45 + 12})",
            stroke=tint(colour, 0.2),
            stroke_width=4,
            stroke_linejoin="round",
        )
        for step in range(8)
    )
    face = oval(0, 0, size, size, lit(colour)) + oval(0, 0, size * 0.86, size * 0.86, "#fff6dc")
    return group((face, *wedges), transform=f"translate({x} {y}) scale(1 {flat}) rotate(-14)")


def yuzu(x: float, y: float, size: float, colour: str = "#f5c431") -> str:
    pores = (
        oval(x + size * px, y + size * py, 2.6, 2, shade(colour, 0.3), opacity=0.5)
        for px, py in ((-0.2, 0.2), (0.3, -0.1), (0.1, 0.5), (-0.5, 0.4), (0.5, 0.4), (0, -0.4), (-0.1, 0))
    )
    return "".join(
        (
            cast(x, y + size * 0.72, size * 0.7),
            oval(x, y, size, size * 0.86, ball(colour)),
            *pores,
            path(f"M{x} {y - size * 0.8}q30 -50 84 -34q-26 44 -84 34Z", lit(LEAF)),
            stroke(f"M{x} {y - size * 0.7}q2 -20 8 -30", "#6a5228", 7),
        )
    )
