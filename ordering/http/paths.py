"""Ids in paths: ASCII digits that a database can hold. Whatever else Python takes for a number is no id: 404."""

from litestar.routes import base

MOST = 2**63 - 1
LONGEST = 19


def read_strictly() -> None:
    """From now on, in every route: ``int`` takes ``１２``, ``1_1`` and ``+7`` too."""
    base.parsers_map[int] = path_id


def path_id(text: str) -> int:
    """Raises ``ValueError`` for what is none, which the router answers with 404 before it asks who is calling."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST and 1 <= int(text) <= MOST):
        raise ValueError(text)
    return int(text)
