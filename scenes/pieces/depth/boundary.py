"""What a network says of every place of a square: how likely either class is, and the boundary."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.models import Model
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.figure.becoming import stretch
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.runs.held_out import probabilities
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.theme import Theme

SIDE, STRENGTH, SHADES = 72, 0.5, 256
"""Places along a side of the map; how much of a class's colour the surest places have; shades."""

LEVEL = 0.5 + 1e-6
"""Of the boundary: where an untrained network says exactly 1/2 all over a region, none runs."""

SIZE, EDGE, TRIANGLE = 6.0, 3.0, 1.4
"""Diameter of a disc and width of the boundary, in pixels of a 1280x720 frame; how much further
than a disc a triangle reaches, so that it isn't smaller to the eye."""

TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""From linear RGB to the cones' answers, and from their cube roots to OKLab (Ottosson 2020)."""


def shades(theme: Theme) -> FloatArray:
    """Colours (SHADES, 3) from class 0 over the background to class 1, mixed in OKLab."""
    names = theme.class0, theme.background, theme.class1
    low, middle, high = (_oklab(np.array(to_rgb(name))) for name in names)
    share = np.linspace(-1, 1, SHADES)[:, None] * STRENGTH
    mixed = middle + np.where(share < 0, -share * (low - middle), share * (high - middle))
    return _rgb(mixed)


def _oklab(rgb: FloatArray) -> FloatArray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T)


def _rgb(lab: FloatArray) -> FloatArray:
    linear = np.clip((lab @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


class DecisionMap:
    """A square of the plane in a box of the stage; its drawings are functions of a step."""

    def __init__(self, sheet: Sheet, model: Model, window: FloatArray, box: Box) -> None:
        """Prepare the map.

        Args:
            sheet: where it will be drawn.
            model: of two features.
            window: [[x low, y low], [x high, y high]].
            box: where it is.
        """
        self._sheet, self._model = sheet, model
        self._shades = np.round(shades(sheet.theme) * 255).astype(np.uint8)
        axes = [np.linspace(low, high, SIDE) for low, high in window.T]
        self._grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        self._place = placed(sheet, window, box)
        low, high = self._place(window)
        self._bounds = Bbox([low, high])
        self._edges = [
            np.linspace(first, last, SIDE) for first, last in zip(low, high, strict=True)
        ]
        self._size = max(1, round(high[0] - low[0])), max(1, round(high[1] - low[1]))
        self._picture = stretch(sheet)
        self._line = LineCollection(
            [], colors=sheet.theme.text, linewidths=sheet.stroke(EDGE), capstyle="round"
        )
        self._line.set_transform(IdentityTransform())
        self._line.set_figure(sheet.figure)
        self._probabilities = lru_cache(maxsize=4)(self._computed)

    def at(self, run: Trajectory, step: float, alpha: float, edge: float) -> list[Artist]:
        """The map after so many steps of a run, at an opacity, and its boundary at one of its own.

        Between two recorded steps it is on the straight way from one map to the next.
        """
        if not alpha:
            return []
        first = index_at(run.recorded_steps, step)
        last = min(first + 1, len(run.recorded_steps) - 1)
        before, after = (
            self._probabilities(run.parameters[each].tobytes()) for each in (first, last)
        )
        start, end = (float(run.recorded_steps[each]) for each in (first, last))
        share = (step - start) / (end - start) if end > start else 0.0
        return self._drawn(before + share * (after - before), alpha, edge)

    def _computed(self, parameters: bytes) -> FloatArray:
        """How likely class 1 is all over the square: (SIDE, SIDE)."""
        p = probabilities(self._model, np.frombuffer(parameters), self._grid)
        return np.asarray(p[:, 1].reshape(SIDE, SIDE))

    def _drawn(self, p: FloatArray, alpha: float, edge: float) -> list[Artist]:
        colours = self._shades[np.round(p * (SHADES - 1)).astype(int)][::-1]
        wide = np.asarray(Image.fromarray(colours).resize(self._size, Image.Resampling.BICUBIC))
        pixels = np.dstack([wide, np.full(wide.shape[:2], 255, np.uint8)])
        image = self._picture(pixels, self._bounds)
        boundary = contour_generator(self._edges[0], self._edges[1], p).lines(LEVEL)
        self._line.set_segments([np.asarray(each) for each in boundary])
        image.set_alpha(alpha)
        self._line.set_alpha(edge)
        return [image, self._line]


def placed(sheet: Sheet, window: FloatArray, box: Box) -> Callable[[FloatArray], FloatArray]:
    """Where points (n, 2) of a window are in a box, in pixels; the box becomes a square."""
    left, right = sheet.x(box.left), sheet.x(box.right)
    top, low = sheet.y(box.top), sheet.y(box.bottom)
    side = min(right - left, top - low)
    corner = np.array([(left + right - side) / 2, (top + low - side) / 2])

    def place(points: FloatArray) -> FloatArray:
        return np.asarray(corner + (points - window[0]) / (window[1] - window[0]) * side)

    return place


class DataPoints:
    """Points of data by their class, discs and triangles, in any box."""

    def __init__(self, sheet: Sheet, data: Dataset, window: FloatArray) -> None:
        """Make the points.

        Args:
            sheet: where they will be drawn.
            data: two features and two classes.
            window: [[x low, y low], [x high, y high]]; points outside aren't drawn.
        """
        self._sheet, self._window = sheet, window
        points, inside = (
            data.features,
            ((window[0] <= data.features) & (data.features <= window[1])),
        )
        self._far = np.hypot(*(points - window.mean(axis=0)).T)
        kept = inside.all(axis=1)
        self._classes = [kept & (data.target == label) for label in (0, 1)]
        self._points = points
        self._dots = [class_points(sheet, label) for label in (0, 1)]

    def at(self, box: Box, share: float, alpha: float) -> Sequence[Artist]:
        """They in a box, those that are nearest to the middle first."""
        if not share or not alpha:
            return ()
        place, reach = placed(self._sheet, self._window, box), share * float(self._far.max())
        for dots, own in zip(self._dots, self._classes, strict=True):
            dots.set_offsets(place(self._points[own & (self._far <= reach)]))
            dots.set_alpha(alpha)
        return self._dots


def class_points(sheet: Sheet, label: int, size: float = SIZE) -> PathCollection:
    """Points of a class, discs or triangles, for `set_offsets`; of a size in pixels of 720p."""
    theme = sheet.theme
    marker = Path.unit_regular_polygon(3) if label else Path.unit_circle()
    made = PathCollection(
        [marker],
        sizes=[sheet.stroke(size / 2 * (TRIANGLE if label else 1.0)) ** 2],
        facecolors=theme.class1 if label else theme.class0,
        edgecolors="none",
        offset_transform=IdentityTransform(),
    )
    made.set_transform(IdentityTransform())
    made.set_figure(sheet.figure)
    return made


def window_of_data(data: Dataset) -> FloatArray:
    """A square window about data: [[x low, y low], [x high, y high]]."""
    low, high = data.features.min(axis=0), data.features.max(axis=0)
    middle, half = (low + high) / 2, 0.52 * float((high - low).max())
    return np.array([middle - half, middle + half])
