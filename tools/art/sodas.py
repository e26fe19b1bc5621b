"""What children may have too."""

from random import Random

from tools.art import fruit
from tools.art.glassware import FLAT, FOOT, bubbles, cast, glass, ice, silhouette
from tools.art.palette import WHITE, ball, lit, shade, tint, wall
from tools.art.pencil import clipped, group, larger, oval, path, stroke


def soft_drink(rng: Random, drink: str, held: list[str]) -> str:
    x = 476
    cubes = [ice(x - 44, 330, 46, 14), ice(x + 46, 344, 44, -18), ice(x - 10, 430, 46, 34)]
    rising = [(x + rng.uniform(-96, 96), rng.uniform(340, 610)) for _ in range(34)]
    return glass(x, FOOT, 400, 104, 130, drink, 0.84, [*cubes, *held, bubbles(rising)])


def straw(x: float, y: float, colour: str) -> str:
    """What looks out of the glass."""
    return stroke(f"M{x} {y}L{x + 62} {y - 250}", tint(colour, 0.72), 19) + stroke(
        f"M{x} {y}L{x + 62} {y - 250}", colour, 19, stroke_dasharray="16 26"
    )


def cola(rng: Random) -> list[str]:
    return [straw(500, 390, "#d9342b"), soft_drink(rng, "#5c2413", []), fruit.citrus(352, 262, 56, "#f5c431")]


def cider(rng: Random) -> list[str]:
    floating = [fruit.citrus(510, 480, 56, "#8cc152"), fruit.citrus(420, 540, 56, "#f7d64a")]
    return [straw(500, 390, "#58a84a"), soft_drink(rng, "#dcefe4", floating), fruit.citrus(352, 262, 56, "#8cc152")]


def maesil_ade(rng: Random) -> list[str]:
    plums = [oval(x, y, 48, 46, ball("#93b53c")) for x, y in ((424, 560), (528, 568), (478, 492))]
    mint = "".join(
        path("M0 0q-40 -40 -6 -92q44 40 6 92Z", lit("#4fa052"), transform=f"translate(474 286) rotate({turn})")
        for turn in (-56, 58, -16, 22)
    )
    beside = [fruit.yuzu(686, FOOT - 34, 52, "#9dbd45"), fruit.yuzu(764, FOOT - 16, 46, "#a9c452")]
    return [straw(520, 390, "#e0a63c"), soft_drink(rng, "#dfe39a", plums), mint, *beside]


def mix_coffee(_: Random) -> list[str]:
    x, high, mouth = 430, 300, 130
    y = FOOT - high
    body = silhouette(x, FOOT, ((0, 92), (high, mouth)))
    dots = (
        oval(x - 78 + (n % 4) * 52 + (26 if n // 4 % 2 else 0), y + 90 + n // 4 * 46, 9, 9, "#d8803a", opacity=0.85)
        for n in range(15)
    )
    cup = (
        cast(x, FOOT, 110),
        path(body, wall("#fbf3e2")),
        clipped("cup", path(body, "#000"), dots),
        oval(x, y, mouth + 5, (mouth + 5) * FLAT, "#fffaf0"),
        oval(x, y + 2, mouth - 5, (mouth - 5) * FLAT, shade("#fbf3e2", 0.22)),
        oval(x, y + 7, mouth - 12, (mouth - 14) * FLAT, lit("#b97f4a")),
        oval(x - 30, y + 4, 54, 7, "#e5bd8c", opacity=0.8),
    )
    stick = (
        path("M0 0h58v330h-58Z", lit("#f2b632")),
        path("M0 0h58v26h-58Z", "#d8452f"),
        path("M0 304h58v26h-58Z", "#d8452f"),
        oval(29, 130, 19, 19, "#7a4522"),
        oval(29, 130, 8, 14, "#f2b632", turn=30),
        stroke("M10 40V290", WHITE, 6, opacity=0.5),
    )
    turned = "translate(640 {}) rotate(12)"
    parts = [
        group((path("M0 0h58v330h-58Z", "#26120d"),), transform=turned.format(336), opacity=0.25, filter="url(#soft8)"),
        group(stick, transform=turned.format(322)),
        *cup,
    ]
    return [larger(parts, 1.3, 490, FOOT)]


def yogurt(_: Random) -> list[str]:
    profile = ((0, 74), (12, 84), (90, 84), (128, 72), (176, 70), (214, 84), (262, 84), (286, 66), (300, 66))
    parts = []
    for x, foot in ((352, FOOT - 46), (600, FOOT - 46), (476, FOOT)):
        body = silhouette(x, foot, profile)
        band = (
            path(
                f"M{x - 90} {foot - 112}q90 28 180 0v72q-90 30 -180 0Z",
                wall("#d9402f"),
            ),
            oval(x, foot - 64, 26, 26, WHITE),
            oval(x, foot - 64, 12, 12, "#f0a63a"),
        )
        parts += [
            cast(x, foot, 84),
            path(body, wall("#f3d3a4")),
            clipped(f"y{x}", path(body, "#000"), band),
            stroke(f"M{x - 56} {foot - 30}V{foot - 250}", WHITE, 11, opacity=0.6, filter="url(#soft2)"),
            oval(x, foot - 300, 72, 72 * FLAT, wall("#c9453a")),
            oval(x, foot - 305, 72, 72 * FLAT, lit("#e2584a")),
            oval(x - 18, foot - 309, 28, 5, WHITE, opacity=0.55),
        ]
    return parts
