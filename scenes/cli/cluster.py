"""`--cluster`: from an address to what draws there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradreel.scenes.render.cluster.cluster import Cluster


def cluster_at(address: str | None) -> "Cluster | None":
    """Return the cluster at an address, once somebody was found to listen there.

    Raises:
        WorkError: nobody listens there, or Dask isn't installed.
    """
    if address is None:
        return None
    from gradreel.scenes.render.cluster.cluster import Cluster  # noqa: PLC0415, it brings the encoders along

    cluster = Cluster(address)
    cluster.check()
    return cluster
