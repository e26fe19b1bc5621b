"""Two people with the same item before them: what each of them changed, and where they meet."""

from collections.abc import Mapping
from typing import Any

from ordering.errors import ItemChanged
from ordering.menu.model import MenuItem
from ordering.menu.shapes import ItemPatch, NewItem, OptionGroupIn, OptionIn
from ordering.stores.shapes import given


def as_sent(item: MenuItem) -> NewItem:
    """The item as somebody would send it who leaves it as it is."""
    groups = [
        OptionGroupIn(
            id=group.id,
            name=group.name,
            min_choices=group.min_choices,
            max_choices=group.max_choices,
            options=[OptionIn(id=one.id, name=one.name, price_delta=one.price_delta) for one in group.options],
        )
        for group in item.option_groups
    ]
    return NewItem(
        category_id=item.category_id,
        name=item.name,
        price=item.price,
        description=item.description,
        image_id=item.image_id,
        hidden=item.hidden,
        option_groups=groups,
    )


def changes(seen: NewItem, wanted: NewItem) -> ItemPatch:
    """Only what differs: what somebody left as they saw it is not theirs to write."""
    return ItemPatch(**{name: getattr(wanted, name) for name in differing(seen, wanted)})


def differing(one: NewItem, other: NewItem) -> list[str]:
    return [name for name in NewItem.__struct_fields__ if getattr(one, name) != getattr(other, name)]


def check(item: MenuItem, seen: ItemPatch, patch: ItemPatch) -> None:
    """Raises ``ItemChanged`` if what ``patch`` changes is neither as it was ``seen`` nor as it is wanted."""
    now, before, wanted = as_sent(item), given(seen), given(patch)
    if any(_meet(getattr(now, name), name, before, wanted) for name in wanted.keys() & before.keys()):
        raise ItemChanged(item=now)


def _meet(now: Any, name: str, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return now not in (before[name], wanted[name])


def as_patch(item: NewItem) -> ItemPatch:
    return ItemPatch(**{name: getattr(item, name) for name in NewItem.__struct_fields__})
