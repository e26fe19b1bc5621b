"""What the log says at a start: which version, on which database and storage, where it listens and who may reach it."""

import logging
import socket
from importlib.metadata import version
from pathlib import Path

from ordering.http.listening import EVERYWHERE, is_loopback, url_of
from ordering.settings import Settings, redis
from ordering.settings.databases import shown

log = logging.getLogger("ordering")
PLAIN = (
    "plain http beyond this machine: whoever is on the network reads passwords and orders. "
    "Put TLS in front, and say so with ORDERING_PUBLIC_URL=https://…"
)


def tell_start(settings: Settings, at: socket.socket) -> None:
    """One line, and one more where guests' and staff's passwords would go over the network in plain text."""
    media = settings.media
    facts = {
        "version": version("ordering"),
        "database": shown(settings.database_url),
        **({"redis": redis.shown(settings.redis_url)} if settings.redis_url else {}),
        "storage": str(media.absolute()) if isinstance(media, Path) else f"s3://{media.name}/{media.prefix}",
        "address": url_of(settings.host, at.getsockname()[1]),
        "public_url": settings.public_url,
        "reached_by": reached_by(settings),
    }
    log.info("starting", extra={"facts": facts})
    if is_plain(settings):
        log.warning(PLAIN)


def reached_by(settings: Settings) -> str:
    if is_loopback(settings.host):
        return "this machine only"
    if settings.host in EVERYWHERE:
        return "every network this machine is on"
    return f"whoever reaches {settings.host}"


def is_plain(settings: Settings) -> bool:
    """Whether passwords go over a network as plain text, for all we know."""
    return not is_loopback(settings.host) and not settings.https
