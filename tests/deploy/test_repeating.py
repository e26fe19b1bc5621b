"""nginx repeats at another process what may be repeated, and nothing else, when the first hangs up with its answer."""

import os
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from tests.deploy.proxy import nginx
from tests.deploy.test_nginx import outside
from tests.servers import NotInstalled
from tests.servers.plugin import lack
from tests.servers.server import free_port

LEFT_OUT_SECONDS = 2.2
"""Who hung up is not asked for up to two seconds: `fail_timeout=1s` in `deploy/nginx.conf`."""


class Fragile(socketserver.StreamRequestHandler):
    """Takes a request, and hangs up if it is the first that anybody has taken."""

    taken: ClassVar[list[str]] = []

    def handle(self) -> None:
        head = self.rfile.readline().decode()
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        self.rfile.read(length)
        if head.startswith("GET /health"):
            self.taken.clear()
        else:
            self.taken.append(head)
            if len(self.taken) == 1:
                return
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


@contextmanager
def fragile() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Fragile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[int]:
    port = free_port()
    with fragile() as first, fragile() as second:
        try:
            with nginx(tmp_path_factory.mktemp("nginx"), port, first, second):
                yield port
        except NotInstalled as missing:
            lack(pytestconfig, str(missing), needed=os.environ.get("CI") == "true")


@pytest.mark.parametrize(
    ("method", "path", "repeated"),
    [
        ("GET", "/api/v1/menu", True),
        ("POST", "/api/v1/orders", True),
        ("POST", "/api/v1/admin/tables/7/orders", True),
        ("POST", "/admin/tables/7/orders", True),
        ("POST", "/api/v1/admin/items", False),
        ("POST", "/api/v1/admin/tables/7/closing", False),
        ("POST", "/api/v1/orders/7/cancellation", False),
        ("POST", "/api/v1/auth/staff", False),
        ("PATCH", "/api/v1/admin/orders/7", False),
    ],
)
def test_only_what_may_be_repeated_is(secure: int, tmp_path: Path, method: str, path: str, repeated: bool) -> None:
    time.sleep(LEFT_OUT_SECONDS)
    with outside(secure) as client:
        client.get("/health")
        answer = client.request(method, path, content=b"{}" if method != "GET" else None)
    assert (answer.status_code, len(Fragile.taken)) == ((200, 2) if repeated else (502, 1))
