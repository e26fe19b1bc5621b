"""Examples in the OpenAPI document: every body, success and refusal has one that its schema allows."""

import ast
from typing import Any

import msgspec
from litestar import Litestar

from ordering import errors
from ordering.http import problems
from tests.api.docs.operations import PROBLEM, Operation, body_types, examples_of, inside
from tests.sources import trees


def test_every_body_has_an_example_that_it_allows(operations: list[Operation], wrong: Any) -> None:
    for one in operations:
        if one.body is not None:
            assert one.body.get("example") is not None, f"{one.id} needs one in docs/examples.py"
            assert wrong(one.body["schema"], one.body["example"]) == [], one.id


def test_the_app_takes_every_example_of_a_body(litestar: Litestar, operations: list[Operation]) -> None:
    types = body_types(litestar)
    for one in operations:
        if one.body is not None:
            msgspec.convert(one.body["example"], types[one.method, one.path])


def test_every_success_has_an_example_that_it_allows(operations: list[Operation], wrong: Any) -> None:
    for one in operations:
        assert one.responses("2"), one.id
        for status, answer in one.responses("2").items():
            assert answer["description"], one.id
            for media in answer.get("content", {}).values():
                assert media.get("example") is not None, f"{one.id} needs one in docs/examples.py"
                assert wrong(media["schema"], media["example"]) == [], (one.id, status)
            assert ("content" in answer) == (status != "204"), one.id


def test_an_example_adds_up(operations: list[Operation]) -> None:
    orders = [
        one for one in inside([one.responses("") for one in operations]) if {"lines", "total", "number"} <= one.keys()
    ]
    assert orders
    for order in orders:
        for line in order["lines"]:
            price = line["unit_price"] + sum(option["price_delta"] for option in line["options"])
            assert line["subtotal"] == line["quantity"] * price
        assert order["total"] == sum(line["subtotal"] for line in order["lines"])


def test_every_refusal_is_a_problem_with_an_example(operations: list[Operation], wrong: Any) -> None:
    for one in operations:
        for status, answer in (one.responses("4") | one.responses("5")).items():
            assert answer["description"], one.id
            assert answer["content"].keys() == {PROBLEM}, one.id
            shown = examples_of(answer["content"][PROBLEM])
            assert shown, f"{one.id} names no refusal that is answered {status}"
            for body in shown:
                assert wrong(answer["content"][PROBLEM]["schema"], body) == [], (one.id, status)
                assert body["status"] == int(status), one.id


def test_every_word_that_the_house_can_refuse_with_is_shown_where_it_happens(operations: list[Operation]) -> None:
    shown = {
        body["code"]
        for one in operations
        for answer in (one.responses("4") | one.responses("5")).values()
        for body in examples_of(answer["content"][PROBLEM])
    }
    never_here = {
        errors.SlugTaken,
        errors.ChangedMeanwhile,
        errors.PricesChanged,
    }  # on the command line, and on the staff's pages
    assert {refusal.code for refusal in problems.STATUS.keys() - never_here} <= shown


def facts() -> set[str]:
    """The names of what refusals tell besides, as the code raises them."""
    here = {kind.__name__ for kind in problems.STATUS} - {errors.Invalid.__name__, errors.ChangedMeanwhile.__name__}
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(name), keywords=named) if name in here:
                    found |= {keyword.arg for keyword in named if keyword.arg is not None}
                case ast.Subscript(ast.Attribute(attr="facts"), ast.Constant(str(name)), ast.Store()):
                    found.add(name)
    return found - {"retry_after"}


def test_every_fact_of_a_refusal_is_described_and_shown(document: dict[str, Any], operations: list[Operation]) -> None:
    of_all = set(problems.Problem.__struct_fields__)
    shown = {
        name
        for one in operations
        for answer in (one.responses("4") | one.responses("5")).values()
        for body in examples_of(answer["content"][PROBLEM])
        for name in body
    }
    assert {"order", "lines"} <= facts()
    assert document["components"]["schemas"]["Problem"]["properties"].keys() - of_all == facts() == shown - of_all


def test_a_refusal_shows_its_facts(operations: list[Operation]) -> None:
    (place,) = (one for one in operations if one.id == "orders.place")
    conflicts = place.says["responses"]["409"]["content"][PROBLEM]["examples"]
    assert conflicts["not_orderable"]["value"]["lines"][0].keys() == {"index", "item_id", "reason"}
    assert conflicts["price_changed"]["value"].keys() >= {"total", "lines"}
    (advance,) = (one for one in operations if one.id == "admin.orders.advance")
    stale = advance.says["responses"]["409"]["content"][PROBLEM]["examples"]["stale_version"]["value"]
    assert stale["order"]["number"]
