"""What the document says about the API as a whole."""

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme, Tag
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from ordering.api.docs.site import Site

ABOUT = """Orders from tables, live to the staff.

**Logging in.** A tablet pairs with `POST /api/v1/auth/table`, a kitchen's screen with `POST /api/v1/auth/station`, a
person logs in with `POST /api/v1/auth/staff`. Send the `access_token` as `Authorization: Bearer ...`. A table token
opens the guest routes, a station token those under `/kitchen`, a staff token both these and `/admin`, a print agent's
those under `/print-agent` and nothing else; cookies are ignored. The store comes from the token, and what belongs to
another store is answered 404.

**Values.** Money is whole minor units of the store's currency (won, cents). Times are RFC 3339 in UTC; dates are the
store's business dates. Ids are opaque. Fields that a request does not have are refused, and every PATCH is partial.

**Lists** answer `items`. Those that can grow take `limit` and `cursor` and add `next_cursor`, null on the last page.

**Errors** are RFC 9457 problems, `application/problem+json`. Go by `code`: it is stable, `detail` is for people.
Every answer carries `X-Request-ID`: quote it when you ask for help.

**Retries.** An order is placed under an `Idempotency-Key`. Send it again with the same key until you have an answer: it
is placed once, however often it arrives.
"""

TAGS = {
    "Auth": "Logging in and out; who a token stands for",
    "Menu": "What can be ordered: as guests see it, and as its editors change it",
    "Kitchen": "The stations where dishes are made and put together, and the tickets that tell them what",
    "Printing": "Receipt printers in the restaurant's network, the papers that they print, and agents that print them",
    "Orders": "Placing orders, following them, moving them along",
    "Tables": "The tables, ordering for one, closing it when its party leaves, and what was there before",
    "Devices": "The tablets paired with tables, the screens paired with stations, and print agents",
    "Phones": "Guests' own phones, and the codes that let them in",
    "Store": "The store's settings, a day's totals, and who did what",
    "Staff": "The people who work here",
}


def config() -> OpenAPIConfig:
    """One for each app: it keeps the document once made."""
    return OpenAPIConfig(
        title="Ordering",
        version="1",
        summary="Table ordering for restaurants",
        description=ABOUT,
        license=License(name="MIT", identifier="MIT"),
        path="/schema",
        render_plugins=[Site()],
        tags=[Tag(name, description) for name, description in TAGS.items()],
        components=Components(
            security_schemes={
                "tableToken": _bearer(
                    "A tablet's: from `POST /api/v1/auth/table`, for 16 hours, then refreshed; or a guest's phone's:"
                    " from `POST /api/v1/auth/phone`, for 12 hours or until the party leaves"
                ),
                "stationToken": _bearer(
                    "A station's screen's: from `POST /api/v1/auth/station`, for 16 hours, then refreshed"
                ),
                "agentToken": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="A print agent's: from `POST /api/v1/admin/print-agents`, until it is removed",
                ),
                "staffToken": _bearer("A person's: from `POST /api/v1/auth/staff`, for 16 hours"),
            }
        ),
        operation_id_creator=operation_id,
        use_handler_docstrings=True,
    )


def operation_id(handler: HTTPRouteHandler, method: Method, path: list[str | PathParameterDefinition]) -> str:
    """``orders.place``, ``admin.orders.one``: the area in the path and the handler's verb; a lone function has none."""
    words = [part for part in path if isinstance(part, str)]
    if words[:1] != ["api"]:
        return f"{method} {words}"  # a page: not in the document
    area = [word.replace("-", "") for word in (words[2:4] if words[2] in ("admin", "kitchen") else words[2:3])]
    controller, _, verb = handler.fn.__qualname__.rpartition(".")
    return ".".join([*area, verb] if controller else area).replace("-", "_")


def _bearer(description: str) -> SecurityScheme:
    return SecurityScheme(type="http", scheme="bearer", bearer_format="JWT", description=description)
