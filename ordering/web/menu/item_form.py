"""A menu item as a form: its amounts as people write them, and the item as it was seen, to tell who changed what."""

import re

import msgspec
from msgspec import structs

from ordering.menu.editing import differing
from ordering.menu.shapes import CategoryOut, NewItem, OptionGroupIn
from ordering.web.kit.formats import price
from ordering.web.kit.forms import Form, NotRight
from ordering.web.kit.languages import N_
from ordering.web.kit.prices import MOST, NotAnAmount, read_amount, typed_amount
from ordering.web.kit.view import View
from ordering.web.menu.options import tidy

DELTA = re.compile(r"^option_groups\[\d+\]\.options\[\d+\]\.price_delta$")
LABELS = {
    "category_id": N_("Category"),
    "name": N_("Name"),
    "price": N_("Price"),
    "description": N_("Description"),
    "image_id": N_("Picture"),
    "hidden": N_("Hidden"),
    "option_groups": N_("Options"),
}
# The API's words name its fields; these stand at them.
PLAINER = {
    "Expected no more than max_choices, nor than there are options": N_(
        "No more than the most, and than there are options."
    ),
    "Expected a price that no choice of options takes below 0": N_(
        "With its cheapest options it would cost less than nothing."
    ),
}


class Difference(msgspec.Struct, frozen=True):
    """What two people have made of one field."""

    label: str
    theirs: str
    mine: str


def form_of(item: NewItem, seen: NewItem, view: View) -> Form:
    form = Form.of(item)
    currency = view.store.currency if view.store else ""
    for name in form.typed:
        if name == "price" or DELTA.match(name):
            amount = int(form.value(name))
            form.typed[name] = [typed_amount(amount, currency) if amount or name == "price" else ""]
    form.typed["seen"] = [msgspec.json.encode(seen).decode()]
    return form


def seen_in(form: Form) -> NewItem | None:
    """The item as whoever typed saw it."""
    try:
        return msgspec.json.decode(form.value("seen"), type=NewItem)
    except msgspec.DecodeError:
        return None


def read_item(form: Form, view: View) -> NewItem:
    """The item that was typed. Raises ``NotRight``, with what is wrong at its fields."""
    tidy(form)
    plain = Form(dict(form.typed))
    for name in form.typed:
        delta = bool(DELTA.match(name))
        if name == "price" or delta:
            plain.typed[name] = [_amount(form, name, view, delta=delta)]
    try:
        wanted = plain.read(NewItem, blank_is_absent=("image_id",))
    except NotRight:
        form.errors = plain.errors | form.errors
        raise
    if form.errors:
        raise NotRight
    return wanted


def put_plainly(form: Form) -> None:
    form.errors = {name: PLAINER.get(why, why) for name, why in form.errors.items()}


def met(seen: NewItem, now: NewItem, wanted: NewItem) -> tuple[list[str], NewItem]:
    """Where two people have changed the same; and all that both have changed, put together, with ``wanted`` there."""
    mine = differing(seen, wanted)
    both = [name for name in mine if getattr(now, name) not in (getattr(seen, name), getattr(wanted, name))]
    own = {name: getattr(wanted, name) for name in mine}
    if "option_groups" in own:
        own["option_groups"] = _with_known_ids(wanted.option_groups, now.option_groups)
    return both, structs.replace(now, **own)


def told(
    names: list[str], now: NewItem, wanted: NewItem, view: View, categories: list[CategoryOut]
) -> list[Difference]:
    called = {one.id: one.name for one in categories}

    def said(item: NewItem, name: str) -> str:
        value = getattr(item, name)
        if name == "price":
            return price(view, value)
        if name == "category_id":
            return called.get(value, "")
        if name == "hidden":
            return view.gettext("Yes") if value else view.gettext("No")
        if name == "image_id":
            return view.gettext("a picture") if value else view.gettext("none")
        if name == "option_groups":
            return _groups_said(value, view) or view.gettext("none")
        return value or view.gettext("none")

    return [Difference(view.gettext(LABELS[name]), said(now, name), said(wanted, name)) for name in names]


def _amount(form: Form, name: str, view: View, *, delta: bool) -> str:
    """In minor units; 0 where it can't be read, so that all else is looked at too."""
    try:
        text = form.value(name)
        return str(read_amount(view, text, least=-MOST if delta else 0) if text.strip() or not delta else 0)
    except NotAnAmount as why:
        form.errors[name] = str(why)
        return "0"


def _with_known_ids(wanted: list[OptionGroupIn], now: list[OptionGroupIn]) -> list[OptionGroupIn]:
    """What somebody else has deleted meanwhile comes back as new."""
    options = {group.id: {one.id for one in group.options} for group in now}
    return [
        structs.replace(
            group,
            id=group.id if group.id in options else None,
            options=[
                one if one.id in options.get(group.id, set()) else structs.replace(one, id=None)
                for one in group.options
            ],
        )
        for group in wanted
    ]


def _groups_said(groups: list[OptionGroupIn], view: View) -> str:
    def one_said(name: str, delta: int) -> str:
        return f"{name} {'+' if delta > 0 else ''}{price(view, delta)}" if delta else name

    return "; ".join(
        f"{group.name} {group.min_choices}–{group.max_choices}: "
        + ", ".join(one_said(one.name, one.price_delta) for one in group.options)
        for group in groups
    )
