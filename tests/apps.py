"""Apps in this process. Their routes take longer to register than most tests to run, so they are kept for the next."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from litestar.routes import HTTPRoute

from ordering import settings
from ordering.app import create_app, state_of
from ordering.http.edge import Edge

SECRET = "a secret for the tests, 32 bytes and more"
SCALED = os.environ.get("ORDERING_TEST_SCALED") == "1"
"""Whether who asks over HTTP asks two processes behind nginx: see ``tests.scaled``."""
_free: list[Edge] = []


@contextlib.contextmanager
def an_app(given: settings.Settings) -> Iterator[Edge]:
    """One with everything it holds new. Whoever borrows it closes that."""
    if given.cors_origins or given.allowed_hosts or given.https or given.metrics or not isinstance(given.media, Path):
        yield create_app(given)  # its routes are others
        return
    app = _free.pop() if _free else create_app(given)
    app.app.state.update(state_of(given, app.app.state.pages.assets).dict())
    yield app
    _free.append(app)


def is_page(route: HTTPRoute) -> bool:
    """What a browser shows, or asks for by its cookie; the rest is for tablets and machines: tests/test_doors.py."""
    if route.path.startswith(("/kitchen", "/admin")):
        return True
    return any(handler.fn.__module__.startswith("ordering.web.") for handler in route.route_handlers)
