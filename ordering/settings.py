"""Settings: one frozen Struct, read from the environment and checked at start."""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

EMBEDDED = "sqlite+aiosqlite:///var/ordering.db"
MEDIA = "local:var/media"
S3_URL = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9!_.*'()/-]*))?")
SECRET_BYTES = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class WrongSetting(Exception):
    """Names the setting, and says in one line what it should be."""


class Bucket(Struct, frozen=True, kw_only=True):
    """Where in S3. ``public_url`` is the bucket's root as browsers see it; credentials come the AWS way."""

    name: str
    prefix: str = ""
    endpoint_url: str | None = None
    public_url: str | None = None
    region: str | None = None


class Settings(Struct, frozen=True, kw_only=True):
    database_url: str
    secret_key: bytes
    public_url: str | None
    host: str
    port: int
    log: Literal["json", "text"]
    log_level: str
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    metrics: bool
    media: Path | Bucket

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return (self.public_url or "").startswith("https://")


def read(environment: Mapping[str, str] | None = None, database_url: str | None = None) -> Settings:
    """Settings from ``ORDERING_*``; ``database_url`` wins over its variable. Raises ``WrongSetting``."""
    given = os.environ if environment is None else environment
    url = _database(database_url or given.get("ORDERING_DATABASE_URL") or EMBEDDED)
    _one_process(given)
    return Settings(
        database_url=url,
        secret_key=_secret(given.get("ORDERING_SECRET_KEY"), url),
        public_url=_http_url("ORDERING_PUBLIC_URL", given.get("ORDERING_PUBLIC_URL")),
        host=_host(given.get("ORDERING_HOST")),
        port=_number("ORDERING_PORT", given.get("ORDERING_PORT") or "8000", 0, 65535),
        log=_log(given.get("ORDERING_LOG")),
        log_level=_one_of("ORDERING_LOG_LEVEL", given.get("ORDERING_LOG_LEVEL"), {x.lower(): x for x in LOG_LEVELS})
        or "INFO",
        cors_origins=_origins(given.get("ORDERING_CORS_ORIGINS")),
        trusted_proxies=_proxies(given.get("ORDERING_TRUSTED_PROXIES")),
        media=media(given, given.get("ORDERING_MEDIA") or MEDIA),
        metrics=_one_of("ORDERING_METRICS", given.get("ORDERING_METRICS"), {"0": "", "1": "1"}) == "1",
    )


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database; None for a server's, or one in memory."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    if str(url.database).startswith("file:"):  # SQLite's own URIs can mean memory, or anything
        return None
    return Path(str(url.database))


def _fail(name: str, expected: str) -> NoReturn:
    raise WrongSetting(f"{name}: expected {expected}")


def _database(url: str) -> str:
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in ("sqlite+aiosqlite", "mysql+asyncmy"):
        _fail("ORDERING_DATABASE_URL", "sqlite+aiosqlite:///FILE or mysql+asyncmy://USER:PASSWORD@HOST/DATABASE")
    if driver == "sqlite+aiosqlite" and sqlite_file(url) is None:
        _fail("ORDERING_DATABASE_URL", "a file for SQLite: one in memory would lose every order")
    return url


def _one_process(given: Mapping[str, str]) -> None:
    if _number("ORDERING_WORKERS", given.get("ORDERING_WORKERS") or "1", 1, 64) > 1:
        _fail("ORDERING_WORKERS", "1: more than one process needs Redis, which is still to come")


def _secret(given: str | None, database_url: str) -> bytes:
    if given:
        if len(given.encode()) < SECRET_BYTES:
            _fail("ORDERING_SECRET_KEY", "at least 32 bytes")
        return given.encode()
    file = sqlite_file(database_url)
    if file is None:
        _fail("ORDERING_SECRET_KEY", "at least 32 bytes of secret (needed with a server database)")
    return _kept_secret(file.parent / "secret.key")


