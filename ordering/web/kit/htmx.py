"""The headers by which htmx is told what to do with an answer."""

import json
from typing import Any, Literal

import msgspec
from msgspec import Struct

Headers = dict[str, str]

# A refused form belongs in the drawer that it was sent from, whatever its success would have changed.
BACK_IN_THE_DRAWER = {"hx-retarget": "#drawer-body", "hx-reswap": "innerHTML"}
REFRESH = {"hx-refresh": "true"}
LEFT_AS_IT_IS = {"hx-reswap": "none"}


class Undo(Struct, frozen=True, omit_defaults=True):
    """The way back that a note offers: what is sent where. ``deed`` is the button's ``data-do``."""

    deed: str
    path: str
    values: dict[str, Any]
    seconds: int = 6
    """How long it is offered."""


def toast(message: str, kind: Literal["done", "late"] = "done", undo: Undo | None = None, **events: Any) -> Headers:
    """Shows a note; ``late`` ones stay until they are put away. ASCII, as headers are.

    ``events`` are further ones that the page hears, with what each has to say.
    """
    note = {"message": message, "kind": kind} | ({"undo": msgspec.to_builtins(undo)} if undo else {})
    return {"hx-trigger": json.dumps({"toast": note, **events})}


def instead_of(selector: str) -> Headers:
    """Puts the answer into that element, wherever it was asked for."""
    return {"hx-retarget": selector, "hx-reswap": "innerHTML"}


def go_to(path: str) -> Headers:
    """Loads a whole page."""
    return {"hx-redirect": path}
