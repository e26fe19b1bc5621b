"""Named queries about the menu. The store comes first, always."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from ordering.counters import draw
from ordering.database.repository import Repository
from ordering.errors import NotFound
from ordering.live.log import JUMP
from ordering.menu.model import MenuCategory, MenuItem, MenuVersion, Option, OptionGroup

WHOLE = (joinedload(MenuItem.image), selectinload(MenuItem.option_groups).selectinload(OptionGroup.options))


# Built once: putting it together costs more than sending it, and every order does.
ORDERABLE = (
    select(MenuItem)
    .where(
        MenuItem.store_id == bindparam("store_id"),
        MenuItem.id.in_(bindparam("item_ids", expanding=True)),
        MenuItem.live == 1,
    )
    .options(
        joinedload(MenuItem.store, innerjoin=True),
        joinedload(MenuItem.option_groups).joinedload(OptionGroup.options),
    )
)


class MenuVersions(Repository[MenuVersion]):
    model_type = MenuVersion

    async def of(self, store_id: int) -> int:
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


class Categories(Repository[MenuCategory]):
    model_type = MenuCategory

    async def of(self, store_id: int, category_id: int) -> MenuCategory:
        mine = select(MenuCategory).where(
            MenuCategory.store_id == store_id, MenuCategory.id == category_id, MenuCategory.live == 1
        )
        category = (await self.session.scalars(mine)).one_or_none()
        if category is None:
            raise NotFound
        return category

    async def made_by(self, store_id: int, sending: str | None) -> MenuCategory | None:
        mine = select(MenuCategory).where(MenuCategory.store_id == store_id, MenuCategory.sending == sending)
        return (await self.session.scalars(mine)).one_or_none() if sending else None

    async def all_of(self, store_id: int) -> Sequence[MenuCategory]:
        mine = select(MenuCategory).where(MenuCategory.store_id == store_id, MenuCategory.live == 1)
        return (await self.session.scalars(mine.order_by(MenuCategory.position))).all()


class Items(Repository[MenuItem]):
    model_type = MenuItem

    async def of(self, store_id: int, item_id: int) -> MenuItem:
        """One item, whole. Raises ``NotFound`` also for another store's, and for an archived one."""
        mine = select(MenuItem).where(MenuItem.store_id == store_id, MenuItem.id == item_id, MenuItem.live == 1)
        fresh = mine.options(*WHOLE).execution_options(populate_existing=True)
        item = (await self.session.scalars(fresh)).one_or_none()
        if item is None:
            raise NotFound
        return item

    async def made_by(self, store_id: int, sending: str | None) -> MenuItem | None:
        mine = select(MenuItem).where(MenuItem.store_id == store_id, MenuItem.sending == sending)
        return (await self.session.scalars(mine.options(*WHOLE))).one_or_none() if sending else None

    async def ever(self, store_id: int, item_id: int) -> bool:
        """Whether the store has it or once had."""
        mine = select(MenuItem.id).where(MenuItem.store_id == store_id, MenuItem.id == item_id)
        return await self.session.scalar(mine) is not None

    async def all_of(self, store_id: int) -> Sequence[MenuItem]:
        """Every item, in menu order."""
        mine = (
            select(MenuItem)
            .join(MenuCategory, MenuItem.category_id == MenuCategory.id)
            .where(MenuItem.store_id == store_id, MenuItem.live == 1)
            .order_by(MenuCategory.position, MenuItem.position)
        )
        return (await self.session.scalars(mine.options(*WHOLE))).all()

    async def in_category(self, store_id: int, category_id: int) -> Sequence[MenuItem]:
        mine = select(MenuItem).where(
            MenuItem.store_id == store_id, MenuItem.category_id == category_id, MenuItem.live == 1
        )
        return (await self.session.scalars(mine.order_by(MenuItem.position, MenuItem.id))).all()

    async def orderable(self, store_id: int, item_ids: Collection[int]) -> dict[int, MenuItem]:
        """These items as they are now, by id, with options and store, in one statement."""
        wanted = {"store_id": store_id, "item_ids": list(item_ids)}
        return {item.id: item for item in (await self.session.scalars(ORDERABLE, wanted)).unique()}


class Options(Repository[Option]):
    model_type = Option

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
