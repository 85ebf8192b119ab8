"""The picture of a solid landscape: one mesh from far to near, and its lines of equal height."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.turning.camera import Projection
from gradreel.scenes.stage.figure.turning.mesh import Mesh
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.type.theme import Theme

COARSE = 111
"""Points of a side of the mesh, where its facets are a few pixels large."""

LEVELS = 16
"""Bands between the lines of equal height."""

LINE_OPACITY = 0.5
SPARE = 4
"""Pixels about the landscape, for its lines and its soft outline."""


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
        self, seen: Projection, room: tuple[int, int, int, int], line: float, *, near: bool = True
    ) -> tuple[Pixels, int, int]:
        """Draw the landscape.

        Args:
            seen: from where.
            room: (left, low, right, high) in pixels that it must stay inside; it is cut there.
            line: width of the lines of equal height in pixels.
            near: whether single facets could be told apart if there were fewer.

        Returns:
            pixels (h, w, 4) with straight alpha, and their left and lower edge in pixels.
        """
        hull = seen(self.relief.hull)
        low = np.maximum(np.floor(hull.min(axis=0)) - SPARE, room[:2]).astype(int)
        high = np.minimum(np.ceil(hull.max(axis=0)) + SPARE, room[2:]).astype(int)
        width, height = np.maximum(high - low, 1).tolist()
        renderer: Any = RendererAgg(width, height, 72)  # type: ignore[no-untyped-call]
        shown = self._fine if near else self._coarse
        shown.mesh.draw(renderer, seen, low)
        shown.draw_lines(renderer, seen, low, line)
        drawn = np.asarray(renderer.buffer_rgba())
        return _smoothed(drawn, np.array([low, high]), room), int(low[0]), int(low[1])

    @cached_property
    def _fine(self) -> "_Surface":
        return _Surface(self.relief, self.theme)

    @cached_property
    def _coarse(self) -> "_Surface":
        """Fewer facets, where that is no loss of detail: half of the time is theirs."""
        land = self.relief.landscape
        if min(land.grid.shape) <= COARSE or not np.isfinite(land.grid).all():
            return self._fine
        return _Surface(Relief(land.resampled(COARSE)), self.theme)


@dataclass(frozen=True, eq=False)
class _Surface:
    """A landscape's facets, and the lines of equal height on them."""

    relief: Relief
    theme: Theme

    @cached_property
    def mesh(self) -> Mesh:
        return Mesh(self.relief, self.theme)

    def draw_lines(
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
    def _lines(self) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Lines of equal height, and the rim: places (n, 3), and whether each begins a line."""
        shades = np.linspace(0, 1, LEVELS + 1)[1:-1]
        pieces = self.relief.level_lines(self.relief.landscape.height_of(shades))
        pieces += self.relief.rim()
        begins = [np.arange(len(piece)) == 0 for piece in pieces]
        none = np.zeros((0, 3)), np.zeros(0, dtype=bool)
        return (np.concatenate(pieces), np.concatenate(begins)) if pieces else none


def _smoothed(drawn: Pixels, corners: NDArray[np.int_], room: tuple[int, int, int, int]) -> Pixels:
    """Soften the outline of what is drawn without smooth edges, but not where it is cut off.

    Args:
        drawn: (h, w, 4), all of it opaque or clear.
        corners: [[left, low], [right, high]] of it in pixels.
        room: where it is cut off.
    """
    solid = np.pad(drawn.view("<u4")[..., 0] > 0xFFFFFF, 1).view(np.uint8)  # alpha is on top
    cut = corners.ravel() == np.array(room)  # left, low, right, high
    for edge, line in enumerate((solid[:, 0], solid[-1], solid[:, -1], solid[0])):
        line[:] = cut[edge]
    beside = solid[:, :-2] + solid[:, 1:-1] + solid[:, 2:]
    count = beside[:-2] + beside[1:-1] + beside[2:]
    edge_pixels = np.flatnonzero(count - np.uint8(1) < 8)  # neither 0 nor 9: 0 - 1 is 255
    shown = drawn.copy()
    shown.reshape(-1, 4)[edge_pixels] = _softened(drawn, *np.divmod(edge_pixels, drawn.shape[1]))
    return shown


def _softened(drawn: Pixels, rows: NDArray[np.int_], columns: NDArray[np.int_]) -> Pixels:
    """The means (n, 4) of what is drawn in the squares of nine pixels about some."""
    total, weight = (np.zeros((len(rows), each), np.uint32) for each in (3, 1))
    height, width = drawn.shape[:2]
    flat = drawn.view("<u4").reshape(-1)
    lines = [np.clip(rows + each, 0, height - 1) * width for each in (-1, 0, 1)]
    places = [np.clip(columns + each, 0, width - 1) for each in (-1, 0, 1)]
    for line in lines:
        for place in places:
            pixels = flat[line + place].view(np.uint8).reshape(-1, 4)
            alpha = pixels[:, 3:].astype(np.uint32)
            total += pixels[:, :3] * alpha
            weight += alpha
    colour = total / np.maximum(weight, 1)
    return np.concatenate([colour, weight / 9], axis=1).round().astype(np.uint8)
