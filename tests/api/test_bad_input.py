"""Bad input, over every route that takes JSON: a problem that names the field, and nothing stored."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.deployment import rows_of
from tests.api.routes import OPTIONAL, ROUTES, WRONG
from tests.api.sending import assert_names, changed, send_json
from tests.world import Restaurant


async def test_the_table_has_every_json_route(world: Restaurant) -> None:
    document = world.app.app.openapi_schema.to_schema()
    known = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    mine = {(method, f"/api/v1{path}") for _, method, path, _ in ROUTES.values()}
    assert {(method, shape(path)) for method, path in known} == {(method, shape(path)) for method, path in mine}
    for name, wrong in WRONG.items():
        leaves = {path for path in wrong if "[" not in path and "." not in path}
        assert leaves == set(ROUTES[name][3]), name


def shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("name", ROUTES)
async def test_a_wrong_value_is_named(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    good = ROUTES[name][3]
    for field, values in WRONG[name].items():
        for value in values:
            answer = await send_json(world, name, changed(good, field, value))
            if field == "image_id" and answer.status_code == 404:
                continue
            assert_names(answer, field, (field, value))
    assert await rows_of(world.services) == before


@pytest.mark.parametrize("name", ROUTES)
async def test_an_unknown_or_missing_field_is_named(world: Restaurant, name: str) -> None:
    before = await rows_of(world.services)
    good = ROUTES[name][3]
    parents = {""} | {field.rpartition(".")[0] for field in WRONG[name] if "." in field}
    for parent in parents:
        for unknown in ("store_id", "surprise", "한글"):
            field = f"{parent}.{unknown}" if parent else unknown
            assert_names(await send_json(world, name, changed(good, field, 1)), field, field)
    if ROUTES[name][1] == "POST" or name in ("advance", "take call", "reorder", "reorder items"):
        for field in WRONG[name]:
            if field.endswith("]") or field in OPTIONAL.get(name, ()) or field.endswith((".id", ".price_delta")):
                continue
            assert_names(await send_json(world, name, changed(good, field, None, remove=True)), field, field)
    assert await rows_of(world.services) == before


async def test_a_currency_has_no_line_feed(bistro: Restaurant) -> None:
    assert_names(await bistro.ask("owner", "PATCH", "/admin/store", {"currency": "KRW\n"}), "currency", "KRW")


async def test_a_reason_has_no_line_separator(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    reason = {"reason": "line\u2028two", "version": 1}
    refused = await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/cancellation", reason)
    assert_names(refused, "reason", reason)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["lines", "name", "ids", "note",
        "item_id", "quantity", "options", "version", "status", "reason", "price", "force"]) | st.text(max_size=5),
        inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(ROUTES)), body=JSON, field=st.integers(0, 40), mixed=st.booleans())
async def test_no_json_whatsoever_is_a_500(world: Restaurant, name: str, body: Any, field: int, mixed: bool) -> None:
    if mixed:  # a good body with one wild value gets further
        fields = sorted(WRONG[name])
        body = changed(ROUTES[name][3], fields[field % len(fields)], body)
    answer = await send_json(world, name, body)
    assert answer.status_code < 500, answer.text
    assert answer.request.method == ROUTES[name][1]
