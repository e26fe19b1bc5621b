"""Bottles and glasses: they stand before us, so we look into their mouths only a little."""

from collections.abc import Iterable, Sequence

from tools.art.palette import NIGHT, WHITE, lit, mix, shade, tint, veil, wall
from tools.art.pencil import Point, clipped, group, oval, path, shadow, smooth, stroke

FOOT = 648
"""Where glasses stand on the page."""

FLAT = 0.22
"""A circle's depth here; on the table it is more (pencil.TILT)."""

Profile = Sequence[Point]
"""Half widths at heights above the foot: (height, half)."""

SOJU: Profile = (
    (0, 63),
    (5, 66),
    (12, 66),
    (120, 66),
    (232, 66),
    (252, 64),
    (286, 55),
    (330, 38),
    (372, 27),
    (400, 25),
    (462, 24),
)
BEER: Profile = (
    (0, 69),
    (5, 72),
    (12, 72),
    (150, 72),
    (284, 72),
    (308, 70),
    (346, 58),
    (392, 41),
    (440, 30),
    (470, 28),
    (530, 27),
)
JUG: Profile = ((0, 78), (10, 84), (150, 82), (190, 76), (230, 82), (330, 80), (395, 40), (420, 36), (440, 36))


def silhouette(x: float, foot: float, profile: Profile) -> str:
    """A turned body, mirrored about its axis."""
    right = [(x + half, foot - up) for up, half in profile]
    left = [(x - half, foot - up) for up, half in reversed(profile)]
    base, mouth = profile[0][1], profile[-1][1]
    down = smooth(left, closed=False)
    return (
        smooth(right, closed=False)
        + f"A{mouth} {mouth * FLAT} 0 0 0 {left[0][0]} {left[0][1]}"
        + down[down.index("C") :]
        + f"A{base} {base * FLAT} 0 0 0 {right[0][0]} {right[0][1]}Z"
    )


def cast(x: float, foot: float, half: float) -> str:
    """The shadow of what stands: long to the right, dark at its foot."""
    return shadow(x + half * 1.2, foot - 4, half * 2.2, half * 0.45, 0.34) + shadow(
        x + 5, foot + 4, half * 1.02, half * 0.3, 0.5, 4
    )


def bottle(
    x: float, foot: float, profile: Profile, colour: str, *, cap: str, paper: str, ink: str, sun: str, full: float = 0.8
) -> str:
    """A bottle with a paper label and a cap, filled to a share of its height."""
    body, high, half = silhouette(x, foot, profile), profile[-1][0], profile[1][1]
    level = foot - high * full
    shoulder = [(x - width * 0.68, foot - up) for up, width in profile[1:-1]]
    inside = (
        path(body, wall(tint(colour, 0.16))),
        path(f"M{x - 90} {level}H{x + 90}V{foot + 30}H{x - 90}Z", shade(colour, 0.3), opacity=0.42),
        oval(x, level, 30, 6, tint(colour, 0.5), opacity=0.6),
        oval(x - half * 0.1, foot - 24, half * 0.8, 46, tint(colour, 0.5), opacity=0.4, filter="url(#soft8)"),
        label(x, foot - 62, half, high * 0.32, paper, ink, sun),
        stroke(smooth(shoulder, closed=False), WHITE, 9, opacity=0.62, filter="url(#soft2)"),
        stroke(
            f"M{x + half * 0.84} {foot - 30}V{foot - high * 0.5}",
            tint(colour, 0.6),
            6,
            opacity=0.5,
            filter="url(#soft2)",
        ),
    )
    mouth = profile[-1][1] + 4
    lid = foot - high - 6
    top = (
        path(silhouette(x, lid + 36, ((0, mouth), (30, mouth), (38, mouth - 3))), wall(cap)),
        oval(x, lid - 2, mouth - 3, (mouth - 3) * FLAT, tint(cap, 0.4)),
        *(
            stroke(f"M{x + mouth * at} {lid + 8}v26", shade(cap, 0.35), 2, opacity=0.5)
            for at in (-0.7, -0.35, 0, 0.35, 0.7)
        ),
    )
    edge = path(body, "none", stroke=shade(colour, 0.5), stroke_width=1.6, opacity=0.6)
    return "".join((cast(x, foot, half), clipped(f"b{x:.0f}", path(body, "#000"), inside), edge, *top))


