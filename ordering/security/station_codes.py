"""The codes that pair the screens of stations: short enough to type with greasy fingers."""

import hmac
import secrets
from unicodedata import normalize

DIGITS = 6


class StationCodes:
    """Hashes the codes with the secret: six digits are soon tried by whoever has the database alone."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hash(self, store_id: int, code: str) -> str:
        """Of a code as it was typed: spaces don't matter, and full-width digits are digits."""
        digits = "".join(normalize("NFKC", code).split())
        return hmac.new(self._secret, f"station code of {store_id}: {digits}".encode(), "sha256").hexdigest()


def new_station_code() -> str:
    """As people read it out: 482 913."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return f"{digits[:3]} {digits[3:]}"
