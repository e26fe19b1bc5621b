"""Routes of a package, found in its modules: a new module is served without being listed anywhere."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Self

from litestar import Router


class Branch(Router):
    """Routes below a path. Each is made for one app: Litestar would copy it with all that is below it, level by level,
    which took a tenth of a second of every start.
    """

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


def routes_of(package: ModuleType, name: str = "ROUTES") -> list[Any]:
    """The lists called ``name`` of all modules of a package, in the order of the modules' names."""
    modules = [import_module(module.name) for module in iter_modules(package.__path__, f"{package.__name__}.")]
    return [route for module in modules for route in getattr(module, name, [])]
