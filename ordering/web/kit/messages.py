"""Refusals as sentences for people: the server's English is the message that the catalogue translates."""

import math
import re
from collections.abc import Sequence

from ordering.errors import CategoryNotEmpty, Invalid, Refusal
from ordering.web.kit.languages import N_, Language

NAMED = 5
FILL_IN = N_("Fill this in.")
# What the decoder says of a value, and what a person should read; in this order.
DECODER = [
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^Expected `str` of length >= 1$", FILL_IN),
        (r"missing required field", FILL_IN),
        (r"^Expected `str` of length >= (?P<n>\d+)$", N_("At least %(n)s characters, please.")),
        (r"^Expected `str` of length <= (?P<n>\d+)$", N_("At most %(n)s characters, please.")),
        (r"^Expected `int` >= (?P<n>-?\d+)$", N_("No less than %(n)s, please.")),
        (r"^Expected `int` <= (?P<n>-?\d+)$", N_("No more than %(n)s, please.")),
        (r"^Expected `(int|float|date)", N_("Enter a number, please.")),
        (r"^Invalid RFC3339", N_("Enter a date, please.")),
        (r"^Invalid enum value", N_("Choose one of these.")),
        (r"^(Expected|Object|Input|Invalid) .*`", N_("This is not right.")),
    )
]


def say(language: Language, message: str) -> str:
    """A server's message in the person's language; one that nobody translated stays as it is."""
    for pattern, words in DECODER:
        if found := pattern.search(message):
            return language.gettext(words) % found.groupdict()
    return language.gettext(message)


def say_refusal(language: Language, refusal: Refusal) -> str:
    """Why not, and when to try again."""
    if isinstance(refusal, Invalid):
        return language.gettext(refusal.wrong.message) % refusal.params
    reasons = [language.gettext(str(refusal))]
    if isinstance(refusal, CategoryNotEmpty):
        reasons.append(_named(language, [item.name for item in refusal.facts["items"]]))
    if refusal.retry_after is not None:
        reasons.append(_when(language, refusal.retry_after))
    return " ".join(reasons)


def _named(language: Language, names: Sequence[str]) -> str:
    told = language.gettext("In it: %(names)s") % {"names": ", ".join(names[:NAMED])}
    more = len(names) - NAMED
    return f"{told} {language.gettext('and %(n)s more') % {'n': more}}" if more > 0 else told


def _when(language: Language, seconds: int) -> str:
    if seconds < 60:
        return language.ngettext("Try again in %(n)s second.", "Try again in %(n)s seconds.", seconds) % {"n": seconds}
    n = math.ceil(seconds / 60)
    return language.ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", n) % {"n": n}
