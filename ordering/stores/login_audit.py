"""What a store's audit says of logins and pairings that were refused."""

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.audit import Action
from ordering.database.work import Work
from ordering.security.callers import Stranger
from ordering.security.refusals import Refusals
from ordering.stores.repository import Stores


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
