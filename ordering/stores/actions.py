"""What is done to a store and its people; one function is one transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import UNSET
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock, names
from ordering.audit import Action
from ordering.codes import Code
from ordering.errors import CurrencyFixed, Invalid, LastOwner, SlugTaken, UsernameTaken
from ordering.images.repository import Images
from ordering.images.shapes import UrlOf
from ordering.live import log
from ordering.patching import check_conflicts, given
from ordering.security.callers import CommandLine, Role, StaffCaller
from ordering.security.tokens import new_account_key
from ordering.stores.call_kinds import check_kinds
from ordering.stores.colours import LEAST_CONTRAST, contrast_with_white
from ordering.stores.known import check_currency, check_timezone
from ordering.stores.model import Pairing, Staff, Store
from ordering.stores.repository import StaffMembers, Stores
from ordering.stores.shapes import (
    AccessRevoked,
    NewStaff,
    NewStore,
    OpenPairing,
    StaffOut,
    StaffPatch,
    StoreChanged,
    StoreOut,
    StorePatch,
    StoreRef,
)

MINUTES = [
    ("board_minutes", "board_warn_minutes", "board_late_minutes"),
    ("cooking_minutes", "cooking_warn_minutes", "cooking_late_minutes"),
    ("call_minutes", "call_warn_minutes", "call_late_minutes"),
]
"""Settings that are two columns each: when an order or a call turns amber, and when red."""
PICTURES = ("logo_id", "cover_id")


async def create(session: AsyncSession, new: NewStore, password_hash: str) -> int:
    """A store with its first owner; no tables yet. Returns its id. Raises ``SlugTaken``."""
    check_timezone(new.timezone)
    check_currency(new.currency)
    slug, owner_name = names.normal(new.slug), names.username(new.owner, "owner")
    if await Stores(session).by_slug(slug) is not None:
        raise SlugTaken
    store = Store(
        slug=slug,
        name=new.name.strip(),
        timezone=new.timezone,
        currency=new.currency,
        locale=new.locale,
        day_cutoff_hour=0,
        open_orders_per_table=20,
        seconds_between_orders=2,
        undo_seconds=60,
        board_warn_minutes=5,
        board_late_minutes=10,
        cooking_warn_minutes=15,
        cooking_late_minutes=25,
        call_warn_minutes=2,
        call_late_minutes=5,
        retention_days=183,
        devices_per_table=new.devices_per_table,
        pairing=Pairing.ALWAYS,
        unseen_seconds=60,
        serving_tap=False,
        phones=False,
        phones_term=0,
        created_at=clock.now(),
    )
    session.add(store)
    try:
        await session.flush()
    except IntegrityError as error:  # somebody else's, at the same moment
        raise SlugTaken from error
    # Looked at once ours is written: of two at once that look alike, one waits here and then sees the other's.
    if await Stores(session).look_alike(store):
        raise SlugTaken
    owner = _person(store.id, owner_name, password_hash, Role.OWNER)
    session.add(owner)
    await session.flush()
    audit.record(session, CommandLine(store.id), Action.STORE_CREATED, store.id, after={"slug": store.slug})
    return store.id


async def change(
    session: AsyncSession,
    staff: audit.Actor,
    patch: StorePatch,
    has_orders: Callable[[AsyncSession, int], Awaitable[bool]],
    url_of: UrlOf,
    seen: StorePatch | None = None,
) -> StoreOut:
    """Change settings. Raises ``CurrencyFixed`` once there are orders, ``NotFound`` for a picture of somebody else's.

    ``has_orders`` must also keep a first order from being placed until this transaction ends. ``seen`` is how they
    stood when the change was thought of. Raises ``ChangedMeanwhile`` if somebody else has changed the same since.
    """
    ordered = patch.currency is not UNSET and await has_orders(session, staff.store_id)
    store = await Stores(session).locked(staff.store_id)
    check_conflicts(StoreOut.of(store), seen, patch)
    if patch.timezone is not UNSET:
        check_timezone(patch.timezone)
    if patch.currency not in (UNSET, store.currency):  # which may be one that is not taken any more
        check_currency(patch.currency)
    changes = _by_column(patch)
    if "call_kinds" in changes or changes.get("locale", store.locale) != store.locale:
        check_kinds(changes.get("call_kinds", store.call_kinds), changes.get("locale", store.locale))
    if ordered and patch.currency != store.currency:
        raise CurrencyFixed
    if patch.name is not UNSET:
        changes["name"] = patch.name.strip()
    before = {name: getattr(store, name) for name, value in changes.items() if getattr(store, name) != value}
    for name in before:
        if name in PICTURES:
            await _change_picture(session, store.id, before[name], changes[name])
        setattr(store, name, changes[name])
    if before.get("phones"):
        store.phones_term += 1
        log.access_ended(session, store.id)
    if before:
        after = {name: changes[name] for name in before}
        audit.record(session, staff, Action.STORE_CHANGED, store.id, before, after)
        await session.flush()
        shown = StoreRef.of(await Stores(session).with_pictures(store.id), url_of)
        log.append(session, store.id, log.EventType.STORE_CHANGED, StoreChanged(shown))
    return StoreOut.of(store)


async def _change_picture(session: AsyncSession, store_id: int, old: int | None, new: int | None) -> None:
    if new is not None:
        await Images(session).showable(store_id, new)
    if old is not None:
        await Images(session).take_off(store_id, old)


def _by_column(patch: StorePatch) -> dict[str, Any]:
    """What a patch changes. Raises ``Invalid``."""
    changes = given(patch)
    if "limits" in changes:
        changes |= given(changes.pop("limits"))
    for both, warn, late in MINUTES:
        if both in changes:
            changes[warn], changes[late] = changes.pop(both)
            if changes[late] < changes[warn]:
                raise Invalid(both, Code.BOARD_MINUTES)
    if (accent := changes.get("accent")) and (contrast := contrast_with_white(accent)) < LEAST_CONTRAST:
        # Cut, not rounded: 4.46 is not "4.5, and needs 4.5".
        raise Invalid("accent", Code.CONTRAST, ratio=f"{int(contrast * 10) / 10}", least=f"{LEAST_CONTRAST}")
    return changes


async def open_pairing(session: AsyncSession, staff: StaffCaller) -> OpenPairing:
    """For fifteen minutes from now tablets can be paired. Again, and it is fifteen minutes from then."""
    store = await Stores(session).locked(staff.store_id)
    open_until = store.open_pairing(clock.now())
    after = {"open_until": open_until.isoformat()}
    audit.record(session, staff, Action.PAIRING_OPENED, store.id, after=after)
    return OpenPairing(open_until)


async def hire(session: AsyncSession, staff: audit.Actor, new: NewStaff, password_hash: str) -> StaffOut:
    """Add a person. Raises ``UsernameTaken``."""
    await Stores(session).locked(staff.store_id)
    name = await _free_username(session, staff.store_id, new.username)
    person = _person(staff.store_id, name, password_hash, new.role)
    session.add(person)
    await session.flush()
    after = {"username": person.username, "role": person.role}
    audit.record(session, staff, Action.STAFF_ADDED, person.id, after=after)
    return StaffOut.of(person)


async def change_staff(
    session: AsyncSession,
    staff: StaffCaller,
    staff_id: int,
    patch: StaffPatch,
    password_hash: str | None,
    seen: StaffPatch | None = None,
) -> StaffOut:
    """Rename, re-role, disable, or give a new password: all end the person's tokens. Raises ``LastOwner``.

    ``seen`` is how the person stood when the change was thought of. Raises ``ChangedMeanwhile`` if somebody else has
    changed the same since.
    """
    await Stores(session).locked(staff.store_id)
    person = await StaffMembers(session).of(staff.store_id, staff_id)
    check_conflicts(StaffOut.of(person), seen, patch)
    changes = given(patch)
    changes.pop("password", None)
    if patch.username is not UNSET:
        changes["username"] = await _renamed(session, person, patch.username)
    before = {name: getattr(person, name) for name, value in changes.items() if getattr(person, name) != value}
    kept_the_store = person.keeps_the_store
    for name, value in changes.items():
        setattr(person, name, value)
    if password_hash is not None:
        person.password_hash = password_hash
    if kept_the_store and not person.keeps_the_store:
        await _another_owner(session, person)
    if before or password_hash is not None:
        _revoke(session, person)
        after = {name: changes[name] for name in before} | ({"password": "new"} if password_hash else {})
        audit.record(session, staff, Action.STAFF_CHANGED, person.id, before, after)
    return StaffOut.of(person)


async def dismiss(session: AsyncSession, staff: StaffCaller, staff_id: int) -> None:
    """Archive a person: their tokens end, their name is free again. Raises ``LastOwner``."""
    await Stores(session).locked(staff.store_id)
    person = await StaffMembers(session).of(staff.store_id, staff_id)
    if person.keeps_the_store:
        await _another_owner(session, person)
    person.live = None
    _revoke(session, person)
    audit.record(session, staff, Action.STAFF_REMOVED, person.id, before={"username": person.username})


async def reset_password(session: AsyncSession, slug: str, username: str, password_hash: str) -> bool:
    """From the command line; also ends the person's tokens. Whether there is such a person."""
    store = await Stores(session).by_slug(slug)
    if store is None:
        return False
    await Stores(session).locked(store.id)
    person = await StaffMembers(session).named(store.id, username)
    if person is None:
        return False
    person.password_hash = password_hash
    _revoke(session, person)
    by = CommandLine(person.store_id)
    audit.record(session, by, Action.STAFF_CHANGED, person.id, after={"password": "new"})
    return True