def label(x: float, foot: float, half: float, high: float, paper: str, ink: str, sun: str) -> str:
    """Paper around a bottle, a sun over hills on it: no brand has this one."""
    top, dip, half = foot - high, half * FLAT, half + 2
    body = f"M{x - half} {top}A{half} {dip} 0 0 0 {x + half} {top}V{foot}A{half} {dip} 0 0 1 {x - half} {foot}Z"
    low = foot - high * 0.26
    below = f"V{foot + 20}H{x - half}Z"
    far = f"M{x - half} {low}q{half * 0.6} {-high * 0.36} {half * 1.1} 0T{x + half} {low - 8}{below}"
    near = f"M{x - half} {low + high * 0.2}q{half * 1.1} {-high * 0.38} {half * 2} {-high * 0.04}{below}"
    art = (
        path(body, wall(paper)),
        oval(x + half * 0.16, top + high * 0.42, half * 0.32, half * 0.32, sun),
        path(far, mix(ink, paper, 0.4)),
        path(near, ink),
        path(
            f"M{x + half * 0.5} {top - 10}H{x + half}V{foot + 20}H{x + half * 0.5}Z",
            NIGHT,
            opacity=0.13,
            filter="url(#soft8)",
        ),
    )
    return clipped(f"l{x:.0f}", path(body, "#000"), art)


def glass(
    x: float,
    foot: float,
    high: float,
    base: float,
    mouth: float,
    drink: str,
    level: float,
    held: Iterable[str] = (),
    head: str = "",
) -> str:
    """A tumbler; `level` is the share of its height that is full, `head` the colour of a foam on top."""
    at = foot - high * level
    wide = base + (mouth - base) * level - 7
    body = silhouette(x, foot, ((0, base), (high, mouth)))
    liquid = silhouette(x, foot - 16, ((0, base - 7), (high * level - 16, wide)))
    parts = [
        cast(x, foot, mouth * 0.9),
        oval(x + mouth * 0.9, foot - 4, mouth * 0.9, mouth * 0.2, tint(drink, 0.2), opacity=0.4, filter="url(#soft8)"),
        path(body, WHITE, opacity=0.36),
        oval(x, foot - high, mouth, mouth * FLAT, WHITE, opacity=0.3),
        path(liquid, wall(drink)),
        path(liquid, veil(tint(drink, 0.5)), opacity=0.5),
        oval(x, at, wide, wide * FLAT, tint(drink, 0.3)),
        clipped(f"g{x:.0f}", path(body, "#000"), held),
    ]
    if head:
        parts.append(foam(x, at, wide + 5, foot - high, head))
    parts += [
        stroke(
            f"M{x - base * 0.7} {foot - 26}L{x - mouth * 0.76} {foot - high + 26}",
            WHITE,
            10,
            opacity=0.62,
            filter="url(#soft2)",
        ),
        stroke(f"M{x + base * 0.82} {foot - 26}L{x + mouth * 0.86} {foot - high + 26}", WHITE, 4, opacity=0.5),
        path(body, "none", stroke=shade(mix(drink, "#b9cbc6", 0.7), 0.2), stroke_width=2, opacity=0.7),
        oval(x, foot - high, mouth, mouth * FLAT, "none", stroke=WHITE, stroke_width=3.5, opacity=0.9),
    ]
    return "".join(parts)


def foam(x: float, at: float, wide: float, top: float, colour: str) -> str:
    """A head of foam between the beer and a little over the rim."""
    bumps = [(-0.72, 0.34), (-0.3, 0.42), (0.16, 0.44), (0.62, 0.36)]
    crown = (oval(x + wide * px, top - 4, wide * size, wide * size * 0.5, lit(colour)) for px, size in bumps)
    body = f"M{x - wide} {at}Q{x} {at + wide * FLAT * 2} {x + wide} {at}L{x + wide + 4} {top}H{x - wide - 4}Z"
    pores = (
        oval(x + wide * px, top + (at - top) * py, 4, 3, shade(colour, 0.14), opacity=0.6)
        for px, py in ((-0.6, 0.5), (-0.2, 0.8), (0.1, 0.3), (0.4, 0.7), (0.7, 0.4), (-0.4, 0.2))
    )
    return path(body, wall(colour)) + group(crown) + "".join(pores)


def bubbles(places: Iterable[Point], colour: str = WHITE) -> str:
    return "".join(
        oval(x, y, 4 + (x * y) % 3, 4 + (x * y) % 3, "none", stroke=colour, stroke_width=1.8, opacity=0.75)
        for x, y in places
    )


def ice(x: float, y: float, size: float, turn: float) -> str:
    """A cube, more light than thing."""
    face, half = f"M{-size} {-size}H{size}V{size}H{-size}Z", size * 0.6
    return group(
        (
            path(face, WHITE, opacity=0.42, stroke=WHITE, stroke_width=3, stroke_linejoin="round", stroke_opacity=0.9),
            path(f"M{-size} {-size}l{half} {-half * 0.5}h{size * 2}l{-half} {half * 0.5}Z", WHITE, opacity=0.66),
            stroke(f"M{-size * 0.6} {size * 0.3}L{-size * 0.1} {-size * 0.5}", WHITE, 5, opacity=0.9),
        ),
        transform=f"translate({x} {y}) rotate({turn})",
    )
