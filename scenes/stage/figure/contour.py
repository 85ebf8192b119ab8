"""A landscape from above: bands of colour, lines of equal height, and scales at its edges."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.landscape import COLOURS, supersampled
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.theme import Theme

BANDS = 16
SPREAD = 40
"""Points along each side of a word on the map: more than a path has there."""

LEAST_ASPECT = 0.45
"""A window flatter than this isn't drawn to scale: its map would be a ribbon."""


class ContourView:
    """A map of a landscape in a box, with the same scale on both axes where that is possible.

    Attributes:
        image: the map.
        to_pixels: Matplotlib's transform from parameters to pixels.
        box: (left, low, right, high) in whole pixels, as Matplotlib counts.
    """

    def __init__(
        self, sheet: Sheet, box: Box, landscape: Landscape, *, to_scale: bool = True
    ) -> None:
        """Draw the map.

        Args:
            sheet: where it will be drawn.
            box: the room that it has, without the numbers and names at its edges.
            landscape: what it shows.
            to_scale: false for axes with units that can't be compared: the map fills its box.
        """
        self.sheet, self.landscape = sheet, landscape
        self.box = _fitted(sheet, box, landscape) if to_scale else _whole(sheet, box)
        left, low, right, high = self.box
        (x_low, y_low), (x_high, y_high) = landscape.window
        self.to_pixels = (
            Affine2D()
            .translate(-x_low, -y_low)
            .scale((right - left) / (x_high - x_low), (high - low) / (y_high - y_low))
            .translate(left, low)
        )
        self.image = sheet.picture(self.pixels_of(landscape), left, low)

    def pixels_of(self, landscape: Landscape) -> Pixels:
        """Draw the map of another landscape over the same window, such as one batch's loss."""
        left, low, right, high = self.box
        return contour_pixels(landscape, right - left, high - low, self.sheet)

    def project(self, points: FloatArray) -> FloatArray:
        """Turn parameters (n, 2) into pixels (n, 2)."""
        return np.asarray(self.to_pixels.transform(points), dtype=np.float64)

    def scales(self, x_name: str, y_name: str) -> Sequence[Artist]:
        """The numbers and the names of both axes; see `MapScales`."""
        return self._scales.artists(x_name, y_name)

    @property
    def _scales(self) -> MapScales:
        return MapScales(self.sheet, self.box, self.landscape.window)


def contour_pixels(landscape: Landscape, width: int, height: int, sheet: Sheet) -> Pixels:
    """Draw a map without axes that fills its pixels (height, width, 4)."""
    levels = np.linspace(0, 1, BANDS + 1)
    shades = landscape.shade(landscape.grid)

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        if not np.isfinite(shades).any():
            return
        masked = np.ma.masked_invalid(shades)
        axes.contourf(
            landscape.xs, landscape.ys, masked, levels, cmap=COLOURS, vmin=0, vmax=1, extend="both"
        )
        axes.contour(
            landscape.xs,
            landscape.ys,
            masked,
            levels[1:-1],
            colors=[line_colour(sheet.theme)],
            linewidths=sheet.stroke(1),
        )

    return supersampled(width, height, draw)


def line_colour(theme: Theme) -> tuple[str, float]:
    """The colour and opacity of thin lines that lie on a landscape."""
    return (theme.background, 0.5)


def spread(box: Bbox) -> FloatArray:
    """Points (n, 2) all over a word's box in pixels, for other words to stay clear of."""
    across, up = np.linspace(box.x0, box.x1, SPREAD), np.linspace(box.y0, box.y1, SPREAD)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def _whole(sheet: Sheet, box: Box) -> tuple[int, int, int, int]:
    left, low = round(sheet.x(box.left)), round(sheet.y(box.bottom))
    return left, low, round(sheet.x(box.right)), round(sheet.y(box.top))


def _fitted(sheet: Sheet, box: Box, landscape: Landscape) -> tuple[int, int, int, int]:
    left, right = sheet.x(box.left), sheet.x(box.right)
    high, low = sheet.y(box.top), sheet.y(box.bottom)
    across, up = np.diff(landscape.window, axis=0)[0]
    shape = min(max(up / across, LEAST_ASPECT), 1 / LEAST_ASPECT)
    width = min(right - left, (high - low) / shape)
    height = width * shape
    left = right - width
    middle = (low + high) / 2
    return (
        round(left),
        round(middle - height / 2),
        round(left + width),
        round(middle + height / 2),
    )
