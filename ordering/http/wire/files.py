"""Files that a process may have open: every connection is one."""

import logging
from contextlib import suppress

OTHERS = 256
"""For databases, pictures, logs, and what is being turned away."""


def room_for(connections: int) -> int:
    """How many of them can be had, once the system has been asked for as many as it takes."""
    try:
        import resource
    except ImportError:  # Windows has another kind of limit, far away
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + OTHERS
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return connections
    limit = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    with suppress(ValueError, OSError):  # macOS has a limit of its own below the one it tells
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return connections
    most = max(soft - OTHERS, soft // 2)
    message = "ORDERING_MAX_CONNECTIONS: %d take more open files than the system allows (%d): it will be %d"
    logging.getLogger(__name__).warning(message, connections, soft, most)
    return most
