"""What a browser loads besides pages: scripts, styles, icons, under a path that names their content.

The path holds a hash over all of them, so that every cache may keep them for ever, and modules may import each other by
relative names.
"""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from functools import cached_property
from pathlib import Path

from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import Receive, Scope, Send
from msgspec import Struct

from ordering.http.scripts import together

WORTH_PACKING = 512
IMMUTABLE = b"public, max-age=31536000, immutable"
# Of our own scripts and styles, whose comments are a fifth of what travels; a vendored one's says whose it is. Of a
# script's those that are no part of a string: on lines of their own, or after code and without any quotes. None of its
# strings goes over lines, so nothing needs the indentation either.
INDENTATION = re.compile(rb"^[ \t]+", re.MULTILINE)
TRAILING = re.compile(rb"(?<=[;{},()\[\]>&|?:]) // [^\n\"'`]*$", re.MULTILINE)
REMARKS, AROUND = re.compile(rb"/\*.*?\*/", re.DOTALL), re.compile(rb" ?([{};]) ?")
COMMENTS = re.compile(rb"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.DOTALL | re.MULTILINE)
VENDORED = {"vendor", "swagger-ui"}
IMPORT = re.compile(rb'@import url\("([^"]+)"\)(?: layer\((\w+)\))?;')
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
TOGETHER = {"guest/app.js": "guest/together.js"}
"""What an entry imports travels in one file: a guest's tablet is slow, and far from us."""


class Asset(Struct, dict=True):
    media_type: str
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, mtime=0)


class Assets:
    """Every file of ``folder``, in memory, under the path ``root``. ``url("app.css")`` is where a page finds one."""

    def __init__(self, folder: Path, root: str = "/static") -> None:
        self._root = root
        self._assets = {file.relative_to(folder).as_posix(): _read(file) for file in sorted(folder.rglob("*.*"))}
        imported = {part.decode() for asset in self._assets.values() for part, _ in IMPORT.findall(asset.body)}
        for asset in self._assets.values():
            asset.body = IMPORT.sub(self._imported, asset.body)
        for part in imported:  # nobody asks for it by itself
            del self._assets[part]
        for entry, into in TOGETHER.items():
            if entry in self._assets:
                self._join(entry, into)
        whole = hashlib.sha256()
        for name, asset in self._assets.items():
            whole.update(name.encode() + b"\0" + asset.body)
        self.build = whole.hexdigest()[:12]

    def _join(self, entry: str, into: str) -> None:
        scripts = {name: asset.body for name, asset in self._assets.items() if name.endswith(".js")}
        parts, changed = together(scripts, entry, into)
        for part in parts:
            if posixpath.dirname(part).startswith(posixpath.dirname(entry)):  # others are asked for by others, too
                del self._assets[part]
        self._assets |= {name: Asset(TYPES[".js"], body) for name, body in changed.items()}

    def _imported(self, match: re.Match[bytes]) -> bytes:
        """A style sheet's part, in its place: a browser would ask for each, and only once it has read the whole."""
        body = self._assets[match[1].decode()].body
        return b"@layer %b {\n%b}" % (match[2], body) if match[2] else body

    def url(self, name: str) -> str:
        """Raises ``KeyError`` for a file that is not there."""
        if name not in self._assets:
            raise KeyError(name)
        return f"{self._root}/{self.build}/{name}"

    def names(self, under: str = "") -> list[str]:
        return [name for name in self._assets if name.startswith(under)]

    def body(self, name: str) -> bytes:
        return self._assets[name].body

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """``<root>/<build>/<name>``; files of other builds are gone."""
        method = scope.get("method")
        if method not in ("GET", "HEAD"):
            raise MethodNotAllowedException(headers={"allow": "GET, HEAD"})
        build, _, name = scope["path"].strip("/").partition("/")
        asset = self._assets.get(name) if build == self.build else None
        if asset is None:
            raise NotFoundException
        packing = len(asset.body) > WORTH_PACKING and b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        body = asset.packed if packing else asset.body
        headers = [
            (b"content-type", asset.media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", IMMUTABLE),
            (b"vary", b"accept-encoding"),
            *([(b"content-encoding", b"gzip")] if packing else []),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body, "more_body": False})


def _read(file: Path) -> Asset:
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    body = file.read_bytes()
    if not VENDORED.isdisjoint(file.parts):
        return Asset(kind, body)
    if file.suffix == ".js":
        body = INDENTATION.sub(b"", TRAILING.sub(b"", COMMENTS.sub(_emptied, body)))
    elif file.suffix == ".css":
        body = AROUND.sub(rb"\1", INDENTATION.sub(b"", REMARKS.sub(b"", body)))
    return Asset(kind, body)


def _emptied(comment: re.Match[bytes]) -> bytes:
    """As many lines: an error in the browser names the line of the file."""
    return b"\n" * comment[0].count(b"\n")
