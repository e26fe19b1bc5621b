"""Behind nginx with the example of `deploy/`: everything works as without, and nobody is somebody else."""

import json
import os
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cli.commands import Served, password_in, run, served, sqlite
from tests.deploy.proxy import NAME, nginx
from tests.servers.plugin import MISSING
from tests.servers.server import NotInstalled, free_port

MEGABYTE = 1024 * 1024


@dataclass
class Proxied:
    server: Served
    outside: httpx.Client
    """As a browser: by name, over TLS."""
    password: str

    def bearer(self) -> dict[str, str]:
        given = {"store": "bistro", "username": "ada", "password": self.password}
        token = self.outside.post("/api/v1/auth/staff", json=given).json()["access_token"]
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def proxied(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, pytestconfig: pytest.Config
) -> Iterator[Proxied]:
    folder, secure = tmp_path_factory.mktemp("nginx"), free_port()
    database = sqlite(folder, migrated_file)
    created = run(folder, "store", "create", "bistro", "--name", "골목식당", "--owner", "ada", database_url=database)
    here = {"database_url": database, "log": "json", "trusted_proxies": "127.0.0.1"}
    with served(folder, public_url=f"https://{NAME}:{secure}", **here) as server:
        port = int(server.url.rpartition(":")[2])
        try:
            with nginx(folder, secure, port), outside(secure) as client:
                yield Proxied(server, client, password_in(created.stdout))
        except NotInstalled as missing:
            pytestconfig.stash.setdefault(MISSING, []).append(str(missing))
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing), pytrace=False)
            pytest.skip(str(missing))


def outside(port: int) -> httpx.Client:
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    headers = {"Host": f"{NAME}:{port}"}
    return httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=anything, headers=headers, timeout=20)


def test_staff_log_in_at_the_public_address_and_nowhere_else(proxied: Proxied) -> None:
    page = proxied.outside
    form = {"store": "bistro", "username": "ada", "password": proxied.password}
    own = page.headers["Host"]
    entered = page.post("/admin/login", data=form, headers={"Origin": f"https://{own}"})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/admin")
    assert "Secure" in entered.headers["Set-Cookie"]
    assert entered.headers["Strict-Transport-Security"]
    assert page.post("/admin/login", data=form, headers={"Origin": f"https://{NAME}"}).status_code == 403
    sheet = page.get("/admin/tables/sheet", headers={"Cookie": entered.headers["Set-Cookie"].partition(";")[0]})
    assert sheet.status_code == 200


def test_an_event_comes_through_when_it_happens(proxied: Proxied) -> None:
    bearer = proxied.bearer()
    with proxied.outside.stream("GET", "/api/v1/admin/events", headers=bearer) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:"), "at once, not once a buffer is full"
        table = {"number": 7, "password": "1234"}
        assert proxied.outside.post("/api/v1/admin/tables", json=table, headers=bearer).status_code == 201
        assert next(line for line in lines if line.startswith("event:")) == "event: table.changed"


def test_a_client_can_not_say_who_it_is(proxied: Proxied) -> None:
    proxied.outside.get("/health", headers={"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "who-am-i"})
    end = time.monotonic() + 20
    while "who-am-i" not in (told := proxied.server.log.read_text()):  # by a thread of its own
        assert time.monotonic() < end, told
        time.sleep(0.05)
    line = next(json.loads(line) for line in told.splitlines() if "who-am-i" in line)
    assert line["address"] == "127.0.0.1"


@pytest.mark.parametrize(("megabytes", "ours"), [(2, True), (5.5, True), (7, False)])
def test_a_picture_of_five_megabytes_gets_to_where_it_is_judged(proxied: Proxied, megabytes: float, ours: bool) -> None:
    file = {"file": ("photo.jpg", b"\xff\xd8\xff" + b"0" * int(megabytes * MEGABYTE))}
    answer = proxied.outside.post("/api/v1/admin/images", files=file, headers=proxied.bearer())
    assert answer.status_code in (413, 415, 422)
    assert (answer.headers["Content-Type"] == "application/problem+json") is ours


def test_a_form_with_too_large_a_photograph_is_answered_by_the_page(proxied: Proxied) -> None:
    own = f"https://{proxied.outside.headers['Host']}"
    form = {"store": "bistro", "username": "ada", "password": proxied.password}
    entered = proxied.outside.post("/admin/login", data=form, headers={"Origin": own})
    file = {"file": ("photo.jpg", b"\xff\xd8\xff" + b"0" * 12 * MEGABYTE)}
    headers = {"Origin": own, "Cookie": entered.headers["Set-Cookie"].partition(";")[0]}
    answer = proxied.outside.post("/admin/menu/pictures", files=file, headers=headers)
    assert answer.status_code == 422
    assert 'id="picture"' in answer.text
