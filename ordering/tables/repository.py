"""Named queries about tables, devices and table sessions. The store comes first."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from advanced_alchemy.filters import LimitOffset
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from ordering.database.repository import StoreRows
from ordering.errors import NotFound
from ordering.menu.model import Station
from ordering.stores.model import Store
from ordering.stores.repository import WITH_PICTURES
from ordering.tables.model import Device, DiningTable, TableSession


class Tables(StoreRows[DiningTable]):
    model_type = DiningTable
    live = (DiningTable.live == 1,)
    order = (DiningTable.number.asc(),)

    async def lock(self, table_ids: Collection[int]) -> None:
        """Lock these tables, whosesoever they are, in the order in which everybody locks tables."""
        these = select(DiningTable.id).where(DiningTable.id.in_(table_ids)).order_by(DiningTable.id)
        these = these.with_hint(DiningTable, "FORCE INDEX (PRIMARY)", "mysql")
        await self.session.execute(these.with_for_update())

    async def lock_all(self, store_id: int) -> None:
        """Wait until nothing happens at any table, and let nothing begin."""
        mine = select(DiningTable.id).where(DiningTable.store_id == store_id).order_by(DiningTable.id)
        await self.session.execute(mine.with_for_update())

    async def with_session(self, store_id: int, table_id: int) -> tuple[DiningTable, TableSession | None]:
        """One table and its open session, both of one moment. Raises ``NotFound``."""
        joined = (
            select(DiningTable, TableSession)
            .outerjoin(TableSession, (TableSession.table_id == DiningTable.id) & (TableSession.live == 1))
            .where(DiningTable.store_id == store_id, DiningTable.id == table_id, DiningTable.live == 1)
        )
        row = (await self.session.execute(joined)).one_or_none()
        if row is None:
            raise NotFound
        return row[0], row[1]


class Devices(StoreRows[Device]):
    """Paired ones; those that were unpaired count as archived."""

    model_type = Device
    live = (Device.unpaired_at.is_(None),)
    kept_from = Device.unpaired_at
    order = (Device.id.asc(),)

    async def paired(self, store_id: int) -> list[Device]:
        """All of them, with their tables and stations."""
        return await self.all_of(store_id, load=[joinedload(Device.table), joinedload(Device.station)])

    async def tablets(self, store_id: int, table_id: int | None = None) -> list[Device]:
        """With their tables."""
        there = Device.table_id.is_not(None) if table_id is None else Device.table_id == table_id
        return await self.all_of(store_id, there, load=[joinedload(Device.table)])

    async def screens(self, store_id: int, station_id: int | None = None) -> list[Device]:
        """With their stations."""
        there = Device.station_id.is_not(None) if station_id is None else Device.station_id == station_id
        return await self.all_of(store_id, there, load=[joinedload(Device.station)])

    async def agents(self, store_id: int) -> list[Device]:
        """The store's print agents."""
        return await self.all_of(store_id, Device.agent_name.is_not(None))

    async def agent_by_token(self, token_hash: str) -> Device | None:
        """A print agent that was not removed."""
        known = select(Device).where(Device.token_hash == token_hash, Device.agent_name.is_not(None), *self.live)
        return (await self.session.scalars(known)).one_or_none()

    async def recently_paired(self, store_id: int, since: datetime) -> list[Device]:
        """Tablets with their tables, the latest first; also those that were unpaired since."""
        since_then = Device.paired_at >= since, Device.table_id.is_not(None)
        latest_first = Device.paired_at.desc(), Device.id.desc()
        return await self.all_of(
            store_id, *since_then, order=latest_first, load=[joinedload(Device.table)], archived=True
        )

    async def never_used(
        self, store_id: int, table_id: int, *, before: datetime, without: int | None, at_most: int
    ) -> Sequence[Device]:
        """A table's tablets that were paired ``before`` and have asked for nothing since, the oldest first; locked.

        So none of them is used for the first time before the transaction ends.
        """
        mine = select(Device).where(Device.store_id == store_id, Device.table_id == table_id, *self.live)
        mine = mine.where(Device.used.is_(False), Device.paired_at <= before)
        if without is not None:
            mine = mine.where(Device.id != without)
        mine = mine.order_by(Device.paired_at, Device.id).limit(at_most)
        return (await self.session.scalars(mine.with_for_update().execution_options(populate_existing=True))).all()

    async def by_token(self, token_hash: str) -> tuple[Device, DiningTable, Store] | None:
        """A paired tablet, its table and its store with its pictures."""
        known = (
            select(Device, DiningTable, Store)
            .join(DiningTable, Device.table_id == DiningTable.id)
            .join(Store, Device.store_id == Store.id)
            .where(Device.token_hash == token_hash, Device.unpaired_at.is_(None), DiningTable.live == 1)
            .options(*WITH_PICTURES)
        )
        row = (await self.session.execute(known)).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    async def screen_by_token(self, token_hash: str) -> tuple[Device, Station, Store] | None:
        """A paired screen, its station and its store with its pictures."""
        known = (
            select(Device, Station, Store)
            .join(Station, Device.station_id == Station.id)
            .join(Store, Device.store_id == Store.id)
            .where(Device.token_hash == token_hash, Device.unpaired_at.is_(None), Station.live == 1)
            .options(*WITH_PICTURES)
        )
        row = (await self.session.execute(known)).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    async def table_of(self, token_hash: str) -> int | None:
        """The id of the table that a device is or was paired with."""
        return await self.session.scalar(select(Device.table_id).where(Device.token_hash == token_hash))

    async def end_all_tokens(self, store_id: int, further: int) -> None:
        """Raise the epoch of every device, as every person's: device tokens stand, and tablets renew with them."""
        mine = update(Device).where(Device.store_id == store_id)
        await self.session.execute(mine.values(epoch=Device.epoch + further))

    async def seen(self, store_id: int, device_ids: Collection[int], at: datetime) -> None:
        mine = update(Device).where(Device.store_id == store_id, Device.id.in_(device_ids))
        await self.session.execute(mine.values(last_seen_at=at, used=True))


class TableSessions(StoreRows[TableSession]):
    """Open ones; closed ones count as archived."""

    model_type = TableSession
    live = (TableSession.live == 1,)

    async def guests_on(self, store_id: int, day: date) -> int:
        """How many guests were counted in the sessions of a business day; who joined another party is counted there."""
        mine = TableSession.store_id == store_id, TableSession.business_date == day, TableSession.joined_into.is_(None)
        return int(await self.session.scalar(select(func.sum(TableSession.guests)).where(*mine)) or 0)

    async def last_closed(self, store_id: int, table_id: int) -> TableSession | None:
        """The one of a table that ended last."""
        of_table = TableSession.table_id == table_id
        ended = await self.closed(store_id, [of_table], None, 1)
        return ended[0] if ended else None

    async def closed(
        self, store_id: int, filters: Sequence[ColumnElement[bool]], before: tuple[datetime, int] | None, limit: int
    ) -> list[TableSession]:
        """With their tables and of whom they joined, the last closed first, from below ``before`` (time and id)."""
        page = [TableSession.closed_at.is_not(None), *filters]
        if before is not None:
            closed_at, session_id = before
            same = (TableSession.closed_at == closed_at) & (TableSession.id < session_id)
            page.append((TableSession.closed_at < closed_at) | same)
        return await self.all_of(
            store_id,
            *page,
            LimitOffset(limit, 0),
            order=[TableSession.closed_at.desc(), TableSession.id.desc()],
            load=[
                joinedload(TableSession.table, innerjoin=True),
                joinedload(TableSession.joined).joinedload(TableSession.table),
            ],
            archived=True,
        )
