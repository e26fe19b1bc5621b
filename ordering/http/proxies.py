"""A proxy that nobody has told us to trust: behind it everybody is one address, with one limit of failed logins."""

import logging

from litestar.types import Scope

from ordering.http.headers import header
from ordering.services import Services

FORWARDED = b"x-forwarded-for"
log = logging.getLogger("ordering")


def notice(services: Services, scope: Scope) -> None:
    """The first request that says it was forwarded by somebody who may not say so. Told once in the log."""
    if services.untrusted_proxy is not None:
        return
    host, port = scope.get("client") or ("", 0)
    # What a trusted proxy says has been taken over by now, and has no port.
    if port == 0 or header(scope, FORWARDED) is None:
        return
    services.untrusted_proxy = host
    log.warning(
        "a request was forwarded by a proxy that is not trusted, so all behind it count as one address: "
        "name it in ORDERING_TRUSTED_PROXIES",
        extra={"facts": {"proxy": host}},
    )
