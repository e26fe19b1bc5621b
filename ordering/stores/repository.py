"""Named queries about stores and their people."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from ordering import clock
from ordering.database.repository import Repository
from ordering.errors import NotFound
from ordering.names import as_typed, normal, skeleton
from ordering.stores.model import RevokedToken, Staff, Store


class Stores(Repository[Store]):
    model_type = Store

    async def of(self, store_id: int) -> Store:
        store = await self.session.get(Store, store_id)
        if store is None:
            raise NotFound
        return store

    async def locked(self, store_id: int) -> Store:
        """The store, its row locked: changes to its people and tables take turns."""
        return (await self.session.scalars(select(Store).where(Store.id == store_id).with_for_update())).one()

    async def by_slug(self, slug: str) -> Store | None:
        return (await self.session.scalars(select(Store).where(Store.slug == normal(slug)))).one_or_none()

    async def look_alike(self, store: Store) -> bool:
        """Whether another store's slug looks like this one's. Waits for those that are being made just now."""
        others = select(Store.slug).where(Store.id != store.id).with_for_update(read=True)
        wanted = skeleton(store.slug)
        return any(skeleton(slug) == wanted for slug in await self.session.scalars(others))


class StaffMembers(Repository[Staff]):
    model_type = Staff

    async def of(self, store_id: int, staff_id: int) -> Staff:
        """One person who works there. Raises ``NotFound`` also for another store's."""
        mine = select(Staff).where(Staff.store_id == store_id, Staff.id == staff_id, Staff.live == 1)
        person = (await self.session.scalars(mine)).one_or_none()
        if person is None:
            raise NotFound
        return person

    async def locked(self, staff_id: int) -> None:
        await self.session.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update())

    async def all_of(self, store_id: int) -> Sequence[Staff]:
        everyone = select(Staff).where(Staff.store_id == store_id, Staff.live == 1).order_by(Staff.username)
        return (await self.session.scalars(everyone)).all()

    async def gone_from(self, store_id: int) -> Sequence[Staff]:
        """Who worked there; another may have the name by now."""
        gone = select(Staff).where(Staff.store_id == store_id, Staff.live.is_(None))
        return (await self.session.scalars(gone.order_by(Staff.username, Staff.id))).all()

    async def named(self, store_id: int, typed: str) -> Staff | None:
        """Who is called so; first whoever was before names were normalised, and is called just as it was typed."""
        spellings = [as_typed(typed), normal(typed)]
        mine = select(Staff).where(Staff.store_id == store_id, Staff.username.in_(spellings), Staff.live == 1)
        return min(await self.session.scalars(mine), key=lambda one: spellings.index(one.username), default=None)

    async def epochs(self, staff_ids: Collection[int]) -> dict[tuple[int, str], int]:
        """The epoch of each of these people who may log in, by id and account key."""
        standing = select(Staff.id, Staff.account_key, Staff.epoch).where(
            Staff.id.in_(staff_ids), Staff.live == 1, Staff.disabled.is_(False)
        )
        return {(row.id, row.account_key): row.epoch for row in await self.session.execute(standing)}

    async def end_all_tokens(self, store_id: int, further: int) -> None:
        """Raise every epoch of the store's people so far that none comes again which a lost future gave out."""
        mine = update(Staff).where(Staff.store_id == store_id)
        await self.session.execute(mine.values(epoch=Staff.epoch + further))

    async def revoked_jtis(self, staff_ids: Collection[int]) -> frozenset[str]:
        dead = select(RevokedToken.jti).where(
            RevokedToken.staff_id.in_(staff_ids), RevokedToken.expires_at > clock.now()
        )
        return frozenset(await self.session.scalars(dead))
