"""What the OpenAPI document says beside what the handlers' types do."""

from typing import Any

from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from ordering.http.problems import Problem

TABLE = [{"tableToken": list[str]()}]
STAFF = [{"staffToken": list[str]()}]
BOTH = [{"tableToken": list[str]()}, {"staffToken": list[str]()}]

MEANING = {
    400: "A field is missing or wrong; `errors` names it",
    401: "No token, or one that has ended",
    403: "This login may not do that",
    404: "There is no such thing in this store",
    409: "Not in this state; `code` says why",
    422: "The idempotency key was used for something else",
    429: "Too often; see `Retry-After`",
}


def answers(*statuses: int, answer: Any = None) -> dict[int, ResponseSpec]:
    """The problems an operation may answer; ``answer`` is its 200 where the handler's type does not say it."""
    specs = {
        status: ResponseSpec(
            Problem, description=MEANING[status], media_type="application/problem+json", generate_examples=False
        )
        for status in statuses
    }
    if answer is not None:
        specs[200] = ResponseSpec(answer, description="As it is now", generate_examples=False)
    return specs


NOT_MODIFIED = {304: ResponseSpec(None, description="Nothing has changed", generate_examples=False)}


def replayed(answer: Any) -> dict[int, ResponseSpec]:
    """The 200 of a retry whose key was used before."""
    return {200: ResponseSpec(answer, description="The key was used for this order before", generate_examples=False)}


CONFIG = OpenAPIConfig(
    title="Ordering",
    version="1",
    path="/schema",
    render_plugins=[JsonRenderPlugin()],
    components=Components(
        security_schemes={
            "tableToken": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT"),
            "staffToken": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT"),
        }
    ),
    use_handler_docstrings=True,
)
