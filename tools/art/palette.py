"""Colours and paints. Light comes from the upper left, and every shadow is warm: cold ones make food look old."""

import re

WHITE, NIGHT = "#fffaf0", "#26120d"
CREAM, PORCELAIN, CELADON, STEEL, BRASS = "#f6ead2", "#f7f1e6", "#c9d6c4", "#cfd4d3", "#d3a24a"
IRON, STONE, WOOD, BAMBOO = "#33302f", "#3b3634", "#a8713f", "#d9b377"
TOFU, EGG_WHITE, YOLK, RICE, DOUGH = "#fbefd5", "#fffaf0", "#f9a825", "#fdf8ec", "#f8e9c9"
LEAF, LEEK, SPROUT, PERILLA, LAVER = "#5f9a3c", "#7fb04a", "#f3dfa2", "#3f7a3a", "#26352b"
CHILLI, GOCHUJANG, KIMCHI, PEPPER = "#d3281e", "#b8291a", "#dd4a24", "#e8432c"
PORK, FAT, BEEF, SEARED, SOY = "#d98f6f", "#f8e0c4", "#7a4630", "#9a552c", "#5a2f1a"
GOLDEN, CRUST, CARROT, SQUASH, POTATO = "#eeb04c", "#b8692a", "#ee8131", "#cfdc8b", "#f2c766"


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tint(colour: str, share: float) -> str:
    return mix(colour, WHITE, share)


def shade(colour: str, share: float) -> str:
    return mix(colour, NIGHT, share)


def lit(colour: str) -> str:
    """A face in the light: brighter to the upper left."""
    return f"url(#lit-{colour[1:]})"


def wall(colour: str) -> str:
    """Something round seen from the side."""
    return f"url(#wall-{colour[1:]})"


def pool(colour: str) -> str:
    """A surface of broth: deep at its edge."""
    return f"url(#pool-{colour[1:]})"


def ball(colour: str) -> str:
    """A yolk, an ice cream, a pea."""
    return f"url(#ball-{colour[1:]})"


def veil(colour: str) -> str:
    """There below, gone above: steam, foam, the light in a drink."""
    return f"url(#veil-{colour[1:]})"


def paints(body: str) -> str:
    """The gradients that a drawing names, defined."""
    named = sorted(set(re.findall(r"url\(#(lit|wall|pool|ball|veil)-([0-9a-f]{6})\)", body)))
    return "".join(_paint(kind, f"#{colour}") for kind, colour in named)


def _paint(kind: str, colour: str) -> str:
    where, stops = {
        "lit": ('x1="0" y1="0" x2=".85" y2="1"', ((0, tint(colour, 0.26)), (0.45, colour), (1, shade(colour, 0.14)))),
        "wall": (
            'x1="0" x2="1" y1="0" y2=".12"',
            (
                (0, shade(colour, 0.2)),
                (0.2, tint(colour, 0.22)),
                (0.5, colour),
                (0.88, shade(colour, 0.38)),
                (1, shade(colour, 0.2)),
            ),
        ),
        "pool": ('cx=".4" cy=".36" r=".72"', ((0, tint(colour, 0.16)), (0.55, colour), (1, shade(colour, 0.3)))),
        "ball": (
            'cx=".36" cy=".3" r=".8"',
            ((0, tint(colour, 0.55)), (0.35, colour), (0.8, shade(colour, 0.16)), (1, shade(colour, 0.34))),
        ),
        "veil": ('x1="0" y1="1" x2="0" y2="0"', ((0, colour), (1, colour))),
    }[kind]
    tag = "radialGradient" if kind in ("pool", "ball") else "linearGradient"
    opacity = ' stop-opacity="0"' if kind == "veil" else ""
    marks = [f'<stop offset="{at}" stop-color="{tone}"/>' for at, tone in stops]
    marks[-1] = marks[-1].replace("/>", f"{opacity}/>")
    return f'<{tag} id="{kind}-{colour[1:]}" {where}>{"".join(marks)}</{tag}>'
