"""Scripts that travel together: run as one file, they do what they did as many."""

import subprocess
from pathlib import Path

import pytest

from ordering.app import STATIC
from ordering.http.assets import Assets
from ordering.http.scripts import together
from tests.guest_js.test_guest_js import node

__all__ = ["node"]
MANY = {
    "page/app.js": """import { said } from "./words.js";
import * as views from "./views/all.js";
print(said(), views.cart, views.count());""",
    "page/words.js": """import { twice as more } from "../shared/more.js";
let n = 0;
export const said = () => more(`n${++n}`);""",
    "page/views/all.js": """import { said } from "../words.js";
const n = said();
export const cart = n;
export function count() {
return said();
}""",
    "page/later.js": """import { said } from "./words.js";
import { own } from "./own.js";
print(said(), own);""",
    "page/own.js": "export const own = 1;",
    "page/when.js": "",
    "shared/more.js": "export const twice = (x) => x + x;",
    "other/page.js": 'import { twice } from "../shared/more.js";',
}


def bodies(**changed: str) -> dict[str, bytes]:
    return {name: body.encode() for name, body in (MANY | changed).items()}


def test_parts_are_run_once_each_after_what_they_import(node: str, tmp_path: Path) -> None:
    """And who comes later finds them as they are by then."""
    parts, changed = together(bodies(), "page/app.js", "page/together.js")
    assert parts == {"page/words.js", "page/views/all.js", "shared/more.js"}
    for name, body in {**bodies(), **changed}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    for part in ("page/words.js", "page/views/all.js"):
        (tmp_path / part).unlink()
    (tmp_path / "package.json").write_text('{"type": "module"}')
    start = "globalThis.print = console.log; await import('./page/app.js'); await import('./page/later.js');"
    ran = subprocess.run([node, "--input-type=module", "-e", start], cwd=tmp_path, capture_output=True, text=True)
    assert ran.stdout.splitlines() == ["n2n2 n1n1 n3n3", "n4n4 1"], ran.stderr


def test_what_imports_a_part_keeps_its_lines_and_others_stay_as_they_are() -> None:
    _, changed = together(bodies(), "page/app.js", "page/together.js")
    assert changed["page/later.js"].split(b"\n")[1:] == MANY["page/later.js"].encode().split(b"\n")[1:]
    assert changed["page/own.js"] == MANY["page/own.js"].encode()
    assert "other/page.js" not in changed
    assert "shared/more.js" not in changed


def test_what_a_part_imports_when_it_is_needed_is_found_from_where_it_is_then() -> None:
    needed = 'export const load = () => import("../when.js");'
    _, changed = together(bodies(**{"page/views/all.js": needed}), "page/app.js", "page/together.js")
    assert b'import("./when.js")' in changed["page/together.js"]


@pytest.mark.parametrize("odd", ["export default 1;", "export let n = 1;", 'import "./own.js";', "export { n };"])
def test_what_cannot_be_joined_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match=r"page/words\.js"):
        together(bodies(**{"page/words.js": odd}), "page/app.js", "page/together.js")


def test_a_circle_is_refused() -> None:
    circle = 'import { cart } from "./views/all.js";\nexport const said = () => cart;'
    with pytest.raises(ValueError, match="circle"):
        together(bodies(**{"page/words.js": circle}), "page/app.js", "page/together.js")


def test_the_guests_page_is_joined_and_asks_for_no_part() -> None:
    assets = Assets(STATIC)
    names = assets.names("guest/")
    assert "guest/tablet.js" not in names
    for name in (name for name in names if name.endswith(".js")):
        assert b"/dom.js" not in assets.body(name), name
