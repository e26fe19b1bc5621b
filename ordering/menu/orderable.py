"""Dishes as orders are judged by them: what of a menu item a process keeps, with the rules of choosing."""

from collections import Counter
from collections.abc import Sequence
from typing import Self

from msgspec import Struct

from ordering.menu.model import MenuItem


class OrderableOption(Struct, frozen=True):
    id: int
    group_id: int
    name: str
    price_delta: int
    sold_out: bool


class OrderableGroup(Struct, frozen=True):
    """At least ``min_choices``, at most ``max_choices`` of its options."""

    id: int
    min_choices: int
    max_choices: int


class OrderableItem(Struct, frozen=True):
    """A live item with its option groups; ``options`` by their ids, in the sequence of the menu.

    ``station_id`` is where it is made: None in a store without a station that makes dishes.
    """

    id: int
    name: str
    price: int
    sold_out: bool
    hidden: bool
    groups: list[OrderableGroup] = []
    options: dict[int, OrderableOption] = {}
    station_id: int | None = None

    @classmethod
    def of(cls, item: MenuItem, station_id: int | None) -> Self:
        return cls(
            item.id,
            item.name,
            item.price,
            item.sold_out,
            item.hidden,
            [OrderableGroup(group.id, group.min_choices, group.max_choices) for group in item.option_groups],
            {
                option.id: OrderableOption(option.id, group.id, option.name, option.price_delta, option.sold_out)
                for group in item.option_groups
                for option in group.options
            },
            station_id,
        )

    def why_not(self, option_ids: Sequence[int]) -> str | None:
        """Why a guest can't have this item with these options now; None if they can."""
        if self.hidden:
            return "unknown"
        if self.sold_out:
            return "sold_out"
        if any(chosen not in self.options for chosen in option_ids):
            return "option_unknown"
        if any(self.options[chosen].sold_out for chosen in option_ids):
            return "option_sold_out"
        chosen_in = Counter(self.options[chosen].group_id for chosen in option_ids)
        if any(chosen_in[group.id] < group.min_choices for group in self.groups):
            return "too_few"
        if any(chosen_in[group.id] > group.max_choices for group in self.groups):
            return "too_many"
        return None

    def chosen(self, option_ids: Sequence[int]) -> list[OrderableOption]:
        """The options of a choice that ``why_not`` has nothing against, in the sequence of the menu."""
        chosen_ids = set(option_ids)
        return [option for option in self.options.values() if option.id in chosen_ids]
