"""A landscape over two parameters seen from above: bands of one height, and what lies on them."""

from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator
from manim import VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import polyline
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import TextLine
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme

BANDS = 16
"""Of one colour each, as on a landscape that Matplotlib draws."""
LINE_OPACITY = 0.5
BEYOND = 2.0
"""A shade that none of a landscape reaches."""
ABOVE, BELOW, TICKS = 0.022, 79.0, 3
"""From the map to the name of the upright axis, in the frame's height, and of the other one, in
pixels; about how many values each axis names."""


class ContourMap(VGroup):
    """A map: low is dark, as on the landscapes that turn.

    Attributes:
        landscape: what it shows.
        plot: its axes; `plot.point(x, y)` is the place of two parameters.
        names: of the axes.
        baselines: how high these stand, in manim's units.
        bands: regions that are at least so high, the first of them all of the map.
    """

    def __init__(
        self, landscape: Landscape, theme: Theme, *, box: Box, names: tuple[str, str]
    ) -> None:
        """Draw it.

        Args:
            landscape: over the two parameters.
            theme: gives the colours of what is about the map.
            box: where it is.
            names: of both axes, in which a symbol such as β₀ has its colour.
        """
        self.landscape, self.theme = landscape, theme
        across, up = (scale(*ends, count=TICKS) for ends in landscape.window.T.tolist())
        self.plot = Plot(theme, across, up, box=box)
        middle, left = at((box.left + box.right) / 2, box.bottom), at(box.left, box.top - ABOVE)
        self.baselines = float(middle[1]) - pixels(BELOW), float(left[1])
        self.names = VGroup(
            self._name(names[0]).place(np.array([middle[0], self.baselines[0], 0]), "centre"),
            self._name(names[1]).place(left),
        )
        self.bands = VGroup(*(self._band(index) for index in range(BANDS)))
        self._outlines = [each.points.copy() for each in self.bands]
        super().__init__(self.plot, self.names, self.bands)

    def colour_of(self, value: float) -> str:
        """The colour, as "#rrggbb", in which a value of the function lies on the map."""
        heights = self.landscape.heights(np.array([value]))
        return _colour(float(self.landscape.shade(heights)[0]))

    def shows(self, parameters: FloatArray) -> bool:
        """Whether two parameters (2,) are on the map."""
        low, high = self.landscape.window
        return bool((low <= parameters).all() and (parameters <= high).all())

    def sweep(self, share: float) -> None:
        """Show so much of the bands, from the left: what lies beyond is folded onto the edge."""
        box = self.plot.box
        edge = at(box.left + share * (box.right - box.left), 0)[0]
        for band, outline in zip(self.bands, self._outlines, strict=True):
            band.points = np.column_stack([np.minimum(outline[:, 0], edge), outline[:, 1:]])

    def _name(self, content: str) -> TextLine:
        return TextLine(content, self.theme, size=SIZES.label, colour=self.theme.muted)

    def _band(self, index: int) -> VMobject:
        """All that is at least as high as a band begins."""
        land = self.landscape
        made = VMobject(
            fill_color=_colour((index + 0.5) / BANDS),
            fill_opacity=1,
            stroke_color=self.theme.background,
            stroke_opacity=LINE_OPACITY if index else 0.0,
            stroke_width=stroke(1.2),
        )
        if not index:
            low, high = land.window
            corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]], low])
            return made.set_points(self._outline(corners))
        shades = land.shade(land.grid)
        lines = contour_generator(land.xs, land.ys, shades, fill_type=FillType.OuterOffset)
        found = lines.filled(index / BANDS, BEYOND)
        rings = [
            points[first:last]
            for points, offsets in zip(*found, strict=True)
            for first, last in pairwise(offsets)
        ]
        outlines = [self._outline(each) for each in rings]
        return made.set_points(np.concatenate([np.zeros((0, 3)), *outlines]))

    def _outline(self, points: FloatArray) -> FloatArray:
        return polyline(self.plot.points_at(points[:, 0], points[:, 1]))


def _colour(shade: float) -> str:
    from gradreel.scenes.stage.figure.turning.picture import COLOURS  # noqa: PLC0415  Matplotlib's

    red, green, blue, _ = COLOURS(shade, bytes=True)
    return f"#{red:02x}{green:02x}{blue:02x}"
