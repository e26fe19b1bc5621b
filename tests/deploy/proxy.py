"""nginx with the example of `deploy/`, on free ports and with a certificate of its own."""

import os
import re
import shutil
import signal
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


class Proxy:
    """An nginx that may be killed and started again."""

    def __init__(self, command: list[str | Path], url: str, log: Path) -> None:
        self._command, self._url, self._log = command, url, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        self._process = subprocess.Popen(self._command, start_new_session=True)
        _wait(self._process, self._url, self._log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def kill(self) -> None:
        """With its workers, which would go on without it."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def nginx(folder: Path, port: int, first: int, second: int | None = None, *, tls: bool = True) -> Iterator[Proxy]:
    """In front of one or two ports of this machine, speaking TLS at ``port``. Raises ``NotInstalled``."""
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
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port}{' ssl http2' if tls else ''};",
        "/etc/ssl/order.example": str(folder),
        "/var/log/nginx/access.log": str(folder / "access.log"),
    }.items():
        assert ours in example
        example = example.replace(ours, theirs)
    if not tls:
        example = re.sub(r"ssl_certificate.*", "", example)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    as_us = "user root;" if os.geteuid() == 0 else ""  # else its workers are nobody, who may write nowhere here
    (folder / "nginx.conf").write_text(
        f"{as_us} daemon off; pid {folder / 'nginx.pid'}; error_log {folder / 'error.log'}; "
        f"events {{ worker_connections 4096; }}\nhttp {{ {places}\n{example}\n}}"
    )
    log = folder / "error.log"
    command: list[str | Path] = [found, "-p", folder, "-c", folder / "nginx.conf", "-e", log]
    proxy = Proxy(command, f"{'https' if tls else 'http'}://127.0.0.1:{port}", log)
    try:
        proxy.start()
        yield proxy
    finally:
        proxy.stop()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{url}/health", verify=False, headers={"Host": NAME})
            return
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
