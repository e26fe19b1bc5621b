"""What a store's audit says of logins, and of logins and pairings that were refused."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.database.lane import Insert, Transaction, marks, stored
from ordering.database.work import Work
from ordering.security.callers import StaffCaller, Stranger
from ordering.security.refusals import Refusals
from ordering.stores.repository import Stores

ENTRIES = (
    "INSERT INTO audit_entry (store_id, actor_kind, actor_id, actor_name, address, action, subject, subject_id, at)"
    " VALUES "
)
ENTRY = f"({marks(9)})"


async def write_login(transaction: Transaction, caller: StaffCaller) -> None:
    """Insert the entry of a login through the lean lane, and commit it."""
    kind, actor_id, name = caller.actor
    deed = Action.STAFF_LOGGED_IN
    who = caller.store_id, kind.value, actor_id, name, caller.address
    what = deed.code, deed.subject.value, caller.staff_id, stored(clock.now())
    await transaction.commit(Insert(ENTRIES, ENTRY, [(*who, *what)]))


def note_refusal(work: Work, refusals: Refusals, who: Stranger, action: Action, subject_id: int | None) -> None:
    """A refused login or pairing, such as of a wrong password or of a name that is unknown.

    Written after the answer: its time must not tell that the store exists.
    """
    besides = refusals.worth_writing(who.store_id)
    if besides is not None:
        work.soon(_refused, who, action, subject_id, besides)


def note_throttled(work: Work, refusals: Refusals, account: tuple[str, str], address: str, action: Action) -> None:
    """Somebody is told to wait, maybe before anybody has looked who they are. ``account`` is a slug and a name."""
    if refusals.worth_looking(account, address):
        work.soon(_throttled, refusals, account, address, action)


async def _refused(
    session: AsyncSession, who: Stranger, action: Action, subject_id: int | None, besides: dict[str, int]
) -> None:
    audit.record(session, who, action, subject_id, after=besides or None)


async def _throttled(
    session: AsyncSession, refusals: Refusals, account: tuple[str, str], address: str, action: Action
) -> None:
    slug, name = account
    store = await Stores(session).by_slug(slug)
    besides = refusals.worth_writing(store.id) if store is not None else None
    if store is not None and besides is not None:
        who = Stranger(store.id, name, address)
        audit.record(session, who, action, None, after=besides or None)
