"""Database URLs: what they must have, the file that one means, and how one is shown to people."""

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ordering.settings.wrong import fail

NAME = "ORDERING_DATABASE_URL"
SQLITE, MYSQL = "sqlite+aiosqlite", "mysql+asyncmy"
PARAMETERS = {
    SQLITE: frozenset[str](),
    MYSQL: frozenset(
        {"charset", "unix_socket", "ssl_ca", "ssl_capath", "ssl_cert", "ssl_key", "ssl_cipher", "ssl_check_hostname"}
    ),
}


def checked(url: str) -> str:
    """The URL, if it can be one. Raises ``WrongSetting``."""
    try:
        parsed = make_url(url)
        driver = parsed.drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in (SQLITE, MYSQL):
        fail(NAME, "sqlite+aiosqlite:///FILE or mysql+asyncmy://USER:PASSWORD@HOST/DATABASE")
    _check_parameters(parsed)
    if driver == SQLITE:
        _check_file(url)
    elif not parsed.database or not (parsed.host or "unix_socket" in parsed.query):
        fail(NAME, "a host and a database: mysql+asyncmy://USER:PASSWORD@HOST/DATABASE")
    return url


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


def _check_parameters(url: URL) -> None:
    known = PARAMETERS[url.drivername]
    for name in url.query:
        if name not in known:
            fail(NAME, f"no ?{name}=…" + (f"; known are {', '.join(sorted(known))}" if known else " with SQLite"))
    # Anything less than all of Unicode would be found out by the first guest who types it.
    if url.query.get("charset", "utf8mb4") != "utf8mb4":
        fail(NAME, "charset=utf8mb4, or none: an order's note may hold any letter")


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