def _person(store_id: int, name: str, password_hash: str, role: Role) -> Staff:
    return Staff(
        store_id=store_id,
        username=name,
        password_hash=password_hash,
        role=role,
        account_key=new_account_key(),
        epoch=1,
        disabled=False,
        created_at=clock.now(),
        live=1,
    )


def _revoke(session: AsyncSession, person: Staff) -> None:
    person.end_tokens()
    log.append(session, person.store_id, log.EventType.ACCESS_REVOKED, AccessRevoked("staff", person.id))


async def _renamed(session: AsyncSession, person: Staff, typed: str) -> str:
    """What a person is called from now on. Their own name stays as it is, also one that nobody would get today."""
    if person.username in (names.as_typed(typed), names.normal(typed)):
        return person.username
    return await _free_username(session, person.store_id, typed, but=person)


async def _free_username(session: AsyncSession, store_id: int, typed: str, but: Staff | None = None) -> str:
    """The username that was typed, normal. Raises ``UsernameTaken`` also for one that looks like another's."""
    name = names.username(typed)
    others = [person.username for person in await StaffMembers(session).all_of(store_id) if person is not but]
    if names.skeleton(name) in map(names.skeleton, others):
        raise UsernameTaken
    return name


async def _another_owner(session: AsyncSession, person: Staff) -> None:
    others = [other for other in await StaffMembers(session).all_of(person.store_id) if other is not person]
    if not any(other.keeps_the_store for other in others):
        raise LastOwner
