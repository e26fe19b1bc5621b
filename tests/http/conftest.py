"""The log, as the service would print it."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from ordering import logs


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """What the service would print, as JSON lines; the loggers are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonLines())
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx")  # the client's own
    yield written
    root.handlers = handlers
    root.setLevel(level)
