"""Named queries about tables, devices and table sessions. The store comes first, always."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from ordering.database.repository import Repository
from ordering.errors import NotFound
from ordering.live.log import EventCounter
from ordering.stores.model import Store
from ordering.tables.model import Device, DiningTable, TableSession


class Tables(Repository[DiningTable]):
    model_type = DiningTable

    async def of(self, store_id: int, table_id: int, *, lock: bool = False, archived: bool = False) -> DiningTable:
        """One table. Raises ``NotFound`` also for another store's, and unless ``archived`` for an archived one."""
        mine = select(DiningTable).where(DiningTable.store_id == store_id, DiningTable.id == table_id)
        if not archived:
            mine = mine.where(DiningTable.live == 1)
        if lock:
            mine = mine.with_hint(DiningTable, "FORCE INDEX (PRIMARY)", "mysql")
            mine = mine.with_for_update().execution_options(populate_existing=True)
        table = (await self.session.scalars(mine)).one_or_none()
        if table is None:
            raise NotFound
        return table

    async def all_of(self, store_id: int) -> Sequence[DiningTable]:
        mine = select(DiningTable).where(DiningTable.store_id == store_id, DiningTable.live == 1)
        return (await self.session.scalars(mine.order_by(DiningTable.number))).all()

    async def lock(self, table_ids: Collection[int]) -> None:
        """Lock these tables, whosesoever they are, in the order in which everybody locks tables."""
        these = select(DiningTable.id).where(DiningTable.id.in_(table_ids)).order_by(DiningTable.id)
        these = these.with_hint(DiningTable, "FORCE INDEX (PRIMARY)", "mysql")
        await self.session.execute(these.with_for_update())

    async def lock_all(self, store_id: int) -> None:
        """Wait until nothing happens at any table, and let nothing begin."""
        mine = select(DiningTable.id).where(DiningTable.store_id == store_id).order_by(DiningTable.id)
        await self.session.execute(mine.with_for_update())

    async def numbered(self, store_id: int, number: int) -> DiningTable | None:
        mine = select(DiningTable).where(
            DiningTable.store_id == store_id, DiningTable.number == number, DiningTable.live == 1
        )
        return (await self.session.scalars(mine)).one_or_none()

    async def taken(self, store_id: int, numbers: Collection[int]) -> Sequence[int]:
        """Which of these numbers tables have, in order."""
        mine = select(DiningTable.number).where(
            DiningTable.store_id == store_id, DiningTable.number.in_(numbers), DiningTable.live == 1
        )
        return (await self.session.scalars(mine.order_by(DiningTable.number))).all()

    async def with_sessions(
        self, store_id: int
    ) -> tuple[int | None, Sequence[tuple[DiningTable, TableSession | None]]]:
        """Every table with its open session, by number, and the last event they show; None without any table.

        One statement, so that both are of one moment.
        """
        head = select(EventCounter.last).where(EventCounter.store_id == store_id).scalar_subquery()
        joined = (
            select(DiningTable, TableSession, head)
            .outerjoin(TableSession, (TableSession.table_id == DiningTable.id) & (TableSession.live == 1))
            .where(DiningTable.store_id == store_id, DiningTable.live == 1)
            .order_by(DiningTable.number)
        )
        rows = (await self.session.execute(joined)).all()
        return (rows[0][2] or 0 if rows else None), [(table, table_session) for table, table_session, _ in rows]

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


class Devices(Repository[Device]):
    model_type = Device

    async def of(self, store_id: int, device_id: int) -> Device:
        mine = select(Device).where(Device.store_id == store_id, Device.id == device_id, Device.unpaired_at.is_(None))
        device = (await self.session.scalars(mine.with_for_update())).one_or_none()
        if device is None:
            raise NotFound
        return device

    async def paired(self, store_id: int, table_id: int | None = None) -> Sequence[Device]:
        mine = select(Device).where(Device.store_id == store_id, Device.unpaired_at.is_(None))
        if table_id is not None:
            mine = mine.where(Device.table_id == table_id)
        return (await self.session.scalars(mine.options(joinedload(Device.table)).order_by(Device.id))).unique().all()

    async def by_token(self, token_hash: str) -> tuple[Device, DiningTable, Store] | None:
        known = (
            select(Device, DiningTable, Store)
            .join(DiningTable, Device.table_id == DiningTable.id)
            .join(Store, Device.store_id == Store.id)
            .where(Device.token_hash == token_hash, Device.unpaired_at.is_(None), DiningTable.live == 1)
        )
        row = (await self.session.execute(known)).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    async def how_many(self, store_id: int, table_id: int, *, without: int | None) -> int:
        """How many tablets a table has, one of them left out. Under the table's lock it stays so."""
        mine = select(func.count()).where(
            Device.store_id == store_id, Device.table_id == table_id, Device.unpaired_at.is_(None)
        )
        if without is not None:
            mine = mine.where(Device.id != without)
        return await self.session.scalar(mine) or 0

    async def never_used(
        self, store_id: int, table_id: int, *, before: datetime, without: int | None, at_most: int
    ) -> Sequence[Device]:
        """A table's tablets that were paired ``before`` and have asked for nothing since, the oldest first; locked.

        So none of them is used for the first time before the transaction ends.
        """
        mine = select(Device).where(
            Device.store_id == store_id, Device.table_id == table_id, Device.unpaired_at.is_(None)
        )
        mine = mine.where(Device.used.is_(False), Device.paired_at <= before)
        if without is not None:
            mine = mine.where(Device.id != without)
        mine = mine.order_by(Device.paired_at, Device.id).limit(at_most)
        return (await self.session.scalars(mine.with_for_update().execution_options(populate_existing=True))).all()

    async def table_of(self, token_hash: str) -> int | None:
        """The id of the table that a device is or was paired with."""
        return await self.session.scalar(select(Device.table_id).where(Device.token_hash == token_hash))

    async def recently_paired(self, store_id: int, since: datetime) -> Sequence[Device]:
        """With their tables, the latest first; also those that were unpaired since."""
        mine = select(Device).where(Device.store_id == store_id, Device.paired_at >= since)
        mine = mine.options(joinedload(Device.table)).order_by(Device.paired_at.desc(), Device.id.desc())
        return (await self.session.scalars(mine)).unique().all()

    async def standing(self, device_ids: Collection[int]) -> list[tuple[int, str, int, bool]]:
        """Id, account key and epoch of those that are still paired, and whether they were used yet."""
        paired = select(Device.id, Device.account_key, Device.epoch, Device.used).where(
            Device.id.in_(device_ids), Device.unpaired_at.is_(None)
        )
        return [(row.id, row.account_key, row.epoch, row.used) for row in await self.session.execute(paired)]

    async def end_all_tokens(self, store_id: int, further: int) -> None:
        """Raise the epoch of every device, as every person's: device tokens stand, and tablets renew with them."""
        mine = update(Device).where(Device.store_id == store_id)
        await self.session.execute(mine.values(epoch=Device.epoch + further))

    async def seen(self, device_ids: Collection[int], at: datetime) -> None:
        await self.session.execute(update(Device).where(Device.id.in_(device_ids)).values(last_seen_at=at, used=True))


class TableSessions(Repository[TableSession]):
    model_type = TableSession

    async def open_at(self, store_id: int, table_id: int) -> TableSession | None:
        mine = select(TableSession).where(
            TableSession.store_id == store_id, TableSession.table_id == table_id, TableSession.live == 1
        )
        return (await self.session.scalars(mine.execution_options(populate_existing=True))).one_or_none()
