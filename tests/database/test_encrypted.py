"""A database that is reached over TLS, set up as managed ones are: another zone, keys required, small letters."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import migrate
from tests.api.deployment import deployed
from tests.cli.commands import SECRET, run
from tests.invariants import check
from tests.servers import NotInstalled, Server, ask, fresh_database, start_mariadb, start_mysql
from tests.servers.certificates import Certificates, certificates
from tests.servers.plugin import lack

NAMES = {"mariadb": "MariaDB", "mysql": "MySQL"}


@dataclass
class Managed:
    """A server that takes logins over TLS alone, from now on; its certificate is of ``authority`` for 127.0.0.1."""

    server: Server
    authority: Path
    url: str

    def over(self, parameters: str) -> str:
        return f"{self.url}?{parameters}" if parameters else self.url


@pytest.fixture(scope="module", params=["mariadb", "mysql"])
def managed(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Managed]:
    with (
        TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as on,
    ):
        on.delenv(f"ORDERING_TEST_{request.param.upper()}_URL", raising=False)
        own = certificates(Path(folder), "127.0.0.1")
        try:
            server = _start(request.param, Path(folder) / "server", own)
        except NotInstalled as missing:
            lack(pytestconfig, str(missing), needed=request.param == "mariadb" and os.environ.get("CI") == "true")
        try:
            url = fresh_database(server, "managed")
            ask(server.url, "SET GLOBAL require_secure_transport = ON")
            yield Managed(server, own.authority, url)
        finally:
            server.kill()


def _start(kind: str, folder: Path, own: Certificates) -> Server:
    folder.mkdir()
    names = ["--lower-case-table-names=1"]
    options = [f"--ssl-cert={own.certificate}", f"--ssl-key={own.key}", "--default-time-zone=+09:00"]
    if kind == "mysql":
        return start_mysql(folder, options=[*options, "--sql-require-primary-key=ON"], always=names)
    return start_mariadb(folder, options=[*options, *names, "--innodb-force-primary-key=ON"])


async def cipher(session: AsyncSession) -> str:
    _, name = (await session.execute(text("SHOW SESSION STATUS LIKE 'Ssl_cipher'"))).one()
    return str(name)


async def test_an_evening_over_tls(managed: Managed) -> None:
    for parameters in (f"ssl_ca={managed.authority}", "ssl=true"):
        url = managed.over(parameters)
        await migrate.upgrade(url)
        await migrate.check(url)
        async with deployed(url) as here:
            bistro = await here.restaurant("bistro")
            assert await here.services.work.read(cipher)
            order = await bistro.ordered(1)
            board = (await bistro.ask("staff", "GET", "/admin/board")).json()
            assert board["tables"][0]["orders"][0]["placed_at"] == order["placed_at"]
            assert (await bistro.close(1, force=True)).status_code == 200
            assert len((await bistro.ask("staff", "GET", "/admin/history")).json()["items"]) == 1
            await check(here.services, bistro.store_id)


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_what_the_database_refuses_or_is_refused_is_a_wrong_setting(
    managed: Managed, tmp_path: Path, command: str
) -> None:
    (tmp_path / "other").mkdir()
    other = certificates(tmp_path / "other", "127.0.0.1")
    insists = "Access denied" if managed.server.kind == "mariadb" else "secure"  # each in its own words
    for parameters, why in {"": insists, f"ssl_ca={other.authority}": "certificate verify failed"}.items():
        told = run(tmp_path, command, database_url=managed.over(parameters), secret_key=SECRET, port="0")
        assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
        assert told.stderr.startswith("ORDERING_DATABASE_URL: can't use the database: ")
        assert why in told.stderr


def test_a_name_that_is_not_the_certificates_is_refused_unless_one_says_so(managed: Managed, tmp_path: Path) -> None:
    by_name = managed.over(f"ssl_ca={managed.authority}").replace("127.0.0.1", "localhost")
    told = run(tmp_path, "migrate", database_url=by_name, secret_key=SECRET)
    assert told.returncode == 2
    assert "Hostname mismatch" in told.stderr
    told = run(tmp_path, "migrate", database_url=f"{by_name}&ssl_check_hostname=false", secret_key=SECRET)
    assert told.returncode == 0, told.stderr


def test_a_database_without_tls_is_not_used_without_it(mariadb: Server, tmp_path: Path) -> None:
    url = fresh_database(mariadb, "without_tls")
    told = run(tmp_path, "migrate", database_url=f"{url}?ssl=true", secret_key=SECRET)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert told.stderr.startswith("ORDERING_DATABASE_URL: can't use the database: ")
