"""Headers as they came: a request that wants one of them need not have all of them decoded."""

from litestar.types import Scope


def header(scope: Scope, name: bytes) -> str | None:
    """The first header with this name (in lower case); None where there is none."""
    for known, value in scope["headers"]:
        if known == name:
            return value.decode("latin-1")
    return None
