"""Prometheus figures of Redis and the read replica; imported only where metrics are wanted.

Several workers put theirs together in files, where nothing can be asked at the last moment: so they are set.
"""

from prometheus_client import Gauge

from ordering.database.replica import Replica
from ordering.services import Services

REDIS_UP = Gauge("ordering_redis_up", "Whether every worker here reaches Redis.", multiprocess_mode="livemin")
LAG = Gauge(
    "ordering_replica_lag_seconds",
    "How far the replica is behind; NaN where it is not known.",
    multiprocess_mode="livemostrecent",
)
IN_USE = Gauge(
    "ordering_replica_in_use",
    "Whether the past is read from the replica: 1, or 0 for the primary.",
    multiprocess_mode="livemostrecent",
)


def tell(services: Services) -> None:
    """From now on the figures are these services'."""
    if services.peers is not None:
        REDIS_UP.set(services.peers.up)
        services.peers.turned = REDIS_UP.set


def look(replica: Replica) -> None:
    """As it is now, for whoever asks now."""
    LAG.set(float("nan") if replica.lag is None else replica.lag)
    IN_USE.set(replica.in_use)
