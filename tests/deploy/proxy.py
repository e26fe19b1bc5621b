"""nginx with the example of `deploy/`, on free ports and with a certificate of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.certificates import certificates
from tests.servers.server import NotInstalled, free_port

EXAMPLE = Path(__file__).parent.parent.parent / "deploy" / "nginx.conf"
NAME = "order.example"
START_SECONDS = 20


@contextmanager
def nginx(folder: Path, secure: int, first: int, second: int | None = None) -> Iterator[None]:
    """In front of one or two ports of this machine, speaking TLS at ``secure``. Raises ``NotInstalled``."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        raise NotInstalled("No nginx here: `apt-get install nginx` brings it")
    certificates(folder, NAME)
    plain = free_port()
    example = EXAMPLE.read_text()
    for ours, theirs in {
        "127.0.0.1:8000": f"127.0.0.1:{first}",
        "server 127.0.0.1:8001": f"server 127.0.0.1:{second}" if second else "# server 127.0.0.1:8001",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "/etc/ssl/order.example": str(folder),
        "/var/log/nginx/access.log": str(folder / "access.log"),
    }.items():
        assert ours in example
        example = example.replace(ours, theirs)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    as_us = "user root;" if os.geteuid() == 0 else ""  # else its workers are nobody, who may write nowhere here
    (folder / "nginx.conf").write_text(
        f"{as_us} daemon off; pid {folder / 'nginx.pid'}; error_log {folder / 'error.log'}; events {{}}\n"
        f"http {{ {places}\n{example}\n}}"
    )
    process = subprocess.Popen([found, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        _wait(process, secure, folder / "error.log")
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"https://127.0.0.1:{port}/health", verify=False, headers={"Host": NAME})
            return
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
