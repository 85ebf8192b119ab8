"""A point that rides on a curve of the loss, with its tangent, and its steps along the axis."""

from collections.abc import Callable

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import (
    Follower,
    RingedPoint,
    arrow,
    dash_points,
    polyline,
    stroked,
)
from gradreel.scenes.stage.manim.place import pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.runs.loss_slice import LossSlice

NOTHING = np.zeros((0, 3))


class RidingPoint:
    """A place on a slice of the loss, and what is drawn there; nothing is on a stage yet.

    Attributes:
        point: the ringed point on the curve.
        tangent: a piece of the tangent, of one length whatever the slope.
        drop: a dashed line from the point to the lower axis.
    """

    def __init__(  # noqa: PLR0913  what is drawn of it
        self,
        plot: Plot,
        loss_slice: LossSlice,
        place: Callable[[], float],
        *,
        colour: str | None = None,
        radius: float = 11.0,
        length: float = 230.0,
    ) -> None:
        """Draw them.

        Args:
            plot: its lower axis is of the slice's places, its left one of the loss.
            loss_slice: of a recorded objective.
            place: reads a tracker.
            colour: of the point; the theme's current point when None.
            radius: of the point, in pixels.
            length: of the tangent, in pixels.
        """
        self.plot, self.slice, self.place = plot, loss_slice, place
        self._half, theme = pixels(length / 2), plot.theme
        self.point = RingedPoint(self.where, theme, colour=colour, radius=radius)
        self.tangent = stroked(self._tangent, theme.gradient, 4)
        self.drop = stroked(self._drop, theme.muted, 2)

    def where(self) -> FloatArray | None:
        """Where the point is (3,); None where that is off the plot."""
        place = self.place()
        return self.plot.seen(place, self.slice.loss(place))

    def tangent_at(self, place: float) -> FloatArray:
        """The two ends (2, 3) of the tangent at a place, cut where the plot ends."""
        plot, loss, slope = self.plot, self.slice.loss(place), self.slice.slope(place)
        centre = plot.point(place, loss)
        reach = plot.x.high - plot.x.low
        way = plot.point(place + reach, loss + slope * reach) - centre
        way = way / np.linalg.norm(way)
        return np.array([centre + sign * self._room(centre, sign * way) * way for sign in (-1, 1)])

    def _room(self, centre: FloatArray, way: FloatArray) -> float:
        """How far the tangent goes one way before it leaves the plot."""
        low, high = self.plot.points_at_shares(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        with np.errstate(divide="ignore", invalid="ignore"):
            rooms = np.where(way > 0, high - centre, low - centre)[:2] / way[:2]
        return float(min(self._half, *rooms[np.isfinite(rooms)]))

    def _tangent(self) -> FloatArray:
        return NOTHING if self.where() is None else polyline(self.tangent_at(self.place()))

    def _drop(self) -> FloatArray:
        where = self.where()
        if where is None:
            return NOTHING
        return dash_points(where, self.plot.point(self.place(), self.plot.y.low))


def arrow_along(
    plot: Plot,
    ends: Callable[[], tuple[float, float]],
    colour: str,
    *,
    rise: float = 0.0,
    width: float = 5.0,
) -> Follower:
    """An arrow along a plot's lower axis, as far as that goes, as a step leads along it.

    Args:
        plot: whose axis.
        ends: returns where it leaves and where its tip is, as values of that axis.
        colour: its fill.
        rise: how far above the axis, in pixels.
        width: of the shaft, in pixels.
    """
    up = np.array([0.0, pixels(rise), 0.0])

    def places() -> tuple[FloatArray, FloatArray]:
        start, end = (min(max(each, plot.x.low), plot.x.high) for each in ends())
        return plot.point(start, plot.y.low) + up, plot.point(end, plot.y.low) + up

    return arrow(places, colour, width=width, head=16.0)
