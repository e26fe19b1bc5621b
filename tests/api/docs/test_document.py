"""The OpenAPI document names and describes every operation, its token, its headers and its refusals."""

import re
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar

from ordering.api.docs import document as documents
from tests.api.docs.operations import JSON, Operation, inside


def test_it_is_openapi_3_1_of_the_api_alone(document: dict[str, Any], operations: list[Operation]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert len(operations) > 40
    assert all(one.path.startswith("/api/v1/") for one in operations)
    kinds = {kind for one in operations for answer in one.responses("2").values() for kind in answer.get("content", {})}
    assert kinds == {JSON}


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for one in inside(document):
        if "$ref" in one:
            found = document
            for step in one["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            assert found


def test_every_operation_is_named_and_described(document: dict[str, Any], operations: list[Operation]) -> None:
    for one in operations:
        assert one.says["summary"], one.id
        assert one.says["description"], one.id
        assert re.fullmatch(r"((admin|kitchen)\.)?[a-z_]+(\.[a-z_]+)?", one.id), one.id
    assert len({one.id for one in operations}) == len(operations)
    assert {"orders.place", "admin.orders.advance", "menu"} <= {one.id for one in operations}


def test_every_tag_is_described_and_used(document: dict[str, Any], operations: list[Operation]) -> None:
    assert all(tag["description"] for tag in document["tags"])
    assert {tag["name"] for tag in document["tags"]} == {tag for one in operations for tag in one.says["tags"]}


def test_every_operation_says_whose_token_opens_it(document: dict[str, Any], operations: list[Operation]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes.keys() == {"tableToken", "stationToken", "agentToken", "staffToken"}
    for name, scheme in schemes.items():
        assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
        assert scheme.get("bearerFormat") == (None if name == "agentToken" else "JWT")
        assert scheme["description"]
    for one in operations:
        logins = [name for login in one.says.get("security", []) for name in login]
        if one.path.startswith("/api/v1/admin/"):
            assert logins == ["staffToken"], one.id
        elif one.path.startswith("/api/v1/kitchen/"):
            assert logins == ["stationToken", "staffToken"], one.id
        elif one.path.startswith("/api/v1/print-agent/"):
            assert logins == ["agentToken"], one.id
        elif not one.path.startswith("/api/v1/auth/"):
            assert "tableToken" in logins, one.id


def test_every_operation_says_how_it_refuses(operations: list[Operation]) -> None:
    for one in operations:
        logins, parameters = one.says.get("security", []), one.says.get("parameters", [])
        expected = {"503"}
        expected |= {"401"} if logins else set()
        expected |= {"403"} if len(logins) in (1, 2) else set()
        expected |= {"404"} if "{" in one.path else set()
        expected |= {"400"} if any(said["name"] != "If-None-Match" for said in parameters) else set()
        expected |= {"400", "413", "415"} if "requestBody" in one.says else set()
        assert expected <= one.says["responses"].keys(), one.id


@pytest.mark.parametrize(
    ("operation", "status", "headers"),
    [
        ("menu", "200", {"ETag"}),
        ("menu", "304", {"ETag"}),
        ("orders.place", "200", {"Idempotency-Replayed"}),
        ("orders.place", "201", set()),
        ("orders.place", "429", {"Retry-After"}),
        ("auth.table", "429", {"Retry-After"}),
        ("admin.store.one", "401", {"WWW-Authenticate"}),
        ("admin.store.one", "503", {"Retry-After"}),
    ],
)
def test_the_headers_of_the_contract_are_there(
    operations: list[Operation], operation: str, status: str, headers: set[str]
) -> None:
    (one,) = (one for one in operations if one.id == operation)
    assert one.says["responses"][status]["headers"].keys() == {"X-Request-ID"} | headers


async def test_it_is_made_once_and_on_the_first_request(litestar: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Litestar] = []
    of = documents.of

    def noting(app: Litestar) -> dict[str, Any]:
        made.append(app)
        return of(app)

    monkeypatch.setattr(documents, "of", noting)
    transport = httpx.ASGITransport(litestar)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as asking:
        answers = [await asking.get("/schema/openapi.json") for _ in range(3)]
    assert len(made) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].headers["content-type"] == JSON
    assert answers[0].json()["info"]["title"] == "Ordering"
