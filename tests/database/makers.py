"""A ``Work`` that notes what it announces, and something for it to do."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.live.log import EventType
from ordering.orders.placing import Menu, Submission, place
from ordering.orders.shapes import Draft, DraftLine
from ordering.services import WRITTEN_LAST
from ordering.tables.actions import announce
from ordering.tables.model import DiningTable
from tests.world import Restaurant


class Told:
    """A ``Work`` of one's own on the restaurant's database, and what it announced."""

    def __init__(self, here: Restaurant) -> None:
        self.announced: list[Any] = []
        url = here.services.work.engine.url.render_as_string(hide_password=False)
        self.engine = create_engine(url)
        if self.engine.dialect.name == "mysql":
            event.listen(self.engine.sync_engine, "connect", impatient)
        self.work = Work(self.engine, WRITTEN_LAST, self.announced.extend)

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.announced]


def impatient(connection: Any, _record: Any) -> None:
    """A second for a lock, not three: the tests wait for it several times."""
    cursor = connection.cursor()
    cursor.execute("SET SESSION innodb_lock_wait_timeout=1")
    cursor.close()


def submission(here: Restaurant, table: int = 1, key: str | None = None) -> Submission:
    draft = Draft([DraftLine(here.items["냉면"], 1)])
    return Submission(here.tablets[table], here.tables[table], key or here.new_key(), draft)


async def place_one(told: Told, here: Restaurant, one: Submission) -> None:
    """As the order queue does it, without the queue."""
    menu = await here.services.menus.of(here.store_id)
    await told.work.lean(place, here.store_id, [one], Menu(menu.version, menu.items, menu.stations))


async def labels(here: Restaurant) -> list[str | None]:
    async def read(session: AsyncSession) -> list[str | None]:
        mine = select(DiningTable.label).where(DiningTable.store_id == here.store_id).order_by(DiningTable.number)
        return list(await session.scalars(mine))

    return await here.services.work.read(read)


async def relabel(session: AsyncSession, here: Restaurant, number: int, label: str) -> None:
    """An action with an event: lock the table, change it, tell."""
    table = await session.get_one(DiningTable, here.tables[number], with_for_update=True)
    table.label = label
    announce(session, EventType.TABLE_CHANGED, table, None)
