"""The headers of the contract, and where they are."""

from typing import Any

HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "On every log line of this request. Your own, if you sent 1-64 characters of `[A-Za-z0-9._-]`",
        "schema": {"type": "string"},
        "example": "3f9a1c5e7b2d4860",
    },
    "ETag": {
        "description": "Stands for this very answer: send it back as `If-None-Match`",
        "schema": {"type": "string"},
        "example": '"00844b12e94c9cbdb3f6"',
    },
    "Idempotency-Replayed": {
        "description": "`true`: nothing was done now, this key was used before",
        "schema": {"type": "string", "const": "true"},
        "example": "true",
    },
    "Retry-After": {
        "description": "Whole seconds until it is worth asking again",
        "schema": {"type": "integer", "minimum": 1},
        "example": 2,
    },
    "WWW-Authenticate": {
        "description": "The kind of token asked for",
        "schema": {"type": "string"},
        "example": "Bearer",
    },
}

IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of the answer you have: 304 if it still is right",
    "required": False,
    "schema": {"type": "string"},
}


def add(operation: dict[str, Any]) -> None:
    """Refer to them from an operation's responses, and to ``If-None-Match`` where one may get a 304."""
    responses = operation["responses"]
    parameters = operation.setdefault("parameters", [])
    keyed = any(one["name"] == "Idempotency-Key" for one in parameters)
    if "304" in responses:
        parameters.append(IF_NONE_MATCH)
    if not parameters:
        del operation["parameters"]
    of_status = {
        "200": ["Idempotency-Replayed"] * keyed + ["ETag"] * ("304" in responses),
        "304": ["ETag"],
        "401": ["WWW-Authenticate"],
        "429": ["Retry-After"],
        "503": ["Retry-After"],
    }
    for status, response in responses.items():
        names = ["X-Request-ID", *of_status.get(status, [])]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