def _kept_secret(file: Path) -> bytes:
    """Made once, beside the embedded database, readable by its owner only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            with fresh.open("w") as text:
                text.write(secrets.token_urlsafe(48))
                text.flush()
                os.fsync(text.fileno())
            with suppress(FileExistsError):  # two commands at once: the first one's stays
                file.hardlink_to(fresh)
            fresh.unlink()
        kept = file.read_bytes().strip()
    except OSError as error:
        _fail("ORDERING_SECRET_KEY", f"at least 32 bytes, or a folder to keep one in ({error.strerror}: {file.parent})")
    if len(kept) < SECRET_BYTES:
        _fail("ORDERING_SECRET_KEY", f"at least 32 bytes in {file}: delete it to have a new one made")
    return kept


def _http_url(name: str, url: str | None) -> str | None:
    if not url:
        return None
    parts = _split(url)
    if parts is None or parts.query or parts.fragment:
        _fail(name, "http(s)://HOST")
    return url.rstrip("/")


def media(given: Mapping[str, str], place: str) -> Path | Bucket:
    """What ``ORDERING_MEDIA`` means: a folder, or a bucket with the S3 settings. Raises ``WrongSetting``."""
    kind, _, where = place.partition(":")
    if kind == "local" and where:
        return Path(where)
    found = S3_URL.fullmatch(place)
    if found is None:
        _fail("ORDERING_MEDIA", "local:FOLDER or s3://BUCKET/PREFIX")
    region = given.get("ORDERING_S3_REGION") or None
    if region and not re.fullmatch(r"[a-z0-9-]{1,40}", region):
        _fail("ORDERING_S3_REGION", "a region such as ap-northeast-2")
    return Bucket(
        name=found["bucket"],
        prefix=(found["prefix"] or "").strip("/"),
        endpoint_url=_http_url("ORDERING_S3_ENDPOINT_URL", given.get("ORDERING_S3_ENDPOINT_URL")),
        public_url=_http_url("ORDERING_S3_PUBLIC_URL", given.get("ORDERING_S3_PUBLIC_URL")),
        region=region,
    )


def _origins(given: str | None) -> tuple[str, ...]:
    origins = _words(given)
    for origin in origins:
        parts = _split(origin)
        if parts is None or parts.path not in ("", "/"):
            _fail("ORDERING_CORS_ORIGINS", "origins such as https://tablet.example, separated by commas")
    return tuple(origin.rstrip("/") for origin in origins)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.netloc else None


def _host(given: str | None) -> str:
    host = given or "127.0.0.1"
    numeric = host.replace(".", "").isdigit() or ":" in host
    try:
        if numeric:
            ip_address(host)
    except ValueError:
        _fail("ORDERING_HOST", "an address or a host's name")
    if not numeric and not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", host):
        _fail("ORDERING_HOST", "an address or a host's name")
    return host


def _proxies(given: str | None) -> tuple[str, ...]:
    try:
        return tuple(_network(word) for word in _words(given))
    except ValueError:
        _fail("ORDERING_TRUSTED_PROXIES", "addresses or networks such as 10.0.0.0/8, separated by commas")


def _network(word: str) -> str:
    """As uvicorn reads it, which trusts nobody in ``10.0.0.1/8``."""
    return str(ip_network(word, strict=False) if "/" in word else ip_address(word))


def _number(name: str, given: str, least: int, most: int) -> int:
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        _fail(name, f"a whole number from {least} to {most}")
    return int(given)


def _one_of(name: str, given: str | None, choices: Mapping[str, str]) -> "str | None":
    if not given:
        return None
    if given.lower() not in choices:
        _fail(name, " or ".join(choices))
    return choices[given.lower()]


def _log(given: str | None) -> Literal["json", "text"]:
    chosen = _one_of("ORDERING_LOG", given, {"json": "json", "text": "text"})
    if chosen is None:
        return "text" if sys.stdout.isatty() else "json"
    return "text" if chosen == "text" else "json"


def _words(given: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (given or "").split(",") if word.strip())
