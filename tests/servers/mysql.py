"""MySQL itself, which Debian's stable suites lack: as `.ci/mysql` fetches it, or installed."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers.options import account, program, running, temporary
from tests.servers.server import NotInstalled, Server, free_port, given, prepare

URL = "ORDERING_TEST_MYSQL_URL"
HOME = "ORDERING_TEST_MYSQL_HOME"
HOW_TO_GET = f"MySQL is missing: run .ci/mysql, or set {URL}"

# Logins come over TCP, and 127.0.0.1 isn't "localhost" to a server that resolves no names.
ROOT_OVER_TCP = """\
CREATE USER IF NOT EXISTS 'root'@'127.0.0.1' IDENTIFIED BY '';
GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
"""


def find_mysql() -> tuple[str, ...] | None:
    """The command that runs mysqld, to be followed by --no-defaults and its options."""
    return _fetched(_home()) or _installed()


def start_mysql(
    folder: Path, *, durable: bool = False, options: Sequence[str] = (), always: Sequence[str] = ()
) -> Server:
    """A running MySQL with its data and log in the folder (its data is kept if there is some).

    `options` are mysqld's and win over ours; those of `always` also make the data. Raises NotInstalled and NotStarted.
    """
    if url := os.environ.get(URL):
        return given("MySQL", "mysql", url)
    mysqld = find_mysql()
    if not mysqld:
        raise NotInstalled(HOW_TO_GET)
    data, port = folder.absolute() / "data", free_port()
    own = [*_messages(), "--secure-file-priv=", *account(), *always]
    basics = [*mysqld, "--no-defaults", f"--datadir={data}", *temporary(folder), *own]
    if not data.exists():
        prepare("MySQL", data, *mysqld, "--no-defaults", *own, "--initialize-insecure")
    accounts = folder.absolute() / "accounts.sql"
    accounts.write_text(ROOT_OVER_TCP)
    server = Server(
        name="MySQL",
        kind="mysql",
        url=f"mysql+asyncmy://root@127.0.0.1:{port}/",
        command=(*basics, f"--init-file={accounts}", "--mysqlx=OFF", *running(port, durable=durable), *options),
        log=folder / "mysql.log",
    )
    server.start()
    return server


def plugins(*names: str) -> list[str]:
    """Options that load plugins, from beside the server that `.ci/mysql` has fetched."""
    folder = _home() / "usr/lib/mysql/plugin"
    where = [f"--plugin-dir={folder}"] if folder.exists() else []
    return [*where, *(f"--plugin-load-add={name}" for name in names)]


def _home() -> Path:
    """The folder that `.ci/mysql` fills."""
    if chosen := os.environ.get(HOME):
        return Path(chosen).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "ordering", "mysql")


def _fetched(home: Path) -> tuple[str, ...] | None:
    """Unstable's libraries are newer than this machine's: mysqld runs with its own loader and its own libraries."""
    mysqld = home / "usr/sbin/mysqld"
    loader = next(home.glob("usr/lib/*-linux-gnu*/ld-linux*.so.*"), None)
    if not (mysqld.exists() and loader):
        return None
    return str(loader), "--library-path", str(loader.parent), str(mysqld)


def _installed() -> tuple[str, ...] | None:
    """mysqld on PATH, unless it is MariaDB's, which has that name too."""
    mysqld = program("mysqld")
    if not mysqld:
        return None
    version = subprocess.run([mysqld, "--no-defaults", "--version"], capture_output=True, text=True).stdout
    return None if "MariaDB" in version else (str(mysqld),)


def _messages() -> list[str]:
    # Without these it reads the machine's own, which may be MariaDB's.
    share = _home() / "usr/share/mysql"
    return [f"--lc-messages-dir={share}", f"--character-sets-dir={share}/charsets"] if share.exists() else []
