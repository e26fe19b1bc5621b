"""Amounts as people type them: in the store's currency, with the signs and separators they are used to."""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import get_currency_precision, get_currency_symbol

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.web.kit.formats import price
from ordering.web.kit.view import View

MOST = 10_000_000
MINUS = str.maketrans({"−": "-", "–": "-", "➖": "-"})


def typed_amount(minor: int, currency: str) -> str:
    """As it stands in a field: ``9,500``, ``12.50``, ``-1,000``."""
    return f"{Decimal(minor).scaleb(-get_currency_precision(currency)):,}"


def currency_sign(view: View) -> str:
    return get_currency_symbol(view.store.currency, view.language) if view.store else ""


def read_amount(view: View, field: str, text: str, *, least: int = 0) -> int:
    """Minor units of the store's currency, from ``least`` to ten million. Raises ``Invalid``."""
    currency = view.store.currency if view.store else ""
    if not text.strip():
        raise Invalid(field, Code.EMPTY)
    minor = _minor(text, currency)
    if minor is None:
        example = typed_amount(1250 if get_currency_precision(currency) else 12_000, currency)
        raise Invalid(field, Code.AMOUNT, example=example)
    if _unclear(text, currency):
        raise Invalid(field, Code.AMOUNT_UNCLEAR, example=typed_amount(minor, currency))
    if minor > MOST:
        raise Invalid(field, Code.AMOUNT_TOO_HIGH, amount=price(view, MOST))
    if minor < least:
        raise Invalid(field, Code.AMOUNT_TOO_LOW, amount=price(view, least))
    return minor


def _unclear(text: str, currency: str) -> bool:
    """Whether half of the world reads ``9.999`` as ten, where there are cents, and the other as ten thousand."""
    digits = get_currency_precision(currency)
    return digits in (1, 2) and re.fullmatch(r"[+-]?\d{1,3}[.,]\d{3}", _plain(text, currency)) is not None


def _plain(text: str, currency: str) -> str:
    """Without signs of the currency, of which one may be part of another (``US$``), and without spaces."""
    plain = unicodedata.normalize("NFKC", text).translate(MINUS)
    signs = {"원", currency, get_currency_symbol(currency, "en"), get_currency_symbol(currency, "ko")}
    for sign in sorted(signs, key=len, reverse=True):
        plain = plain.replace(sign, "")
    return "".join(plain.split())


def _minor(text: str, currency: str) -> int | None:
    plain = _plain(text, currency)
    digits = get_currency_precision(currency)
    for thousands, point in ((",", "."), (".", ",")):
        whole = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d{{0,12}}"
        fraction = rf"(?:{re.escape(point)}(\d{{1,{digits}}}))?" if digits else "()"
        match = re.fullmatch(rf"([+-]?)(?=.*\d)({whole}){fraction}", plain)
        if match:
            amount = int(match[2].replace(thousands, "") + (match[3] or "").ljust(digits, "0"))
            return -amount if match[1] == "-" else amount
    return None
