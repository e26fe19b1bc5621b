"""Guests' phones: let in by the code of a visit, and leaving by themselves."""

from contextlib import suppress
from datetime import datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Again, Work
from ordering.errors import NotFound, TooManyPhones, VisitOver
from ordering.images.shapes import UrlOf
from ordering.live import log
from ordering.security.authenticator import Authenticator
from ordering.security.callers import PhoneCaller
from ordering.security.tokens import PHONE_LIFETIME, new_account_key, new_jti
from ordering.stores.repository import Stores
from ordering.stores.shapes import StoreRef
from ordering.tables.repository import Tables
from ordering.tables.shapes import TableRef
from ordering.tables.visits import Code, Phone, Phones, Visits

MOST = 20
"""Of one visit, at once."""


class PhoneCredentials(Struct, forbid_unknown_fields=True, frozen=True):
    code: Code


class PhoneLogin(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme's name
    expires_at: datetime
    table: TableRef
    party: int
    store: StoreRef


async def join(
    work: Work, authenticator: Authenticator, given: PhoneCredentials, address: str, url_of: UrlOf
) -> PhoneLogin:
    """Let a phone in for the visit that has this code. Raises ``VisitOver`` or, to who has guessed too often,
    ``TooManyAttempts``; ``TooManyPhones``.
    """
    with authenticator.throttle.guess(address):
        return await work.run(_join, authenticator, given.code, url_of)


async def leave(session: AsyncSession, phone: PhoneCaller) -> None:
    """A phone's logout: it alone is out, and makes room. Repeatable."""
    with suppress(NotFound):
        (await Phones(session).of(phone.store_id, phone.phone_id, lock=True)).leave(clock.now())
        log.access_ended(session, phone.store_id)


async def _join(session: AsyncSession, authenticator: Authenticator, code: str, url_of: UrlOf) -> PhoneLogin:
    visits = Visits(session)
    known = await visits.by_code(code)
    if known is None:
        raise VisitOver
    # Where it sits may have changed until its table is locked: nobody is let in for a party that has just left.
    table = await Tables(session).of(known.store_id, known.table_id, lock=True, archived=True)
    visit = await visits.find(table.store_id, id=known.id, code=code)
    if visit is not None and visit.table_id != table.id:
        raise Again
    store = await Stores(session).with_pictures(table.store_id)
    if visit is None or not store.phones or visit.term != store.phones_term:
        raise VisitOver
    now = clock.now().replace(microsecond=0)
    if await Phones(session).count(store.id, Phone.expires_at > now, visit_id=visit.id) >= MOST:
        raise TooManyPhones
    phone = Phone(
        store_id=store.id,
        visit_id=visit.id,
        account_key=new_account_key(),
        epoch=1,
        joined_at=now,
        expires_at=now + PHONE_LIFETIME,
    )
    session.add(phone)
    await session.flush()
    caller = PhoneCaller(
        store_id=store.id,
        account_key=phone.account_key,
        epoch=phone.epoch,
        jti=new_jti(),
        expires_at=phone.expires_at,
        phone_id=phone.id,
        visit_id=visit.id,
    )
    return PhoneLogin(
        access_token=authenticator.tokens.issue(caller),
        expires_at=caller.expires_at,
        table=TableRef.of(table),
        party=table.party,
        store=StoreRef.of(store, url_of),
    )
