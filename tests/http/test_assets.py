"""What travels of a script: all of its code, and none of the comments that stand on lines of their own."""

import re
from pathlib import Path

from ordering.app import STATIC
from ordering.http.assets import COMMENTS, TRAILING, Assets

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
SCRIPT = b"""/** What it is.
 *  And why. */
import { x } from "./x.js"; // goes
const u = "http://x; // stays";

  // Why this is odd.
  /** The noun. */ const y = "/* no comment */";
"""
AS_IT_TRAVELS = b"""

import { x } from "./x.js";
const u = "http://x; // stays";


/** The noun. */ const y = "/* no comment */";
"""


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
    assets, joined = Assets(STATIC), "guest/together.js"
    for name in (name for name in assets.names() if name.endswith(".js") and name != joined):
        was, now = ((STATIC / name).read_text(encoding="utf-8").split("\n"), assets.body(name).decode().split("\n"))
        assert len(was) == len(now), name
        importing = [number for number, line in enumerate(now) if 'together.js";' in line]  # how, is the next test's
        was, now = ([line for number, line in enumerate(one) if number not in importing] for one in (was, now))
        left_out = [line.strip().removeprefix(kept) for line, kept in zip(was, now, strict=True)]
        assert COMMENT.sub("", "\n".join(left_out)).strip() == "", name


def test_what_travels_together_is_all_there_line_by_line() -> None:
    """But for what says what is imported and exported."""
    assets = Assets(STATIC)
    joined = set(assets.body("guest/together.js").decode().split("\n"))
    parts = [
        file for file in (STATIC / "guest").rglob("*.js") if file.relative_to(STATIC).as_posix() not in assets.names()
    ]
    assert len(parts) > 30
    for part in parts:
        code = TRAILING.sub(b"", COMMENTS.sub(b"", part.read_bytes())).decode()
        lines = [line.strip().removeprefix("export ") for line in code.split("\n")]
        missing = [line for line in lines if line and not line.startswith("import ") and line not in joined]
        assert [line for line in missing if "import(" not in line] == [], part


def test_nothing_but_remarks_and_room_is_missing_of_any_style() -> None:
    assets = Assets(STATIC)
    for name in ("css/bill.css", "css/sheet.css"):  # others travel in one file with their neighbours
        was = COMMENT.sub("", (STATIC / name).read_text(encoding="utf-8"))
        assert re.sub(r"\s", "", assets.body(name).decode()) == re.sub(r"\s", "", was), name


def test_no_string_of_a_script_goes_over_lines() -> None:
    """They are sent without their indentation, which would change it."""
    own = [file for file in STATIC.rglob("*.js") if "vendor" not in file.parts]
    odd = [file.name for file in own for line in file.read_text(encoding="utf-8").splitlines() if line.count("`") % 2]
    assert own
    assert odd == []
