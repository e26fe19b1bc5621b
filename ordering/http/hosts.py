"""Whether a request is for us, by the names that it asks for."""

from collections.abc import Iterator

from litestar.types import Scope

from ordering.settings.hosts import Hosts

HEALTH = "/health"


def know(hosts: Hosts, scope: Scope) -> bool:
    """Whoever asks for our health (a load balancer, by address) need not know our name."""
    if hosts.any or scope["path"] == HEALTH or scope["path"].startswith(f"{HEALTH}/"):
        return True
    asked = [*_asked_for(scope)]
    return bool(asked) and all(hosts.allow(name) for name in asked)


def _asked_for(scope: Scope) -> Iterator[str]:
    """Every ``Host``, without its port: of two, a proxy may have looked at the other."""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1").lower()
            yield host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].removesuffix(".")
