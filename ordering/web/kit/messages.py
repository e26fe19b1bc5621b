"""Refusals as sentences for people: a code's English is the message that the catalogue translates."""

import math
from collections.abc import Sequence

from ordering.errors import CategoryNotEmpty, Invalid, PricesChanged, PricesOutOfRange, Refusal
from ordering.web.kit.languages import N_, Language

NAMED = 5


def say_refusal(language: Language, refusal: Refusal) -> str:
    """Why not, and when to try again."""
    if isinstance(refusal, Invalid):
        return language.gettext(refusal.wrong.message) % refusal.params
    reasons = [language.gettext(str(refusal))]
    if isinstance(refusal, CategoryNotEmpty):
        reasons.append(_named(language, N_("In it: %(names)s"), [item.name for item in refusal.facts["items"]]))
    if isinstance(refusal, (PricesOutOfRange, PricesChanged)):
        reasons.append(_named(language, N_("It is about: %(names)s"), [item.name for item in refusal.facts["items"]]))
    if refusal.retry_after is not None:
        reasons.append(_when(language, refusal.retry_after))
    return " ".join(reasons)


def _named(language: Language, sentence: str, names: Sequence[str]) -> str:
    said = language.gettext(sentence) % {"names": ", ".join(names[:NAMED])}
    more = len(names) - NAMED
    return f"{said} {language.gettext('and %(n)s more') % {'n': more}}" if more > 0 else said


def _when(language: Language, seconds: int) -> str:
    if seconds < 60:
        return language.ngettext("Try again in %(n)s second.", "Try again in %(n)s seconds.", seconds) % {"n": seconds}
    n = math.ceil(seconds / 60)
    return language.ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", n) % {"n": n}
