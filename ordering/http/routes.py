"""Routes of a package, found in its modules: a new module is served without being listed anywhere."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def routes_of(package: ModuleType, name: str = "ROUTES") -> list[Any]:
    """The lists called ``name`` of all modules of a package, in the order of the modules' names."""
    modules = [import_module(module.name) for module in iter_modules(package.__path__, f"{package.__name__}.")]
    return [route for module in modules for route in getattr(module, name, [])]
