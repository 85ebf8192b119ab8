"""One rate: its run on the curve of the loss, and its loss over the steps below."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from manim import Animation, ShowPassingFlash, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.learning_rate.rooms import RateRoom, rooms
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, polyline
from gradreel.scenes.stage.manim.place import at, pixels, share_of_width, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.plots.riding import RidingPoint, arrow_along
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.one_parameter import arrival, line_ending, minimum_beside
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.type.arithmetic import Ways, Worked, ways, worked
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import as_given

AFTER, NEAREST = 0.004, 4.0
"""From the end of the parameter's axis to its name, and the pixels that a number leaves before that
at the least."""
BELOW, ABOVE = 0.2, 0.04
SECONDS = {"arrived": 1.2, "moving": 2.4, "leaps": 2.4, "away": 4.6}
SOON = 0.3
"""That the steps of a run may take which show how it ends, and all others."""
LEAPS, LEAP = 10, 0.28
"""How many of the last steps are seen from near of a run that leaps, and the seconds of each."""
INSET = 0.005
"""From the sides of a curve's plot to a text in it, at the least."""
FAR = 1e3
"""How far out a slope is read as its limit, in widths of the plot."""
FIRST = 8
"""So many places of a run that runs away are on the plot."""
TRACE, TRACE_GONE = 1.2, 3.0
"""How high the axis of the losses goes that runs have, in falls from the start to the minimum;
and where one runs away."""
HIGHEST, FARTHEST_SEEN = 1.5, 4.0
"""How high the axes go, in falls from the start to the minimum; and how far, in ways to it."""
REACH = 1.2
"""How wide they are, in ways from the start to the minimum, to either side of it."""


class Axes:
    """What the columns share: the range of the parameter, of the loss and of the steps."""

    def __init__(self, runs: Sequence[Trajectory], minimum: float) -> None:
        start = float(runs[0].parameters[0, 0])
        way = abs(start - minimum)
        reach = REACH * float(np.clip(_farthest(runs, minimum), way, FARTHEST_SEEN * way))
        low, high = minimum - reach, minimum + reach
        self.middle, self.slice = minimum, LossSlice.of_parameter(runs[0].objective, 0, np.zeros(1))
        losses = self.slice.losses(np.linspace(low, high, 201))
        least = float(losses.min())
        height = max(HIGHEST * (float(runs[0].loss[0]) - least), float(losses.max()) - least)
        most = least + height
        self.x: Scale = scale(low, high, count=4)
        self.y: Scale = scale(least - BELOW * height, most + ABOVE * height, count=3)
        self.steps: Scale = scale(0, max(run.spec.steps for run in runs), count=3)
        fall = float(runs[0].loss[0]) - least
        gone = any(line_ending(each, minimum) == "away" for each in runs)
        rise = (TRACE_GONE if gone else TRACE) * fall
        self.trace: Scale = scale(least - 0.15 * rise, least + rise, count=2)


def _farthest(runs: Sequence[Trajectory], minimum: float) -> float:
    """How far the runs get from the minimum; of one that runs away the first steps count."""
    kept = (
        each.parameters[: FIRST if line_ending(each, minimum) == "away" else None, 0]
        for each in runs
    )
    return max(float(np.abs(path - minimum).max()) for path in kept)


