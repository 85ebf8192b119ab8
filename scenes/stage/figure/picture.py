"""From where a solid landscape is seen, and its picture: facets from far to near, level lines."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import ListedColormap, to_rgb, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from gradreel.engine.arrays import BoolArray, FloatArray, IntArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.relief import Relief
from gradreel.scenes.stage.story.values import read
from gradreel.scenes.stage.type.style import Theme

VIEW = ("azimuth", "elevation", "zoom", "centred", "at_x", "at_y", "aside", "tall")
"""A story's values that say from where its landscape is seen, in the order of `Camera`."""

ABOVE = 90.0
"""The elevation from which a landscape is a map."""

FRONT = -90.0
"""The azimuth from which x grows to the right and y away from the viewer."""


@dataclass(frozen=True)
class Camera:
    """From where the landscape is seen, infinitely far away.

    Attributes:
        azimuth, elevation: of the direction to the camera, in degrees.
        zoom: how many times as large as at rest.
        centred: from 0, the whole landscape in the middle of its box, to 1, the point below.
        at_x, at_y: the parameters of the point that the camera pushes in on.
        aside: from 0, all of the frame's width, to 1, left of a panel.
        tall: how many times as high as at rest the landscape is drawn.
    """

    azimuth: float = -72.0
    elevation: float = 44.0
    zoom: float = 1.0
    centred: float = 0.0
    at_x: float = 0.0
    at_y: float = 0.0
    aside: float = 0.0
    tall: float = 1.0

    @property
    def towards(self) -> FloatArray:
        """The direction (3,) from the landscape to the camera, of length 1."""
        turn, rise = np.radians(self.azimuth), np.radians(self.elevation)
        return np.array([np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)])

    @property
    def values(self) -> dict[str, float]:
        """The story's values of `VIEW`."""
        return {name: float(getattr(self, name)) for name in VIEW}

    @classmethod
    def now(cls) -> "Camera":
        """The one that the story has now."""
        return cls(*map(read, VIEW))

    def turned(self, degrees: float) -> "Camera":
        """The camera after it has gone about the landscape, to the right if positive."""
        return replace(self, azimuth=self.azimuth + degrees)

    def above(self) -> "Camera":
        """The camera from which the landscape is a map."""
        return replace(self, azimuth=FRONT, elevation=ABOVE)


@dataclass(frozen=True, eq=False)
class Projection:
    """From the room in which a landscape stands to pixels, along parallel rays.

    Attributes:
        right, up: directions (3,) of the picture in the room, of length 1; up is longer where
            heights are drawn larger.
        towards: the direction (3,) to the camera.
        scale: pixels per unit of the room.
        offset: (2,) pixels of the room's origin.
    """

    right: FloatArray
    up: FloatArray
    towards: FloatArray
    scale: float
    offset: FloatArray

    @classmethod
    def along(cls, camera: Camera) -> "Projection":
        """Look at the room's origin, a pixel for each unit."""
        turn, towards = np.radians(camera.azimuth), camera.towards
        right = np.array([-np.sin(turn), np.cos(turn), 0.0])
        up = np.cross(towards, right) * [1.0, 1.0, camera.tall]
        return cls(right, up, towards, 1.0, np.zeros(2))

    def __call__(self, places: FloatArray) -> FloatArray:
        """Turn places (..., 3) of the room into pixels (..., 2)."""
        axes = np.stack([self.right, self.up], axis=1)
        return places @ axes * self.scale + self.offset


COLOURS = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.14, 0.82, 256)))
"""Low is dark; the ends of viridis would drown in the backgrounds of both themes."""

SHADOW, LIT_UPRIGHT = 0.42, 55.0
"""How much darker slopes that turn from the light are, from up to this elevation; above it less,
and on the map nothing: there, darkness means height alone."""

LIGHT = (-0.75, -0.45, 1.0)
"""The direction that the light comes from."""

FRONT_SIDE, OTHER_SIDE = 0.55, 0.38
"""How far the sides of the solid are from the background to the colour of lines."""


def _light(seen: Projection) -> float:
    """How strong shadows are: full from the side, none from right above."""
    elevation = float(np.degrees(np.arcsin(min(seen.towards[2], 1.0))))
    share = min(max((90 - elevation) / (90 - LIT_UPRIGHT), 0.0), 1.0)
    return SHADOW * share * share * (3 - 2 * share)


def _middles(corners: FloatArray) -> FloatArray:
    """The mean of the four corners of each cell of a grid (n, m): (n - 1, m - 1)."""
    return (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4


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
        shown.draw(renderer, seen, low)
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
    """The facets of a landscape and of its sides, without smooth edges, and lines on them."""

    relief: Relief
    theme: Theme

    def draw(self, renderer: Any, seen: Projection, low: IntArray) -> None:
        """Draw the facets so that what is in front covers what is behind.

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

    def draw_lines(self, renderer: Any, seen: Projection, low: IntArray, width: float) -> None:
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
    def _lines(self) -> tuple[FloatArray, BoolArray]:
        """Lines of equal height, and the rim: places (n, 3), and whether each begins a line."""
        shades = np.linspace(0, 1, LEVELS + 1)[1:-1]
        pieces = self.relief.level_lines(self.relief.landscape.height_of(shades))
        pieces += self.relief.rim()
        begins = [np.arange(len(piece)) == 0 for piece in pieces]
        none = np.zeros((0, 3)), np.zeros(0, dtype=bool)
        return (np.concatenate(pieces), np.concatenate(begins)) if pieces else none


def _smoothed(drawn: Pixels, corners: IntArray, room: tuple[int, int, int, int]) -> Pixels:
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


def _softened(drawn: Pixels, rows: IntArray, columns: IntArray) -> Pixels:
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
