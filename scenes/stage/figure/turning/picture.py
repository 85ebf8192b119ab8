"""The picture of a solid landscape: one mesh from far to near, and its lines of equal height."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.landscape import COLOURS
from gradreel.scenes.stage.figure.turning.camera import Projection
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.type.theme import Theme

SHADOW, LIT_UPRIGHT = 0.42, 55.0
"""How much darker slopes that turn from the light are, from up to this elevation; above it less,
and on the map nothing: there, darkness means height alone."""

LIGHT = (-0.75, -0.45, 1.0)
"""The direction that the light comes from."""

LEVELS = 16
"""Bands between the lines of equal height."""

FRONT_SIDE, OTHER_SIDE = 0.55, 0.38
"""How far the sides of the solid are from the background to the colour of lines."""

LINE_OPACITY = 0.5


@dataclass(frozen=True, eq=False)
class ReliefPicture:
    """Draws a landscape.

    Attributes:
        relief: what it shows.
        theme: the colours of its sides and lines.
    """

    relief: Relief
    theme: Theme

    def pixels(
        self, seen: Projection, room: tuple[int, int, int, int], line: float
    ) -> tuple[Pixels, int, int]:
        """Draw the landscape.

        Args:
            seen: from where.
            room: (left, low, right, high) in pixels that it must stay inside; it is cut there.
            line: width of the lines of equal height in pixels.

        Returns:
            pixels (h, w, 4) with straight alpha, and their left and lower edge in pixels.
        """
        block, hull = seen(self.relief.block), seen(self.relief.hull)
        low = np.maximum(np.floor(hull.min(axis=0)) - 2, room[:2]).astype(int)
        high = np.minimum(np.ceil(hull.max(axis=0)) + 2, room[2:]).astype(int)
        width, height = np.maximum(high - low, 1).tolist()
        renderer: Any = RendererAgg(width, height, 72)  # type: ignore[no-untyped-call]
        self._draw_facets(renderer, seen, block - low)
        self._draw_lines(renderer, seen, low, line)
        drawn = np.asarray(renderer.buffer_rgba())
        return _smoothed(drawn, np.array([low, high]), room), int(low[0]), int(low[1])

    def _draw_facets(self, renderer: Any, seen: Projection, block: FloatArray) -> None:
        """Draw them in order from far to near, so that what is in front covers what is behind."""
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

    def _draw_lines(
        self, renderer: Any, seen: Projection, low: NDArray[np.int_], width: float
    ) -> None:
        places, begins = self._lines
        if not len(places):
            return
        shown = ~self.relief.hidden(places, seen.towards)
        move = begins | ~np.append(False, shown[:-1])
        codes = np.where(move, Path.MOVETO, Path.LINETO)[shown]
        context = renderer.new_gc()
        context.set_linewidth(width)
        context.set_foreground(to_rgba(self.theme.background, LINE_OPACITY), isRGBA=True)
        renderer.draw_path(context, Path(seen(places[shown]) - low, codes), IdentityTransform())

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

    @cached_property
    def _lines(self) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Lines of equal height, and the rim: places (n, 3), and whether each begins a line."""
        shades = np.linspace(0, 1, LEVELS + 1)[1:-1]
        pieces = self.relief.level_lines(self.relief.landscape.height_of(shades))
        pieces += self.relief.rim()
        begins = [np.arange(len(piece)) == 0 for piece in pieces]
        none = np.zeros((0, 3)), np.zeros(0, dtype=bool)
        return (np.concatenate(pieces), np.concatenate(begins)) if pieces else none


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


def _smoothed(drawn: Pixels, corners: NDArray[np.int_], room: tuple[int, int, int, int]) -> Pixels:
    """Soften the outline of what is drawn without smooth edges, but not where it is cut off.

    Args:
        drawn: (h, w, 4), all of it opaque or clear.
        corners: [[left, low], [right, high]] of it in pixels.
        room: where it is cut off.
    """
    solid = np.pad(drawn[..., 3] > 0, 1)
    cut = corners.ravel() == np.array(room)  # left, low, right, high
    for edge, line in enumerate((solid[:, 0], solid[-1], solid[:, -1], solid[0])):
        line[:] = cut[edge]
    height, width = drawn.shape[:2]
    count = np.zeros((height, width), np.uint8)
    for down in range(3):
        for along in range(3):
            count += solid[down : down + height, along : along + width]
    rows, columns = np.nonzero((count > 0) & (count < 9))
    shown = drawn.copy()
    shown[rows, columns] = _softened(drawn, rows, columns)
    return shown


def _softened(drawn: Pixels, rows: NDArray[np.int_], columns: NDArray[np.int_]) -> Pixels:
    """The means (n, 4) of what is drawn in the squares of nine pixels about some."""
    total, weight = np.zeros((len(rows), 3)), np.zeros((len(rows), 1))
    last = drawn.shape[0] - 1, drawn.shape[1] - 1
    for down in (-1, 0, 1):
        for along in (-1, 0, 1):
            at = np.clip(rows + down, 0, last[0]), np.clip(columns + along, 0, last[1])
            pixels = drawn[at].astype(np.float64)
            total += pixels[:, :3] * pixels[:, 3:]
            weight += pixels[:, 3:]
    colour = total / np.maximum(weight, 1.0)
    return np.concatenate([colour, weight / 9], axis=1).round().astype(np.uint8)
