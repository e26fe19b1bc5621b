"""Every error an operation can answer: what it names itself, and what follows from how it is asked."""

from typing import Any

from litestar.handlers import HTTPRouteHandler

from ordering import errors
from ordering.api.docs import examples, schemas
from ordering.codes import Code
from ordering.errors import Invalid, Refusal
from ordering.http.openapi import ANYBODY, Refusals
from ordering.http.problems import PROBLEM_JSON, STATUS, Problem

MEANING = {
    400: "Something that was sent is missing or wrong; `errors` names it",
    401: "No token, or one that has ended",
    403: "This login may not do that",
    404: "There is no such thing in this store",
    408: "The body took more than 30 seconds to arrive",
    409: "Not as things are; `code` says why",
    413: "The body is too large",
    415: "The body is in another format than asked for",
    422: "Well-formed, and still not to be had; `code` says why",
    429: "Too often; see `Retry-After`",
    503: "Not right now. Ask again in a moment, with the same `Idempotency-Key` if there is one",
}
LOGIN = "What was given to log in with is not right"


def of(operation: dict[str, Any], handler: HTTPRouteHandler, shapes: dict[str, Any]) -> dict[str, Any]:
    """The responses by status."""
    bodies = {413: [examples.of_framework(413)], 415: [examples.of_framework(415)]} if _body(operation) else {}
    bodies[400] = [_mistake(operation, shapes)]
    for refusal in dict.fromkeys([*_named(handler), *_implied(operation)]):
        bodies.setdefault(STATUS[refusal], []).append(examples.of_refusal(refusal, operation["operationId"]))
    for status in handler.responses or {}:
        if status in MEANING:
            bodies.setdefault(status, [])
    return {str(status): _response(status, bodies[status], operation) for status in sorted(bodies)}


def _named(handler: HTTPRouteHandler) -> list[type[Refusal]]:
    specs = (handler.responses or {}).values()
    return [refusal for spec in specs if isinstance(spec, Refusals) for refusal in spec.refusals]


def _implied(operation: dict[str, Any]) -> list[type[Refusal]]:
    """By who is let in, and by an id in the path. Everything needs the database."""
    logins = operation.get("security", [])
    refusals: list[type[Refusal]] = [errors.NotLoggedIn] if logins else []
    refusals += [errors.Forbidden] if 0 < len(logins) < len(ANYBODY) else []
    refusals += [errors.NotFound] if any(one["in"] == "path" for one in operation.get("parameters", [])) else []
    refusals += [errors.TooSlow] if _body(operation) else []
    return [*refusals, errors.UnknownHost, errors.Busy, errors.ShuttingDown]


def _mistake(operation: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """A 400 as this operation would answer it."""
    if schema := _body(operation):
        required = shapes.get(schema.get("$ref", "").rpartition("/")[2], {}).get("required")
        if required:
            return examples.of_refusal(Invalid(required[0], Code.MISSING, name=required[0]))
        return examples.of_refusal(Invalid("colour", Code.UNKNOWN_FIELD, name="colour"))
    for parameter in operation.get("parameters", []):
        if parameter["schema"]["type"] == "integer":
            return examples.of_refusal(Invalid(parameter["name"], Code.NOT_A_NUMBER, expected="int", got="str"))
        if parameter["schema"].get("format") == "date":
            return examples.of_refusal(Invalid(parameter["name"], Code.NOT_A_DATE))
    return examples.of_refusal(Invalid("colour", Code.UNKNOWN_PARAMETER))


def _body(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return next((media["schema"] for media in content.values()), None)


def _response(status: int, bodies: list[Any], operation: dict[str, Any]) -> dict[str, Any]:
    meaning = LOGIN if status == 401 and not operation.get("security") else MEANING[status]
    shown = {body["code"]: {"value": body} for body in bodies}
    return {
        "description": meaning,
        "content": {PROBLEM_JSON: {"schema": schemas.ref(Problem.__name__), "examples": shown}},
    }
