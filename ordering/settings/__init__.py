"""Settings: one frozen Struct, read from the environment and checked at start."""

import difflib
import os
import re
import sys
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ordering.settings import databases, redis
from ordering.settings.secret import given_secret, kept_secret
from ordering.settings.urls import address, origin
from ordering.settings.wrong import WrongSetting, fail

__all__ = ["EMBEDDED", "Bucket", "LogStyle", "Settings", "WrongSetting", "media", "read"]

EMBEDDED = "sqlite+aiosqlite:///var/ordering.db"
MEDIA = "local:var/media"
PREFIX = "ORDERING_"
NAMES = (
    "ORDERING_DATABASE_URL", "ORDERING_SECRET_KEY", "ORDERING_WORKERS", "ORDERING_PUBLIC_URL", "ORDERING_HOST",
    "ORDERING_PORT", "ORDERING_LOG", "ORDERING_LOG_LEVEL", "ORDERING_CORS_ORIGINS", "ORDERING_TRUSTED_PROXIES",
    "ORDERING_MEDIA", "ORDERING_S3_ENDPOINT_URL", "ORDERING_S3_PUBLIC_URL", "ORDERING_S3_REGION", "ORDERING_METRICS",
    "ORDERING_ALLOWED_HOSTS", "ORDERING_HSTS_SUBDOMAINS", "ORDERING_MAX_CONNECTIONS",
    "ORDERING_MAX_CONNECTIONS_PER_ADDRESS", "ORDERING_REDIS_URL", "ORDERING_DATABASE_REPLICA_URL",
)  # fmt: skip
NOT_OURS = ("TEST_", "BENCH_", "SERVICE_", "PORT_")
"""The tests', the benchmark's, and what Kubernetes sets for a service called ordering."""
S3_URL = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9!_.*'()/-]*))?")
MOST_CONNECTIONS = 1024
MOST_WORKERS = 64
LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
ALLOWED_HOST = re.compile(rf"\.?{LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\]")
LONGEST_HOST = 253
LogStyle = Literal["json", "text"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Bucket(Struct, frozen=True, kw_only=True):
    """Where in S3. ``public_url`` is the bucket's root as browsers see it; credentials come the AWS way."""

    name: str
    prefix: str = ""
    endpoint_url: str | None = None
    public_url: str | None = None
    region: str | None = None


class Settings(Struct, frozen=True, kw_only=True):
    database_url: str
    redis_url: str | None
    workers: int
    """Processes on this machine."""
    database_replica_url: str | None
    """Only read, and only for looking back."""
    secret_key: bytes
    public_url: str | None
    host: str
    port: int
    log: LogStyle
    log_level: str
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    """Names, lower case; one with a dot before it stands for all below it too. Empty: any."""
    hsts_subdomains: bool
    max_connections: int
    max_connections_per_address: int
    metrics: bool
    media: Path | Bucket

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return (self.public_url or "").startswith("https://")


def read(
    environment: Mapping[str, str] | None = None,
    database_url: str | None = None,
    *,
    log: LogStyle | None = None,
    must_exist: bool = False,
) -> Settings:
    """Settings from ``ORDERING_*``. Raises ``WrongSetting``.

    ``database_url`` wins over its variable; ``log`` is the style where none is set: else it is text on a terminal only.
    With ``must_exist`` a SQLite file has to be there, and nothing is made where it is not.
    """
    environment = os.environ if environment is None else environment
    _check_names(environment)
    url = databases.checked(database_url or environment.get("ORDERING_DATABASE_URL") or EMBEDDED)
    redis_url = redis.checked(environment.get("ORDERING_REDIS_URL"))
    key = given_secret(environment.get("ORDERING_SECRET_KEY"), url)
    chosen = Settings(
        database_url=url,
        redis_url=redis_url,
        workers=_workers(environment.get("ORDERING_WORKERS"), url, redis_url),
        database_replica_url=databases.checked_replica(environment.get(databases.REPLICA), url),
        secret_key=key or b"",
        public_url=_public_url(environment.get("ORDERING_PUBLIC_URL")),
        host=_host(environment.get("ORDERING_HOST")),
        port=_port(environment.get("ORDERING_PORT")),
        log=_log(environment.get("ORDERING_LOG")) or log or ("text" if sys.stdout.isatty() else "json"),
        log_level=_one_of(
            "ORDERING_LOG_LEVEL", environment.get("ORDERING_LOG_LEVEL"), {x.lower(): x for x in LOG_LEVELS}
        )
        or "INFO",
        cors_origins=_origins(environment.get("ORDERING_CORS_ORIGINS")),
        trusted_proxies=_proxies(environment.get("ORDERING_TRUSTED_PROXIES")),
        allowed_hosts=_hosts(environment.get("ORDERING_ALLOWED_HOSTS")),
        hsts_subdomains=_switch("ORDERING_HSTS_SUBDOMAINS", environment),
        max_connections=_connections("ORDERING_MAX_CONNECTIONS", environment),
        max_connections_per_address=_connections("ORDERING_MAX_CONNECTIONS_PER_ADDRESS", environment),
        media=media(environment, environment.get("ORDERING_MEDIA") or MEDIA),
        metrics=_switch("ORDERING_METRICS", environment),
    )
    if must_exist:
        databases.check_is_there(url)
    file = databases.sqlite_file(url)
    return replace(chosen, secret_key=kept_secret(file.parent)) if key is None and file else chosen


def _check_names(environment: Mapping[str, str]) -> None:
    """A setting with a slip in its name would be no setting, and nobody would notice."""
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in NAMES or name.removeprefix(PREFIX).startswith(NOT_OURS):
            continue
        like = difflib.get_close_matches(name, NAMES, n=1)
        raise WrongSetting(f"{name}: unknown" + (f"; {like[0]} was meant?" if like else ", there is no such setting"))


def _workers(value: str | None, database_url: str, redis_url: str | None) -> int:
    workers = _number("ORDERING_WORKERS", value or "1", 1, MOST_WORKERS)
    if workers > 1 and databases.sqlite_file(database_url) is not None:
        fail("ORDERING_WORKERS", "1 on SQLite: more than one process needs a database server, and Redis")
    if workers > 1 and redis_url is None:
        fail("ORDERING_WORKERS", "1 without Redis: more than one process needs ORDERING_REDIS_URL")
    return workers


def media(environment: Mapping[str, str], location: str) -> Path | Bucket:
    """What ``ORDERING_MEDIA`` means: a folder, or a bucket with the S3 settings. Raises ``WrongSetting``."""
    kind, _, where = location.partition(":")
    if kind == "local" and where:
        return _folder(Path(where))
    match = S3_URL.fullmatch(location)
    if match is None:
        fail("ORDERING_MEDIA", "local:FOLDER or s3://BUCKET/PREFIX")
    region = environment.get("ORDERING_S3_REGION") or None
    if region and not re.fullmatch(r"[a-z0-9-]{1,40}", region):
        fail("ORDERING_S3_REGION", "a region such as ap-northeast-2")
    return Bucket(
        name=match["bucket"],
        prefix=(match["prefix"] or "").strip("/"),
        endpoint_url=address("ORDERING_S3_ENDPOINT_URL", environment.get("ORDERING_S3_ENDPOINT_URL")),
        public_url=address("ORDERING_S3_PUBLIC_URL", environment.get("ORDERING_S3_PUBLIC_URL")),
        region=region,
    )


def _folder(folder: Path) -> Path:
    """Made once the first picture comes, if it can be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        fail("ORDERING_MEDIA", f"a folder; {there} is a file")
    if not os.access(there, os.W_OK | os.X_OK):
        fail("ORDERING_MEDIA", f"a folder that can be written; {there} can't")
    return folder


def _public_url(value: str | None) -> str | None:
    expected = "http(s)://HOST, without a path: pages, pictures and codes are at the root of it"
    return origin("ORDERING_PUBLIC_URL", value, expected) if value else None


def _origins(value: str | None) -> tuple[str, ...]:
    expected = "origins such as https://tablet.example, separated by commas"
    return tuple(origin("ORDERING_CORS_ORIGINS", word, expected) for word in _words(value))


def _port(value: str | None) -> int:
    if (value or "").startswith("tcp://"):
        kubernetes = "Kubernetes sets it for a service called ordering: set another, or enableServiceLinks: false"
        fail("ORDERING_PORT", f"a port, and found an address; {kubernetes}")
    return _number("ORDERING_PORT", value or "8000", 0, 65535)


def _host(value: str | None) -> str:
    host = value or "127.0.0.1"
    numeric = host.replace(".", "").isdigit() or ":" in host
    try:
        if numeric:
            ip_address(host)
    except ValueError:
        fail("ORDERING_HOST", "an address or a host's name")
    if not numeric and not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", host):
        fail("ORDERING_HOST", "an address or a host's name")
    return host


def _proxies(value: str | None) -> tuple[str, ...]:
    try:
        return tuple(_network(word) for word in _words(value))
    except ValueError:
        fail("ORDERING_TRUSTED_PROXIES", "addresses or networks such as 10.0.0.0/8, separated by commas")


def _network(word: str) -> str:
    """As uvicorn reads it, which trusts nobody in ``10.0.0.1/8``."""
    return str(ip_network(word, strict=False) if "/" in word else ip_address(word))


def _hosts(value: str | None) -> tuple[str, ...]:
    hosts = tuple(name.lower() for name in _words(value))
    for host in hosts:
        if len(host) > LONGEST_HOST or not ALLOWED_HOST.fullmatch(host):
            fail("ORDERING_ALLOWED_HOSTS", "names such as order.example or .example.com, separated by commas")
    return hosts


def _switch(name: str, environment: Mapping[str, str]) -> bool:
    return _one_of(name, environment.get(name), {"0": "", "1": "1"}) == "1"


def _connections(name: str, environment: Mapping[str, str]) -> int:
    return _number(name, environment.get(name) or str(MOST_CONNECTIONS), 1, 1_000_000)


def _number(name: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        fail(name, f"a whole number from {least} to {most}")
    return int(value)


def _one_of(name: str, value: str | None, choices: Mapping[str, str]) -> "str | None":
    if not value:
        return None
    if value.lower() not in choices:
        fail(name, " or ".join(choices))
    return choices[value.lower()]


def _log(value: str | None) -> LogStyle | None:
    chosen = _one_of("ORDERING_LOG", value, {"json": "json", "text": "text"})
    return None if chosen is None else "text" if chosen == "text" else "json"


def _words(value: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (value or "").split(",") if word.strip())
