"""Access tokens (JWT, HS256) and device tokens (random, stored hashed)."""

import hashlib
import secrets
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

from ordering import clock
from ordering.errors import NotLoggedIn
from ordering.security.callers import PhoneCaller, Role, StaffCaller, StationCaller, TableCaller
from ordering.security.signing import jwt

LIFETIME = timedelta(hours=16)
PHONE_LIFETIME = timedelta(hours=12)
ISSUER: Literal["ordering"] = "ordering"
TABLE: Literal["ordering:table"] = "ordering:table"
STATION: Literal["ordering:station"] = "ordering:station"
STAFF: Literal["ordering:staff"] = "ordering:staff"
LAST_SECOND = 253402300799
"""Of the year 9999."""
REMEMBERED = 4096
AnyCaller = TableCaller | PhoneCaller | StationCaller | StaffCaller


class Claims(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What every access token says, and nothing else."""

    iss: Literal["ordering"] = ISSUER
    iat: int
    exp: Annotated[int, Meta(ge=0, le=LAST_SECOND)]
    jti: Annotated[str, Meta(min_length=1)]
    sub: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,18}\Z")]
    key: str
    store: int
    epoch: int


class TableClaims(Claims, forbid_unknown_fields=True, frozen=True, kw_only=True):
    aud: Literal["ordering:table"] = TABLE
    table: int
    number: int


class PhoneClaims(Claims, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A phone's audience is a table's: its visit is what tells the two apart."""

    aud: Literal["ordering:table"] = TABLE
    visit: int


class StationClaims(Claims, forbid_unknown_fields=True, frozen=True, kw_only=True):
    aud: Literal["ordering:station"] = STATION
    station: int
    name: str


class StaffClaims(Claims, forbid_unknown_fields=True, frozen=True, kw_only=True):
    aud: Literal["ordering:staff"] = STAFF
    name: str
    role: Role


class Tokens:
    """Issues and reads access tokens with one secret.

    A token read once is remembered (checking a signature costs more than the whole menu answer); its end, its epoch
    and its ``jti`` are looked at every time.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._read: OrderedDict[str, AnyCaller] = OrderedDict()

    def issue(self, caller: AnyCaller) -> str:
        return jwt.encode(to_builtins(_claims(caller)), self._secret, algorithm="HS256")

    def read(self, token: str) -> AnyCaller:
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

    def store_of(self, token: str) -> int | None:
        """The store whose token this is, or was, if it has been read before."""
        caller = self._read.get(token)
        return None if caller is None else caller.store_id

    def _verify(self, token: str) -> AnyCaller:
        try:
            # Neither iat nor exp here: the first must not log everybody out when a clock is set back, the second is
            # looked at every time.
            said = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                audience=[TABLE, STATION, STAFF],
                issuer=ISSUER,
                options={
                    "require": ["exp", "iat", "jti", "sub", "aud", "iss"],
                    "verify_iat": False,
                    "verify_exp": False,
                },
            )
            if said["aud"] == STAFF:
                return _caller(convert(said, StaffClaims))
            if said["aud"] == STATION:
                return _caller(convert(said, StationClaims))
            if "visit" in said:
                return _caller(convert(said, PhoneClaims))
            return _caller(convert(said, TableClaims))
        except (jwt.InvalidTokenError, ValidationError) as error:
            raise NotLoggedIn from error


def _claims(caller: AnyCaller) -> Claims:
    common: dict[str, Any] = {
        "iat": int(clock.now().timestamp()),
        "exp": int(caller.expires_at.timestamp()),
        "jti": caller.jti,
        "key": caller.account_key,
        "store": caller.store_id,
        "epoch": caller.epoch,
    }
    if isinstance(caller, TableCaller):
        return TableClaims(**common, sub=str(caller.device_id), table=caller.table_id, number=caller.table_number)
    if isinstance(caller, PhoneCaller):
        return PhoneClaims(**common, sub=str(caller.phone_id), visit=caller.visit_id)
    if isinstance(caller, StationCaller):
        return StationClaims(**common, sub=str(caller.device_id), station=caller.station_id, name=caller.station_name)
    return StaffClaims(**common, sub=str(caller.staff_id), name=caller.username, role=caller.role)


def _caller(said: TableClaims | PhoneClaims | StationClaims | StaffClaims) -> AnyCaller:
    common: dict[str, Any] = {
        "store_id": said.store,
        "account_key": said.key,
        "epoch": said.epoch,
        "jti": said.jti,
        "expires_at": datetime.fromtimestamp(said.exp, UTC),
    }
    if isinstance(said, TableClaims):
        return TableCaller(**common, device_id=int(said.sub), table_id=said.table, table_number=said.number)
    if isinstance(said, PhoneClaims):
        return PhoneCaller(**common, phone_id=int(said.sub), visit_id=said.visit)
    if isinstance(said, StationClaims):
        return StationCaller(**common, device_id=int(said.sub), station_id=said.station, station_name=said.name)
    return StaffCaller(**common, staff_id=int(said.sub), username=said.name, role=said.role)


def new_jti() -> str:
    return secrets.token_urlsafe(16)


def new_account_key() -> str:
    """What stands beside an account's id in every token of it: an id can come again after a restore, this can't."""
    return secrets.token_hex(16)


def new_visit_code() -> str:
    """96 random bits, in as many characters as a code that is still read from across a table."""
    return secrets.token_urlsafe(12)


def new_device_token() -> str:
    """256 random bits: nothing to guess, so a plain hash keeps it safe in the database."""
    return secrets.token_urlsafe(32)


def device_token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
