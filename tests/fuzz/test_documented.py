"""Whatever is sent to an operation, by whomever: it is answered as the OpenAPI document says, and never with 500."""

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.generation.modes import GenerationMode

from tests.fuzz.conftest import EXAMPLES
from tests.fuzz.town import Town, Who

# Not these: the framework's `Allow` (design: traps, 34), and those that need a session of several requests: what a
# token opens is the door table's matter, tests/test_doors.py.
RULES = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
]

NEVER_WRONG = {"GET /api/v1/menu", "GET /api/v1/calls"}
"""What takes any text at all."""


def existing(draw: st.DrawFn, sent: Any, ids: Mapping[str, list[int]]) -> Any:
    """The same with ids that exist, sometimes: chance never hits one."""
    if isinstance(sent, dict):
        return {
            name: draw(st.sampled_from(ids[name])) if name in ids and draw(st.booleans()) else existing(draw, one, ids)
            for name, one in sent.items()
        }
    return [existing(draw, one, ids) for one in sent] if isinstance(sent, list) else sent


@st.composite
def cases(draw: st.DrawFn, operation: Any, mode: GenerationMode, ids: Mapping[str, list[int]]) -> Case[Any]:
    case: Case[Any] = draw(operation.as_strategy(generation_mode=mode))
    if mode is GenerationMode.POSITIVE:
        case.path_parameters = existing(draw, dict(case.path_parameters), ids)
        if case.media_type == "application/json":  # files have none
            case.body = existing(draw, case.body, ids)
    return case


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("who", [None, 1, "owner"])
@pytest.mark.timeout(120 + 60 * EXAMPLES)
def test_whatever_is_sent_is_answered_as_documented(town: Town, who: Who, mode: GenerationMode) -> None:
    load_all_checks()
    checks: list[Any] = CHECKS.get_by_names(RULES)
    schema = schemathesis.openapi.from_dict(town.document)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
            continue
        town.come_back(who)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        )
        @given(case=cases(operation, mode, town.ids()))
        def it_is_answered_as_documented(case: Case[Any]) -> None:
            answer = town.send(who, case.as_transport_kwargs(base_url="http://ordering.test"))
            case.validate_response(answer, checks=checks)

        try:
            it_is_answered_as_documented()
        except Unsatisfiable:
            assert operation.label in NEVER_WRONG
            assert mode is GenerationMode.NEGATIVE


def _can_be_wrong(operation: Any) -> bool:
    """Whether it takes anything at all."""
    return bool(operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody"))
