"""Prometheus figures of the read replica; imported only where metrics are wanted."""

from prometheus_client import Gauge

from ordering.database.replica import Replica

LAG = Gauge("ordering_replica_lag_seconds", "How far the replica is behind; NaN where it is not known.")
IN_USE = Gauge("ordering_replica_in_use", "Whether the past is read from the replica: 1, or 0 for the primary.")


def tell(replica: Replica) -> None:
    """From now on the figures are this replica's."""
    LAG.set_function(lambda: float("nan") if replica.lag is None else replica.lag)
    IN_USE.set_function(lambda: float(replica.in_use))
