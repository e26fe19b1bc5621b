"""Schemas of the OpenAPI document allow just what the app takes and answers."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from tests.api.docs.operations import PROBLEM, Operation, body_types

OTHERS: list[Any] = [None, "", " ", "a\x00b", "x" * 5000, -1, 0, 1, 2**53, 2**63 - 1, 2**63, 1.5, True, [], {}]


def changed(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A body with one thing about it changed, however deep."""
    yield "an unknown field", {**body, "colour": "red"}
    for name, value in body.items():
        yield f"no {name}", {key: one for key, one in body.items() if key != name}
        for other in OTHERS:
            yield f"{name}: {other!r:.20}", {**body, name: other}
        if isinstance(value, list):
            yield f"many {name}", {**body, name: value * 1001}
            if value and isinstance(value[0], dict):
                yield from ((f"{name}[0]: {how}", {**body, name: [one]}) for how, one in changed(value[0]))
        if isinstance(value, dict):
            yield from ((f"{name}: {how}", {**body, name: one}) for how, one in changed(value))


def test_a_body_is_right_by_its_schema_just_when_the_app_takes_it(
    litestar: Litestar, operations: list[Operation], wrong: Any
) -> None:
    """So bounds are exact, unknown fields refused, and what a PATCH may leave out may be null only if null is meant."""
    types, outcomes = body_types(litestar), Counter[bool]()
    for one in operations:
        for how, body in changed(one.body["example"]) if one.body is not None else ():
            try:
                msgspec.json.decode(msgspec.json.encode(body), type=types[one.method, one.path])
                taken = True
            except msgspec.ValidationError:
                taken = False
            assert taken == (wrong(one.body["schema"], body) == []), (one.id, how)
            outcomes[taken] += 1
    assert min(outcomes[True], outcomes[False]) > 100


def test_what_may_be_missing_from_an_order_is_never_null(document: dict[str, Any], wrong: Any) -> None:
    times = {"$ref": "#/components/schemas/StatusTimes"}
    assert wrong(times, {}) == []
    assert wrong(times, {"completed": "2026-11-23T09:47:00Z"}) == []
    assert wrong(times, {"completed": None})
    assert document["components"]["schemas"]["StatusTimes"]["properties"]["completed"]["format"] == "date-time"


def test_no_parameter_may_be_null(operations: list[Operation]) -> None:
    for one in operations:
        for parameter in one.says.get("parameters", []):
            assert isinstance(parameter["schema"]["type"], str), one.id
            bounds = [parameter["schema"].get(bound, 0) for bound in ("minimum", "maximum")]
            assert all(isinstance(bound, int) and abs(bound) < 2**63 for bound in bounds), one.id


async def test_nobody_is_answered_as_documented(
    http: httpx.AsyncClient, operations: list[Operation], wrong: Any
) -> None:
    for one in operations:
        answer = await http.request(one.method, re.sub(r"\{\w+\}", "1", one.path))
        said = one.says["responses"][str(answer.status_code)]
        assert answer.headers["content-type"] == PROBLEM
        assert wrong(said["content"][PROBLEM]["schema"], answer.json()) == [], one.id
        assert {name.lower() for name in said["headers"]} <= answer.headers.keys(), one.id
