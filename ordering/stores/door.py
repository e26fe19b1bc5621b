"""The store and the person that a login names: one question, through the lean lane.

Through the ORM it takes five times as much of the event loop, and everybody's menu waits for that.
"""
# ruff: noqa: S608 - what is put into the statement are names of ours

import msgspec

from ordering.database.lane import Row, Statement
from ordering.database.work import Work
from ordering.images.model import Image, Variant
from ordering.names import as_typed, normal
from ordering.security.callers import Role
from ordering.stores.call_kinds import CallKind
from ordering.stores.model import Staff, Store
from ordering.stores.repository import first_spelled

STORE = (
    "store.id, store.slug, store.name, store.currency, store.locale, store.timezone, store.undo_seconds, store.accent,"
    " store.phones, store.call_kinds"
)
PICTURE = "{0}.id, {0}.store_id, {0}.digest, {0}.variants"
PERSON = (
    "staff.id, staff.username, staff.password_hash, staff.role, staff.account_key, staff.epoch, staff.disabled,"
    " staff.live"
)
NAMED = (
    f"SELECT {STORE}, {PICTURE.format('logo')}, {PICTURE.format('cover')}, {PERSON} FROM store"
    " LEFT JOIN image logo ON logo.id = store.logo_id LEFT JOIN image cover ON cover.id = store.cover_id"
    " LEFT JOIN staff ON staff.store_id = store.id AND staff.live = 1 AND staff.username IN (%s, %s)"
    " WHERE store.slug = %s"
)
CALL_KINDS = msgspec.json.Decoder(list[CallKind])
VARIANTS = msgspec.json.Decoder(list[Variant])


async def named(work: Work, slug: str, typed: str) -> tuple[Store | None, Staff | None]:
    """The store that is called so, as ``StoreRef`` tells it, and who is there: first whoever was before names were
    normalised, and is called just as it was typed. Both are of no session. Raises ``Busy``.
    """
    spellings = [as_typed(typed), normal(typed)]
    rows = await work.rows(Statement(NAMED, [*spellings, normal(slug)]))
    people = [_person(row[18:]) for row in rows if row[18] is not None]
    person = first_spelled(people, spellings)
    return (_store(rows[0][:10], logo=rows[0][10:14], cover=rows[0][14:18]) if rows else None), person


def _store(row: Row, *, logo: Row, cover: Row) -> Store:
    store_id, slug, name, currency, locale, timezone, undo_seconds, accent, phones, call_kinds = row
    return Store(
        id=store_id,
        slug=slug,
        name=name,
        currency=currency,
        locale=locale,
        timezone=timezone,
        undo_seconds=undo_seconds,
        accent=accent,
        phones=bool(phones),
        own_call_kinds=None if call_kinds is None else CALL_KINDS.decode(call_kinds),
        logo=_picture(*logo),
        cover=_picture(*cover),
    )


def _picture(image_id: int | None, store_id: int, digest: str, variants: str) -> Image | None:
    if image_id is None:
        return None
    return Image(id=image_id, store_id=store_id, digest=digest, variants=VARIANTS.decode(variants))


def _person(row: Row) -> Staff:
    staff_id, username, password_hash, role, account_key, epoch, disabled, live = row
    return Staff(
        id=staff_id,
        username=username,
        password_hash=password_hash,
        role=Role(role),
        account_key=account_key,
        epoch=epoch,
        disabled=bool(disabled),
        live=live,
    )
