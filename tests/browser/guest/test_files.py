"""What the page is made of: small, without a build, and nothing that a tablet of 2022 does not know."""

import gzip
import re
from pathlib import Path

import pytest

from ordering.app import STATIC
from ordering.http.assets import Assets
from ordering.web.guest import LATER, ON_PHONES, ON_TABLETS, STRINGS, files_of_page
from ordering.web.kit.languages import Language

HERE = STATIC / "guest"
BUDGET = 60 * 1024
SHARED = STATIC / "shared"
SCRIPTS = sorted([*HERE.rglob("*.js"), *SHARED.rglob("*.js")])
STYLES = sorted([*HERE.rglob("*.css"), *SHARED.rglob("*.css")])

# Newer than Chrome 100 or Safari 15.4.
TOO_NEW_JS = {
    "regular expression lookbehind": r"\(\?<[=!]",
    "regular expression flag v": r"/[dgimsuy]*v[dgimsuy]*[;,.)\s]",
    "static block": r"\bstatic\s*\{",
    "arrays by copy": r"\.(toSorted|toReversed|toSpliced|with)\(",
    "grouping": r"\b(Object|Map)\.groupBy\b|\.group(ToMap)?\(",
    "Array.fromAsync": r"\bfromAsync\b",
    "Promise.withResolvers, try": r"\bPromise\.(withResolvers|try)\b",
    "sets as sets": r"\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
    "iterator helpers": r"\.(values|keys|entries)\(\)\.(map|filter|take|drop|some|every|find|reduce|toArray|forEach)\(",
    "abort signals": r"\bAbortSignal\.(timeout|any)\b",
    "only over https": r"\brandomUUID\b|navigator\.locks\b|crypto\.subtle\b",
    "popover, inert, requestClose": r"\.(showPopover|hidePopover|togglePopover|requestClose|inert)\b|\bpopover:",
    "checkVisibility, scrollend": r"\bcheckVisibility\b|[\"']scrollend[\"']",
    "import attributes": r"\bimport\b[^;]*\b(with|assert)\s*\{",
    "using": r"\busing\s+\w+\s*=",
    "moveBefore, setHTML": r"\.(moveBefore|setHTML)\(",
    "URL.canParse": r"\bURL\.(canParse|parse)\b",
}
TOO_NEW_CSS = {
    ":has": r":has\(",
    "nesting": r"&",
    "light-dark, color-mix, relative colours": r"light-dark\(|color-mix\(|\b(oklch|oklab|lab|lch|color)\(|\(from ",
    "container queries": r"@container|container-type|\bcq[whib]\b",
    "scope, starting-style, property, view transitions": r"@(scope|starting-style|property|view-transition)",
    "media ranges": r"@media[^{]*[<>]",
    "transforms of their own": r"[;{]\s*(translate|rotate|scale):",
    "subgrid, masonry": r"subgrid|masonry",
    "anchor positioning, popover": r"anchor\(|:popover-open|position-anchor",
    "trigonometry": r"\b(sin|cos|tan|round|mod|rem)\(",
    "overflow: clip": r"overflow(-[xy])?:[^;}]*\bclip\b",
}
# Safari 15.4 knows no dvh either; it takes the declaration before it.
WITH_A_FALLBACK = re.compile(r"([\w-]+): ([\d.]+)vh; \1: \2d?vh\b")


def faults(files: list[Path], too_new: dict[str, str]) -> list[str]:
    found = []
    for file in files:
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        found += [f"{file.name}: {name}" for name, pattern in too_new.items() if re.search(pattern, code)]
    return found


def test_scripts_stay_within_chrome_100_and_safari_15_4() -> None:
    assert faults(SCRIPTS, TOO_NEW_JS) == []


def test_styles_stay_within_chrome_100_and_safari_15_4() -> None:
    assert faults(STYLES, TOO_NEW_CSS) == []
    for file in STYLES:
        assert not re.search(r"\d[dsl]v[hwb]", WITH_A_FALLBACK.sub("", file.read_text(encoding="utf-8"))), file.name


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("js", "const x = /(?<=a)b/;"),
        ("js", "list.toSorted()"),
        ("js", "Object.groupBy(a, b)"),
        ("css", "a { &:hover { b: c } }"),
    ],
)
def test_the_check_finds_what_it_looks_for(tmp_path: Path, kind: str, code: str) -> None:
    file = tmp_path / f"new.{kind}"
    file.write_text(code)
    assert faults([file], TOO_NEW_JS if kind == "js" else TOO_NEW_CSS)


def test_the_page_weighs_no_more_than_60_kb() -> None:
    """As it travels, to a tablet and to a phone: with what comes once the page is seen, the other language, and with
    what somebody has to open first.
    """
    assets = Assets(STATIC)
    files = [name for name in files_of_page(assets) if name.endswith((".js", ".css", ".svg"))]
    weights = {name: len(gzip.compress(assets.body(name))) for name in files}
    assert [name for name in weights if name.startswith(LATER)]
    assert len([name for name in weights if name.startswith(STRINGS)]) == len(Language)
    for others in (ON_PHONES, ON_TABLETS):
        assert sum(weight for name, weight in weights.items() if name not in others) <= BUDGET


def test_what_comes_later_is_waited_for_by_nothing_else() -> None:
    first = [file for file in SCRIPTS if file.parent.name != "later"]
    assert faults(first, {"imports it at once": r"(?m)^(import|export)\b[^;(]*/later/"}) == []


def test_nothing_parses_html() -> None:
    """Names, notes and descriptions are other people's: they are only ever text."""
    dangerous = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(.style"
    assert faults(SCRIPTS, {"parses": dangerous}) == []


def words(language: str) -> dict[str, str]:
    text = (HERE / "strings" / f"{language}.js").read_text(encoding="utf-8")
    return dict(re.findall(r'^  "([\w.]+)": (.+),$', text, re.MULTILINE))


def test_both_languages_say_everything_in_the_same_order() -> None:
    assert list(words("ko")) == list(words("en"))
    for key, sentence in words("ko").items():
        holes = [set(re.findall(r"\{(\w+)\}", one)) for one in (sentence, words("en")[key])]
        if "=>" not in sentence + words("en")[key]:
            assert holes[0] >= holes[1], key


def test_every_sentence_is_known_and_used() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS if file.parent.name != "strings")
    known = set(words("ko"))
    made = {f"{prefix}." for prefix in re.findall(r"\bt\(`([\w.]+)\.\$\{", code)}
    plain = set(re.findall(r'\bt\("([\w.]+)"', code))
    assert plain <= known
    said = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', code))
    assert {key for key in known if key not in said and not key.startswith(tuple(made))} == set()
    for status in ("pending", "preparing", "completed", "cancelled"):
        assert f"status.{status}" in known
    for reason in ("unknown", "sold_out", "option_unknown", "option_sold_out", "too_few", "too_many"):
        assert f"problem.{reason}" in known
