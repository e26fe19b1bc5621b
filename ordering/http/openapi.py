"""What handlers say about themselves beside their types: whom they let in, and how they refuse.

The rest is derived from their parameters: see ``docs/problems.py``.
"""

from dataclasses import dataclass
from typing import Any

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from ordering.errors import Refusal
from ordering.http.problems import PROBLEM_JSON, STATUS, Problem

TABLE = [{"tableToken": list[str]()}]
STAFF = [{"staffToken": list[str]()}]
KITCHEN = [{"stationToken": list[str]()}, *STAFF]
AGENT = [{"agentToken": list[str]()}]
ANYBODY = [*TABLE, {"stationToken": list[str]()}, *STAFF]


@dataclass
class Refusals(ResponseSpec):
    """A problem, and the refusals that lead to it."""

    refusals: tuple[type[Refusal], ...] = ()


@dataclass
class FileForm(Operation):
    """An operation that reads its form itself: one file, and nothing else."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(
            type=OpenAPIType.OBJECT, properties={"file": file}, required=["file"], additional_properties=False
        )
        self.request_body = RequestBody({"multipart/form-data": OpenAPIMediaType(form)}, required=True)


def answers(*refusals: int | type[Refusal], answer: Any = None) -> dict[int, ResponseSpec]:
    """How an operation may refuse, beyond what its parameters tell; ``answer`` is its 200 where its type does not say.

    400 for what is sent, 401 and 403 for who sends it, 404 for the id in the path, 413, 415 and 503 need no mention,
    though a plain status does no harm.
    """
    specs: dict[int, ResponseSpec] = {}
    for status in {refusal if isinstance(refusal, int) else STATUS[refusal] for refusal in refusals}:
        named = tuple(refusal for refusal in refusals if not isinstance(refusal, int) and STATUS[refusal] == status)
        specs[status] = Refusals(Problem, media_type=PROBLEM_JSON, generate_examples=False, refusals=named)
    if answer is not None:
        specs[200] = ResponseSpec(answer, generate_examples=False)
    return specs


NOT_MODIFIED = {304: ResponseSpec(None, description="Nothing has changed", generate_examples=False)}


def replayed(answer: Any) -> dict[int, ResponseSpec]:
    """The 200 of a retry whose key was used before."""
    said = "The key was used for this order before: here it is, as it is now"
    return {200: ResponseSpec(answer, description=said, generate_examples=False)}
