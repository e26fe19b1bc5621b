"""The parameters of a route: its handler's own, and those of what is made of the query for it."""

from functools import cache

from litestar.handlers import BaseRouteHandler
from litestar.typing import FieldDefinition


@cache
def parameters_of(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """By their names in Python."""
    own, provided = handler.parsed_fn_signature.parameters, handler.resolve_dependencies()
    parameters = dict(own)
    for name in own.keys() & provided.keys():
        parameters |= provided[name].parsed_fn_signature.parameters
    return parameters
