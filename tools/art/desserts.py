"""Something sweet."""

from random import Random

from tools.art import griddle, mains, scene, slices, toppings, vessels
from tools.art.palette import CELADON, PORCELAIN, ball, lit, tint
from tools.art.pencil import around, blob, group, oval, path, prism, smooth


def sikhye(rng: Random) -> list[str]:
    x, y = 480, 352
    grains = [
        oval(px, py, 10, 5.4, "#fff8e6", turn=rng.uniform(0, 180), stroke="#d3b98c", stroke_width=1.4)
        for px, py in around(rng, 110, x, y, 200, 0.9)
    ]
    nuts = [
        oval(px, py, 15, 8, ball("#f4dfa6"), turn=turn)
        for px, py, turn in ((450, 330, 20), (500, 350, -30), (470, 372, 60), (530, 320, 10))
    ]
    floe = [(-34, -26), (30, -32), (36, 26), (-28, 32)]
    cubes = [
        group([prism(px, py, floe, 16, "#f6f4ea", "#e3d8bc", soft=False)], opacity=0.8)
        for px, py in ((390, 310), (580, 390), (560, 300))
    ]
    held = [*cubes, *grains, *nuts, slices.jujube(rng, 420, 386), slices.jujube(rng, 540, 366)]
    bowl = vessels.bowl(
        x, 322, 264, 176, CELADON, held, foot=0.5, belly=2.6, lip=0.05, fill="#dcbf8c", level=0.1, inside="#e6eee2"
    )
    return [bowl, vessels.gleam(x, 322, 264, 176, 0.6)]


def hotteok(rng: Random) -> list[str]:
    held = []
    for x, y, reach in ((380, 376, 150), (520, 436, 150)):
        held += [griddle.pancake(rng, x, y, reach, "#e2a04a", 26), toppings.glint(x - 50, y - 70, 40, 0.5)]
    held += [
        path("M470 372q60 -26 108 10q30 40 -18 56q-70 10 -96 -20Z", lit("#8a4a1c"), opacity=0.92),
        toppings.glint(500, 384, 24, 0.8),
    ]
    held += [
        mains.nugget(rng, px, py - 22, 10, tone)
        for tone in ("#e9cf96", "#8a9a4c", "#c98d4a")
        for px, py in around(rng, 8, 510, 416, 84, 3)
    ]
    scoop = (
        toppings.under(620, 360, 96),
        oval(616, 352, 104, 44, lit("#f3e3bd")),
        oval(612, 306, 98, 92, ball("#fbf0d2")),
        *(
            oval(612 + px, 306 + py, 26, 9, tint("#fbf0d2", 0.6), opacity=0.7, turn=-12)
            for px, py in ((-36, -30), (20, -54), (34, 6), (-30, 22))
        ),
        path(
            "M548 262q60 -60 128 -4q14 44 -8 74q-14 -40 -30 -10q-12 20 -26 -12q-16 40 -34 0q-26 18 -30 -48Z",
            lit("#9a5a24"),
            opacity=0.92,
        ),
        toppings.glint(590, 256, 22, 0.8),
        path("M640 224q6 -46 60 -50q0 46 -60 50Z", lit("#5aa653")),
        path("M636 224q-30 -36 2 -66q26 34 -2 66Z", lit("#4b9a4b")),
    )
    return [vessels.plate(480, 398, 336, PORCELAIN, [*held, *scoop], "#d98d7a"), scene.steam(rng, 350, 250, 2, 70)]


def patbingsu(rng: Random) -> list[str]:
    x, y = 480, 366
    snow = [
        (x - 240, y),
        (x - 210, y - 90),
        (x - 120, y - 170),
        (x, y - 206),
        (x + 120, y - 170),
        (x + 210, y - 90),
        (x + 240, y),
        (x + 170, y + 90),
        (x, y + 132),
        (x - 170, y + 90),
    ]
    held = [path(smooth(snow), ball("#f1f6f8"))]
    held += [
        oval(
            x + rng.uniform(-160, 160),
            y - 40 + rng.uniform(-90, 130),
            rng.uniform(7, 15),
            rng.uniform(4, 8),
            "#ffffff",
            opacity=0.8,
            turn=rng.uniform(0, 90),
        )
        for _ in range(80)
    ]
    held += [path(smooth([(px + 470, py + 234) for px, py in blob(rng, 158, 96, 0.09, 14)]), lit("#5c2320"))]
    for px, py in mains.heap(rng, 90, 470, 244, 142, 0.6, 32):
        held.append(
            oval(px, py + 3, 18, 12, "#3a1413") + oval(px, py, 17, 11, ball("#7d2f2a"), turn=rng.uniform(-40, 40))
        )
    held += [
        prism(px, py, [(-24, -20), (24, -20), (24, 20), (-24, 20)], 22, tone, soft=False)
        for px, py, tone in (
            (352, 330, "#fbeff0"),
            (410, 366, "#f3c1c4"),
            (574, 356, "#fbeff0"),
            (634, 320, "#b9d79a"),
            (492, 376, "#b9d79a"),
        )
    ]
    held += [toppings.speckles(rng, 90, 590, 290, 60, "#d9ae6a", 4), slices.jujube(rng, 470, 206)]
    bowl = vessels.bowl(x, y, 262, 130, "#b9d2d6", held, foot=0.42, belly=2, lip=0.05, inside="#dce8ea")
    return [bowl, scene.spoon(800, 320, -16, "#d3a24a")]
