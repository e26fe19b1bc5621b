"""The examples of the document, out of ``examples.json``: one evening at table 3.

Answers are there by the name of their schema, and by operation where that says more; refusals by their code, or by
operation and code. ``like`` begins with another example, of which the other members differ.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar.exceptions import HTTPException

from ordering.errors import Refusal
from ordering.http import problems

CURSOR = "MTAzNA"
REQUEST_ID = "3f9a1c5e7b2d4860"
NOBODY: Any = None
"""For the request that problems are told apart from, and need not be asked for."""


def of_schema(name: str) -> Any:
    """An example of the schema of this name; None if there is none. Lists are made from their items'."""
    items = re.fullmatch(r"(?:Items|(?P<page>Page))_(?P<item>\w+)_", name)
    if items is None:
        return _whole(_examples()["schemas"].get(name))
    item = of_schema(items["item"])
    if item is None:
        return None
    return {"items": [item], "next_cursor": CURSOR} if items["page"] else {"items": [item]}


def of_answer(operation_id: str, schema_name: str) -> Any:
    answer = _examples()["answers"].get(operation_id)
    return of_schema(schema_name) if answer is None else _whole(answer)


def of_refusal(refusal: Refusal | type[Refusal], operation_id: str = "") -> Any:
    """The body, just as it is sent; with what an operation tells besides, where that is its own."""
    if not isinstance(refusal, Refusal):
        known = _examples()["refusals"]
        refusal = refusal(**_whole(known.get(f"{operation_id} {refusal.code}", known.get(refusal.code, {}))))
    return _body(problems.of_refusal(NOBODY, refusal))


def of_framework(status: int) -> Any:
    """What Litestar refuses by itself."""
    return _body(problems.of_http(NOBODY, HTTPException(status_code=status)))


@cache
def _examples() -> dict[str, dict[str, Any]]:
    return msgspec.json.decode((Path(__file__).parent / "examples.json").read_bytes(), type=dict[str, dict[str, Any]])


def _whole(example: Any) -> Any:
    if isinstance(example, list):
        return [_whole(each) for each in example]
    if not isinstance(example, dict):
        return example
    begun = of_schema(example["like"]) if "like" in example else {}
    return begun | {name: _whole(value) for name, value in example.items() if name != "like"}


def _body(response: Any) -> Any:
    return {**msgspec.json.decode(response.content), "request_id": REQUEST_ID}
