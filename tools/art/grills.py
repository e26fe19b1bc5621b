"""From the grill and the wok."""

from random import Random

from tools.art import fruit, mains, scene, seafood, slices, strips, toppings, vessels
from tools.art.palette import CARROT, CELADON, CRUST, IRON, LEEK, PERILLA, PORCELAIN, mix, shade, tint
from tools.art.pencil import around, larger, oval, stroke


def stir_fry(rng: Random, piece: list[str], scallions: int = 10) -> list[str]:
    """Red and glossy, heaped on the oval celadon plate."""
    sauce = oval(484, 410, 300, 152, "#c03a1c", opacity=0.85, filter="url(#soft4)")
    green = (toppings.ring(rng, x, y, 18) for x, y in mains.heap(rng, scallions, 480, 356, 180, 0.4, 50))
    seeds = toppings.sesame(rng, 56, 480, 356, 220, 0.42)
    return [
        vessels.platter(480, 394, 378, 232, CELADON, [sauce, *piece, *green, seeds], "#7f9c86"),
        scene.steam(rng, 480, 230),
    ]


def jeyuk(rng: Random) -> list[str]:
    pieces = []
    for number, (x, y) in enumerate(mains.heap(rng, 72, 480, 404, 262, 0.48, 80)):
        if number % 12 == 5:
            pieces.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), "#f6e2b8", 100, 26, 4, 13, 12))
        elif number % 12 == 9:
            pieces.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), CARROT, 80, 22, 3, 14, 4))
        else:
            pieces.append(mains.bite(rng, x, y, rng.uniform(62, 76), mix("#dc4c22", "#b8381a", rng.random())))
    return stir_fry(rng, pieces)


def jukkumi(rng: Random) -> list[str]:
    pieces = []
    for number, (x, y) in enumerate(mains.heap(rng, 30, 480, 406, 236, 0.46, 66)):
        if number % 5 == 3:
            pieces.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), "#f6e2b8", 110, 30, 4, 14, 12))
        else:
            pieces.append(
                seafood.octopus(
                    rng, x, y, rng.uniform(76, 88), rng.uniform(0, 360), mix("#c8452c", "#a02f22", rng.random())
                )
            )
    return stir_fry(rng, pieces, 8)


def squid(rng: Random) -> list[str]:
    pieces = []
    for number, (x, y) in enumerate(mains.heap(rng, 56, 480, 406, 268, 0.47, 74)):
        if number % 7 == 3:
            pieces.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), CARROT, 84, 24, 3, 14, 4))
        elif number % 7 == 5:
            pieces.append(strips.tuft(rng, x, y, rng.uniform(-60, 60), "#f6e2b8", 100, 26, 4, 13, 12))
        elif number % 3:
            pieces.append(seafood.squid_strip(rng, x, y, rng.uniform(50, 62), mix("#ea7a52", "#d5502f", rng.random())))
        else:
            pieces.append(seafood.squid_ring(rng, x, y, rng.uniform(46, 54), mix("#ea7a52", "#d5502f", rng.random())))
    return stir_fry(rng, pieces)


def grill(held: list[str]) -> list[str]:
    """An iron grill plate over charcoal, ridged."""
    x, y, reach = 480, 372, 326
    ridges = (
        stroke(f"M{x - 300 + abs(step) ** 1.6 * 6} {y + step * 24}H{x + 300 - abs(step) ** 1.6 * 6}", tone, wide)
        for step in range(-7, 8)
        for tone, wide in ((shade(IRON, 0.6), 9), (tint(IRON, 0.18), 4))
    )
    glow = oval(x, y + 78, reach * 1.02, None, "#ff7a2a", opacity=0.5, filter="url(#soft16)")
    return [
        glow,
        vessels.bowl(
            x,
            y,
            reach,
            70,
            "#3a3534",
            [*ridges, larger(held, 1.12, 480, 372)],
            foot=0.86,
            belly=3,
            lip=0.05,
            inside=IRON,
        ),
    ]


def samgyeopsal(rng: Random) -> list[str]:
    held = [kimchi_row(rng)]
    for x, y, turn, seared in (
        (380, 290, -10, 0.2),
        (560, 296, -6, 0.4),
        (400, 372, -8, 0.45),
        (588, 376, -12, 0.25),
        (440, 458, -6, 0.3),
    ):
        held.append(mains.belly(rng, x, y, 220, 84, turn, seared))
    held += [mains.nugget(rng, x, y, 17, "#f2d79a") for x, y in ((600, 452), (636, 438), (662, 456), (620, 474))]
    held += [slices.mushroom(rng, x, y, 44, "#a5764a") for x, y in ((690, 330), (712, 388))]
    return [*grill(held), scene.steam(rng, 470, 250)]


def kimchi_row(rng: Random) -> str:
    return "".join(
        toppings.kimchi(rng, x, y, 62, turn) for x, y, turn in ((236, 340, -70), (232, 392, -50), (266, 440, -30))
    )


def galbi(rng: Random) -> list[str]:
    held = []
    for x, y, turn in ((400, 300, -12), (560, 330, 8), (390, 408, -6), (560, 446, -14)):
        held.append(mains.rib(rng, x, y, 118, turn, "#8f4a22", 0.8))
        held += [mark(x + at, y - 60, turn) for at in (-60, -20, 20, 60)]
    held += [mains.nugget(rng, x, y, 18, "#f2d79a") for x, y in ((702, 380), (724, 408), (690, 420))]
    held += [toppings.rings(rng, around(rng, 9, 470, 340, 150, 0.9), 15), toppings.sesame(rng, 50, 470, 346, 200, 0.6)]
    return [*grill(held), scene.steam(rng, 470, 250)]


def mark(x: float, y: float, turn: float) -> str:
    """Where the hot iron was."""
    return stroke(f"M{x - 9} {y + turn * 0.6}l18 40", shade(CRUST, 0.75), 9, opacity=0.5)


def mackerel(rng: Random) -> list[str]:
    held = [
        slices.leaf(300, 470, 110, -24, PERILLA, 0.2),
        seafood.fish(478, 404, 610),
        fruit.citrus(672, 462, 52, "#f7c62e", 0.7),
        fruit.citrus(610, 488, 50, "#f7c62e", 0.7),
        strips.tuft(rng, 300, 462, -20, PORCELAIN, 70, 44, 16, 5, 12, 0),
        toppings.rings(rng, [(330, 500), (366, 486)], 13, LEEK),
    ]
    return [vessels.platter(480, 394, 380, 224, "#dfe7ea", held, "#5e82a0"), scene.steam(rng, 470, 260)]
