"""The guests' and the staff's styles share their tokens; no screen's styles reach into another one."""

import re
from collections.abc import Iterator
from pathlib import Path

from ordering.app import STATIC
from ordering.web.kit.render import TEMPLATES

CSS = STATIC / "css"
ROOM_OF = {"code": "board", "new_order": "board", "cards": "board"}  # where it isn't the name of the file
FOR_ALL = ["base", "parts", "overlays", "forms", "chrome", "drawer"]
CLASS = r"\.([a-z][\w-]*)"


def test_a_shared_token_is_declared_once() -> None:
    """Elsewhere only for a mode, such as more contrast: the plain ``:root`` of each file is its first rule."""
    files = ["tokens.css", "css/tokens.css", "guest/tokens.css"]
    plain = [re.search(r":root \{(.*?)\}", (STATIC / file).read_text(encoding="utf-8"), re.DOTALL) for file in files]
    shared, staff, guest = (set(re.findall(r"(--[\w-]+):", rule[1])) for rule in plain if rule)
    assert shared
    assert not shared & (staff | guest)


def test_what_one_screen_styles_no_other_wears() -> None:
    """All of the staff's styles are one file: two screens that call a thing the same would restyle each other."""
    screens = re.findall(r'"css/(\w+)\.css"\) layer\(screens\)', (STATIC / "app.css").read_text(encoding="utf-8"))
    rooms = {folder.name for folder in TEMPLATES.iterdir()} - {"guest"}
    shared = {name for sheet in FOR_ALL for name in re.findall(CLASS, _styles(sheet))}
    own = {screen: [one for one in _styled(screen) if not one <= shared] for screen in screens if screen not in FOR_ALL}
    worn = {room: list(_worn(room)) for room in rooms}
    assert all(own.values())
    assert {ROOM_OF.get(screen, screen) for screen in own} <= {room for room, worn_there in worn.items() if worn_there}
    assert [
        f"{screen}.css means another {' '.join(sorted(styled))} than {file}"
        for screen, sheet in own.items()
        for room in rooms - {ROOM_OF.get(screen, screen)}
        for styled in sheet
        for file, classes in worn[room]
        if styled <= classes
    ] == []


def test_nothing_around_the_rows_of_a_live_page_asks_what_is_in_it() -> None:
    """Whatever row came, the browser would restyle all that such a rule speaks of: see docs/decisions.md."""
    around = r"(?:html|body|\.page|#main|\.live|\.board|\.kitchen|\.kitchen-dockets)(?=[:.\[])[^\s,{]*:has\((?!> )"
    asking = {sheet.name: re.findall(around, _styles(sheet.stem)) for sheet in CSS.glob("*.css")}
    assert {name: found for name, found in asking.items() if found} == {}


def _styles(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (CSS / f"{sheet}.css").read_text(encoding="utf-8"), flags=re.DOTALL)


def _styled(sheet: str) -> Iterator[set[str]]:
    """The classes of an element at which a selector begins: what comes after it, is looked for in there alone."""
    for selectors in re.findall(r"([^{};]+)\{", _styles(sheet)):
        plain = re.sub(r":(?:has|not)\((?:[^()]|\([^()]*\))*\)", "", selectors)
        for selector in re.split(r",(?![^(]*\))", plain):
            if classes := re.findall(CLASS, re.split(r"[\s>+~]", selector.strip())[0]):
                yield set(classes)


def _worn(room: str) -> Iterator[tuple[str, set[str]]]:
    """What the elements of a room's templates and scripts wear, with the file that says so."""
    files: list[Path] = [*(TEMPLATES / room).glob("*.html"), *(STATIC / "staff" / room).glob("*.js")]
    for file in files:
        said = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for classes in re.findall(r'class(?:Name = |=)"([^"]*)"', said):
            yield f"{room}/{file.name}", set(classes.split())
