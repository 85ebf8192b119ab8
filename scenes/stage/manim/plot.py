"""Axes with their grid and labels, curves and names on them, and a map of a landscape."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from manim import Line, Mobject, VGroup, VMobject

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    RedrawnPath,
    at,
    offset,
    pixels,
    polyline,
    smooth_path,
    stroke,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.text import Label, TextLine
from gradreel.scenes.stage.runs.landscape import Landscape, holds
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, Theme
from gradreel.scenes.stage.type.typesetting import broken_if_tall, text_width

Pieces = Callable[[FloatArray], BoolArray]
SAMPLES = 201
Y_GAP, X_GAP = 14, 14
"""Pixels from a name at the left to the axis, and between two names at the bottom at the least."""
TITLE, HIGHER, TITLE_LINE = 79.0, 7.0, 29.0
"""Pixels from the axis down to the name below, less if it has lines, and from one to the next."""


class Plot(VGroup):
    """Axes: horizontal grid lines named at the left, ticks named at the bottom.

    It stays where it is made: its places are fixed, so that curves never ask manim for them.

    Attributes:
        x, y: the two scales.
        box: where it is.
        grid, x_axis, y_axis, titles: its visible parts.
    """

    def __init__(  # noqa: PLR0913  what axes are
        self,
        theme: Theme,
        x: Scale,
        y: Scale,
        *,
        box: Box | None = None,
        x_title: str = "",
        y_title: str = "",
        y_title_rise: float = 0.025,
    ) -> None:
        """Draw them.

        Args:
            theme: gives the colours.
            x: the scale at the bottom.
            y: the scale at the left.
            box: where it is.
            x_title: what is below the middle; how ticks are to be read is added, if they need it.
            y_title: likewise, above the left corner.
            y_title_rise: how far the y title is above the box, as a fraction of the frame's height.
        """
        self.x, self.y, self.box, self.theme = x, y, box or Box(), theme
        # what names at the left have, in em, without a sign if any value has one
        room = (wide(self.box.left - GRID.margin) - pixels(Y_GAP)) / tall(SIZES.tick)
        sign = text_width("−") if min(y.ticks, default=0) < 0 else 0
        self._x_notation, self._y_notation = x.notation(), y.notation(room - sign)
        ends = ((self.point(x.low, value), self.point(x.high, value)) for value in y.ticks)
        style: dict[str, Any] = {"color": theme.grid, "stroke_width": stroke(1.6)}
        self.grid = VGroup(*(Line(*each, **style) for each in ends))
        self.y_axis = VGroup(*(self._y_label(value) for value in y.ticks))
        self.x_axis = self._x_ticks()
        self.titles = VGroup()
        if below := self._x_notation.titled(x_title):
            self.titles.add(self._x_title(below))
        if above := self._y_notation.titled(y_title):
            self.titles.add(self._y_title(above, y_title_rise))
        super().__init__(self.grid, self.x_axis, self.y_axis, self.titles)

    def point(self, x: float, y: float) -> FloatArray:
        """The place (3,) of a pair of values."""
        return self.points_at_shares(self.x.share(x), self.y.share(y))

    def seen(self, x: float, y: float) -> FloatArray | None:
        """The place (3,) of a pair of values; None where that is off the plot."""
        shares = np.array([self.x.share(x), self.y.share(y)])
        if not np.isfinite(shares).all() or (np.abs(shares - 0.5) > 0.5 + 1e-6).any():
            return None
        return self.point(x, y)

    def points_at(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """The places (n, 3) of pairs of values."""
        return self.points_at_shares(self.x.share(xs), self.y.share(ys))

    def points_at_shares(self, xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
        """The places (..., 3) of pairs of shares of the axes."""
        box = self.box
        return at(box.left + xs * box.width, box.bottom - ys * box.height)

    def curve(
        self,
        function: Callable[[FloatArray], FloatArray],
        colour: str,
        *,
        width: float = 5.0,
        between: Callable[[], tuple[float, float]] | None = None,
        keeping: "Pieces | None" = None,
    ) -> "Curve":
        """Draw a function of x that may read trackers; see Curve."""
        return Curve(self, function, colour, width=width, between=between, keeping=keeping)

    def _y_label(self, value: float) -> Label:
        label = Label(self._y_notation.name(value), size=SIZES.tick, colour=self.theme.muted)
        drop = np.array([-pixels(Y_GAP), -label.em * 0.36, 0])
        return label.place(self.point(self.x.low, value) + drop, "right")

    def _x_ticks(self) -> VGroup:
        """Every tick, or every second or third: so many that their names stand apart."""
        made = [self._x_tick(value) for value in self.x.ticks]
        every = next(each for each in range(1, len(made) + 2) if _apart(made[::each]))
        return VGroup(*made[::every])

    def _x_tick(self, value: float) -> VGroup:
        foot = self.point(value, self.y.low)
        ends = foot, foot - offset(0, 7)
        tick = Line(*ends, color=self.theme.line, stroke_width=stroke(1.6))
        label = Label(self._x_notation.name(value), size=SIZES.tick, colour=self.theme.muted)
        return VGroup(tick, label.place(foot - offset(0, 33), "centre"))

    def _x_title(self, title: str) -> Label | VGroup:
        """The name below the middle; in a tall frame over lines if it has to be."""
        across, _ = self.box.middle
        room = 2 * (min(across, 1 - across) - GRID.margin)
        made = self._title_lines(title, room)
        first = TITLE - HIGHER * (len(made) > 1)
        for index, label in enumerate(made):
            drop = offset(0, first + index * TITLE_LINE)
            label.place(at(across, self.box.bottom) - drop, "centre")
        return made[0] if len(made) == 1 else VGroup(*made)

    def _y_title(self, title: str, rise: float) -> Label | VGroup:
        """The name above the left corner; in a tall frame over lines if it has to be."""
        made = self._title_lines(title, 1 - GRID.margin - self.box.left)
        for index, label in enumerate(reversed(made)):
            lift = offset(0, index * TITLE_LINE)
            label.place(at(self.box.left, self.box.top - rise) + lift)
        return made[0] if len(made) == 1 else VGroup(*made)

    def _title_lines(self, title: str, room: float) -> list[Label]:
        lines = broken_if_tall(title, SIZES.label, room, bold=False)
        return [Label(line, colour=self.theme.muted) for line in lines]


class Curve(RedrawnPath):
    """A function of x on a plot, written into one path at every frame.

    What lies outside the plot is left out.

    Attributes:
        function: takes xs (n,) and returns ys (n,); reads trackers, if anything.
        between: returns the x from which and to which it is drawn.
        keeping: takes ys (n,) and returns which pieces (n - 1,) between them are drawn.
    """

    def __init__(  # noqa: PLR0913  what a curve is
        self,
        plot: Plot,
        function: Callable[[FloatArray], FloatArray],
        colour: str,
        *,
        width: float = 5.0,
        between: Callable[[], tuple[float, float]] | None = None,
        keeping: Pieces | None = None,
    ) -> None:
        self.plot, self.function, self.keeping = plot, function, keeping
        self.between = between or (lambda: (plot.x.low, plot.x.high))
        super().__init__(self._path, stroke_color=colour, stroke_width=stroke(width))

    def _path(self) -> FloatArray:
        xs = np.linspace(*self.between(), SAMPLES)
        ys = self.function(xs)
        share = self.plot.y.share(ys)
        seen = np.isfinite(ys) & (share > -1e-6) & (share < 1 + 1e-6)
        path = smooth_path(self.plot.points_at(xs, np.where(np.isfinite(ys), ys, 0.0)))
        kept = seen[:-1] & seen[1:] & (True if self.keeping is None else self.keeping(ys))
        return path.reshape(-1, 4, 3)[kept].reshape(-1, 3)


def _apart(ticks: Sequence[VGroup]) -> bool:
    """Whether the names of ticks, from the left to the right, don't run into each other."""
    ends = [(tick[1].get_left()[0], tick[1].get_right()[0]) for tick in ticks]
    return all(right + pixels(X_GAP) < left for (_, right), (left, _) in pairwise(ends))


