"""Side dishes."""

from random import Random

from tools.art import griddle, mains, scene, slices, strips, toppings, vessels
from tools.art.palette import CARROT, CELADON, LAVER, LEEK, PERILLA, PORCELAIN, STEEL, ball
from tools.art.pancakes import dip
from tools.art.pencil import around, larger, oval, path, smooth


def gyeran_mari(rng: Random) -> list[str]:
    held = [griddle.rolled_egg(700 - number * 76, 316 + number * 26, 74) for number in range(7)]
    return [vessels.platter(480, 396, 378, 224, "#4d6a7c", [*held, toppings.rings(rng, [(330, 520), (372, 528)], 13)])]


def gyeran_jjim(rng: Random) -> list[str]:
    x, y = 480, 322
    rise = [
        (x - 232, y + 6),
        (x - 222, y - 70),
        (x - 140, y - 138),
        (x - 20, y - 158),
        (x + 120, y - 140),
        (x + 214, y - 72),
        (x + 232, y + 6),
        (x + 190, y + 96),
        (x + 80, y + 144),
        (x - 80, y + 144),
        (x - 190, y + 96),
    ]
    puff = (
        path(smooth(rise), ball("#f8d25c"), stroke="#e0a93c", stroke_width=3),
        *(
            oval(px, py, size, size * 0.4, "#fbe596", opacity=0.75, filter="url(#soft4)")
            for px, py, size in ((400, 230, 80), (540, 300, 70), (380, 360, 60))
        ),
        toppings.speckles(rng, 60, x, y - 20, 200, "#d9a23a", 5, 0.66),
        path(
            f"M{x - 120} {y - 40}q60 -34 110 6t120 -6",
            "none",
            stroke="#dfa53a",
            stroke_width=5,
            stroke_linecap="round",
            opacity=0.7,
        ),
        toppings.rings(rng, around(rng, 17, x, y - 36, 150, 0.9), 15),
        *(slices.disc(rng, px, py, 13, CARROT, 5) for px, py in around(rng, 8, x, y - 30, 140, 0.9)),
    )
    return [vessels.ttukbaegi("#f3c74e", list(puff)), scene.steam(rng, x, 180)]


def ramyeon(rng: Random) -> list[str]:
    x, y = 480, 352
    waves = [strips.nest(rng, x, y + 8, 214, "#f4c95c", 10, 76, 40)]
    held = [
        *waves,
        griddle.fried_egg(rng, 456, 338, 92),
        toppings.rings(rng, around(rng, 16, x, y, 215, 0.9), 18),
        *(toppings.chilli(rng, px, py, 17) for px, py in ((590, 340), (380, 410), (520, 428))),
    ]
    pot = vessels.pan(x, 340, 300, held, "#d9b24a", "#d8572a")
    return [pot, scene.chopsticks(770, 250, 14, "#b9c0c0"), scene.steam(rng, x, 220)]


def jumeokbap(rng: Random) -> list[str]:
    held = []
    places = (
        (400, 330),
        (490, 312),
        (578, 336),
        (352, 396),
        (446, 390),
        (540, 396),
        (630, 400),
        (400, 462),
        (500, 470),
        (594, 464),
    )
    for x, y in places:
        held += [toppings.under(x, y + 22, 56, 0.45), oval(x, y - 16, 58, 54, ball("#f6efdc"))]
        held += [
            oval(
                x + rng.uniform(-44, 44),
                y - 16 + rng.uniform(-38, 38),
                8,
                4,
                "#fffaf0",
                turn=rng.uniform(0, 180),
                stroke="#d9ccb0",
                stroke_width=1,
            )
            for _ in range(34)
        ]
        held += [
            laver(x + rng.uniform(-36, 36), y - 16 + rng.uniform(-34, 34), rng.randint(0, 90), 0.62) for _ in range(9)
        ]
        held += [oval(px, py, 6, 6, ball("#f0662a")) for px, py in around(rng, 12, x - 4, y - 42, 26, 0.6)]
    return [vessels.plate(484, 394, 340, "#4b5a54", [larger(held, 1.24)])]


