"""The options editor: groups and their options as typed, and what its buttons do with the rows.

The rows travel with the form, so that adding and moving them takes no script and loses nothing that was typed.
"""

from typing import Any

from msgspec import Struct, field

from ordering.web.kit.forms import Form, flat
from ordering.web.kit.view import View

MOST_GROUPS, MOST_OPTIONS = 20, 50


class TypedOption(Struct):
    name: str = ""
    price_delta: str = ""
    id: str = ""
    default: str = "false"

    @property
    def is_default(self) -> bool:
        return self.default == "true"

    @property
    def blank(self) -> bool:
        return not (self.name.strip() or self.price_delta.strip() or self.id)


class TypedGroup(Struct):
    name: str = ""
    min_choices: str = "0"
    max_choices: str = "1"
    id: str = ""
    options: list[TypedOption] = field(default_factory=list)

    def musts(self, view: View) -> list[tuple[str, str]]:
        """How many must be chosen, as people say it: none, or one; more where more may be, or had to be until now."""
        said = {"0": view.gettext("Optional"), "1": view.gettext("Required")}
        for number in (self.min_choices.strip(), self.max_choices.strip()):
            if number.isdecimal() and int(number) > 1:
                said.setdefault(number, view.gettext("Required: %(count)s of them") % {"count": number})
        said.setdefault(self.min_choices, self.min_choices)  # whatever was sent stays there, to be told what is wrong
        return list(said.items())

    @property
    def may_have_default(self) -> bool:
        """Exactly one must be chosen: then that can be one already."""
        return self.min_choices.strip() == self.max_choices.strip() == "1"


class TypedGroups(Struct):
    option_groups: list[TypedGroup] = field(default_factory=list)


def groups_of(form: Form) -> list[TypedGroup]:
    return Form(form.typed).read(TypedGroups).option_groups


def put(form: Form, groups: list[TypedGroup]) -> None:
    for name in [name for name in form.typed if name.startswith("option_groups[")]:
        del form.typed[name]
    form.typed |= flat(TypedGroups(groups))


def tidy(form: Form) -> None:
    """Without rows that nobody wrote in; one stays in each group, to be asked about. Nor does a default stay where the
    choice has become another kind.
    """
    groups = groups_of(form)
    for group in groups:
        if not group.may_have_default:
            for option in group.options:
                option.default = "false"
        group.options = [option for option in group.options if not option.blank] or group.options[:1] or [TypedOption()]
    put(form, groups)


def forget_ids(form: Form) -> None:
    groups = groups_of(form)
    for group in groups:
        group.id = ""
        for option in group.options:
            option.id = ""
    put(form, groups)


def edit(form: Form, deed: str) -> str:
    """Do what a button says: ``add``, ``remove``, ``up`` or ``down``, and the indexes of a group and an option in it.

    Returns the id of the field or button to go on from.
    """
    groups = groups_of(form)
    verb, *words = deed.split()
    at = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    if (not at and verb != "add") or any(index >= len(groups) for index in at[:1]):
        return ""
    goes_on_at = _add(groups, at) if verb == "add" else _move(groups, verb, at)
    put(form, groups)
    return goes_on_at


def _add(groups: list[TypedGroup], at: list[int]) -> str:
    if not at:
        groups.append(TypedGroup(options=[TypedOption(), TypedOption()]))
        return f"f-option_groups[{len(groups) - 1}].name"
    options = groups[at[0]].options
    options.append(TypedOption())
    return f"f-option_groups[{at[0]}].options[{len(options) - 1}].name"


def _move(groups: list[TypedGroup], verb: str, at: list[int]) -> str:
    *above, index = at
    rows: list[Any] = groups[above[0]].options if above else groups
    if index >= len(rows):
        return ""
    row = rows.pop(index)
    if verb == "remove":
        return _button("add", above)
    index = min(max(0, index + (1 if verb == "down" else -1)), len(rows))
    rows.insert(index, row)
    ends = {0: "down", len(rows) - 1: "up"}  # there a row has one button less
    return _button(ends.get(index, verb), [*above, index])


def _button(verb: str, at: list[int]) -> str:
    return "-".join([verb, *map(str, at)])
