"""Which language a page speaks; and one more is its catalogue, whatever plurals it has."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import RequestFactory

from ordering.web.kit import languages
from ordering.web.kit.languages import COOKIE, Language, catalogue, chosen
from tests.web import words

POLISH = """msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "%(days)s day"
msgid_plural "%(days)s days"
msgstr[0] "%(days)s dzień"
msgstr[1] "%(days)s dni kilka"
msgstr[2] "%(days)s dni"
"""


@pytest.mark.parametrize(
    ("cookie", "store", "accepted", "language"),
    [
        ("en", "ko", "ko", Language.ENGLISH),
        ("fr", "en", "ko", Language.ENGLISH),
        (None, "ko", "en", Language.KOREAN),
        (None, None, "en-GB", Language.ENGLISH),
        (None, None, "fr-FR, en;q=0.5, ko;q=0.8", Language.KOREAN),
        (None, None, "ko;q=0.4,EN;q=0.9", Language.ENGLISH),
        (None, None, "ko;q=0, en;q=0.1", Language.ENGLISH),
        (None, None, "de, *;q=0.5", Language.KOREAN),
        (None, None, "en;q=nonsense, ;;, =", Language.KOREAN),
        (None, None, None, Language.KOREAN),
    ],
)
def test_the_dearest_wish_that_can_be_had(
    cookie: str | None, store: str | None, accepted: str | None, language: Language
) -> None:
    headers = {"accept-language": accepted} if accepted is not None else {}
    request = RequestFactory().get("/admin", headers=headers, cookies=f"{COOKIE}={cookie}" if cookie else None)
    assert chosen(request, store) is language


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    yield
    catalogue.cache_clear()


@pytest.mark.usefixtures("polish")
def test_a_third_language_has_its_own_plurals() -> None:
    said = [catalogue("pl").ngettext("%(days)s day", "%(days)s days", n) % {"days": n} for n in (1, 2, 5, 12, 22, 25)]
    assert said == ["1 dzień", "2 dni kilka", "5 dni", "12 dni", "22 dni kilka", "25 dni"]
    assert catalogue("pl").gettext("not yet translated") == "not yet translated"


@pytest.mark.usefixtures("polish")
def test_a_third_language_is_brought_up_to_date_like_any_other() -> None:
    words.bring_up_to_date("pl")
    known = words.translated("pl")
    assert known.keys() == words.every_message()
    assert known["%(days)s day", "%(days)s days"] == ("%(days)s dzień", "%(days)s dni kilka", "%(days)s dni")
    assert catalogue("pl").ngettext("%(days)s day", "%(days)s days", 3) == "%(days)s dni kilka"