def gun_mandu(rng: Random) -> list[str]:
    places = [(246 + n % 4 * 146 + n // 4 * 36, 352 + n // 4 * 128 - n % 4 * 8) for n in range(8)]
    held = [griddle.dumpling(x, y, 98, -8, "#f4d08a", fried=True) for x, y in places]
    return [
        vessels.platter(
            470, 394, 364, 226, CELADON, [*held, toppings.rings(rng, around(rng, 9, 480, 380, 180, 0.9), 13)], "#7f9c86"
        ),
        dip(800, 570),
    ]


def laver(x: float, y: float, turn: float, size: float = 1) -> str:
    """A scrap of roasted seaweed."""
    return path(
        "M-15 -4L13 -7L16 5L-11 7Z", LAVER, transform=f"translate({x:.0f} {y:.0f}) rotate({turn}) scale({size})"
    )


def bokkeumbap(rng: Random) -> list[str]:
    x, y = 480, 372
    held = [strips.rice(rng, x, y + 10, 270, 44, "#e8843c", 520)]
    held += [laver(px, py - 30, rng.randint(0, 180)) for px, py in around(rng, 46, x, y, 220, 0.9)]
    held += [
        mains.nugget(rng, px, py - 20, 14, tone)
        for tone in ("#c8402a", "#f6d25c", LEEK)
        for px, py in around(rng, 9, x, y, 230, 3)
    ]
    held += [griddle.fried_egg(rng, x, y - 34, 108), toppings.sesame(rng, 50, x, y - 20, 230)]
    return [vessels.pan(x, y - 16, 314, held), scene.spoon(770, 350, -28, STEEL)]


def modum_ssam(rng: Random) -> list[str]:
    held = [
        slices.leaf(x, y, size, turn, tone, ruffle)
        for x, y, size, turn, tone, ruffle in (
            (330, 320, 168, 200, "#8cc04e", 0.22),
            (470, 290, 168, 250, "#79b343", 0.22),
            (610, 320, 164, 310, "#8cc04e", 0.22),
            (330, 420, 150, 170, "#6aa83c", 0.22),
            (640, 420, 150, 10, "#a03a4a", 0.22),
            (560, 370, 140, 330, "#96c758", 0.22),
            (420, 380, 132, 210, PERILLA, 0.1),
            (400, 440, 128, 165, "#4c8a42", 0.1),
            (450, 470, 122, 130, PERILLA, 0.1),
        )
    ]
    for number, (px, py) in enumerate(((540, 440), (580, 462), (620, 480))):
        line = [(px - 20, py - 66), (px + 4, py - 20), (px + 10, py + 40 + number * 4)]
        held += [
            toppings.under(px, py, 30),
            strips.strand(line, "#4f9a32", 24),
            strips.strand([(px - 24, py - 84), (px - 20, py - 66)], "#7aa84a", 9),
        ]
    sauce = vessels.bowl(
        490,
        486,
        76,
        40,
        PORCELAIN,
        [toppings.sesame(rng, 16, 490, 494, 46), toppings.rings(rng, [(476, 494)], 11)],
        foot=0.6,
        fill="#a5431f",
    )
    return [vessels.plate(480, 396, 336, "#e6dcc6", [*held, sauce], "#b98a52")]


def gonggibap(rng: Random) -> list[str]:
    x, y = 480, 320
    lid = vessels.bowl(786, 500, 100, 22, STEEL, [], foot=0.8)
    held = [strips.rice(rng, x, y + 6, 222, 110, count=560)]
    bowl = vessels.bowl(x, y, 240, 190, STEEL, held, foot=0.52, belly=3, lip=0.04)
    return [lid, bowl, vessels.gleam(x, y, 240, 190, 0.9), scene.spoon(150, 330, 14, STEEL), scene.steam(rng, x, 190)]
