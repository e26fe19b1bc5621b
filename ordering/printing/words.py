"""The words that papers say in a store's language."""

from collections.abc import Mapping
from decimal import Decimal

from babel import numbers

from ordering.printing.paper import PaperKind

WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        PaperKind.NEW: "신규",
        PaperKind.ADDED: "추가",
        PaperKind.VOIDED: "취소",
        PaperKind.MOVED: "이동",
        PaperKind.BILL: "계산서",
        PaperKind.TEST: "시험 출력",
        "table": "{}번",
        "copy": "사본 {}",
        "printing": "재출력 {}",
        "instead_of": "대신 출력: {}",
        "allergy": "알레르기",
        "total": "합계",
        "whole": "주문 전체",
        "works": "이 프린터로 주문이 나옵니다.",
    },
    "en": {
        PaperKind.NEW: "NEW",
        PaperKind.ADDED: "MORE",
        PaperKind.VOIDED: "CANCELLED",
        PaperKind.MOVED: "MOVED",
        PaperKind.BILL: "Bill",
        PaperKind.TEST: "Test print",
        "table": "Table {}",
        "copy": "Copy {}",
        "printing": "Reprint {}",
        "instead_of": "Printed for: {}",
        "allergy": "ALLERGY",
        "total": "Total",
        "whole": "Whole order",
        "works": "Orders will come out of this printer.",
    },
}
"""By locale; whatever has no words of its own speaks English."""


def words_of(locale: str) -> Mapping[str, str]:
    return WORDS.get(locale.partition("-")[0], WORDS["en"])


def money(amount: int, currency: str, locale: str) -> str:
    """``₩12,000`` of minor units."""
    whole = Decimal(amount).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(whole, currency, locale=locale.replace("-", "_"))
