"""The languages that pages speak. Messages are English sentences; ``translations/<language>.po`` has the others.

``en.po`` has what the API says in its own words, for people. A further language is its ``.po`` and a line in
``Language``.
"""

from enum import StrEnum
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from litestar.connection import ASGIConnection

from ordering.http.languages import accepted

CATALOGUES = Path(__file__).parent.parent / "translations"
COOKIE = "language"


class Language(StrEnum):
    KOREAN = "ko"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """``한국어``."""
        return Locale(self.value).display_name or self.value

    def gettext(self, message: str) -> str:
        return catalogue(self).gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return catalogue(self).ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """For a message that is translated later: extraction finds it here."""
    return message


def spoken(connection: ASGIConnection, store_locale: str | None = None) -> Language:  # type: ignore[type-arg]  # of any app
    """What the page speaks that asks: in another tab somebody may have chosen another language since."""
    said = connection.headers.get(COOKIE)
    return Language(said) if said in set(Language) else chosen(connection, store_locale)


def chosen(connection: ASGIConnection, store_locale: str | None = None) -> Language:  # type: ignore[type-arg]  # of any app
    """What the person chose on this device; else the store's; else what the browser prefers; else Korean."""
    wishes = [connection.cookies.get(COOKIE), store_locale, *accepted(connection.headers.get("accept-language", ""))]
    language = negotiate_locale([wish.lower() for wish in wishes if wish], [*Language], sep="-")
    return Language(language or Language.KOREAN)


@cache
def catalogue(language: str) -> GNUTranslations:
    """What ``translations`` has for it, compiled in memory."""
    from babel.messages.mofile import write_mo  # 30 ms, and only where a page is asked for
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)
