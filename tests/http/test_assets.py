"""What travels of a script: all of its code, and none of the comments that stand on lines of their own."""

import re
from pathlib import Path

from ordering.app import STATIC
from ordering.http.assets import Assets

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
SCRIPT = b"""/** What it is.
 *  And why. */
import { x } from "./x.js"; // stays

  // Why this is odd.
  /** The noun. */ const y = "/* no comment */";
const z = `
  /* nor this */
`;
"""
AS_IT_TRAVELS = SCRIPT.replace(b"/** What it is.\n *  And why. */", b"\n").replace(b"  // Why this is odd.", b"")


def a_folder(tmp_path: Path, name: str) -> Assets:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_bytes(SCRIPT)
    return Assets(tmp_path)


def test_comments_of_our_scripts_stay_at_home_and_every_line_keeps_its_number(tmp_path: Path) -> None:
    assert a_folder(tmp_path, "guest/x.js").body("guest/x.js") == AS_IT_TRAVELS


def test_what_others_wrote_says_whose_it_is(tmp_path: Path) -> None:
    assert a_folder(tmp_path, "vendor/x.js").body("vendor/x.js") == SCRIPT


def test_nothing_but_comments_is_missing_of_any_script() -> None:
    assets = Assets(STATIC)
    for name in (name for name in assets.names() if name.endswith(".js")):
        was, now = ((STATIC / name).read_text(encoding="utf-8").split("\n"), assets.body(name).decode().split("\n"))
        assert len(was) == len(now), name
        left_out = "\n".join(line for line, kept in zip(was, now, strict=True) if line != kept)
        assert COMMENT.sub("", left_out).strip() == "", name
