"""Log lines to stdout: JSON for machines, text for a terminal. Never bodies, never headers: those hold secrets."""

import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from ordering.outlet import STDOUT

access = logging.getLogger("ordering.access")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the running code works for."""


NO_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160))}
"""A path with a line break in it must not forge a line."""


DUPLICATE = re.compile(r"(?<=Duplicate entry ').*?(?=' for key)", re.DOTALL)


class Discreet(logging.Formatter):
    """Without what a server's error quotes of a row: names, keys, hashes."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return DUPLICATE.sub("…", super().formatException(ei))


class JsonLines(Discreet):
    """One JSON object a line; what is passed as ``extra={"facts": {...}}`` becomes members."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


class RequestLine(msgspec.Struct, kw_only=True):
    """What ``JsonLines`` makes of a request's record, at a fifth of its price: of these there are most."""

    at: datetime
    level: str = "info"
    logger: str = access.name
    message: str = "request"
    request_id: str
    method: str
    path: str
    status: int
    ms: float
    address: str


def tell_request(request_id: str, method: str, path: str, status: int, ms: float, address: str) -> None:
    """One line for each request, at level INFO."""
    if not access.isEnabledFor(logging.INFO):
        return
    if not isinstance(STDOUT.formatter, JsonLines):
        facts = {"method": method, "path": path, "status": status, "ms": ms, "address": address}
        access.info("request", extra={"facts": facts})
        return
    line = RequestLine(
        at=datetime.now(UTC), request_id=request_id, method=method, path=path, status=status, ms=ms, address=address
    )
    STDOUT.put(msgspec.json.encode(line) + b"\n")


class TextLines(Discreet):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        pairs = " ".join(f"{name}={value}" for name, value in facts.items())
        return f"{super().format(record)} {pairs.translate(NO_CONTROLS)}".rstrip()


def configure(style: Literal["json", "text"], level: str) -> None:
    """Everything that logs, uvicorn too, writes through one handler."""
    STDOUT.setFormatter(JsonLines() if style == "json" else TextLines())
    # Others' debug lines hold whatever they are handed: SQLite's every value, the S3 client's signatures.
    logging.basicConfig(level=max(logging.INFO, logging.getLevelNamesMapping()[level]), handlers=[STDOUT], force=True)
    logging.getLogger("ordering").setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    # What it sets up and runs is ours to tell, in a line.
    logging.getLogger("alembic").setLevel(max(logging.WARNING, logging.getLogger().level))