class RateColumn:
    """One of the columns, or of the rows of a tall frame; nothing is on a stage yet.

    Attributes:
        run: what was recorded.
        drawn: how much of the curve there is, from its right.
        minimum, is_least: the middle of the axes, and whether the loss is least there.
        probed: where the tangent is that is moved by hand.
        seconds: how far it is shown, in the time of its pace.
        head: its rate.
        room: where all of it is.
        upper, lower: both plots.
        curve, point, arrow, leap, trace: what is on them.
        tangent: where the run is.
        loss: the number above the losses.
        verdict: what is said of its rate, once it is judged.
    """

    def __init__(  # noqa: PLR0913  what a column is made of
        self,
        run: Trajectory,
        axes: Axes,
        room: RateRoom,
        theme: Theme,
        texts: Captions,
        *,
        is_least: bool,
        loss: Quantity,
        named: str,
    ) -> None:
        self.run, self.axes, self.room, self.theme = run, axes, room, theme
        self.seconds, self.probed = ValueTracker(0.0), ValueTracker(axes.x.high)
        self.drawn, self.verdict = ValueTracker(1.0), tuple[Label, ...]()
        self.minimum, self.is_least, self.arrival = axes.middle, is_least, arrival(run, axes.middle)
        self.ending = line_ending(run, axes.middle if is_least else None)
        self.paced = self._pace()
        rate = texts.label("rate", rate=as_given(run.spec.learning_rate))
        self.head = Label(rate, size=SIZES.number, colour=theme.text, bold=True)
        self.head.place(at(room.curve.left, room.head))
        self.upper, self.lower = self._plots(texts)
        self.curve = self.upper.curve(
            axes.slice.losses, theme.full_loss, width=4.0, between=self._drawn
        )
        self.point = RingedPoint(self.where, theme, radius=9.0)
        self.tangent = RidingPoint(self.upper, axes.slice, self.place, length=120.0).tangent
        self.arrow = arrow_along(self.upper, self._first_step, theme.point, rise=10.0)
        self.leap = arrow_along(self.upper, self._step_now, theme.point, rise=10.0, width=3.5)
        self.trace = Follower(self._trace, stroke_color=theme.full_loss, stroke_width=stroke(3.5))
        self.path = Follower(self._path, stroke_color=theme.point, stroke_width=stroke(2.2))
        self.sum = Label(self._sum(), size=SIZES.label, colour=theme.text)
        width = share_of_width(self.sum.width)
        self.sum.place(at(room.sum[0] or self._clear_left(width), room.sum[1]))
        self.loss = Number(self._loss, loss.text, colour=theme.full_loss, size=SIZES.label)
        self.loss.place(at(*room.loss), "right")
        name = TextLine(named, theme, size=SIZES.label, colour=theme.muted)
        self.loss_name = name.place(at(*room.loss_name))

    def _plots(self, texts: Captions) -> tuple[Plot, Plot]:
        x, steps, name = self.axes.x, self.axes.steps, texts.label("steps")
        if not self.room.names_axes:
            x, steps, name = replace(x, ticks=()), replace(steps, ticks=()), ""
        upper = Plot(self.theme, x, self.axes.y, box=self.room.curve)
        weight = Label("w", size=SIZES.tick, colour=self.theme.muted)
        weight.place(at(self.room.curve.right + AFTER, self.room.ticks))
        ends = upper.x_axis.get_right()[0] if x.ticks else np.inf
        if ends + pixels(NEAREST) < weight.get_left()[0]:
            upper.add(weight)
        return upper, Plot(self.theme, steps, self.axes.trace, box=self.room.trace, x_title=name)

    @property
    def plots(self) -> VGroup:
        """Both plots."""
        return VGroup(self.upper, self.lower)

    @property
    def all(self) -> tuple[VMobject, ...]:
        """All of it that is drawn."""
        return (
            self.head,
            self.upper,
            self.lower,
            self.curve,
            self.arrow,
            self.path,
            self.point,
            self.trace,
            self.loss,
            self.loss_name,
            self.sum,
            *self.verdict,
        )

    def judge(self, texts: Captions) -> None:
        """Say beside its rate what is to be said of it."""
        is_slow = self.is_least and not np.ptp(np.sign(self.run.parameters - self.minimum))
        key = "under_way" if self.ending == "moving" and not is_slow else self.ending
        content = texts.label(f"verdict_{key}", step=self.arrival)
        label = Label(content, size=SIZES.label, colour=self.theme.text)
        place, edge = self.room.told
        self.verdict = (label.place(at(place, self.room.head), edge),)

    def _sum(self) -> str:
        """The length of the first step as it is computed."""
        rate, slope = self.run.spec.learning_rate, abs(float(self.run.gradients[0, 0]))
        places = 3 if rate * slope < 1 else 2
        made = self._worked(rate, slope, places, ways(slope, 3)[:1])
        made = made if made.exact else self._worked(rate, slope, places - 1, ways(slope, 3)[:1])
        made = made if made.exact else self._worked(rate, slope, places, ways(slope, 3))
        return f"{made.terms[0]} × {made.terms[1]} {'=' if made.exact else '≈'} {made.result}"

    @staticmethod
    def _worked(rate: float, slope: float, places: int, written: Ways) -> Worked:
        terms = [(as_given(rate),), written]
        return worked(lambda factor, other: factor * other, terms, rate * slope, places)

    def flash(self, seconds: float) -> Animation:
        """A flash along the losses that the run has had."""
        line = VMobject(stroke_color=self.theme.text, stroke_width=stroke(10))
        line.points = self._trace()
        return ShowPassingFlash(line, time_width=0.5, run_time=seconds)

    @property
    def before_leaps(self) -> float:
        """Seconds until the last leaps, which are seen from near; of other runs all."""
        if self.ending != "leaps" or self.run.n_steps <= LEAPS + 1:
            return self.paced.seconds
        return self.paced.when(self.run.n_steps - LEAPS)

    def probe(self, texts: Captions) -> tuple[VMobject, ...]:
        """A point with its tangent that is moved by hand, and its slope, with the limit of it."""
        red = self.theme.gradient
        riding = RidingPoint(
            self.upper, self.axes.slice, self.probed.get_value, colour=red, radius=7, length=150
        )
        here = self._named(texts.label("slope"), self._probed_slope, self.room.slope, red)
        limit = self._named(texts.label("limit"), self._limit, self.room.limit, self.theme.muted)
        return riding.tangent, riding.point, here, limit

    def _named(
        self,
        name: str,
        read: Callable[[], float],
        place: tuple[float | None, float],
        colour: str,
    ) -> VGroup:
        left, y = place[0] or self._clear_left(self.room.probed), place[1]
        right = left + self.room.probed
        number = Number(read, 2, colour=colour, size=SIZES.label).place(at(right, y), "right")
        return VGroup(Label(name, size=SIZES.label, colour=colour).place(at(left, y)), number)

    def _clear_left(self, width: float) -> float:
        """Where a text of a width begins, a fraction of the frame's, to be where the curve is low.

        Of several such places it is the leftmost.
        """
        x, box = self.axes.x, self.room.curve
        lefts = np.linspace(box.left + INSET, max(box.right - INSET - width, box.left + INSET), 9)
        ends = np.stack([lefts, np.minimum(lefts + width, box.right)]) - box.left
        places = x.low + ends / (box.right - box.left) * (x.high - x.low)
        spans = np.linspace(places[0], places[1], 9)
        heights = [float(self.axes.slice.losses(each).max()) for each in spans.T]
        return float(lefts[int(np.argmin(heights))])

    def _probed_slope(self) -> float:
        return self.axes.slice.slope(self.probed.get_value())

    def _limit(self) -> float:
        """What the slope comes to, ever farther out on the side of the tangent."""
        x = self.axes.x
        way = 1.0 if self.probed.get_value() > self.minimum else -1.0
        return self.axes.slice.slope(self.minimum + way * FAR * (x.high - x.low))

    def step(self) -> float:
        """Where the run is."""
        return self.paced.step(self.seconds.get_value())

    def place(self) -> float:
        """The parameter now."""
        return float(between_steps(self.run, self.run.parameters, self.step())[0])

    def where(self) -> FloatArray | None:
        """Where the point is (3,): a step leads straight from loss to loss; None off the plot."""
        place, loss = self.place(), self._height()
        shares = np.array([self.axes.x.share(place), self.axes.y.share(loss)])
        if not np.isfinite(shares).all() or (np.abs(shares - 0.5) > 0.5 + 1e-6).any():
            return None
        return self.upper.point(place, loss)

    def _height(self) -> float:
        """The loss between the steps, in a straight line."""
        return float(np.interp(self.step(), self.run.recorded_steps, self.run.loss))

    def _pace(self) -> PacedRun:
        """Slow while there is something to see, then soon at the end; the last leaps are slow."""
        last = self.run.n_steps
        leaps = self.ending == "leaps" and last > LEAPS + 1
        shown = {"arrived": self.arrival + 2, "away": FIRST}.get(self.ending, last - leaps * LEAPS)
        first = paced(range(min(shown, last) + 1), seconds=SECONDS[self.ending])
        rest = range(first.steps[-1] + 1, last + 1)
        seconds = LEAP * len(rest) if leaps else SOON
        later = first.seconds + np.linspace(0, seconds, len(rest) + 1)[1:]
        return PacedRun((*first.steps, *rest), (*first.arrivals, *later.tolist()))

    def _drawn(self) -> tuple[float, float]:
        low, high = self.axes.x.low, self.axes.x.high
        return high - self.drawn.get_value() * (high - low), high

    def _loss(self) -> float:
        told = self.paced.told(self.seconds.get_value())
        return float(self.run.loss[index_at(self.run.recorded_steps, told)])

    def _first_step(self) -> tuple[float, float]:
        path = self.run.parameters[:2, 0]
        share = min(self.step(), 1.0)
        low, high = self.axes.x.low, self.axes.x.high
        end = path[0] + share * (path[-1] - path[0])
        return float(path[0]), float(np.clip(end, low, high))

    def _step_now(self) -> tuple[float, float]:
        """Where the step leaves that is being taken, or the last, and how far it has come."""
        before = max(int(np.ceil(self.step() - 1e-9)) - 1, 0)
        return float(self.run.parameters[before, 0]), self.place()

    def _path(self) -> FloatArray:
        """The places of the run joined by straight lines, as far as they are on the plot."""
        done = int(self.step() + 1e-9)
        xs = np.append(self.run.parameters[: done + 1, 0], self.place())
        losses = np.append(self.run.loss[: done + 1], self._height())
        seen = (xs >= self.axes.x.low) & (xs <= self.axes.x.high)
        last = int(np.argmin(seen)) if not seen.all() else len(xs)
        if last < 2:
            return np.zeros((0, 3))
        return polyline(self.upper.points_at(xs[:last], losses[:last]))

    def _trace(self) -> FloatArray:
        done = int(self.step() + 1e-9)
        if self.step() <= 0:
            return np.zeros((0, 3))
        steps = np.append(self.run.recorded_steps[: done + 1], self.step())
        losses = np.append(self.run.loss[: done + 1], self._height())
        return polyline(_within(self.lower, steps.astype(float), losses))


def _within(plot: Plot, xs: FloatArray, ys: FloatArray) -> FloatArray:
    """Points (n, 3) of a line, cut where it leaves the plot at its top."""
    above = np.flatnonzero(ys > plot.y.high)
    if above.size:
        first = int(above[0])
        share = (plot.y.high - ys[first - 1]) / (ys[first] - ys[first - 1])
        x = xs[first - 1] + share * (xs[first] - xs[first - 1])
        xs, ys = np.append(xs[:first], x), np.append(ys[:first], plot.y.high)
    return plot.points_at(xs, ys)


def columns_of(
    runs: Sequence[Trajectory], theme: Theme, texts: Captions, loss: Quantity, named: str
) -> list[RateColumn]:
    """A column for each of some runs from one start, their loss being written and named so."""
    start = float(runs[0].parameters[0, 0])
    minimum = minimum_beside(runs[0].objective, start, 1.0)
    centre = float(runs[0].parameters[-1, 0]) if minimum is None else minimum
    axes, is_least = Axes(runs, centre), minimum is not None
    return [
        RateColumn(run, axes, room, theme, texts, is_least=is_least, loss=loss, named=named)
        for run, room in zip(runs, rooms(len(runs)), strict=True)
    ]
