"""What guests can call for, as a page beside the store's: a row for each kind, with its names."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from msgspec import Meta, Struct
from msgspec.structs import replace

from ordering.errors import Invalid, Refusal
from ordering.http.callers import managers
from ordering.orders.actions import has_orders
from ordering.stores import actions, queries
from ordering.stores.call_kinds import MOST_KINDS, CallKind
from ordering.stores.shapes import StorePatch
from ordering.web.kit import htmx
from ordering.web.kit.forms import Form, NotRight, flat, read_form
from ordering.web.kit.languages import Language
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen

BLANK_ROWS = 2
Name = Annotated[str, Meta(max_length=50)]


class KindRow(Struct, frozen=True):
    """``max`` is of a kind that is counted; blank it is the highest."""

    key: str = ""
    ko: Name = ""
    en: Name = ""
    counted: bool = False
    max: Annotated[int, Meta(ge=1, le=20)] | None = None


class KindRows(Struct, frozen=True):
    rows: list[KindRow] = []


def kinds_form(kinds: Sequence[CallKind]) -> Form:
    """As they are stored, and room for more."""
    rows = [
        KindRow(kind.key, kind.label.get("ko", ""), kind.label.get("en", ""), kind.counted, kind.max) for kind in kinds
    ]
    blank = [KindRow()] * min(BLANK_ROWS, MOST_KINDS - len(rows))
    form = Form(flat(KindRows([*rows, *blank])))
    form.typed["seen"] = [msgspec.json.encode(kinds).decode()]
    return form


class StoreCalls(Controller):
    path = "/store/calls"
    guards = [managers]

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("store/calls.html", kinds=kinds_form((await screen.read(queries.settings)).call_kinds))

    @post()
    async def change(self, screen: NamedDependency[Screen]) -> Response[Any]:
        """The form again: as it is stored now, or as it was typed, with what is wrong. A row without a name goes."""
        form = await read_form(screen.request)
        stored = (await screen.read(queries.settings)).call_kinds
        try:
            rows = form.read(KindRows).rows
            kept = [i for i, row in enumerate(rows) if row.ko.strip() or row.en.strip()]
            kinds = _kinds([rows[i] for i in kept], stored)
            seen = StorePatch(call_kinds=_seen(form) or stored)
            changed = StorePatch(call_kinds=kinds)
            store = await screen.run(actions.change, changed, has_orders, screen.storage.url, seen)
        except NotRight as refusal:
            form.refuse(refusal)
        except Invalid as refusal:
            form.errors |= {_field(name, kept, screen): refusal for name in refusal.fields}
        except Refusal as refusal:
            form.refuse(refusal)
            form.typed["seen"] = [msgspec.json.encode(stored).decode()]
        if form.refused:
            return screen.show("store/_calls.html", page="store/calls.html", kinds=form, status=422)
        if not screen.view.fragment:
            return redirect("/admin/store/calls")
        toast = htmx.toast(screen.say("What guests can call for is saved."))
        return screen.show("store/_calls.html", kinds=kinds_form(store.call_kinds), headers=toast)


def _kinds(rows: Sequence[KindRow], stored: Sequence[CallKind]) -> list[CallKind]:
    """Names in languages that the form does not have stay as they are."""
    known = {kind.key: kind for kind in stored}
    fresh = (key for n in range(1, 100) if (key := f"kind{n}") not in known)
    kinds: list[CallKind] = []
    for row in rows:
        before = known.get(row.key) or CallKind(next(fresh), {})
        others = {tag: name for tag, name in before.label.items() if tag not in set(Language)}
        names = {"ko": row.ko.strip(), "en": row.en.strip()}
        label = {tag: name for tag, name in names.items() if name} | others
        most = (row.max or 20) if row.counted else 1
        kinds.append(replace(before, label=label, counted=row.counted, max=most))
    return kinds


def _seen(form: Form) -> list[CallKind] | None:
    try:
        return msgspec.json.decode(form.value("seen"), type=list[CallKind])
    except msgspec.DecodeError:
        return None


def _field(name: str, kept: Sequence[int], screen: Screen) -> str:
    """Where in the form an error of ``call_kinds[n].label`` belongs."""
    n, _, what = name.removeprefix("call_kinds[").partition("].")
    language = screen.store.locale if what.startswith("label") else what
    return f"rows[{kept[int(n)]}].{language}" if n.isdecimal() else ""


ROUTES: list[Any] = [StoreCalls]
