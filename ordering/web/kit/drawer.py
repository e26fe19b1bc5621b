"""What opens over a page, in a drawer; where no script opens one, it is a page of its own."""

from typing import Any

from litestar import Response

from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

# A refused form belongs in the drawer that it was sent from, whatever its success would have changed.
BACK_IN_THE_DRAWER = {"hx-retarget": "#drawer-body", "hx-reswap": "innerHTML"}


def drawer(pages: Pages, template: str, *, status: int = 200, view: View, title: str, **wants: Any) -> Response[str]:
    """``template`` with its title above; a refused form with ``status`` 422."""
    whole = "layouts/_drawer.html" if view.fragment else "layouts/alone.html"
    answer = pages.answer(whole, status=status, view=view, title=title, inside=template, **wants)
    if status == 422:
        answer.headers.update(BACK_IN_THE_DRAWER)
    return answer
