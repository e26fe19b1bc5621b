"""Money, times and numbers as people read them, in their language and on the store's clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ordering import clock
from ordering.app import STATIC
from ordering.errors import TooManyAttempts
from ordering.http.assets import Assets
from ordering.stores.shapes import StoreRef
from ordering.web.kit.languages import Language
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

EVENING = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Assets(STATIC))


def shown(pages: Pages, template: str, language: Language, currency: str = "KRW", **wants: Any) -> str:
    store = StoreRef("bistro", "골목식당", currency, "ko", "Asia/Seoul", undo_seconds=60)
    view = View(language=language, store=store)
    return pages.environment.from_string(template).render(view=view, **wants)


@pytest.mark.parametrize(
    ("template", "korean", "english"),
    [
        ("{{ 12000|money }}", "₩12,000", "₩12,000"),
        ("{{ -500|money }}", "-₩500", "-₩500"),
        ("{{ 1250|money('USD') }}", "US$12.50", "$12.50"),
        ("{{ at|time }}", "오후 7:42", "7:42 PM"),
        ("{{ '20261123-0042'|order_number }}", "#0042", "#0042"),
        ("{{ '20261123-12345'|order_number }}", "#12345", "#12345"),
        ("{{ 6|minutes }}", "6분", "6 min"),
        ("{{ 60|minutes }}", "1시간", "1 h"),
        ("{{ 63|minutes }}", "1시간 3분", "1 h 3 min"),
        ("{{ 1500|minutes }}", "1일", "1 day"),
        ("{{ 2900|minutes }}", "2일", "2 days"),
        ("{{ now|ago }}", "방금", "just now"),
        ("{{ now|age }}", "방금", "just now"),
        ("{{ hour_ago|age }}", "1시간", "1 h"),
        ("{{ now|stay }}", "방금 앉음", "Just sat down"),
        ("{{ hour_ago|stay }}", "1시간째 이용", "Here for 1 h"),
        ("{{ day|day }}", "2020년 1월 5일 (일)", "Sun, Jan 5, 2020"),
        ("{{ why|refusal }}", "로그인에 여러 번 실패했습니다. 2분 뒤에 다시 시도해 주세요.",
         "Too many failed logins. Try again later. Try again in 2 minutes."),
    ],
)  # fmt: skip
def test_values_are_shown_as_people_read_them(pages: Pages, template: str, korean: str, english: str) -> None:
    wants: dict[str, Any] = {
        "at": EVENING,
        "now": clock.now(),
        "hour_ago": clock.now() - timedelta(minutes=60),
        "day": date(2020, 1, 5),
        "why": TooManyAttempts(retry_after=61),
    }
    assert shown(pages, template, Language.KOREAN, **wants) == korean
    assert shown(pages, template, Language.ENGLISH, **wants) == english


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([7], "7"),
        ([3, 1, 2, 1], "1–3"),
        ([1, 2, 5, 8], "1–2, 5, 8"),
        ([*range(1, 13), 14, 16], "1–12, 14 …"),
        ([902, 901, 950], "901–902 …"),
    ],
)
def test_many_tables_are_told_in_few_characters(pages: Pages, numbers: list[int], said: str) -> None:
    assert shown(pages, "{{ numbers|spans }}", Language.KOREAN, numbers=numbers) == said


def test_the_store_tells_the_currency(pages: Pages) -> None:
    assert shown(pages, "{{ 1250|money }}", Language.ENGLISH, currency="USD") == "$12.50"
