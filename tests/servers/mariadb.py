"""MariaDB, as the distribution installs it."""

import os
from collections.abc import Sequence
from pathlib import Path

from tests.servers.options import account, program, running, temporary
from tests.servers.server import NotInstalled, Server, free_port, given, prepare

URL = "ORDERING_TEST_MARIADB_URL"
HOW_TO_GET = f"MariaDB is missing: apt-get install mariadb-server, or set {URL}"


def find_mariadb() -> tuple[Path, Path] | None:
    """The server and the program that fills its data folder."""
    server, install = program("mariadbd"), program("mariadb-install-db")
    return (server, install) if server and install else None


def start_mariadb(folder: Path, *, durable: bool = False, options: Sequence[str] = ()) -> Server:
    """A running MariaDB with its data and log in the folder (its data is kept if there is some).

    `options` are mariadbd's and win over ours. Raises NotInstalled and NotStarted.
    """
    if url := os.environ.get(URL):
        return given("MariaDB", "mariadb", url)
    found = find_mariadb()
    if not found:
        raise NotInstalled(HOW_TO_GET)
    mariadbd, install = found
    data, port = folder.absolute() / "data", free_port()
    basics = ["--no-defaults", f"--datadir={data}", *temporary(folder), *account()]
    if not data.exists():
        how = ["--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db"]
        prepare("MariaDB", data, str(install), "--no-defaults", *account(), *how)
    server = Server(
        name="MariaDB",
        kind="mariadb",
        url=f"mysql+asyncmy://root@127.0.0.1:{port}/",
        command=(str(mariadbd), *basics, *running(port, durable=durable), *options),
        log=folder / "mariadb.log",
    )
    server.start()
    return server
