"""Completes the document that Litestar writes from the handlers: exact schemas, every error, examples, headers."""

from collections.abc import Iterator
from typing import Any

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition
from msgspec import Struct

from ordering.api.docs import examples, headers, problems, schemas

API = "/api/"
JSON = "application/json"
SUCCESS = {200: "The answer", 201: "It is made", 204: "It is done; there is nothing to add"}

Operation = dict[str, Any]


def of(app: Litestar) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the app's JSON operations."""
    document = app.openapi_schema.to_schema()
    found = sorted((one for one in _operations(app, document) if _speaks_json(one[2])), key=_written_at)
    shapes = schemas.of(_structs([handler for _, _, _, handler in found]))
    paths: dict[str, dict[str, Operation]] = {}
    for path, method, operation, handler in found:
        _complete(operation, handler, shapes)
        paths.setdefault(path, {})[method] = operation
    used = {tag for _, _, operation, _ in found for tag in operation["tags"]}
    return {
        **document,
        "paths": paths,
        "tags": [tag for tag in document["tags"] if tag["name"] in used],
        "components": {**document["components"], "schemas": dict(sorted(shapes.items())), "headers": headers.HEADERS},
    }


def _operations(app: Litestar, document: dict[str, Any]) -> Iterator[tuple[str, str, Operation, HTTPRouteHandler]]:
    for route in app.routes:
        path = route.path_format
        if not isinstance(route, HTTPRoute) or not path.startswith(API) or path not in document["paths"]:
            continue
        for method, (handler, _) in route.route_handler_map.items():
            operation = document["paths"][path].get(method.lower())
            if operation is not None:
                yield path, method.lower(), operation, handler


def _written_at(found: tuple[str, str, Operation, HTTPRouteHandler]) -> tuple[str, int]:
    """In the order of the code: Litestar's is another one each time."""
    function = found[3].fn
    return function.__module__, function.__code__.co_firstlineno


def _speaks_json(operation: Operation) -> bool:
    """Whether it answers JSON or nothing: pages and event streams are no part of this document."""
    kinds = [kind for status, one in operation["responses"].items() if status < "3" for kind in one.get("content", {})]
    return all(kind == JSON for kind in kinds)


def _complete(operation: Operation, handler: HTTPRouteHandler, shapes: dict[str, Any]) -> None:
    operation.pop("deprecated", None)
    operation["parameters"] = [_parameter(one) for one in operation.get("parameters", [])]
    if "data" in handler.parsed_fn_signature.parameters:
        _complete_body(operation["requestBody"], handler.parsed_fn_signature.parameters["data"])
    successes = {status: one for status, one in operation["responses"].items() if status < "4"}
    for status, response in sorted(successes.items()):
        if status == str(handler.status_code):
            response["description"] = handler.response_description or SUCCESS[handler.status_code]
        _complete_success(response, operation["operationId"])
    operation["responses"] = {**successes, **problems.of(operation, handler, shapes)}
    headers.add(operation)


def _parameter(said: dict[str, Any]) -> dict[str, Any]:
    kept = said.keys() & {"name", "in", "description", "required"}
    return {**{name: said[name] for name in said if name in kept}, "schema": schemas.of_parameter(said["schema"])}


def _complete_body(body: dict[str, Any], data: FieldDefinition) -> None:
    body["required"] = data.is_required
    schema, name = _refer(body["content"][JSON]["schema"])
    body["content"][JSON] = {"schema": schema, "example": examples.of_schema(name)}


def _complete_success(response: dict[str, Any], operation_id: str) -> None:
    for media in response.get("content", {}).values():
        media["schema"], name = _refer(media["schema"])
        media["example"] = examples.of_answer(operation_id, name)


def _refer(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Litestar's reference to a Struct by our name for it."""
    reference = schemas.ref(schema.get("$ref", "").rpartition("/")[2])
    return reference, reference["$ref"].rpartition("/")[2]


def _structs(handlers: list[HTTPRouteHandler]) -> list[Any]:
    """What they take and answer."""
    types = []
    for handler in handlers:
        signature = handler.parsed_fn_signature
        types.append(_inside(signature.return_type))
        if "data" in signature.parameters:
            types.append(signature.parameters["data"].annotation)
        types += [spec.data_container for spec in (handler.responses or {}).values()]
    plain = [getattr(one, "__origin__", one) for one in types]
    return [one for one, kind in zip(types, plain, strict=True) if isinstance(kind, type) and issubclass(kind, Struct)]


def _inside(answer: FieldDefinition) -> Any:
    whole = answer.is_subclass_of(Response) and answer.inner_types  # an event stream is a Response of nothing
    return answer.inner_types[0].annotation if whole else answer.annotation
