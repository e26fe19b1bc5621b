"""Staff logging in and out."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.work import Work
from ordering.errors import BadCredentials, TooManyAttempts
from ordering.images.shapes import UrlOf
from ordering.live import log
from ordering.names import normal
from ordering.security.authenticator import Authenticator
from ordering.security.browsers import Browser
from ordering.security.callers import StaffCaller, Stranger
from ordering.security.throttle import Door
from ordering.security.tokens import LIFETIME, new_jti
from ordering.stores import door
from ordering.stores.login_audit import note_refusal, note_throttled, write_login
from ordering.stores.model import RevokedToken
from ordering.stores.repository import StaffMembers
from ordering.stores.shapes import AccessRevoked, StaffRef, StoreRef

Typed = Annotated[str, Meta(min_length=1, max_length=200)]


class StaffCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    store: Typed
    username: Typed
    password: Typed


class StaffLogin(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme's name
    expires_at: datetime
    staff: StaffRef
    store: StoreRef


async def log_in(
    work: Work,
    authenticator: Authenticator,
    credentials: StaffCredentials,
    address: str,
    url_of: UrlOf,
    browser: Browser | None = None,
) -> StaffLogin:
    """Check a password and issue a token.

    Raises ``BadCredentials``, alike in answer and time whatever was wrong, ``TooManyAttempts``, or ``Busy``.
    """
    slug, username = normal(credentials.store), normal(credentials.username)
    known = await _known(work, browser, slug, credentials.username)
    try:
        async with authenticator.throttle.attempt(Door.STAFF, (slug, username), address, known) as lane:
            store, person = await door.named(work, slug, credentials.username)
            password_hash = person.password_hash if person is not None and person.may_log_in else None
            right = await authenticator.passwords.matches(password_hash, credentials.password, lane=lane)
            if not right or store is None or person is None:
                if store is not None:
                    who = Stranger(store.id, username, address)
                    note_refusal(work, authenticator.refusals, who, Action.LOGIN_REFUSED, person.id if person else None)
                raise BadCredentials
    except TooManyAttempts:
        note_throttled(work, authenticator.refusals, (slug, username), address, Action.LOGIN_THROTTLED)
        raise
    caller = StaffCaller(
        store_id=store.id,
        account_key=person.account_key,
        staff_id=person.id,
        username=person.username,
        role=person.role,
        epoch=person.epoch,
        jti=new_jti(),
        expires_at=clock.now().replace(microsecond=0) + LIFETIME,
        address=address,
    )
    await work.lean(write_login, caller)
    return StaffLogin(
        access_token=authenticator.tokens.issue(caller),
        expires_at=caller.expires_at,
        staff=StaffRef.of(person),
        store=StoreRef.of(store, url_of),
    )


async def log_out(session: AsyncSession, caller: StaffCaller) -> None:
    """End this one token. Repeatable."""
    # Two logouts at once take turns.
    await StaffMembers(session).of(caller.store_id, caller.staff_id, lock=True, archived=True)
    if await session.get(RevokedToken, caller.jti) is None:
        session.add(RevokedToken(jti=caller.jti, staff_id=caller.staff_id, expires_at=caller.expires_at))
        audit.record(session, caller, Action.STAFF_LOGGED_OUT, caller.staff_id)
        revoked = AccessRevoked("staff", caller.staff_id)
        log.append(session, caller.store_id, log.EventType.ACCESS_REVOKED, revoked)


async def _known(work: Work, browser: Browser | None, slug: str, username: str) -> str | None:
    """The browser's id, if it has logged in to this account before."""
    if browser is None:
        return None
    _, person = await door.named(work, slug, username)
    return browser.id if person is not None and person.account_key in browser.accounts else None
