"""Named queries about stores and their people."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from ordering.database.repository import Repository, StoreRows
from ordering.errors import NotFound
from ordering.names import as_typed, normal, skeleton
from ordering.stores.model import Staff, Store

WITH_PICTURES = joinedload(Store.logo), joinedload(Store.cover)


class Stores(Repository):
    async def of(self, store_id: int) -> Store:
        store = await self.session.get(Store, store_id)
        if store is None:
            raise NotFound
        return store

    async def with_pictures(self, store_id: int) -> Store:
        """The store as it is now, with its logo and its cover."""
        whole = select(Store).where(Store.id == store_id).options(*WITH_PICTURES)
        return (await self.session.scalars(whole.execution_options(populate_existing=True))).one()

    async def locked(self, store_id: int) -> Store:
        """The store, its row locked: changes to its people and tables take turns."""
        return await self.session.get_one(Store, store_id, with_for_update=True)

    async def by_slug(self, slug: str) -> Store | None:
        """With its pictures."""
        called = select(Store).where(Store.slug == normal(slug)).options(*WITH_PICTURES)
        return (await self.session.scalars(called)).one_or_none()

    async def look_alike(self, store: Store) -> bool:
        """Whether another store's slug looks like this one's. Waits for those that are being made just now."""
        others = select(Store.slug).where(Store.id != store.id).with_for_update(read=True)
        look = skeleton(store.slug)
        return any(skeleton(slug) == look for slug in await self.session.scalars(others))


class StaffMembers(StoreRows[Staff]):
    """The people who work there; those who have left count as archived."""

    model_type = Staff
    live = (Staff.live == 1,)
    order = Staff.username.asc(), Staff.id.asc()

    async def named(self, store_id: int, typed: str) -> Staff | None:
        """Who is called so; first whoever was before names were normalised, and is called just as it was typed."""
        spellings = [as_typed(typed), normal(typed)]
        return first_spelled(await self.all_of(store_id, Staff.username.in_(spellings)), spellings)

    async def end_all_tokens(self, store_id: int, further: int) -> None:
        """Raise every epoch of the store's people so far that none comes again which a lost future gave out."""
        mine = update(Staff).where(Staff.store_id == store_id)
        await self.session.execute(mine.values(epoch=Staff.epoch + further))


def first_spelled(people: Sequence[Staff], spellings: Sequence[str]) -> Staff | None:
    """Of people whose names are among the spellings, the one of the first of these."""
    return min(people, key=lambda person: spellings.index(person.username), default=None)
