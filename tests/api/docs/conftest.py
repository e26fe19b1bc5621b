"""The OpenAPI document, and what its schemas have against a value."""

from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from litestar import Litestar

from ordering import settings
from ordering.api.docs import document as documents
from ordering.app import create_app
from tests.api.docs.operations import Operation
from tests.apps import SECRET


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
