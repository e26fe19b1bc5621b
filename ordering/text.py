"""What people and clients may send: bounded text without control characters, whatever the script; bounded ids."""

import unicodedata
from typing import Annotated, Any

from msgspec import Meta

# Cc (C0, DEL, C1) and the two Unicode line separators; a line feed and a tab are allowed where text may have lines.
# `$(?!\n)`, because in Python `$` alone also matches before a last line feed.
END = r"$(?!\n)"
# What is seen: no space, nor what Unicode has ignored by default (joiners, fillers, directions), nor Braille's blank.
# Without what lies beyond U+FFFF: browsers, which read these patterns in the API's document, write that in another way.
SEEN = (
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]"
)
ONE_LINE = rf"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*{END}"
LINES = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*$"
NOT_BLANK = rf"^(?=[\s\S]*{SEEN})[^\x00-\x1f\x7f-\x9f\u2028\u2029]+{END}"
NOT_BLANK_LINES = rf"^(?=[\s\S]*{SEEN})[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+$"
SLUG = rf"^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?{END}"
CURRENCY = rf"^[A-Z]{{3}}{END}"
COLOUR = rf"^#[0-9A-Fa-f]{{6}}{END}"
IDEMPOTENCY_KEY = rf"^[\x21-\x7e]{{16,64}}{END}"

Id = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""An id as the database can compare it; opaque to clients."""

LONGEST_SEARCH = 100

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=NOT_BLANK)]
ShortName = Annotated[str, Meta(min_length=1, max_length=50, pattern=NOT_BLANK)]
Note = Annotated[str, Meta(max_length=200, pattern=LINES)]
Description = Annotated[str, Meta(max_length=2000, pattern=LINES)]
Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=NOT_BLANK_LINES)]
Slug = Annotated[str, Meta(min_length=1, max_length=40, pattern=SLUG)]
Username = Annotated[str, Meta(min_length=1, max_length=40, pattern=NOT_BLANK)]
Currency = Annotated[str, Meta(pattern=CURRENCY, description="ISO 4217")]
Colour = Annotated[str, Meta(pattern=COLOUR, description="`#rrggbb`")]
StaffPassword = Annotated[str, Meta(min_length=8, max_length=128, pattern=ONE_LINE)]
TablePassword = Annotated[str, Meta(min_length=4, max_length=64, pattern=ONE_LINE)]


def composed(value: Any) -> Any:
    """What came in, with all its text in NFC: so it is counted and compared, however a keyboard has spelled it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(part) for part in value]
    if isinstance(value, dict):
        return {composed(key): composed(part) for key, part in value.items()}
    return value


def clipped(text: str, most: int) -> str:
    """As much of it as fits into ``most`` code points, and no character of people's cut apart."""
    if len(text) <= most:
        return text
    import regex  # here: it takes 70 ms, and almost nothing is ever clipped

    kept = ""
    for character in regex.findall(r"\X", text):
        if len(kept) + len(character) > most:
            break
        kept += character
    return kept
