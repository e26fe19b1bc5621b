"""Named queries about the menu. The store comes first."""

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from ordering.codes import Code
from ordering.counters import draw
from ordering.database.repository import Repository, StoreRows
from ordering.errors import Invalid, NotFound
from ordering.live.log import JUMP
from ordering.menu.model import MenuCategory, MenuItem, MenuVersion, Option, OptionGroup, Station, StationKind

WHOLE = (joinedload(MenuItem.image), selectinload(MenuItem.option_groups).selectinload(OptionGroup.options))


class MenuVersions(Repository):
    async def current(self, store_id: int) -> int:
        """The menu's version; 0 before its first change."""
        return await self.session.scalar(select(MenuVersion.last).where(MenuVersion.store_id == store_id)) or 0

    async def lock(self, store_id: int) -> None:
        """Whoever wants to change the menu next waits for us; the version stays as it is."""
        await draw(self.session, MenuVersion, 0, store_id=store_id)

    async def next(self, store_id: int) -> int:
        """A new version."""
        return await draw(self.session, MenuVersion, 1, store_id=store_id)

    async def jump(self, store_id: int) -> None:
        """No version that was given out before, not even by a future that is lost, comes again."""
        await draw(self.session, MenuVersion, JUMP, store_id=store_id)


class Stations(StoreRows[Station]):
    model_type = Station
    live = (Station.live == 1,)
    order = (Station.position.asc(),)

    async def check_makes(self, store_id: int, station_id: int) -> None:
        """Whether dishes can be made there. Raises ``NotFound``, and ``Invalid`` for where they are only carried."""
        if (await self.of(store_id, station_id)).kind is not StationKind.PREP:
            raise Invalid("station_id", Code.PREP_STATION)

    async def clear(self, store_id: int, station_id: int) -> None:
        """No dish names it any more, nor any category, archived ones neither."""
        for row in (MenuCategory, MenuItem):
            named = update(row).where(row.store_id == store_id, row.station_id == station_id)
            await self.session.execute(named.values(station_id=None))


class Categories(StoreRows[MenuCategory]):
    model_type = MenuCategory
    live = (MenuCategory.live == 1,)
    order = (MenuCategory.position.asc(),)


class Items(StoreRows[MenuItem]):
    model_type = MenuItem
    live = (MenuItem.live == 1,)
    whole = WHOLE
    order = MenuItem.position.asc(), MenuItem.id.asc()

    async def in_menu_order(self, store_id: int) -> list[MenuItem]:
        """Every item, whole."""
        mine = (
            select(MenuItem)
            .join(MenuCategory, MenuItem.category_id == MenuCategory.id)
            .where(MenuItem.store_id == store_id, *self.live)
            .order_by(MenuCategory.position, MenuItem.position)
        )
        return list(await self.session.scalars(mine.options(*WHOLE)))


class Options(Repository):
    async def item_of(self, store_id: int, option_id: int) -> tuple[Option, int]:
        """A live option and the id of its item."""
        mine = (
            select(Option, OptionGroup.item_id)
            .join(OptionGroup, Option.group_id == OptionGroup.id)
            .where(Option.store_id == store_id, Option.id == option_id, Option.live == 1, OptionGroup.live == 1)
        )
        row = (await self.session.execute(mine)).one_or_none()
        if row is None:
            raise NotFound
        return row[0], row[1]
