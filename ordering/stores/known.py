"""The time zones and currencies that a store can have."""

import zoneinfo
from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies as money_of

from ordering.codes import Code
from ordering.errors import Invalid


@cache
def timezones() -> set[str]:
    """The IANA names of this machine, without what it keeps beside them: no browser knows those."""
    return zoneinfo.available_timezones() - {"Factory", "localtime", "posixrules"}


def check_timezone(name: str) -> None:
    """Raises ``Invalid`` for a time zone that is none."""
    if name not in timezones():
        raise Invalid("timezone", Code.TIMEZONE)


@cache
def currencies() -> frozenset[str]:
    """What people pay with somewhere today, by ISO code: no metals, no funds, no test codes, nothing of the past."""
    return frozenset(code for territory in get_global("territory_currencies") for code in money_of(territory))


def check_currency(code: str) -> None:
    """Raises ``Invalid`` for a currency that nobody pays with."""
    if code not in currencies():
        raise Invalid("currency", Code.CURRENCY)
