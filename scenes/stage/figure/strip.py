"""The data set as a strip of cells on a sheet, in which a batch lights up."""

import numpy as np
from matplotlib.collections import PolyCollection

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.grid import Strip


def cells(
    sheet: Sheet, strip: Strip, which: IntArray, colour: str, *, opacity: float = 1.0
) -> PolyCollection:
    """Cells of a strip, filled; `set_verts` with `corners` names others later."""
    made = PolyCollection(
        list(corners(sheet, strip, which)), facecolors=colour, edgecolors="none", linewidths=0
    )
    made.set_alpha(opacity)
    made.set_snap(False)  # rounded to pixels, narrow cells would differ in width
    made.set_figure(sheet.figure)
    return made


def corners(sheet: Sheet, strip: Strip, which: IntArray) -> FloatArray:
    """The corners (n, 4, 2) of cells, in pixels."""
    edges = strip.edges(np.sort(which))
    left, right = (np.array([sheet.x(float(each)) for each in side]) for side in edges.T)
    top, low = (
        np.full_like(left, sheet.y(strip.box.top)),
        np.full_like(left, sheet.y(strip.box.bottom)),
    )
    sides = (left, low), (right, low), (right, top), (left, top)
    return np.stack([np.stack(side, axis=-1) for side in sides], axis=1)
