"""Amounts as people type them: in the store's currency, with the signs and separators they are used to."""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import get_currency_precision, get_currency_symbol

from ordering.web.formats import price
from ordering.web.languages import marked
from ordering.web.saying import FILL_IN
from ordering.web.view import View

MOST = 10_000_000
UNREADABLE = marked("Enter an amount, such as %(example)s.")
TOO_MUCH = marked("%(amount)s at most.")
TOO_LITTLE = marked("%(amount)s at least.")
MINUS = str.maketrans({"−": "-", "–": "-", "➖": "-"})


class NotAnAmount(ValueError):
    """Says why in the viewer's language."""


def typed_amount(minor: int, currency: str) -> str:
    """As it stands in a field: ``9,500``, ``12.50``, ``-1,000``."""
    return f"{Decimal(minor).scaleb(-get_currency_precision(currency)):,}"


def currency_sign(view: View) -> str:
    return get_currency_symbol(view.store.currency, view.language) if view.store else ""


def read_amount(view: View, text: str, *, least: int = 0) -> int:
    """Minor units of the store's currency, from ``least`` to ten million. Raises ``NotAnAmount``."""
    currency = view.store.currency if view.store else ""
    if not text.strip():
        raise NotAnAmount(view.gettext(FILL_IN))
    minor = _minor(text, currency)
    if minor is None:
        example = typed_amount(1250 if get_currency_precision(currency) else 12_000, currency)
        raise NotAnAmount(view.gettext(UNREADABLE) % {"example": example})
    if minor > MOST:
        raise NotAnAmount(view.gettext(TOO_MUCH) % {"amount": price(view, MOST)})
    if minor < least:
        raise NotAnAmount(view.gettext(TOO_LITTLE) % {"amount": price(view, least)})
    return minor


def _minor(text: str, currency: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).translate(MINUS)
    for sign in ("원", currency, get_currency_symbol(currency, "en"), get_currency_symbol(currency, "ko")):
        plain = plain.replace(sign, "")
    plain = "".join(plain.split())
    digits = get_currency_precision(currency)
    for thousands, point in ((",", "."), (".", ",")):
        fraction = rf"(?:{re.escape(point)}(\d{{1,{digits}}}))?" if digits else "()"
        found = re.fullmatch(rf"([+-]?)(\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d{{1,12}}){fraction}", plain)
        if found:
            whole = found[2].replace(thousands, "")
            amount = int(whole + (found[3] or "").ljust(digits, "0"))
            return -amount if found[1] == "-" else amount
    return None
