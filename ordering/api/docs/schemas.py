"""The JSON Schemas of what comes in and leaves: msgspec's, since Litestar's lose bounds and allow unknown fields."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

import msgspec
from msgspec import UnsetType, inspect

from ordering.http.problems import Problem
from ordering.kitchen.shapes import TicketOut
from ordering.menu.shapes import ItemRef
from ordering.orders.shapes import OrderNamed, OrderOut, PricedLine, Refused
from ordering.printing.shapes import JobOut
from ordering.tables.calls import CallOut

Schema = dict[str, Any]
REF = "#/components/schemas/{name}"
LARGEST = 2**63 - 1


def of(structs: Iterable[Any]) -> dict[str, Schema]:
    """Of these Structs and whatever they hold, by name."""
    wanted = [*structs, Problem, OrderOut, OrderNamed, Refused, PricedLine, CallOut, ItemRef]
    _, found = msgspec.json.schema_components(wanted, ref_template=REF)
    for info in _structs(inspect.multi_type_info(wanted), set()):
        _complete(found[name_of(info.cls)], info)
    _complete_problem(found[Problem.__name__])
    for schema in found.values():
        _type_enums(schema)
    return found


def name_of(struct: Any) -> str:
    """``Page_OrderOut_`` of ``Page[OrderOut]``: how msgspec names it, and Litestar but for the modules."""
    plain = getattr(struct, "__origin__", struct).__name__
    arguments = "_".join(name_of(one) for one in getattr(struct, "__args__", ()))
    return f"{plain}_{arguments}_" if arguments else plain


def ref(name: str) -> Schema:
    return {"$ref": REF.format(name=re.sub(r"(?:[a-z]+\.)+", "", name))}


def of_parameter(schema: Schema) -> Schema:
    """A parameter's schema as Litestar writes it, without null (one leaves it out instead) and with whole bounds."""
    plain = dict(schema)
    for one in plain.pop("oneOf", []):
        plain |= one if one != {"type": "null"} else {}
    if isinstance(plain.get("type"), list):
        (plain["type"],) = set(plain["type"]) - {"null"}
    if "enum" in plain:
        plain["enum"] = [one for one in plain["enum"] if one is not None]
    for bound in {"minimum", "maximum"} & plain.keys():
        plain[bound] = min(int(plain[bound]), LARGEST)  # Litestar's are floats, and 2**63 - 1 is none
    plain.pop("description", None)  # the parameter says it
    return plain


def _structs(infos: Iterable[Any], seen: set[Any]) -> Iterator[inspect.StructType]:
    """Every Struct in these types, however deep."""
    for info in infos:
        if isinstance(info, inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info
        if isinstance(info, inspect.Type | inspect.Field):
            yield from _structs(msgspec.structs.astuple(info), seen)
        elif isinstance(info, tuple):
            yield from _structs(info, seen)


def _complete(schema: Schema, info: inspect.StructType) -> None:
    """Say what msgspec doesn't: that times are times, and that a field which may be unset may be missing."""
    hints = get_type_hints(getattr(info.cls, "__origin__", info.cls))
    unset = {field.encode_name for field in info.fields if UnsetType in getattr(hints[field.name], "__args__", ())}
    schema["required"] = [name for name in schema["required"] if name not in unset]
    if not schema["required"]:
        del schema["required"]
    for field in info.fields:
        types = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        if any(isinstance(one, inspect.DateTimeType) for one in types):
            said = schema["properties"][field.encode_name]
            text = next(one for one in [said, *said.get("anyOf", [])] if one.get("type") == "string")
            text["format"] = "date-time"


def _complete_problem(schema: Schema) -> None:
    schema["description"] = "An error, as RFC 9457 has it. `code` is stable; some codes carry further members."
    schema["properties"] |= {
        "lines": {
            "description": "`not_orderable`: the lines that can't be had. `price_changed`: all of them, as priced now",
            "type": "array",
            "items": {"anyOf": [ref(Refused.__name__), ref(PricedLine.__name__)]},
        },
        "total": {"description": "`price_changed`: what the order would cost now", "type": "integer"},
        "party": {"description": "`party_changed`: who sits at the table now", "type": "integer"},
        "order": {
            "description": "`stale_version`, `illegal_transition`, `session_closed`: the order as it is now",
            **ref(OrderOut.__name__),
        },
        "call": {
            "description": "`stale_version`, `illegal_transition`: the call as it is now",
            **ref(CallOut.__name__),
        },
        "job": {"description": "`illegal_transition`: the print job as it is now", **ref(JobOut.__name__)},
        "ticket": {
            "description": "`stale_version`, `illegal_transition`, `session_closed`: the ticket as it is now",
            **ref(TicketOut.__name__),
        },
        "orders": {
            "description": "`unfinished_orders`: those that are not served yet",
            "type": "array",
            "items": ref(OrderNamed.__name__),
        },
        "numbers": {
            "description": "`number_taken`: those that other tables have",
            "type": "array",
            "items": {"type": "integer"},
        },
        "items": {
            "description": "`category_not_empty`: those in it; `prices_out_of_range`: those of such a price",
            "type": "array",
            "items": ref(ItemRef.__name__),
        },
    }
    schema["additionalProperties"] = True


def _type_enums(schema: Any) -> None:
    """``type: string`` beside an enum of strings: generators of clients want to be told."""
    if isinstance(schema, list):
        for one in schema:
            _type_enums(one)
    elif isinstance(schema, dict):
        if isinstance(values := schema.get("enum"), list) and all(isinstance(one, str) for one in values):
            schema.setdefault("type", "string")
        for one in schema.values():
            _type_enums(one)
