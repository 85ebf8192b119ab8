"""A loss over one parameter as a landscape that fills the frame, its sky, and balls on it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import UP, Animation, ManimColor, ValueTracker, VGroup, VMobject, interpolate_color

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    RedrawnPath,
    RingedPoint,
    at,
    bleeding,
    disc,
    filled,
    offset,
    pixels,
    polyline,
    rectangle,
    segments,
    smooth_path,
    stamped,
    stroked,
)
from gradreel.scenes.stage.manim.motion import Beginning, appear, vanish
from gradreel.scenes.stage.manim.player import CurvePlayer
from gradreel.scenes.stage.manim.plot import SAMPLES, Plot, shade_colour
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.pace import PacedRun, smooth
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, ByShape, Theme

Window = tuple[float, float]
"""From where to where a curve is shown, as values of its parameter."""

BELOW, ABOVE = 0.3, 0.06
"""Room below the lowest point and above the highest, in heights of the curve."""
LIT = 0.6, 0.5
"""The shade of a landscape in which the ground is high up, and how much of it is mixed in."""
FARTHEST = 6.0
"""So many widths or heights of the plot from it, what is far off is drawn at the most."""


class Hills(Plot):
    """A loss whose curve is the edge of the ground, from one side of the frame to the other.

    Another part of it can be looked at: all that is drawn by its `point` follows.

    Attributes:
        loss: takes places (n,) and returns losses (n,).
        ground, line: the landscape.
        axis: the numbers below; others take their place when the view changes.
        place: the box of those of which two scenes show the same.
    """

    place = ByShape(Box(0.06, 0.94, 0.27, 0.82), tall=Box(0.07, 0.93, 0.34, 0.84))

    def __init__(  # noqa: PLR0913  what a landscape is
        self,
        theme: Theme,
        loss: Callable[[FloatArray], FloatArray],
        window: Window,
        *,
        box: Box | None = None,
        lowest: float | None = None,
        title: str = "",
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            loss: as the attribute.
            window: the places that are shown in the box.
            box: of the plot, `place` when None; the landscape goes on to the frame's edges.
            lowest: where the loss is least, if anywhere.
            title: of the axis.
        """
        self.loss, self.lowest = loss, lowest
        x, y = self.scales(window)
        super().__init__(theme, x, y, box=box or Hills.place, x_title=title)
        self.axis = VGroup(self.x_axis)
        ground = RedrawnPath(self._ground, **lit(theme, theme.surface))
        self.ground = bleeding(ground).set_z_index(-2)
        self.line = bleeding(stroked(self._line, theme.full_loss, 5)).set_z_index(-1)

    def scales(self, window: Window, height: float | None = None) -> tuple[Scale, Scale]:
        """The two scales of a window; none of the losses is named.

        Args:
            window: the places.
            height: of what is shown above the lowest loss; that of the curve when None.
        """
        places = np.linspace(*window, SAMPLES)
        if self.lowest is not None:
            places = np.append(places, self.lowest)
        losses = self.loss(places)
        least = float(np.nanmin(losses))
        height = height or float(np.nanmax(losses)) - least or 1.0
        return scale(*window), Scale(least - BELOW * height, least + (1 + ABOVE) * height, ())

    def points_at_shares(self, xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
        """The places (..., 3) of pairs of shares of the axes, none too far off to be drawn."""
        near = (np.nan_to_num(np.clip(each, -FARTHEST, FARTHEST)) for each in (xs, ys))
        return super().points_at_shares(*near)

    @property
    def relief(self) -> float:
        """What is shown above the lowest loss."""
        return (self.y.high - self.y.low) / (1 + ABOVE + BELOW)

    def see(self, window: Window, height: float | None = None) -> None:
        """Look at another part of it at once, as `scales` says; the axis stays as it is."""
        self.x, self.y = self.scales(window, height)

    def look(
        self, window: Window, *, run_time: float, named: bool = True, evenly: bool = False
    ) -> list[Animation]:
        """Look at another part of it.

        Args:
            window: the places that are then shown.
            run_time: in seconds.
            named: whether other numbers stand at the axis then, or none.
            evenly: whether it becomes as much higher as wider, so that it is no less flat.
        """
        gone = vanish(*self.axis, run_time=run_time / 3)
        coming = list[Animation]()
        if named:
            x, y = self.scales(window)  # the losses are named in none
            self.axis = VGroup(Plot(self.theme, x, y, box=self.box).x_axis)
            late = lambda share: smooth(max(1.5 * share - 0.5, 0.0))  # noqa: E731
            coming = appear(*self.axis, run_time=run_time, rate_func=late)

        def begin() -> Callable[[float], None]:
            ends = np.array([(self.x.low, self.x.high), window])
            ratio = self.relief / (self.x.high - self.x.low)

            def show(share: float) -> None:
                low, high = ends[0] + share * (ends[1] - ends[0])
                self.see((low, high), ratio * (high - low) if evenly else None)

            return show

        return [Beginning(self.ground, begin, run_time=run_time), *gone, *coming]

    def _edge(self) -> FloatArray:
        """The curve from one side of the frame to the other, (n, 3)."""
        low, high = ((end - self.box.left) / self.box.width for end in (-0.02, 1.02))
        xs = self.x.low + np.linspace(low, high, SAMPLES) * (self.x.high - self.x.low)
        return self.points_at(xs, self.loss(xs))

    def _line(self) -> FloatArray:
        return smooth_path(self._edge())

    def _ground(self) -> FloatArray:
        edge, foot = self._edge(), np.array([0.0, at(0, 1.5)[1], 0.0])
        corners = edge[[-1, 0]] * np.array([1.0, 0.0, 0.0]) + foot
        below = polyline(np.array([edge[-1], *corners, edge[0]]))
        return np.concatenate([smooth_path(edge), below])


STARS, STAR = 40, 2.6
"""How many there are, and a star's radius in pixels."""
STARRY = 0.2, 0.36
"""From where in the frame, and how far down there are any, in its heights."""
EVENLY = 0.7548776662, 0.5698402910
"""Multiples of these fill a square evenly (Roberts 2018, quasirandom sequences)."""
SUN, MOON, BITE = 30.0, 26.0, 0.5
"""Their radii in pixels, and how far the moon's dark side is aside, in radii."""
HORIZON, ZENITH = 0.74, 0.3
"""Of the arc of both, as fractions of the frame's height."""
TWILIGHT = 0.06
"""Of a day and a night, to both sides of where the one becomes the other."""
SHADE = {True: 0.1, False: 0.28}
"""How much of the text's colour is mixed into the sky: by day where the text is the lighter, by
night where it is the darker."""


class Sky(VGroup):
    """A sun by day, a moon and stars by night, behind hills that are drawn later.

    Attributes:
        days: how many days and nights have passed.
        there: how much of it there is, 0 to 1.
    """

    def __init__(self, theme: Theme) -> None:
        self.days, self.there = ValueTracker(0.0), ValueTracker(0.0)
        self._dark = _lightness(theme.background) < _lightness(theme.text)
        light = theme.text if self._dark else theme.background
        places = 0.05 + 0.9 * (np.outer(np.arange(1, STARS + 1), EVENLY) % 1)
        stars = stamped(disc(STAR), at(places[:, 0], STARRY[0] + STARRY[1] * places[:, 1]))
        super().__init__(
            self._shaded(rectangle(at(-1, -1), at(2, 2)), theme.text, self._shade),
            self._shaded(stars, light, self._starlight),
            filled(lambda: self._wandering(disc(SUN), 0.0), theme.batch_loss),
            filled(lambda: self._wandering(crescent(MOON), 0.5), light),
        )
        bleeding(self).set_z_index(-3)

    def night(self) -> float:
        """How much of a night it is, 0 to 1."""
        time = float(self.days.get_value()) % 1
        dusk = smooth((time - 0.5 + TWILIGHT) / (2 * TWILIGHT))
        dawn = smooth((time - 1 + TWILIGHT) / (2 * TWILIGHT))
        early = smooth((TWILIGHT - time) / (2 * TWILIGHT))
        return dusk - dawn + early

    def _shade(self) -> float:
        night = self.night()
        return SHADE[self._dark] * (1 - night if self._dark else night)

    def _starlight(self) -> float:
        return 0.9 * self.night()

    def _shaded(self, outline: FloatArray, colour: str, share: Callable[[], float]) -> VMobject:
        made = RedrawnPath(lambda: outline, fill_color=colour, fill_opacity=1, stroke_width=0)

        def shade(each: Any) -> None:
            each.set_fill(opacity=share() * float(self.there.get_value()))

        shade(made)
        made.add_updater(shade)
        return made

    def _wandering(self, outline: FloatArray, rises: float) -> FloatArray:
        """What goes over the sky in half a day, from when it rises."""
        gone = (float(self.days.get_value()) % 1 - rises) * 2
        there = float(self.there.get_value())
        if not 0 <= gone <= 1 or not there:
            return NOTHING
        height = HORIZON - (HORIZON - ZENITH) * np.sin(np.pi * gone)
        return outline * there + at(0.04 + 0.92 * gone, height)


def lit(theme: Theme, foot: str) -> dict[str, Any]:
    """The style of ground that is lit from above, and has a colour of its own at its foot."""
    high = interpolate_color(ManimColor(theme.surface), ManimColor(shade_colour(LIT[0])), LIT[1])
    return {
        "fill_color": [foot, theme.surface, high],
        "fill_opacity": 1,
        "sheen_direction": UP,
        "stroke_width": 0,
    }


def crescent(radius: float) -> FloatArray:
    """A moon about the origin, lit from the left, its radius in pixels."""
    ends = np.arccos([BITE / 2, -BITE / 2])
    lit, dark = (np.linspace(end, 2 * np.pi - end, 25) for end in ends)
    outer = np.stack([np.cos(lit), np.sin(lit)], axis=1)
    inner = np.stack([BITE + np.cos(dark), np.sin(dark)], axis=1)[::-1]
    around = np.concatenate([outer, inner, outer[:1]])
    return polyline(np.column_stack([around * pixels(radius), np.zeros(len(around))]))


def _lightness(colour: str) -> int:
    return sum(int(colour[at : at + 2], 16) for at in (1, 3, 5))


HOP, HIGHEST = 0.1, 56.0
"""How high a ball hops, in lengths of a leap that isn't long; and at the most, in pixels."""
FLIGHT = 9
"""Points of a leap that is drawn."""
MOST_LEAPS = 60
"""So many of the last steps are drawn."""
FOOTPRINT, BALL = 3.5, 12.0
"""Radii in pixels."""
CLEAR = 20.0
"""From the curve up to the middle of a name, in pixels at the least."""
NAME_UP, NAME_ASIDE, NAME_CLEAR, STEEP, LOWER = 38.0, 26.0, 10.0, 2.5, 0.2
"""From a ball to its name, in pixels: up where the curve is level, aside where it is steep; so soon
is it above the ball; how many times less than 45 degrees is steep, and the share of the way up that
is left there."""


class Ball(CurvePlayer):
    """A run as a ball that hops from loss to loss; nothing is on a stage yet.

    Attributes:
        plot: where it hops.
        point: the ball.
        trail, prints: its way, and where it has been.
        label: what is written at it.
        lifted: how far it is above its place, in pixels.
    """

    def __init__(  # noqa: PLR0913  what a ball is
        self,
        run: Trajectory,
        plot: Plot,
        colour: str,
        label: str,
        pace: PacedRun,
        *,
        cut: bool = False,
        radius: float = BALL,
    ) -> None:
        """Make it.

        Args:
            run: of one parameter.
            plot: of the loss.
            colour: of the ball and its way.
            label: what is written at it.
            pace: of the run.
            cut: whether it is seen inside the plot only.
            radius: of the ball, in pixels.
        """
        super().__init__(run, pace)
        self.plot, self.colour, self.cut, self.lifted = plot, colour, cut, ValueTracker(0.0)
        self.point = RingedPoint(self.where, plot.theme, colour=colour, radius=radius)
        self.trail = stroked(self._trail, colour, 2.2, stroke_opacity=0.55)
        self.prints = filled(self._prints, colour)
        for each in (self.point, self.trail, self.prints):
            bleeding(each)
        self.label = Label(label, size=SIZES.label, colour=colour, bold=True)
        self._outline = self.label.points
        self.label.add_updater(self._follow)

    @property
    def way(self) -> VGroup:
        """What it leaves behind."""
        return VGroup(self.trail, self.prints)

    def where(self) -> FloatArray | None:
        """Where the ball is, (3,); None if that is cut."""
        if self.step <= 0:
            place = float(self.hand.get_value())
            centre = self.plot.point(place, self.slice.loss(place))
        else:
            whole = min(int(self.step), self.run.n_steps - 1)
            centre = self._flight(whole, np.array([self.step - whole]))[0]
        centre = centre + offset(0, float(self.lifted.get_value()))
        return centre if self._are_seen(centre[None]).all() else None

    def landed(self) -> float:
        """Where it was last on the curve."""
        return float(self.path[self.whole_steps])

    def leap(self) -> tuple[float, float]:
        """From where it leapt, and how far it is."""
        return self.landed(), self.place()

    def _flight(self, step: int, shares: FloatArray) -> FloatArray:
        """Places (n, 3) on the way from a step's loss to that of the next, in an arc."""
        ends = self.plot.points_at(self.path[step : step + 2], self.run.loss[step : step + 2])
        way = ends[1] - ends[0]
        top = pixels(HIGHEST) * np.tanh(HOP * abs(way[0]) / pixels(HIGHEST))
        up = top * 4 * shares * (1 - shares)
        up = up[:, None] * np.array([0.0, 1.0, 0.0])
        return np.asarray(ends[0] + shares[:, None] * way + up)

    def _trail(self) -> FloatArray:
        whole = min(int(self.step), self.run.n_steps)
        legs = [self._flight(each, np.linspace(0, 1, FLIGHT)) for each in self._drawn(whole)]
        if whole < self.run.n_steps and self.step > whole:
            legs.append(self._flight(whole, np.linspace(0, self.step - whole, FLIGHT)))
        places = np.concatenate([NOTHING, *legs])
        highest = at(0.0, GRID.below_sentence)[1]
        seen = self._are_seen(places) & (places[:, 1] < highest)
        seen = seen[:-1] & seen[1:]
        return segments(places[:-1][seen], places[1:][seen])

    def _prints(self) -> FloatArray:
        been = np.arange(self.whole_steps + 1)[-MOST_LEAPS:]
        places = self.plot.points_at(self.path[been], self.run.loss[been])
        return stamped(disc(FOOTPRINT), places[self._are_seen(places)])

    @staticmethod
    def _drawn(whole: int) -> range:
        return range(max(whole - MOST_LEAPS, 0), whole)

    def _are_seen(self, places: FloatArray) -> Any:
        """Which of some places (n, 3) are drawn."""
        (left, low, _), (right, high, _) = self.plot.points_at_shares(
            np.array([0.0, 1.0]), np.array([0.0, 1.0])
        )
        across, up = places[:, 0], places[:, 1]
        inside = (across >= left) & (across <= right) & (up >= low) & (up <= high)
        return inside | (not self.cut)

    def _follow(self, name: Any) -> None:
        """Write the name on the valley's side of the ball, above it where the valley is low."""
        where = self.where()
        if where is None:
            name.points = NOTHING
            return
        if not len(name.points):
            name.points = self._outline
        self._outline = name.points
        half, aside = name.width / 2, self._steepness()
        room = at(1 - GRID.margin, 0)[0] - half
        across = np.clip(where[0] - aside * (half + pixels(NAME_ASIDE)), -room, room)
        over = half + pixels(NAME_ASIDE) - abs(across - where[0])  # how far it is above the ball
        share = LOWER + (1 - LOWER) * min(over / pixels(NAME_CLEAR), 1.0)
        height = max(
            where[1] + pixels(NAME_UP) * share,
            above_curve(self.plot, self.slice.losses, float(across), half),
        )
        name.move_to(np.array([across, height, 0]))

    def _steepness(self) -> float:
        """How much the curve rises at the ball: from -1, steeply to the left, to 1.

        At the start it counts as steep, so that names of balls that wait are beside these.
        """
        place, plot = self.place(), self.plot
        run = plot.x.high - plot.x.low
        rise, loss = self.slice.slope(place) * run, self.slice.loss(place)
        ends = plot.points_at(np.array([place, place + run]), np.array([loss, loss + rise]))
        across, up, _ = ends[1] - ends[0]
        steep = float(np.clip(STEEP * up / across, -1, 1))
        return steep + float(np.sign(steep) - steep) * (1 - smooth(min(self.step, 1.0)))


def above_curve(
    plot: Plot, losses: Callable[[FloatArray], FloatArray], across: float, half: float
) -> float:
    """How high the middle of a text has to be, in manim's units, not to lie on a curve.

    Args:
        plot: of the curve.
        losses: the curve's.
        across: the middle of the text.
        half: of its width, likewise.
    """
    ends = across + half * np.linspace(-1, 1, 9)
    left, right = (at(side, 0)[0] for side in (plot.box.left, plot.box.right))
    xs = plot.x.low + (ends - left) / (right - left) * (plot.x.high - plot.x.low)
    return float(plot.points_at(xs, losses(xs))[:, 1].max() + pixels(CLEAR))