GAPS = 8.0, 16.0, 28.0
"""From a name's ink to its curve, in pixels: as near as there is room."""

PLACES = 33
"""How many places along a curve are tried."""

MARGIN = 5.0
"""Pixels about a name that nothing else may touch."""


def name_on(  # noqa: PLR0913  what it has to stay clear of
    curve: FloatArray | VMobject,
    content: str,
    colour: str,
    *,
    box: Box,
    avoid: Sequence[FloatArray | Mobject] = (),
    near: float = 0.75,
    size: float = SIZES.label,
) -> Label:
    """Write a name beside a curve, above or below it, where it covers nothing.

    Args:
        curve: points (n, 3) along it, in order, or a path that has them.
        content: its name.
        colour: that of the curve.
        box: the part of the stage that the name must be in.
        avoid: what it had better not cover: points (n, 3), or what is drawn.
        near: how far along the curve it is best, from 0 to 1.
        size: em size as a fraction of the frame's height.

    Returns:
        the name, where least is covered, and there the nearest to `near`.
    """
    label = Label(content, size=size, colour=colour)
    points = _points(curve)
    taken = np.concatenate([points, *(_points(each) for each in avoid)])
    places = _places_beside(label, points, box)
    half = np.array([label.width / 2, label.height / 2]) + pixels(MARGIN)

    def cost(place: tuple[float, FloatArray]) -> float:
        share, centre = place
        covered = (np.abs(taken[:, :2] - centre[:2]) < half).all(axis=1).sum()
        return float(covered) + abs(share - near)

    if places:
        label.shift(min(places, key=cost)[1] - label.get_center())
    return label


