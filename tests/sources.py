"""The source of the app as syntax trees, for tests of what the code says."""

import ast
import gc
from collections.abc import Iterator
from pathlib import Path

import ordering

ROOT = Path(ordering.__file__).parent


def trees(*without: str) -> Iterator[ast.Module]:
    """Each module of the app, but for those in the packages named.

    Until Python 3.11.7 a collection of garbage while a tree is built lets other threads in, and two that build trees at
    once take each other's depth for their own: https://github.com/python/cpython/issues/106905.
    """
    for file in ROOT.rglob("*.py"):
        if file.relative_to(ROOT).parts[0] in without:
            continue
        gc.disable()
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        finally:
            gc.enable()
        yield tree
