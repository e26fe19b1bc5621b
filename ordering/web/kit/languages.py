"""The languages that pages speak. Messages are English sentences; ``translations/<language>.po`` has the others.

``en.po`` has what the API says in its own words, for people.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from litestar.connection import ASGIConnection

CATALOGUES = Path(__file__).parent.parent / "translations"
COOKIE = "language"
PREFERRED = re.compile(r"\s*([a-z]{2})(?:-[\w-]*)?\s*(?:;|$)", re.IGNORECASE)


class Language(StrEnum):
    KOREAN = "ko"
    ENGLISH = "en"

    def gettext(self, message: str) -> str:
        return self._said(message, message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self._said(one, one if n == 1 else many)

    def _said(self, message: str, otherwise: str) -> str:
        return _catalogue(self).get(message, otherwise)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """For a message that is translated later: extraction finds it here."""
    return message


def spoken(connection: ASGIConnection, store_locale: str | None = None) -> Language:  # type: ignore[type-arg]
    """What the page speaks that asks: in another tab somebody may have chosen another language since."""
    said = connection.headers.get(COOKIE)
    return Language(said) if said in set(Language) else chosen(connection, store_locale)


def chosen(connection: ASGIConnection, store_locale: str | None = None) -> Language:  # type: ignore[type-arg]
    """What the person chose on this device; else the store's; else what the browser prefers; else Korean."""
    known = {one.value: one for one in Language}
    accepted = [PREFERRED.match(one) for one in connection.headers.get("accept-language", "").split(",")]
    wishes = [connection.cookies.get(COOKIE), store_locale, *(one[1].lower() for one in accepted if one)]
    return next((known[one] for one in wishes if one in known), Language.KOREAN)


@cache
def _catalogue(language: Language) -> dict[str, str]:
    """By message; a plural's by its singular. Korean has one form for any number, and English needs none of these."""
    from babel.messages.pofile import read_po  # 30 ms, and only where a page is asked for

    with (CATALOGUES / f"{language}.po").open(encoding="utf-8") as file:
        found = read_po(file, locale=language)
    return {_first(one.id): _first(one.string) for one in found if one.id and one.string}


def _first(forms: str | list[str] | tuple[str, ...]) -> str:
    return forms if isinstance(forms, str) else forms[0]
