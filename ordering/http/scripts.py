"""Scripts that travel together: what an entry imports, and what that imports, in one file.

Nobody builds anything: our modules stay what they are, and are joined as they are read. A browser has one file to ask
for where there were forty, and it weighs a quarter less. Each part keeps a scope of its own, and is run once, after
what it imports. What is imported only when it is needed stays a file by itself, and finds the parts in the joined one.
"""

import posixpath
import re
from collections.abc import Mapping

IMPORT = re.compile(rb'^import (?:\{ ?([^}]*?) ?\}|\* as (\w+)) from "(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(rb"^export (?=(?:const|class|function|async function) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(rb"^(?:import|export)\b(?! ?\()[^\n]*", re.MULTILINE)
EMPTY_LINES = re.compile(rb"\n{2,}")
WHEN_NEEDED = re.compile(rb'\bimport\(([`"])(\.[^`"]+)\1\)')


def together(scripts: Mapping[str, bytes], entry: str, into: str) -> tuple[set[str], dict[str, bytes]]:
    """The names of the parts, and the scripts that are others now: ``into``, and all beside it that import a part.

    Raises ``ValueError`` for what can't be joined.
    """
    parts = _imported(scripts, entry, ())
    folder = posixpath.dirname(into) + "/"
    others = {name: body for name, body in scripts.items() if name.startswith(folder) and name not in parts}
    changed = {name: _importing(body, name, parts, into) for name, body in others.items()}
    joined = b"\n".join(_part(scripts[name], name, into) for name in parts)
    names = b",".join(map(_scope, parts))
    return set(parts), {**changed, into: joined + b"\nexport{" + names + b"};\n"}


def _imported(scripts: Mapping[str, bytes], name: str, above: tuple[str, ...]) -> list[str]:
    """Without the script itself, each after what it imports."""
    if name in above:
        raise ValueError(f"{' → '.join([*above, name])} is a circle")
    found: dict[str, None] = {}
    for _, _, path in IMPORT.findall(scripts[name]):
        other = _beside(name, path)
        found |= dict.fromkeys([*_imported(scripts, other, (*above, name)), other])
    return [*found]


def _part(body: bytes, name: str, into: str) -> bytes:
    """In a scope of its own, whose value is what it exports."""
    exports = b",".join(EXPORT.findall(body))
    code = EXPORT.sub(b"", IMPORT.sub(lambda match: _taken(match, name), body))
    if odd := UNKNOWN.search(code):
        raise ValueError(f"{name}: {odd[0].decode()}")

    def from_there(match: re.Match[bytes]) -> bytes:
        path = posixpath.relpath(_beside(name, match[2]), posixpath.dirname(into))
        return b"import(%b./%b%b)" % (match[1], path.encode(), match[1])

    code = EMPTY_LINES.sub(b"\n", WHEN_NEEDED.sub(from_there, code)).strip()
    return b"const %b=(()=>{\n%b\nreturn{%b}})();" % (_scope(name), code, exports)


def _importing(body: bytes, name: str, parts: list[str], into: str) -> bytes:
    """Every line keeps its number."""
    there = posixpath.relpath(into, posixpath.dirname(name))
    path = (there if there.startswith(".") else f"./{there}").encode()

    def from_joined(match: re.Match[bytes]) -> bytes:
        part = _beside(name, match[3])
        return b'import{%b}from"%b";%b' % (_scope(part), path, _taken(match, name)) if part in parts else match[0]

    return IMPORT.sub(from_joined, body)


def _taken(match: re.Match[bytes], name: str) -> bytes:
    """An import as what it takes from another part's scope."""
    scope = _scope(_beside(name, match[3]))
    return b"const %b=%b;" % (match[2] or b"{%b}" % match[1].replace(b" as ", b":"), scope)


def _beside(name: str, path: bytes) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path.decode()))


def _scope(name: str) -> bytes:
    return b"$" + re.sub(r"\W", "_", name.removesuffix(".js")).encode()
