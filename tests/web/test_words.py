"""Nothing is left untranslated, and nothing is translated that nobody says."""

import re
from pathlib import Path

import pytest

from ordering.codes import Code
from tests.web import words

ORDERING = Path(words.ORDERING)
TEMPLATES = sorted((ORDERING / "templates").rglob("*.html"))
SCRIPTS = sorted((ORDERING / "web" / "static" / "staff").rglob("*.js"))
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# What a message of the API's says of how something was sent: it tells programs, not people.
FOR_PROGRAMS = {code.message: {"%(name)s", "%(expected)s", "%(got)s", "%(value)s", "%(reason)s"} for code in Code}
# Text between tags, once expressions are gone: a name that every language shares is all that may be left.
LEFT = re.compile(r"{[{%#].*?[#%}]}|<[^>]*>|&\w+;", re.DOTALL)
SHARED = {"한국어", "English"}


def test_every_message_is_translated_and_no_other() -> None:
    known = words.translated("ko")
    assert known.keys() == words.every_message(), "run `make words`, then translate what is new"
    assert [message for message, said in known.items() if not all([said] if isinstance(said, str) else said)] == []


def test_a_translation_keeps_the_placeholders() -> None:
    for message, said in words.translated("ko").items():
        one, other = (message, said) if isinstance(message, str) else (message[-1], said[-1])
        expected = set(PLACEHOLDER.findall(str(one))) - FOR_PROGRAMS.get(str(message), set())
        assert set(PLACEHOLDER.findall(str(other))) == expected, message


@pytest.mark.parametrize("template", [one for one in TEMPLATES if "guest" not in one.parts], ids=lambda one: one.name)
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    text = LEFT.sub("\n", template.read_text(encoding="utf-8"))
    left = {line.strip() for line in text.splitlines() if re.search(r"[A-Za-z가-힣]", line)}
    assert left <= SHARED


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_a_script_says_nothing_by_itself(script: Path) -> None:
    """Words come from the server, in the person's language; a sentence in quotes would not."""
    code = re.sub(r"//.*", "", script.read_text(encoding="utf-8"))
    strings = re.findall(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", code)
    assert [one for parts in strings for one in parts if re.search(r"[가-힣]|[A-Z][a-z]+ [a-z]+ [a-z]", one)] == []


def test_imported_parts_know_the_view() -> None:
    """A macro sees no ``view`` unless it is imported with the context; what shows only what it is told needs none."""
    parts = {f"parts/{name}.html" for name in ("buttons", "icons", "notices", "paths")}
    for part in parts:
        text = (ORDERING / "templates" / part).read_text(encoding="utf-8")
        assert not re.search(r"\b(_|ngettext)\(|\bview\b", text), part
    for template in TEMPLATES:
        for line in template.read_text(encoding="utf-8").splitlines():
            if re.match(r"{% (from|import) ", line) and line.split('"')[1] not in parts:
                assert "with context" in line, f"{template.name}: {line}"


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ORDERING / "web" / "static" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    sources = [*TEMPLATES, *(ORDERING / "web").rglob("*.py")]
    text = "\n".join(one.read_text(encoding="utf-8") for one in sources)
    used = set(re.findall(r"\bicon(?:\(|=)\"([\w-]+)\"|#([a-z][\w-]+)\"/>", text))
    assert {one or other for one, other in used} <= known
