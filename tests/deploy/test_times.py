"""What nginx waits for, and how much it lets through, is what the app takes: neither ends an upload of the other's."""

import re

import pytest
from litestar.routes import HTTPRoute

from ordering.app import BODY_LIMIT
from ordering.http.edge import Edge
from ordering.http.exchange import ANSWER_SECONDS, UPLOAD_SECONDS
from ordering.live.connection import HEARTBEAT_SECONDS
from tests.deploy.proxy import EXAMPLE

LOCATION = re.compile(r"location (=|~) (\S+) \{(.*?)\n    \}", re.DOTALL)
READ = re.compile(r"proxy_read_timeout (\d+)s;")
SIZE = re.compile(r"client_max_body_size (\d+)m;")


def uploads(app: Edge) -> dict[str, int]:
    """How large a body may be, by paths where it may be larger than anywhere else."""
    routes = [route for route in app.app.routes if isinstance(route, HTTPRoute)]
    handlers = [(route.path, handler) for route in routes for handler in route.route_handlers]
    sizes = [
        (re.sub(r"\{.*?\}", "7", path), handler.resolve_request_max_body_size() or 0) for path, handler in handlers
    ]
    return {path: size for path, size in sizes if size > BODY_LIMIT}


def settings_of(path: str) -> str:
    """What stands in the location that nginx takes for a path; else in the server."""
    for kind, pattern, body in LOCATION.findall(EXAMPLE.read_text()):
        if path == pattern if kind == "=" else re.search(pattern, path):
            return str(body)
    return LOCATION.sub("", EXAMPLE.read_text())


def number(setting: re.Pattern[str], path: str) -> int:
    found = setting.search(settings_of(path))
    assert found is not None, path
    return int(found[1])


async def test_an_upload_has_its_time_and_its_size_there_too(app: Edge) -> None:
    found = uploads(app)
    assert {"/api/v1/admin/images", "/admin/store", "/admin/menu/items/new", "/admin/menu/items/7"} <= found.keys()
    for path, size in found.items():
        assert number(READ, path) > UPLOAD_SECONDS, path
        assert number(SIZE, path) * 1024 * 1024 >= size, path


@pytest.mark.parametrize("path", ["/api/v1/menu", "/api/v1/events", "/admin/board"])
def test_an_answer_or_a_heartbeat_comes_before_nginx_gives_up(path: str) -> None:
    assert number(READ, path) > 1.5 * max(HEARTBEAT_SECONDS, ANSWER_SECONDS)
    assert number(SIZE, path) * 1024 * 1024 > BODY_LIMIT
