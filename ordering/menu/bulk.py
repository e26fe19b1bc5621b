"""Many dishes at once: one transaction, so all of it is done or nothing."""

from collections.abc import Mapping, Sequence

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit
from ordering.codes import Code
from ordering.errors import Invalid, NotFound, PricesChanged, PricesOutOfRange
from ordering.menu import actions, options
from ordering.menu.model import MenuItem
from ordering.menu.repository import Items, MenuVersions
from ordering.menu.shapes import HIGHEST_PRICE, ItemChange, ItemPatch, ItemRef
from ordering.patching import given


async def change_items(
    session: AsyncSession, by: audit.Actor, changes: Sequence[ItemChange], seen: Mapping[int, int] | None = None
) -> list[MenuItem]:
    """Prices, sold out, hidden, another category (at its end, in this order); returns the items as they are then.

    ``seen`` are prices as they were when the change was thought of. Raises ``PricesChanged`` where one is another by
    now, and not what is wanted; ``PricesOutOfRange`` naming every item that would be; ``NotFound``.
    """
    await MenuVersions(session).lock(by.store_id)
    items = {item.id: item for item in await Items(session).in_menu_order(by.store_id)}
    for i, change in enumerate(changes):
        if change.id not in items:
            raise NotFound
        if any(other.id == change.id for other in changes[:i]):
            raise Invalid(f"items[{i}].id", Code.ID_OF_LIST)
    _check_prices([(items[change.id], change.price) for change in changes if change.price is not UNSET], seen or {})
    for change in changes:
        await actions.change_item(session, by, change.id, _patch(change))
        if change.sold_out is not UNSET:
            await actions.mark_item(session, by, change.id, sold_out=change.sold_out)
    return [await Items(session).of(by.store_id, change.id) for change in changes]


def _patch(change: ItemChange) -> ItemPatch:
    return ItemPatch(**{name: value for name, value in given(change).items() if name not in ("id", "sold_out")})


def _check_prices(wanted: Sequence[tuple[MenuItem, int]], seen: Mapping[int, int]) -> None:
    others = [item for item, price in wanted if item.price not in (seen.get(item.id, item.price), price)]
    if others:
        raise PricesChanged(items=[ItemRef(item.id, item.name) for item in others])
    wrong = [item for item, price in wanted if not _is_possible(item, price)]
    if wrong:
        raise PricesOutOfRange(items=[ItemRef(item.id, item.name) for item in wrong])


def _is_possible(item: MenuItem, price: int) -> bool:
    return 0 <= price <= HIGHEST_PRICE and options.lowest(price, item) >= 0
