"""Database URLs: what they must have, the file that one means, and how one is shown to people."""

import os
import ssl
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ordering.settings.wrong import fail

NAME, REPLICA = "ORDERING_DATABASE_URL", "ORDERING_DATABASE_REPLICA_URL"
SQLITE, MYSQL = "sqlite+aiosqlite", "mysql+asyncmy"
PARAMETERS = {
    SQLITE: frozenset[str](),
    MYSQL: frozenset(
        {
            *("charset", "unix_socket", "ssl", "ssl_ca", "ssl_capath"),
            *("ssl_cert", "ssl_key", "ssl_cipher", "ssl_check_hostname"),
        }
    ),
}


def checked(url: str, name: str = NAME) -> str:
    """The URL, if it can be one. Raises ``WrongSetting``."""
    try:
        parsed = make_url(url)
        driver = parsed.drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in (SQLITE, MYSQL):
        fail(name, "sqlite+aiosqlite:///FILE or mysql+asyncmy://USER:PASSWORD@HOST/DATABASE")
    _check_parameters(parsed, name)
    if driver == SQLITE:
        _check_file(url)
    elif not parsed.database or not (parsed.host or "unix_socket" in parsed.query):
        fail(name, "a host and a database: mysql+asyncmy://USER:PASSWORD@HOST/DATABASE")
    return url


def checked_replica(url: str | None, primary: str) -> str | None:
    """The URL of a replica, if there is one. Raises ``WrongSetting``."""
    if not url:
        return None
    if sqlite_file(primary) is not None:
        fail(REPLICA, "none with SQLite, which has no replicas")
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver != MYSQL:
        fail(REPLICA, "mysql+asyncmy://USER:PASSWORD@HOST/DATABASE, of a replica")
    return checked(url, REPLICA)


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database; None for a server's, or one in memory."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    if str(url.database).startswith("file:"):  # SQLite's own URIs can mean memory, or anything
        return None
    return Path(str(url.database))


def check_is_there(url: str) -> None:
    """For commands that must not make a database: it would be an empty one, somewhere. Raises ``WrongSetting``."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        fail(NAME, f"a database that is there; there is none at {file.absolute()} (`ordering migrate` makes one)")


def shown(database_url: str) -> str:
    """For people and logs: where it is, and no password."""
    file = sqlite_file(database_url)
    if file is not None:
        return f"SQLite, {file.absolute()}"
    url = make_url(database_url)
    return f"MySQL, {url.host or url.query['unix_socket']}{f':{url.port}' if url.port else ''}/{url.database}"


def without_password(database_url: str) -> str:
    return make_url(database_url)._replace(password=None).render_as_string(hide_password=False)


def _check_parameters(url: URL, setting: str) -> None:
    known = PARAMETERS[url.drivername]
    for name in url.query:
        if name not in known:
            fail(setting, f"no ?{name}=…" + (f"; known are {', '.join(sorted(known))}" if known else " with SQLite"))
    # Anything less than all of Unicode would be found out by the first guest who types it.
    if url.query.get("charset", "utf8mb4") != "utf8mb4":
        fail(setting, "charset=utf8mb4, or none: an order's note may hold any letter")
    _check_encryption(url, setting)


def encrypted(url: str) -> tuple[URL, dict[str, Any]]:
    """A server's URL as the driver takes it, and how it encrypts where the URL names no authority."""
    parsed = make_url(url)
    bare = parsed.difference_update_query(["ssl"])
    if "ssl" not in parsed.query or any(name.startswith("ssl_") for name in bare.query):
        return bare, {}
    return bare, {"ssl": {"check_hostname": False}}


def _check_encryption(url: URL, setting: str) -> None:
    if url.query.get("ssl", "true") != "true":
        fail(setting, "ssl=true, or none of it")
    if url.query.get("ssl_check_hostname", "false") not in ("true", "false"):
        fail(setting, "ssl_check_hostname=true or false")
    files = {
        name: str(url.query[name]) for name in ("ssl_ca", "ssl_capath", "ssl_cert", "ssl_key") if name in url.query
    }
    for name, file in files.items():
        if not os.access(file, os.R_OK):
            fail(setting, f"a file that can be read for {name}; {file} can't")
    try:
        if "ssl_ca" in files:
            ssl.create_default_context(cafile=files["ssl_ca"])
        if "ssl_cert" in files:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(files["ssl_cert"], files.get("ssl_key"))
    except (ssl.SSLError, OSError):
        fail(setting, "certificates (PEM) for ssl_ca, and for ssl_cert and ssl_key a pair")


def _check_file(url: str) -> None:
    file = sqlite_file(url)
    if file is None:
        fail(NAME, "a file for SQLite: one in memory would lose every order")
    if file.is_dir():
        fail(NAME, f"a file for SQLite; {file} is a folder")
    above = next((parent for parent in file.absolute().parents if parent.exists()), None)
    if above is not None and not above.is_dir():
        fail(NAME, f"a folder for SQLite's file; {above} is none")
    if above is not None and not os.access(file if file.exists() else above, os.W_OK):
        fail(NAME, f"a file that can be written; {file.absolute()} can't")
