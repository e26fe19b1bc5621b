"""Access tokens (JWT, HS256) and device tokens (random, stored hashed)."""

import hashlib
import secrets
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import jwt

from ordering import clock
from ordering.errors import NotLoggedIn
from ordering.security.callers import Role, StaffCaller, TableCaller

LIFETIME = timedelta(hours=16)
ISSUER = "ordering"
TABLE, STAFF = "ordering:table", "ordering:staff"
REMEMBERED = 4096


class Tokens:
    """Issues and reads access tokens with one secret.

    A token read once is remembered (checking a signature costs more than the whole menu answer); its end, its epoch
    and its ``jti`` are looked at every time.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._read: OrderedDict[str, TableCaller | StaffCaller] = OrderedDict()

    def issue(self, caller: TableCaller | StaffCaller) -> str:
        claims = {
            "iss": ISSUER,
            "iat": clock.now(),
            "exp": caller.expires_at,
            "jti": caller.jti,
            "store": caller.store_id,
            "epoch": caller.epoch,
        }
        if isinstance(caller, TableCaller):
            own = {"aud": TABLE, "sub": str(caller.device_id), "table": caller.table_id, "number": caller.table_number}
        else:
            own = {"aud": STAFF, "sub": str(caller.staff_id), "name": caller.username, "role": caller.role.value}
        return jwt.encode(claims | own, self._secret, algorithm="HS256")

    def read(self, token: str) -> TableCaller | StaffCaller:
        """Whom a token stands for. Raises ``NotLoggedIn`` unless it is ours, whole and not expired."""
        caller = self._read.get(token)
        if caller is None:
            caller = self._verify(token)
            self._read[token] = caller
            if len(self._read) > REMEMBERED:
                self._read.popitem(last=False)
        if caller.expires_at <= clock.now():
            raise NotLoggedIn
        return caller

    def _verify(self, token: str) -> TableCaller | StaffCaller:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                audience=[TABLE, STAFF],
                issuer=ISSUER,
                # Not iat: a clock that was set back must not log everybody out.
                options={"require": ["exp", "iat", "jti", "sub", "aud", "iss"], "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise NotLoggedIn from error
        common = {
            "store_id": claims["store"],
            "epoch": claims["epoch"],
            "jti": claims["jti"],
            "expires_at": datetime.fromtimestamp(claims["exp"], UTC),
        }
        subject = int(claims["sub"])
        if claims["aud"] == TABLE:
            return TableCaller(**common, device_id=subject, table_id=claims["table"], table_number=claims["number"])
        return StaffCaller(**common, staff_id=subject, username=claims["name"], role=Role(claims["role"]))


def new_jti() -> str:
    return secrets.token_urlsafe(16)


def new_device_token() -> str:
    """256 random bits: nothing to guess, so a plain hash keeps it safe in the database."""
    return secrets.token_urlsafe(32)


def device_token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
