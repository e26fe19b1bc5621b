"""Replacing an item's option groups as a whole, keeping the ids that are named again."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.menu.model import MenuItem, Option, OptionGroup, lowest_price
from ordering.menu.shapes import OptionGroupIn, OptionIn


async def replace(session: AsyncSession, item: MenuItem, groups: Sequence[OptionGroupIn]) -> None:
    """Make ``groups`` the item's groups. What is not named any more is archived.

    Raises ``Invalid`` for an id that is not this item's, an id named twice, and a choice nobody could make.
    """
    known = {group.id: group for group in item.option_groups}
    kept = _take_ids([group.id for group in groups], known.keys(), "option_groups[{}].id")
    for group_id in known.keys() - kept:
        known[group_id].live = None
        for option in known[group_id].options:
            option.live = None
    for position, new in enumerate(groups):
        path = f"option_groups[{position}]"
        if new.min_choices > min(new.max_choices, len(new.options)):
            raise Invalid(f"{path}.min_choices", Code.CHOICES)
        _check_defaults(new, path)
        group = known[new.id] if new.id is not None else OptionGroup(store_id=item.store_id, item_id=item.id)
        group.name, group.position, group.live = new.name.strip(), position, 1
        group.min_choices, group.max_choices = new.min_choices, new.max_choices
        session.add(group)
        await session.flush()
        _replace_options(session, group, known.get(new.id or 0), new.options, path)
    await session.flush()


def _check_defaults(group: OptionGroupIn, path: str) -> None:
    chosen = [i for i, option in enumerate(group.options) if option.default]
    allowed = 1 if group.min_choices == group.max_choices == 1 else 0
    if len(chosen) > allowed:
        raise Invalid(f"{path}.options[{chosen[-1]}].default", Code.DEFAULT)


def _replace_options(
    session: AsyncSession, group: OptionGroup, before: OptionGroup | None, options: Sequence[OptionIn], path: str
) -> None:
    known = {option.id: option for option in before.options} if before else {}
    kept = _take_ids([option.id for option in options], known.keys(), path + ".options[{}].id")
    for option_id in known.keys() - kept:
        known[option_id].live = None
    for position, new in enumerate(options):
        if new.id is not None:
            option = known[new.id]
        else:
            option = Option(store_id=group.store_id, group_id=group.id, sold_out=False, live=1)
        option.name, option.price_delta, option.position = new.name.strip(), new.price_delta, position
        option.default = new.default
        session.add(option)


def check_price(item: MenuItem) -> None:
    """Raises ``Invalid`` if some choice of options would make the item cost less than nothing."""
    if lowest(item.price, item) < 0:
        raise Invalid("price", Code.PRICE)


def lowest(price: int, item: MenuItem) -> int:
    """The least that the item can cost at a price, with its options."""
    groups = [
        (group.min_choices, group.max_choices, [option.price_delta for option in group.options])
        for group in item.option_groups
    ]
    return lowest_price(price, groups)


def described(item: MenuItem) -> list[dict[str, object]]:
    """The groups as the audit remembers them."""
    return [
        {
            "name": group.name,
            "choices": [group.min_choices, group.max_choices],
            "options": {option.name: option.price_delta for option in group.options},
            "default": next((option.name for option in group.options if option.default), None),
        }
        for group in item.option_groups
    ]


def _take_ids(ids: Sequence[int | None], known: Collection[int], path: str) -> set[int]:
    taken: set[int] = set()
    for i, id_ in enumerate(ids):
        if id_ is None:
            continue
        if id_ in taken or id_ not in known:
            raise Invalid(path.format(i), Code.ID_OF_LIST)
        taken.add(id_)
    return taken
