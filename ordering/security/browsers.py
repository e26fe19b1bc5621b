"""Browsers that have logged in before: strangers' failures don't lock them out."""

import secrets
from typing import Annotated, Literal

import msgspec

from ordering.security.signing import jwt

BROWSER: Literal["ordering:browser"] = "ordering:browser"
ACCOUNTS = 20
"""That one browser is remembered for; a tablet at the counter has many."""
KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie."""


class Browser(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A browser as its cookie tells: its own random id, and the keys of the accounts that have logged in with it."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = msgspec.field(name="sub")
    accounts: list[str]
    kind: Literal["ordering:browser"] = msgspec.field(name="aud", default=BROWSER)


class Browsers:
    """Signs and reads the cookie by which a browser is known again."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def remember(self, browser: Browser | None, account_key: str) -> str:
        """The cookie after a login. It stays the same browser, so its count of failures goes on."""
        others = [key for key in browser.accounts if key != account_key] if browser else []
        known = Browser(browser.id if browser else secrets.token_urlsafe(16), [account_key, *others][:ACCOUNTS])
        return jwt.encode(msgspec.to_builtins(known), self._secret, algorithm="HS256")

    def read(self, cookie: str | None) -> Browser | None:
        """None for a cookie that is not ours, or none at all."""
        try:
            claims = jwt.decode(cookie or "", self._secret, algorithms=["HS256"], audience=BROWSER)
            return msgspec.convert(claims, Browser)
        except (jwt.InvalidTokenError, msgspec.ValidationError):
            return None
