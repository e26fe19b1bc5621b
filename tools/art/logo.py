"""The demo store's sign: a bowl and a spoonful more, on the store's colour, with nothing around it."""

from tools.art.pencil import attributes, oval, path

SIDE = 480
ACCENT, RICE, RIM = "#9a3412", "#fffaf0", "#f3d9a4"


def logo() -> str:
    centre = SIDE / 2
    spoon = path(
        "M352 62C384 44 412 72 398 106C390 126 370 134 352 128L256 262L236 248L332 118C328 96 334 72 352 62Z", RIM
    )
    rice = path("M112 262C120 196 178 168 232 186C276 154 352 184 366 262Z", RICE)
    bowl = path("M86 262H394C394 344 338 398 300 404V420H180V404C142 398 86 344 86 262Z", RIM)
    band = path("M92 296H388C385 310 381 322 376 332H104C99 322 95 310 92 296Z", ACCENT)
    head = attributes(xmlns="http://www.w3.org/2000/svg", width=SIDE, height=SIDE, viewBox=f"0 0 {SIDE} {SIDE}")
    return f"<svg{head}>{oval(centre, centre, centre - 4, centre - 4, ACCENT)}{rice}{spoon}{bowl}{band}</svg>"
