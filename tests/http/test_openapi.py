"""The OpenAPI document says what the app does, and its page needs nobody else."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from litestar import Litestar
from litestar.routes import HTTPRoute

from ordering import errors, settings
from ordering.api.docs import document as documents
from ordering.api.docs import site
from ordering.app import create_app
from ordering.http import problems
from tests.conftest import SECRET

ROOT = Path(__file__).parents[2]
JSON, PROBLEM = "application/json", "application/problem+json"
OTHERS: list[Any] = [None, "", " ", "a\x00b", "x" * 5000, -1, 0, 1, 2**53, 2**63 - 1, 2**63, 1.5, True, [], {}]


class Operation(msgspec.Struct):
    method: str
    path: str
    says: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.says["operationId"])

    @property
    def body(self) -> Any:
        return self.says.get("requestBody", {}).get("content", {}).get(JSON)

    def responses(self, first: str) -> dict[str, Any]:
        """Those whose status begins so."""
        return {status: one for status, one in self.says["responses"].items() if status.startswith(first)}


@pytest.fixture(scope="module")
def litestar(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The app, wired and never asked: its database is never opened."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('openapi') / 'none.db'}"
    app = create_app(settings.read({"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET})).app
    assert isinstance(app, Litestar)
    return app


@pytest.fixture(scope="module")
def document(litestar: Litestar) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(documents.of(litestar)))
    return made


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[Operation]:
    return [Operation(method, path, says) for path, item in document["paths"].items() for method, says in item.items()]


@pytest.fixture(scope="module")
def wrong(document: dict[str, Any]) -> Any:
    """What a schema of the document has against a value; empty if nothing."""

    def of(schema: dict[str, Any], value: Any) -> list[str]:
        whole = {**schema, "components": document["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker())
        return [one.message for one in validator.iter_errors(value)]

    return of


def inside(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, itself too."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from inside(one)
    elif isinstance(value, list):
        for one in value:
            yield from inside(one)


def examples_of(media: dict[str, Any]) -> list[Any]:
    return [media["example"]] if "example" in media else [one["value"] for one in media.get("examples", {}).values()]


def body_types(litestar: Litestar) -> dict[tuple[str, str], Any]:
    """What each operation's body is decoded to."""
    return {
        (method.lower(), route.path_format): handler.parsed_fn_signature.parameters["data"].annotation
        for route in litestar.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if "data" in handler.parsed_fn_signature.parameters
    }


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
        assert re.fullmatch(r"(admin\.)?[a-z]+(\.[a-z_]+)?", one.id), one.id
    assert len({one.id for one in operations}) == len(operations)
    assert {"orders.place", "admin.orders.advance", "menu"} <= {one.id for one in operations}


def test_every_tag_is_described_and_used(document: dict[str, Any], operations: list[Operation]) -> None:
    assert all(tag["description"] for tag in document["tags"])
    assert {tag["name"] for tag in document["tags"]} == {tag for one in operations for tag in one.says["tags"]}


def test_every_operation_says_whose_token_opens_it(document: dict[str, Any], operations: list[Operation]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes.keys() == {"tableToken", "staffToken"}
    for scheme in schemes.values():
        assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")
        assert scheme["description"]
    for one in operations:
        logins = [name for login in one.says.get("security", []) for name in login]
        if one.path.startswith("/api/v1/admin/"):
            assert logins == ["staffToken"], one.id
        elif not one.path.startswith("/api/v1/auth/"):
            assert "tableToken" in logins, one.id


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
    orders = [one for one in inside([one.responses("") for one in operations]) if {"lines", "number"} <= one.keys()]
    assert orders
    for order in orders:
        for line in order["lines"]:
            price = line["unit_price"] + sum(option["price_delta"] for option in line["options"])
            assert line["subtotal"] == line["quantity"] * price
        assert order["total"] == sum(line["subtotal"] for line in order["lines"])


def test_every_operation_says_how_it_refuses(operations: list[Operation]) -> None:
    for one in operations:
        logins, parameters = one.says.get("security", []), one.says.get("parameters", [])
        expected = {"503"}
        expected |= {"401"} if logins else set()
        expected |= {"403"} if len(logins) == 1 else set()
        expected |= {"404"} if "{" in one.path else set()
        expected |= {"400"} if any(said["name"] != "If-None-Match" for said in parameters) else set()
        expected |= {"400", "413", "415"} if "requestBody" in one.says else set()
        assert expected <= one.says["responses"].keys(), one.id


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
    }  # on the command line, and on the staff's pages
    assert {refusal.code for refusal in problems.STATUS.keys() - never_here} <= shown


def test_a_refusal_shows_its_facts(operations: list[Operation]) -> None:
    (place,) = (one for one in operations if one.id == "orders.place")
    conflicts = place.says["responses"]["409"]["content"][PROBLEM]["examples"]
    assert conflicts["not_orderable"]["value"]["lines"][0].keys() == {"index", "item_id", "reason"}
    assert conflicts["price_changed"]["value"].keys() >= {"total", "lines"}
    (advance,) = (one for one in operations if one.id == "admin.orders.advance")
    stale = advance.says["responses"]["409"]["content"][PROBLEM]["examples"]["stale_version"]["value"]
    assert stale["order"]["number"]


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


async def test_it_is_made_once_and_on_the_first_request(litestar: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Litestar] = []
    of = documents.of

    def noting(app: Litestar) -> dict[str, Any]:
        made.append(app)
        return of(app)

    monkeypatch.setattr(documents, "of", noting)
    transport = httpx.ASGITransport(litestar)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as asking:
        answers = [await asking.get("/schema/openapi.json") for _ in range(3)]
    assert len(made) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].headers["content-type"] == JSON
    assert answers[0].json()["info"]["title"] == "Ordering"


async def test_the_page_asks_nobody_else_for_anything(http: httpx.AsyncClient) -> None:
    page = await http.get("/schema")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "//" not in page.text.replace("<!doctype", "")
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.text)
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert {Path(link).suffix for link in links} == {".js", ".css", ".svg", ".json"}
    assert {(await http.get(link)).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
        ("docs.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_its_files_are_kept_for_ever_under_the_name_of_their_content(
    http: httpx.AsyncClient, name: str, content_type: str
) -> None:
    answer = await http.get(site.assets().url(name))
    assert answer.headers["content-type"] == content_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == (site.STATIC / name).read_bytes()
    assert answer.url.path == f"/schema/assets/{site.assets().build}/{name}"


@pytest.mark.parametrize(
    "path",
    [
        "/schema/assets/swagger-ui-bundle.js",
        "/schema/assets/LICENSE",
        "/schema/assets/..%2f..%2fdocs%2fsite.py",
        "/schema/assets/%2e%2e/%2e%2e/app.py",
        "/schema/assets/",
        "/schema/nothing",
        "/schema/openapi.yaml",
    ],
)
async def test_nothing_else_is_under_schema(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM


def test_what_is_vendored_is_what_the_docs_say() -> None:
    said = (ROOT / "docs" / "vendored.md").read_text(encoding="utf-8")
    files = [file for file in (site.STATIC / "swagger-ui").iterdir() if file.is_file()]
    assert files
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert f"`{file.name}` | `{digest}`" in said
