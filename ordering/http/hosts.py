"""The names that a service answers to."""

from collections.abc import Iterator

from litestar.types import Scope

HEALTH = "/health"


class Hosts:
    """``allowed`` are names; one that begins with a dot stands for itself and all below it. None at all allows any."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._names = {name.removeprefix(".") for name in allowed}
        self._parents = tuple(name for name in allowed if name.startswith("."))

    def know(self, scope: Scope) -> bool:
        """Whether a request is for us. Whoever asks for our health (a load balancer, by address) need not know."""
        if not self._names or scope["path"] == HEALTH or scope["path"].startswith(f"{HEALTH}/"):
            return True
        asked = [*_asked_for(scope)]
        return bool(asked) and all(self.allow(name) for name in asked)

    def allow(self, name: str) -> bool:
        """Whether we answer to a name, in small letters and without a port."""
        return not self._names or name in self._names or name.endswith(self._parents)


def _asked_for(scope: Scope) -> Iterator[str]:
    """Every ``Host``, without its port: of two, a proxy may have looked at the other."""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1").lower()
            yield host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].removesuffix(".")
