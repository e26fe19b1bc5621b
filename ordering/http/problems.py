"""From refusals and mistakes to RFC 9457 problems: the one table that speaks HTTP."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from ordering import decoding, errors, logs
from ordering.codes import Code
from ordering.http.parameters import parameters_of
from ordering.kitchen import refusals as kitchen
from ordering.printing import refusals as printing

MISSING = re.compile(r"Missing required \w+ parameter '(?P<name>[^']+)'")
PROBLEM_JSON = "application/problem+json"

STATUS: dict[type[errors.Refusal], int] = {
    errors.Invalid: 400,
    errors.UnknownHost: 400,
    errors.NotLoggedIn: 401,
    errors.BadCredentials: 401,
    errors.DeviceRevoked: 401,
    errors.VisitOver: 401,
    errors.Forbidden: 403,
    errors.PairingClosed: 403,
    errors.NotYours: 403,
    errors.NotFound: 404,
    errors.TooSlow: 408,
    errors.PartyChanged: 409,
    errors.NotOrderable: 409,
    errors.PriceChanged: 409,
    errors.TooLate: 409,
    errors.StaleVersion: 409,
    errors.IllegalTransition: 409,
    errors.SessionClosed: 409,
    errors.NoOpenSession: 409,
    errors.UnfinishedOrders: 409,
    errors.TableOccupied: 409,
    errors.NumberTaken: 409,
    errors.TooManyDevices: 409,
    errors.TooManyPhones: 409,
    errors.PhonesOff: 409,
    errors.UsernameTaken: 409,
    errors.SlugTaken: 409,
    errors.LastOwner: 409,
    errors.CategoryNotEmpty: 409,
    kitchen.WrongCode: 401,
    kitchen.NameTaken: 409,
    kitchen.ExpoTaken: 409,
    kitchen.StationInUse: 409,
    printing.NoPrinter: 409,
    printing.PrinterOff: 409,
    errors.PricesOutOfRange: 409,
    errors.PricesChanged: 409,
    errors.CurrencyFixed: 409,
    errors.ChangedMeanwhile: 409,
    errors.TooLarge: 413,
    errors.UnsupportedImage: 415,
    errors.PackedBody: 415,
    errors.KeyReused: 422,
    errors.BadImage: 422,
    errors.TooManyPixels: 422,
    errors.TooManyPixelsForWebP: 422,
    errors.TooTall: 422,
    errors.TooManyAttempts: 429,
    errors.TooManyOrders: 429,
    errors.Busy: 503,
    errors.VisitMoved: 503,
    errors.ShuttingDown: 503,
    errors.StorageDown: 503,
}

CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


class FieldError(msgspec.Struct, frozen=True):
    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error, as RFC 9457 has it; some carry further members, named in the operation's description."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None
    errors: list[FieldError] | msgspec.UnsetType = msgspec.UNSET


class BadQuery(Exception):
    """Parameters that the route does not know, or that came twice."""

    def __init__(self, mistakes: list[errors.Invalid]) -> None:
        super().__init__()
        self.mistakes = mistakes


def of_refusal(_: Request[Any, Any, Any], refusal: errors.Refusal) -> Response[bytes]:
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else {}
    status = STATUS[type(refusal)]
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return _problem(status, refusal.code, str(refusal), headers, refusal.facts)


def of_bad_query(_: Request[Any, Any, Any], error: BadQuery) -> Response[bytes]:
    return _invalid(error.mistakes)


def of_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """A path, query or header value of the wrong kind."""
    extra = error.extra if isinstance(error.extra, list) else []
    mistakes = [_mistake(request, str(each.get("key", "")), str(each.get("message", ""))) for each in extra]
    missing = MISSING.search(error.detail)
    return _invalid(mistakes or [decoding.invalid(error.detail, missing["name"] if missing else "")])


def _mistake(request: Request[Any, Any, Any], name: str, message: str) -> errors.Invalid:
    if name == "data":
        return errors.Invalid("", Code.NOT_JSON, reason=message)
    parameter = parameters_of(request.route_handler).get(name)
    called = getattr(parameter.kwarg_definition, "name", None) if parameter is not None else None
    return decoding.invalid(message, called or name)


def of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses: unknown paths, wrong methods, bodies too large or not to be read."""
    status = error.status_code
    if status == HTTPStatus.BAD_REQUEST:
        return _invalid([errors.Invalid("", Code.NOT_RIGHT, reason=error.detail)])
    code = CODES.get(status, "bad_request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal_error")
    detail = HTTPStatus(status).description or HTTPStatus(status).phrase
    if isinstance(error, RequestEntityTooLarge):
        detail = _too_large(request, error)
    return _problem(status, code, detail, error.headers or {}, {})


def _too_large(request: Request[Any, Any, Any], error: RequestEntityTooLarge) -> str:
    """With the limit, unless it is told already."""
    most = request.route_handler.resolve_request_max_body_size()
    if error.detail != RequestEntityTooLarge.detail or most is None:
        return error.detail
    size = f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} KB"
    return f"The request's body is larger than {size}."


def of_anything(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged whole, told in one sentence."""
    logging.getLogger(__name__).error("unhandled", exc_info=error)
    return _problem(500, "internal_error", "Something went wrong here. It has been noted.", {}, {})


def _invalid(mistakes: list[errors.Invalid]) -> Response[bytes]:
    facts = {"errors": [error for each in mistakes for error in each.facts["errors"]]}
    return _problem(400, errors.Invalid.code, "; ".join(map(str, mistakes)), {}, facts)


def _problem(status: int, code: str, detail: str, headers: dict[str, str], facts: dict[str, Any]) -> Response[bytes]:
    body = encoded(status, code, detail, logs.request_id.get(), facts)
    return Response(body, status_code=status, media_type=PROBLEM_JSON, headers=headers)


def encoded(status: int, code: str, detail: str, request_id: str | None, facts: Mapping[str, Any]) -> bytes:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        **facts,
    }
    return msgspec.json.encode(body)


HANDLERS: dict[int | type[Exception], Any] = {
    errors.Refusal: of_refusal,
    BadQuery: of_bad_query,
    ValidationException: of_validation,
    HTTPException: of_http,
    Exception: of_anything,
}
