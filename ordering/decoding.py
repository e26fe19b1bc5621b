"""msgspec's English for what does not fit a type, read into a field, a code and what that is told of."""

import re

from ordering import text
from ordering.codes import Code
from ordering.errors import Invalid

AT = re.compile(r" - at `\$\.?(?P<path>.*)`$")
PATTERNS = {
    text.ONE_LINE: Code.ONE_LINE,
    text.LINES: Code.LINES,
    text.NOT_BLANK: Code.NOT_BLANK,
    text.NOT_BLANK_LINES: Code.NOT_BLANK_LINES,
    text.SLUG: Code.SLUG,
    text.CURRENCY: Code.CURRENCY,
    text.COLOUR: Code.COLOUR,
    text.IDEMPOTENCY_KEY: Code.IDEMPOTENCY_KEY,
}
MESSAGES = [
    (re.compile(regex, re.DOTALL), code)
    for regex, code in (
        *((re.escape(f"Expected `str` matching regex {pattern!r}"), code) for pattern, code in PATTERNS.items()),
        (r"Object missing required field `(?P<name>[^`]*)`", Code.MISSING),
        (r"Object contains unknown field `(?P<name>[^`]*)`", Code.UNKNOWN_FIELD),
        (r"Expected `str` of length >= 1", Code.EMPTY),
        (r"Expected `str` of length >= (?P<n>\d+)", Code.TOO_SHORT),
        (r"Expected `str` of length <= (?P<n>\d+)", Code.TOO_LONG),
        (r"Expected `int` >= (?P<n>-?\d+)", Code.TOO_LOW),
        (r"Expected `int` <= (?P<n>-?\d+)", Code.TOO_HIGH),
        (r"Expected `(?P<expected>(?:int|float)[^`]*)`, got `(?P<got>[^`]*)`", Code.NOT_A_NUMBER),
        (r"Invalid RFC3339 encoded date", Code.NOT_A_DATE),
        (r"Invalid enum value (?P<value>.*)", Code.NOT_A_CHOICE),
        (r"(?P<reason>.*)", Code.NOT_RIGHT),
    )
]


def invalid(error: object, field: str = "") -> Invalid:
    """The refusal for msgspec's error, or its message; ``field`` is where it is, if the error does not say so."""
    message, at = str(error), AT.search(str(error))
    if at:
        message = message[: at.start()]
    match, code = next((match, code) for regex, code in MESSAGES if (match := regex.fullmatch(message)))
    params = match.groupdict()
    path = [at["path"] if at else "", params.get("name", "")]
    return Invalid(field or ".".join(name for name in path if name), code, **params)