def _places_beside(label: Label, points: FloatArray, box: Box) -> list[tuple[float, FloatArray]]:
    """Centres (3,) of the name that are inside the box, each with its share of the curve."""
    left, top, _ = at(box.left, box.top)
    right, bottom, _ = at(box.right, box.bottom)
    half = np.array([label.width / 2, label.height / 2, 0])
    low, high = np.array([left, bottom, 0]) + half, np.array([right, top, 0]) - half
    found = []
    for share in np.linspace(0, 1, PLACES):
        point = points[round(share * (len(points) - 1))] if len(points) else low
        for gap in GAPS:
            for side in (1, -1):
                spread = points[np.abs(points[:, 0] - point[0]) <= half[0] + pixels(MARGIN)]
                edge = spread[:, 1].max() if side > 0 else spread[:, 1].min()
                centre = np.array([point[0], edge + side * (half[1] + pixels(gap)), 0])
                if (centre >= low - 1e-9).all() and (centre <= high + 1e-9).all():
                    found.append((float(share), centre))
    return found


def _points(thing: FloatArray | Mobject) -> FloatArray:
    if isinstance(thing, np.ndarray):
        return thing
    family = [each for each in thing.get_family() if isinstance(each, VMobject)]
    # the ends of their curves, and some points between
    pieces = np.concatenate([NOTHING, *(each.points for each in family)]).reshape(-1, 4, 3)
    shares = np.linspace(0, 1, 5)[:, None, None]
    lines = pieces[None, :, 0] + shares * (pieces[None, :, 3] - pieces[None, :, 0])
    return np.asarray(lines.transpose(1, 0, 2).reshape(-1, 3))


BANDS = 16
"""Of one colour each, as on a landscape that Matplotlib draws."""
LINE_OPACITY = 0.5
BEYOND = 2.0
"""A shade that none of a landscape reaches."""
NAME_ABOVE, NAME_BELOW, TICKS = 0.022, 79.0, 3
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
        self.plot = plot = Plot(theme, across, up, box=box)
        plot.remove(plot.titles)  # the names say it
        names = plot._x_notation.titled(names[0]), plot._y_notation.titled(names[1])
        middle, left = at(box.middle[0], box.bottom), at(box.left, box.top - NAME_ABOVE)
        self.baselines = float(middle[1]) - pixels(NAME_BELOW), float(left[1])
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
        return shade_colour(float(self.landscape.shade(heights)[0]))

    def shows(self, parameters: FloatArray) -> bool:
        """Whether two parameters (2,) are on the map."""
        return bool(holds(self.landscape.window, parameters))

    def sweep(self, share: float) -> None:
        """Show so much of the bands, from the left: what lies beyond is folded onto the edge."""
        box = self.plot.box
        edge = at(box.left + share * box.width, 0)[0]
        for band, outline in zip(self.bands, self._outlines, strict=True):
            band.points = np.column_stack([np.minimum(outline[:, 0], edge), outline[:, 1:]])

    def turn_to(self, values: FloatArray) -> None:
        """Let the bands show other values over the same grid, in the same colours."""
        land = replace(self.landscape, values=values, scaling=self.landscape.heights)
        for index, band in enumerate(self.bands):
            band.points = self._region(index, land)

    def _name(self, content: str) -> TextLine:
        return TextLine(content, self.theme, size=SIZES.label, colour=self.theme.muted)

    def _band(self, index: int) -> VMobject:
        """All that is at least as high as a band begins."""
        made = VMobject(
            fill_color=shade_colour((index + 0.5) / BANDS),
            fill_opacity=1,
            stroke_color=self.theme.background,
            stroke_opacity=LINE_OPACITY if index else 0.0,
            stroke_width=stroke(1.2),
        )
        return made.set_points(self._region(index, self.landscape))

    def _region(self, index: int, land: Landscape) -> FloatArray:
        """The outline of a band, (4 n, 3)."""
        if not index:
            low, high = land.window
            corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]], low])
            return self._outline(corners)
        shades = land.shade(land.grid)
        lines = contour_generator(land.xs, land.ys, shades, fill_type=FillType.OuterOffset)
        found = lines.filled(index / BANDS, BEYOND)
        rings = [
            points[first:last]
            for points, offsets in zip(*found, strict=True)
            for first, last in pairwise(offsets)
        ]
        outlines = [self._outline(each) for each in rings]
        return np.concatenate([NOTHING, *outlines])

    def _outline(self, points: FloatArray) -> FloatArray:
        return polyline(self.plot.points_at(points[:, 0], points[:, 1]))


def shade_colour(shade: float) -> str:
    """The colour, as "#rrggbb", of a share of a landscape's height: dark is low."""
    from gradreel.scenes.stage.figure.picture import COLOURS  # noqa: PLC0415  Matplotlib's

    red, green, blue, _ = COLOURS(shade, bytes=True)
    return f"#{red:02x}{green:02x}{blue:02x}"
