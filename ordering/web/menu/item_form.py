"""A menu item as a form: its amounts as people write them, and the item as it was seen, to tell who changed what."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, structs

from ordering.errors import ChangedMeanwhile, Invalid, Refusal
from ordering.kitchen.shapes import StationOut
from ordering.menu.model import Badge
from ordering.menu.shapes import CategoryOut, ItemPatch, NewItem, OptionGroupIn
from ordering.patching import changed_fields, given
from ordering.text import clipped
from ordering.web.kit.edit_form import EditForm
from ordering.web.kit.formats import price
from ordering.web.kit.forms import Form, NotRight, flat, new_key
from ordering.web.kit.languages import N_
from ordering.web.kit.prices import MOST, read_amount, typed_amount
from ordering.web.kit.view import View
from ordering.web.menu.options import MOST_GROUPS, forget_ids, groups_of, put, tidy

T = TypeVar("T", bound=msgspec.Struct)
LONGEST_NAME = 100
DELTA = re.compile(r"^option_groups\[\d+\]\.options\[\d+\]\.price_delta$")
LABELS = {
    "category_id": N_("Category"),
    "name": N_("Name"),
    "price": N_("Price"),
    "description": N_("Description"),
    "image_id": N_("Picture"),
    "station_id": N_("Station"),
    "hidden": N_("Hidden"),
    "badges": N_("Badges"),
    "spice": N_("How hot"),
    "option_groups": N_("Options"),
}


BADGES = {
    Badge.RECOMMENDED: N_("Recommended"),
    Badge.NEW: N_("New"),
    Badge.BEST: N_("Best"),
    Badge.VEGAN: N_("Vegan"),
}
Called = Mapping[str, Mapping[int, str]]
"""Rows by the field that names one, and their ids, as they are called."""
SPICES = (N_("Not hot"), N_("A little hot"), N_("Hot"), N_("Very hot"))


class Difference(msgspec.Struct, frozen=True):
    """What two people have made of one field."""

    label: str
    theirs: str
    mine: str


class ItemForm(EditForm[ItemPatch]):
    """An item, new or stored. After a conflict it holds what both editors have changed, and ``differences`` says where
    they have changed the same.
    """

    def __init__(self, view: View) -> None:
        super().__init__(ItemPatch)
        self.view = view
        self._conflict: tuple[Sequence[str], ItemPatch, ItemPatch] | None = None
        self._wanted = ItemPatch()

    def show_item(self, item: ItemPatch, seen: ItemPatch) -> None:
        """Fill the fields with ``item``; ``seen`` is what is stored."""
        self.typed = flat(structs.replace(item, badges=UNSET))
        self.typed["badges"] = list(item.badges or [])
        for name in self.typed:
            if name == "price" or DELTA.match(name):
                amount = int(self.value(name))
                typed = typed_amount(amount, self._currency) if amount or name == "price" else ""
                self.typed[name] = [typed]
        self.look_at(seen)

    def copy_item(self, item: ItemPatch) -> None:
        """Fill the fields of a new item with another's, under a name that says so."""
        self.show_item(item, item)
        forget_ids(self)
        name = self.view.gettext("%(name)s (copy)") % {"name": item.name}
        self.typed |= {"name": [clipped(name, LONGEST_NAME)], "seen": [""], "key": [new_key()]}

    def borrow_groups(self, item: ItemPatch) -> None:
        """Copies of another item's groups, after one's own; as many as there may be."""
        lent = ItemForm(self.view)
        lent.show_item(item, item)
        forget_ids(lent)
        own = groups_of(self)
        self.typed["goes_on_at"] = [f"f-option_groups[{len(own)}].name"]
        put(self, [*own, *groups_of(lent)][:MOST_GROUPS])

    def read(self, kind: type[T], *, blank_is_absent: tuple[str, ...] = ()) -> T:
        """The item that was typed. Raises ``NotRight``, with what is wrong at its fields."""
        tidy(self)
        plain = Form(dict(self.typed))
        for name in self.typed:
            delta = bool(DELTA.match(name))
            if name == "price" or delta:
                plain.typed[name] = [self._amount(name, delta=delta)]
        with plain.keeping_refusals():
            item = plain.read(kind, blank_is_absent=blank_is_absent)
        self.errors = plain.errors | self.errors
        if self.errors:  # one may be a picture's that could not be taken
            raise NotRight
        return item

    def changes(self) -> tuple[ItemPatch, ItemPatch | None]:
        item = self.read(
            NewItem, blank_is_absent=("image_id",)
        )  # what the form lacks, such as its last choice, is none
        self._wanted = ItemPatch(**structs.asdict(item))
        return (self._wanted, None) if self.seen is None else (changed_fields(self.seen, self._wanted), self.seen)

    def refuse(self, refusal: Refusal) -> None:
        """Puts together what both editors have changed, with one's own where they have changed the same."""
        seen = self.seen
        if isinstance(refusal, ChangedMeanwhile) and seen is not None:
            now: ItemPatch = refusal.facts["now"]
            mine = given(changed_fields(seen, self._wanted))
            self._conflict = refusal.fields, now, self._wanted
            if "option_groups" in mine:
                mine["option_groups"] = _with_known_ids(mine["option_groups"], now.option_groups)
            self.show_item(structs.replace(now, **mine), now)
            return
        super().refuse(refusal)

    @property
    def refused(self) -> bool:
        return super().refused or self._conflict is not None

    def differences(self, categories: list[CategoryOut], stations: list[StationOut]) -> list[Difference]:
        if self._conflict is None:
            return []
        names, now, mine = self._conflict
        called: Called = {
            "category_id": {category.id: category.name for category in categories},
            "station_id": {station.id: station.name for station in stations},
        }
        return [
            Difference(
                self.view.gettext(LABELS[name]),
                *(_shown(self.view, name, item, called) for item in (now, mine)),
            )
            for name in names
        ]

    @property
    def _currency(self) -> str:
        return self.view.store.currency if self.view.store else ""

    def _amount(self, name: str, *, delta: bool) -> str:
        """In minor units; 0 where it can't be read, so that all else is looked at too."""
        text = self.value(name)
        try:
            least = -MOST if delta else 0
            return str(read_amount(self.view, name, text, least=least) if text.strip() or not delta else 0)
        except Invalid as why:
            self.errors[name] = why
            return "0"


