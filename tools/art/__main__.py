"""Draw the pictures anew: `python -m tools.art [name …]`.

Wants the development dependencies and a Chromium: Playwright's own, or the one that CHROMIUM names.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.art.dishes import DISHES
from tools.art.logo import SIDE, logo
from tools.art.pencil import dice
from tools.art.scene import HEIGHT, WIDTH, page

FOLDER = Path(__file__).parents[2] / "ordering/demo/pictures"
LOGO = FOLDER.parent / "logo.webp"
LIMIT = 30_000
"""Bytes a picture may have: a page shows a dozen of them over a restaurant's Wi-Fi."""


def drawn(name: str) -> str:
    table, compose = DISHES[name]
    return page(table, compose(dice(name)))


def saved(png: bytes, target: Path, mode: str = "RGB") -> int:
    """As WebP, as good as the limit allows. Returns its size in bytes."""
    picture = Image.open(io.BytesIO(png)).convert(mode)
    for quality in range(86, 40, -3):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LIMIT:
            break
    target.write_bytes(out.getvalue())
    return out.tell()


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name in names or DISHES:
            page.set_content(f'<body style="margin:0">{drawn(name)}</body>')
            size = saved(page.screenshot(), FOLDER / f"{name}.webp")
            print(f"{size:6} {name}")  # noqa: T201 - a command
        page.set_viewport_size({"width": SIDE, "height": SIDE})
        page.set_content(f'<body style="margin:0">{logo()}</body>')
        saved(page.screenshot(omit_background=True), LOGO, "RGBA")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
