"""Many shapes that are drawn as one, each in a colour of its own."""

from typing import Any

import numpy as np
from matplotlib.collections import Collection, PolyCollection

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet


def polygons(sheet: Sheet) -> PolyCollection:
    """Filled shapes without outlines; `set_verts` says which."""
    made = PolyCollection([], linewidths=0)
    made.set_figure(sheet.figure)
    return made


def paint(shapes: Collection, colours: FloatArray, alphas: FloatArray | float) -> None:
    """Give each shape its colour.

    Args:
        shapes: n of them.
        colours: (n, 3), from 0 to 1.
        alphas: (n,) or one for all, their opacity.
    """
    opacities = np.broadcast_to(np.asarray(alphas, dtype=float), len(colours))
    made: Any = np.column_stack([colours, opacities])
    shapes.set_color(made)