def _shown(view: View, name: str, item: ItemPatch, called: Called) -> str:
    value: Any = getattr(item, name)
    if name == "price":
        return price(view, value)
    if name in called:
        return called[name].get(value) or view.gettext("none")
    if name == "hidden":
        return view.gettext("Yes") if value else view.gettext("No")
    if name == "image_id":
        return view.gettext("a picture") if value else view.gettext("none")
    if name == "badges":
        return ", ".join(view.gettext(BADGES[badge]) for badge in value) or view.gettext("none")
    if name == "spice":
        return view.gettext(SPICES[value])
    if name == "option_groups":
        return _groups_said(value, view) or view.gettext("none")
    return value or view.gettext("none")


def _with_known_ids(groups: list[OptionGroupIn], now: Any) -> list[OptionGroupIn]:
    """What somebody else has deleted meanwhile comes back as new."""
    options = {group.id: {option.id for option in group.options} for group in now}
    return [
        structs.replace(
            group,
            id=group.id if group.id in options else None,
            options=[
                option if option.id in options.get(group.id, set()) else structs.replace(option, id=None)
                for option in group.options
            ],
        )
        for group in groups
    ]


def _groups_said(groups: list[OptionGroupIn], view: View) -> str:
    def one_said(name: str, delta: int) -> str:
        return f"{name} {'+' if delta > 0 else ''}{price(view, delta)}" if delta else name

    return "; ".join(
        f"{group.name} {group.min_choices}–{group.max_choices}: "
        + ", ".join(one_said(option.name, option.price_delta) for option in group.options)
        for group in groups
    )
