"""Queries, read strictly: every parameter is one that the route knows, and comes once."""

from collections import Counter
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.enums import ParamType
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.http.parameters import parameters_of
from ordering.http.problems import BadQuery

ADMITS = "admits"
"""The option of a route that lets callers in by itself: who may not come in is told that first."""
MOST = 20
LONGEST_NAME = 100


async def nothing_unknown(request: Request[Any, Any, Any]) -> None:
    """Before a request of the API is handled. Raises a 400 that names what is wrong."""
    query = request.scope["query_string"]
    if not query:
        return
    known, texts = _known(request.route_handler)
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    counted = Counter(name for name, _ in given)
    wrong = {name: Code.UNKNOWN_PARAMETER for name in counted if name not in known}
    wrong |= {name: Code.REPEATED for name, count in counted.items() if count > 1 and name in known}
    # Read leniently, as a query's text has to be, it would be what was left out.
    wrong |= {name: Code.NULL for name, value in given if value.lower() == "null" and name in known - texts}
    if wrong:
        if (admit := request.route_handler.opt.get(ADMITS)) is not None:
            await admit(request)
        raise BadQuery([Invalid(name[:LONGEST_NAME], code) for name, code in [*wrong.items()][:MOST]])


@cache
def _known(handler: BaseRouteHandler) -> tuple[frozenset[str], frozenset[str]]:
    """The names of its parameters, and of those whose values are any text."""
    known = {
        kwarg.name or name: parameter
        for name, parameter in parameters_of(handler).items()
        if isinstance(kwarg := parameter.kwarg_definition, ParameterKwarg) and kwarg.param_type is ParamType.QUERY
    }
    texts = (name for name, one in known.items() if one.is_subclass_of(str) or one.has_inner_subclass_of(str))
    return frozenset(known), frozenset(texts)
