"""The facets of a solid landscape, drawn from far to near."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.turning.camera import Projection
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.type.theme import Theme

COLOURS = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.14, 0.82, 256)))
"""Low is dark; the ends of viridis would drown in the backgrounds of both themes."""

SHADOW, LIT_UPRIGHT = 0.42, 55.0
"""How much darker slopes that turn from the light are, from up to this elevation; above it less,
and on the map nothing: there, darkness means height alone."""

LIGHT = (-0.75, -0.45, 1.0)
"""The direction that the light comes from."""

FRONT_SIDE, OTHER_SIDE = 0.55, 0.38
"""How far the sides of the solid are from the background to the colour of lines."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """The facets of a landscape and of its sides, without smooth edges.

    Attributes:
        relief: what they show.
        theme: the colours of the sides.
    """

    relief: Relief
    theme: Theme

    def draw(self, renderer: Any, seen: Projection, low: NDArray[np.int_]) -> None:
        """Draw them so that what is in front covers what is behind.

        Args:
            renderer: Agg's.
            seen: from where.
            low: (2,), the renderer's lower left corner in pixels.
        """
        block = seen(self.relief.block) - low
        colours = self._colours.copy()
        colours[..., :3] *= 1 - _light(seen) * self._shade[..., None]
        if seen.towards[0] < 0:
            block, colours = block[:, ::-1], colours[:, ::-1]
        if seen.towards[1] < 0:
            block, colours = block[::-1], colours[::-1]
        rows, columns = block.shape[0] - 1, block.shape[1] - 1
        context, still = renderer.new_gc(), IdentityTransform()
        context.set_linewidth(0)
        corners, nowhere = np.nan_to_num(np.ascontiguousarray(block)), np.zeros((1, 2))
        faces = np.ascontiguousarray(colours).reshape(-1, 4)
        renderer.draw_quad_mesh(
            context, still, columns, rows, corners, nowhere, still, faces, False, np.zeros((0, 4))
        )

    @cached_property
    def _colours(self) -> FloatArray:
        """The facets' own colours (n + 1, m + 1, 4), without light; clear where no value is."""
        land = self.relief.landscape
        heights = _middles(land.grid)
        upper = np.asarray(COLOURS(land.shade(np.nan_to_num(heights))), dtype=np.float64)
        padded = np.pad(upper, ((1, 1), (1, 1), (0, 0)), mode="edge")
        background = np.array(to_rgb(self.theme.background))
        contrast = np.array(to_rgb(self.theme.line)) - background
        for edge in (padded[0], padded[-1]):
            edge[:, :3] = background + FRONT_SIDE * contrast
        for edge in (padded[:, 0], padded[:, -1]):
            edge[:, :3] = background + OTHER_SIDE * contrast
        padded[..., 3] = np.isfinite(_middles(self.relief.block[..., 2]))
        return padded

    @cached_property
    def _shade(self) -> FloatArray:
        """How far each facet (n + 1, m + 1) turns away from the light, 0 to 1; sides not at all."""
        rise_x, rise_y = (_middles(each) for each in self.relief.slopes)
        normal = np.stack([-rise_x, -rise_y, np.ones_like(rise_x)], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        facing = np.clip(normal @ (np.array(LIGHT) / np.linalg.norm(LIGHT)), 0, 1)
        return np.pad(1 - facing, 1)


def _light(seen: Projection) -> float:
    """How strong shadows are: full from the side, none from right above."""
    elevation = float(np.degrees(np.arcsin(min(seen.towards[2], 1.0))))
    share = min(max((90 - elevation) / (90 - LIT_UPRIGHT), 0.0), 1.0)
    return SHADOW * share * share * (3 - 2 * share)


def _middles(corners: FloatArray) -> FloatArray:
    """The mean of the four corners of each cell of a grid (n, m): (n - 1, m - 1)."""
    return np.asarray(
        (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    )
