"""The OpenAPI document's operations, and what is inside them."""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

JSON, PROBLEM = "application/json", "application/problem+json"


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
