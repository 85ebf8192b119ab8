"""The loss over a line and over a plane of parameter space."""

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.objectives import Objective


def along_line(
    objective: Objective,
    origin: FloatArray,
    direction: FloatArray,
    distances: FloatArray,
    batch: IntArray | None = None,
) -> FloatArray:
    """Return the loss at origin + distance * direction, for each distance.

    Args:
        objective: whose loss it is.
        origin: (p,).
        direction: (p,); its length is the unit of the distances.
        distances: (m,).
        batch: sample indices (b,); None for all samples.

    Returns:
        (m,) losses; inf or nan where the loss is not finite.
    """
    points = origin + distances[:, None] * direction
    with np.errstate(all="ignore"):
        return objective.losses(points, batch)


def over_plane(  # noqa: PLR0913, PLR0917
    objective: Objective,
    origin: FloatArray,
    u: FloatArray,
    v: FloatArray,
    us: FloatArray,
    vs: FloatArray,
    batch: IntArray | None = None,
) -> FloatArray:
    """Return the loss at origin + us[i] * u + vs[j] * v, as row j and column i.

    Args:
        objective: whose loss it is.
        origin: (p,).
        u: (p,), the plane's first direction, drawn to the right.
        v: (p,), its second direction, drawn upwards.
        us: (m,), distances along u.
        vs: (k,), distances along v.
        batch: sample indices (b,); None for all samples.

    Returns:
        (k, m) losses, as contour plots take them; inf or nan where the loss is not finite.
    """
    points = origin + us[None, :, None] * u + vs[:, None, None] * v
    with np.errstate(all="ignore"):
        return objective.losses(points, batch)
