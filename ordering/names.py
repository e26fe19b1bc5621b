"""Names that people log in with, compared as people see them: one spelling each, and none that looks like another."""

import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

from ordering.codes import Code
from ordering.errors import Invalid

LONGEST = 40
# Scripts in everyday use (UAX #31, table 5). What is written with several, Japanese and Korean, counts as one.
SCRIPTS = [
    ("Han", "Hiragana", "Katakana"), ("Han", "Hangul"), ("Han", "Bopomofo"),
    ("Arabic",), ("Armenian",), ("Bengali",), ("Cyrillic",), ("Devanagari",), ("Ethiopic",), ("Georgian",), ("Greek",),
    ("Gujarati",), ("Gurmukhi",), ("Hebrew",), ("Kannada",), ("Khmer",), ("Lao",), ("Latin",), ("Malayalam",),
    ("Myanmar",), ("Oriya",), ("Sinhala",), ("Tamil",), ("Telugu",), ("Thaana",), ("Thai",), ("Tibetan",),
]  # fmt: skip
# Marks that belong to no script (accents, where no composed letter has them) go with each.
LETTERS = r"[[\p{{L}}\p{{M}}\p{{Nd}}]&&[{scripts}\p{{Inherited}}0-9]--\p{{Default_Ignorable_Code_Point}}]"


def as_typed(name: str) -> str:
    """A name as it was stored before names were normalised: whoever has such a one still logs in with it."""
    return name.strip().lower()


def normal(name: str) -> str:
    """A slug or username as it is stored and looked up: full-width letters are letters, capitals small ones.

    MySQL ignores spaces at the end: so must whatever counts attempts.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower()).strip()


def username(typed: str, field: str = "username") -> str:
    """A new username, normal. Raises ``Invalid`` for what can't be told from another at a glance."""
    name = normal(typed)
    if len(name) > LONGEST:  # a ligature is several letters
        raise Invalid(field, Code.TOO_LONG, n=LONGEST)
    zeros = {ord(character) - unicodedata.decimal(character) for character in name if character.isdecimal()}
    if not one_script().fullmatch(name) or len(zeros) > 1:
        raise Invalid(field, Code.USERNAME)
    return name


def skeleton(name: str) -> str:
    """What a name looks like: two that have the same one are look-alikes (UTS #39)."""
    letters = unicodedata.normalize("NFD", normal(name))
    # Lower-case once more: the prototype of 0 is a capital O, and names know no capitals.
    return unicodedata.normalize("NFD", letters.translate(lookalikes())).lower()


@cache
def one_script() -> "regex.Pattern[str]":
    """A whole name: letters of one script, digits and separators; nothing invisible, nor what turns the direction."""
    import regex  # here, and below: it takes 70 ms, and only who gives names needs it

    return regex.compile(r"(?V1)(?!\p{M})(?=.*[^._\-])(?:" + "|".join(f"(?:{own}|[._\\-])+" for own in _sets()) + ")")


@cache
def letter() -> "regex.Pattern[str]":
    """A letter, mark or digit that some name may have."""
    import regex

    return regex.compile("(?V1)" + "|".join(_sets()))


def _sets() -> list[str]:
    return [LETTERS.format(scripts="".join(rf"\p{{scx={script}}}" for script in scripts)) for scripts in SCRIPTS]


@cache
def lookalikes() -> dict[int, str]:
    """By code point, what it looks like; made by ``.ci/lookalikes``."""
    table: dict[int, str] = {}
    for line in (resources.files("ordering") / "lookalikes.txt").read_text(encoding="ascii").splitlines():
        prototype, _, likes = line.partition(":")
        looks = "".join(chr(int(code, 16)) for code in prototype.split())
        table |= {int(code, 16): looks for code in likes.split()}
    return table
