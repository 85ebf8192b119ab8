"""Three runs from one start: a learning rate that is too small, one that suits, one too large."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from manim import Animation, ShowPassingFlash, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    LATE,
    SIZES,
    Box,
    ByShape,
    Captions,
    CurvePlayer,
    Edge,
    FloatArray,
    Label,
    LinearRegression,
    LogisticRegression,
    LossSlice,
    ManimStory,
    ModelObjective,
    Mosaic,
    Number,
    PacedRun,
    PartlyFrozen,
    Plot,
    Quantity,
    RequestError,
    RidingPoint,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    TextLine,
    Trajectory,
    appear,
    arrival,
    arrive,
    arrow_along,
    as_given,
    at,
    become,
    dim,
    for_now,
    in_turn,
    input_size,
    is_one_weight,
    is_tall,
    late,
    line_ending,
    load,
    minimum_of,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    rounded,
    roundings,
    runs,
    scale,
    share_of_width,
    steadily,
    stroke,
    stroked,
    to,
    vanish,
    worked,
)

PLACE = 230
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "rates": (0.1, 4.0, 15.0),
    "steps": 30,
    "start": (-0.1696, 2.0),
}
HELP = {"rates": "Three learning rates, rising; set by the curvature where none are given."}
CHOSEN_FOR = {"data": ("rates",), "x": ("rates",), "y": ("rates",)}
DRAWS = "the one weight of a logistic regression, its intercept held, by plain gradient descent"

COUNT = 3
SHARES = 0.015, 0.6, 2.3
"""Rates in their curvature's inverse: below 1 no step goes past the minimum, above 2 all do."""
NEARBY, LEAST_CURVED = 1e-4, 1e-3
START = 3.0
"""How far from the minimum other data start, for an input of size 1."""
SQUARED_RATES = 0.02, 0.3, 1.05
SQUARED_START = 10.0
FLATTEST = 1e-3
"""A slope at the start below this isn't seen."""

CROSS_ENTROPY, SQUARED = Quantity(3, most=1e3), Quantity(0, most=1e5)
NEAR, VIEW = 1.8, Box(0.0, 1.0, 0.23, 1.0)
"""How near the camera comes to a run that leaps, and what is then seen of the frame."""
SWAPPED = 0.8, 1.2, 1.6
"""Seconds in which the axes of each column leave, before others take their place."""
FLASH, DRAWN, RINGED = 1.2, 1.6, 0.9
"""Seconds in which a flash goes along losses, and in which the curves are drawn."""
LAST = 2.1

SECONDS = {"arrived": 1.2, "moving": 2.4, "leaps": 2.4, "away": 4.6}
SOON = 0.3
"""That the steps of a run may take which show how it ends, and all others."""
LEAPS, LEAP = 10, 0.28
"""How many of the last steps are seen from near of a run that leaps, and the seconds of each."""
FIRST = 8
"""So many places of a run that runs away are on the plot."""
BELOW, ABOVE = 0.2, 0.04
TRACE, TRACE_GONE = 1.2, 3.0
"""How high the axis of the losses goes that runs have, in falls from the start to the minimum;
and where one runs away."""
HIGHEST, FARTHEST_SEEN = 1.5, 4.0
"""How high the axes go, in falls from the start to the minimum; and how far, in ways to it."""
REACH = 1.2
"""How wide they are, in ways from the start to the minimum, to either side of it."""
FAR = 1e3
"""How far out a slope is read as its limit, in widths of the plot."""
INSET = 0.005
"""From the sides of a curve's plot to a text in it, at the least."""
AFTER, NEAREST = 0.004, 4.0
"""From the end of the parameter's axis to its name, and the pixels that a number leaves before that
at the least."""

SEEN = 0.278, 0.722
"""Where what is looked at from near may be across the frame."""


Place = tuple[float | None, float]
"""The left edge of a text, or None for where the curve is low, and its baseline."""


@dataclass(frozen=True)
class Rate:
    """The role of a run beside the main one, which has the middle rate.

    Attributes:
        squared: whether its loss is the squared error, else the cross-entropy.
        column: which of the three rates it has, from 0.
    """

    squared: bool
    column: int


class LearningRate(ManimStory):
    """The same slope at the same start, and three lengths of step."""

    note_line = ByShape(0.207, tall=0.235)
    places = ByShape(
        Mosaic("012", area=Box(0.064, 0.946, 0.235, 0.95), gap=0.0),
        tall=Mosaic("0;1;2", area=Box(0.05, 0.95, 0.318, 0.869), gap=0.0),
    )
    probed_at: ByShape[tuple[Place, Place]] = ByShape(
        ((None, 0.385), (None, 0.43)), tall=((GRID.margin, 0.306), (0.42, 0.306))
    )

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the runs of three rates, and for the heart data those of squared error.

        Raises:
            RequestError: not three rates, several features, or a start without a slope.
        """
        main = options.recorded or main_spec(options)
        rates = rates_of(main, options)
        made = {Rate(False, each): replace(main, learning_rate=rates[each]) for each in (0, 2)}
        if objective_of(main).dataset.source == "heart":
            squared = squared_spec(main)
            for column, rate in enumerate(SQUARED_RATES):
                made[Rate(True, column)] = replace(squared, learning_rate=rate)
        return {"main": main, **made}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of the one weight of a logistic regression."""
        return is_one_weight(spec) and objective_of(spec).model.n_features == 1

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.take_one_step()
        for column in self.columns:
            self.go_on(column)
        self.look_far_out()
        if self.squared:
            self.change_the_loss()
            self.run_on_squares()
        self.close()

    def prepare(self) -> None:
        """Make a column for each rate, and for each of squared error."""
        beside = self.recording.all_of(Rate)
        own = beside[Rate(False, 0)], self.run, beside[Rate(False, 2)]
        squared = [run for role, run in beside.items() if role.squared]
        named = self.label("squared_narrow" if is_tall() else "squared")
        self.columns = self.columns_of(own, CROSS_ENTROPY, self.label("full_loss"))
        self.squared = self.columns_of(squared, SQUARED, named) if squared else []

    def columns_of(
        self, made: Sequence[Trajectory], loss: Quantity, named: str
    ) -> list["RateColumn"]:
        """A column for each of some runs from one start, their loss being written and named so."""
        low = minimum_of(made[0].spec)
        axes = Axes(made, float(made[0].parameters[-1, 0]) if low is None else low)
        return [
            RateColumn(self, run, axes, column, loss, named, is_least=low is not None)
            for column, run in enumerate(made)
        ]

    def ask(self) -> None:
        """Three times the same start on the same curve."""
        data = objective_of(self.run).dataset
        key = "cross_entropy" if data.is_scaled else "cross_entropy_plain"
        self.about = self.note(key, name=self.texts.column(data.feature_names[0]))
        self.keep_still(self.about)
        for each in self.columns:
            self.add(each.plots, each.curve, each.path_line)
            each.drawn.set_value(0.0)
        named = (part for each in self.columns for part in (each.loss_name, each.loss))
        drawn = [steadily(each.drawn, 1.0, DRAWN) for each in self.columns]
        self.beat("ask", *drawn, appear(self.about), appear(*named, run_time=DRAWN, rate_func=late))
        self.play(in_turn([each.point for each in self.columns], 0.4))
        self.ring_starts()
        self.play(in_turn([each.tangent for each in self.columns], 0.4))

    def ring_starts(self) -> None:
        """A ring about the start that all runs have."""
        starts = [place for each in self.columns if (place := each.where()) is not None]
        self.play(*(arrive(place, self.theme, run_time=RINGED) for place in starts))

    def take_one_step(self) -> None:
        """The first step of all three, along the axis."""
        slope = number_text(float(self.run.gradients[0, 0]), 3)
        self.beat("first", in_turn([each.head for each in self.columns], 1.0), slope=slope)
        self.add(*(each.arrow for each in self.columns))
        self.play(in_turn([each.sum for each in self.columns], 1.2))
        steps = [each.walk(until=1, seconds=1.6) for each in self.columns]
        self.play(*steps, *(vanish(each.tangent) for each in self.columns))

    def go_on(self, column: "RateColumn") -> None:
        """One column's run, the others stepping back, then how it has ended."""
        others = [each for each in self.columns if each is not column]
        rate, steps = as_given(column.run.spec.learning_rate), column.run.n_steps
        self.add(column.trace)
        self.beat(
            "run",
            *(dim(*self.shown_of(each)) for each in others),
            appear(*self.shown_of(column)),
            vanish(column.sum),
            appear(column.tangent) if column.ending != "leaps" else [],
            rate=rate,
            steps=steps,
        )
        left = column.pace.when(column.before_leaps) - column.clock
        seconds = self.left_to_read(least=left)
        going = [column.walk(column.before_leaps, seconds)] if left else []
        self.play(*going, vanish(column.arrow))
        said = column.judge(self.texts)
        step = column.arrival if column.ending == "arrived" else steps
        self.beat(column.ending, appear(said), vanish(column.tangent), rate=rate, step=step)
        self.look_at_leaps(column)
        mark = column.where()
        if column.ending == "arrived" and mark is not None:
            self.play(arrive(mark, self.theme))
        for _ in range(2 if column.ending == "moving" else 1):
            self.play(column.flash())

    def look_at_leaps(self, column: "RateColumn") -> None:
        """The last steps of a run that leaps to and fro, from near where that has room."""
        if column.step >= column.run.n_steps:
            return
        self.add(column.leap)
        leaping = [column.walk()]
        if not is_tall():  # words beside the curve would be cut off
            x, y = column.box.at(0.5, 0.315)
            middle = at(min(max(x, SEEN[0]), SEEN[1]), y)
            leaping.append(self.focus(middle, NEAR, window=VIEW, run_time=0.9))
        self.play(*leaping)
        self.play(self.pull_out(run_time=1.6), vanish(column.leap))

    def look_far_out(self) -> None:
        """The slope of the cross-entropy far out, which is bounded."""
        column = next((each for each in self.columns if each.ending == "leaps"), None)
        if column is None:
            return
        x, probed = column.axes.x, ValueTracker(column.minimum)
        slope, red = column.slice.slope, self.theme.gradient

        def limit() -> float:
            way = 1.0 if probed.get_value() > column.minimum else -1.0
            return slope(column.minimum + way * FAR * (x.high - x.low))

        riding = RidingPoint(
            column.upper, column.slice, probed.get_value, colour=red, radius=7, length=150
        )
        names = [self.label(key) for key in ("slope", "limit")]
        here = column.named(names[0], lambda: slope(probed.get_value()), self.probed_at[0], red)
        far = column.named(names[1], limit, self.probed_at[1], self.theme.muted)
        gone, self.about = self.about, self.note("by_hand")
        self.beat(
            "bounded",
            for_now(riding.tangent, riding.point, here, far),
            appear(self.about),
            vanish(column.path_line, gone, run_time=0.2),
        )
        self.play(to(probed, x.high, run_time=2.2))
        self.play(to(probed, x.low, run_time=2.6))

    def note(self, key: str, **values: object) -> VMobject:
        """What the curves are, under the sentence at the right."""
        return self.remark(self.label(key, **values), y=self.note_line)

    def shown_of(self, column: "RateColumn") -> list[VMobject]:
        """What of a column is on the stage."""
        stage = [id(each) for each in self.mobjects]
        return [each for each in column.parts if id(each) in stage]

    def change_the_loss(self) -> None:
        """The curves become parabolas."""
        old, new = self.columns, self.squared
        going = [
            vanish(each.path_line, each.trace, each.loss, each.point, *each.verdict) for each in old
        ]
        self.beat("squared", *going, vanish(self.about))
        self.play(appear(self.note("squared_error")))
        pairs = list(zip(old, new, strict=True))
        self.play(
            *(become(before.curve, after.curve, run_time=2.0) for before, after in pairs),
            *(
                vanish(before.plots, before.head, before.loss_name, run_time=seconds)
                for (before, _), seconds in zip(pairs, SWAPPED, strict=True)
            ),
            *(
                appear(after.plots, after.head, run_time=seconds / LATE, rate_func=late)
                for (_, after), seconds in zip(pairs, SWAPPED, strict=True)
            ),
        )
        for each in new:
            self.add(each.path_line, each.trace)
        self.play(*(appear(each.point, each.loss, each.loss_name) for each in new))
        self.columns = new
        self.ring_starts()

    def run_on_squares(self) -> None:
        """All three run at once; one of them runs away."""
        self.beat("squared_run")
        seconds = self.left_to_read(least=max(each.pace.seconds for each in self.columns))
        self.play(*(each.walk(seconds=seconds) for each in self.columns))
        self.play(in_turn([each.judge(self.texts) for each in self.columns], 0.6))

    def close(self) -> None:
        """What is to be remembered."""
        there = [each for each in self.columns if each.ending == "arrived"]
        others = [each for each in self.columns if each not in there]
        self.beat("take", *(appear(*self.shown_of(each)) for each in self.columns))
        for group in filter(None, (others, there)):
            self.play(*(each.flash() for each in group))
        places = [each.where() for each in there]
        rings = [arrive(place, self.theme) for place in places if place is not None]
        if rings:
            self.play(*rings)
        self.let_stand(LAST)


class Axes:
    """What the columns share: the range of the parameter, of the loss and of the steps."""

    def __init__(self, made: Sequence[Trajectory], minimum: float) -> None:
        start, first = float(made[0].parameters[0, 0]), float(made[0].loss[0])
        way = abs(start - minimum)
        gone = [line_ending(each, minimum) == "away" for each in made]
        far = max(
            float(np.abs(run.parameters[: FIRST if lost else None, 0] - minimum).max())
            for run, lost in zip(made, gone, strict=True)
        )
        reach = REACH * float(np.clip(far, way, FARTHEST_SEEN * way))
        low, high = minimum - reach, minimum + reach
        on_curve = LossSlice.of_parameter(made[0].objective, 0, np.zeros(1))
        losses = on_curve.losses(np.linspace(low, high, 201))
        least = float(losses.min())
        fall = first - least
        height = max(HIGHEST * fall, float(losses.max()) - least)
        rise = (TRACE_GONE if any(gone) else TRACE) * fall
        self.middle = minimum
        self.x = scale(low, high, count=4)
        self.y = scale(least - BELOW * height, least + height + ABOVE * height, count=3)
        self.steps = scale(0, max(run.spec.steps for run in made), count=3)
        self.trace = scale(least - 0.15 * rise, least + rise, count=2)


class RateColumn(CurvePlayer):
    """One of the columns, or of the rows of a tall frame; nothing is on a stage yet.

    Attributes:
        drawn: how much of the curve there is, from its right.
        minimum, is_least: the middle of the axes, and whether the loss is least there.
        before_leaps: the step from which on a run that leaps is seen from near; else its last.
        head: its rate.
        box: where it is.
        upper, lower: both plots.
        verdict: what is said of its rate, once it is judged.
    """

    curve_part = ByShape(Box(0.1633, 0.942, 0.119, 0.448), tall=Box(0.156, 0.591, 0.229, 0.94))
    trace_part = ByShape(Box(0.1633, 0.942, 0.636, 0.832), tall=Box(0.756, 0.972, 0.425, 0.94))
    head_line = ByShape(0.056, tall=0.1415)
    told_at: ByShape[tuple[float, Edge]] = ByShape((0.942, "right"), tall=(0.456, "left"))
    loss_line = ByShape(0.597, tall=0.338)
    loss_sides = ByShape((0.1633, 0.942), tall=(0.611, 0.989))
    ticks_line = ByShape(0.512, tall=1.125)
    sum_at: ByShape[Place] = ByShape((None, 0.21), tall=(0.456, 0.1415))
    probed_width = ByShape(0.125, tall=0.28)

    def __init__(  # noqa: PLR0913, PLR0917  what a column is made of
        self,
        story: LearningRate,
        run: Trajectory,
        axes: Axes,
        column: int,
        loss: Quantity,
        named: str,
        *,
        is_least: bool,
    ) -> None:
        super().__init__(run)
        theme, texts = story.theme, story.texts
        self.axes, self.theme, self.is_least = axes, theme, is_least
        self.box, self.names_axes = story.places[str(column)], column == COUNT - 1 or not is_tall()
        self.drawn, self.verdict, self.minimum = ValueTracker(1.0), list[VMobject](), axes.middle
        self.arrival = arrival(run, axes.middle)
        self.ending = line_ending(run, axes.middle if is_least else None)
        leaps = self.ending == "leaps" and run.n_steps > LEAPS + 1
        self.before_leaps = run.n_steps - leaps * LEAPS
        self.pace = self._pace(LEAP * LEAPS if leaps else SOON)
        rate = texts.label("rate", rate=as_given(run.spec.learning_rate))
        self.head = Label(rate, size=SIZES.number, colour=theme.text, bold=True)
        self.head.place(at(*self.box.at(self.curve_part.left, self.head_line)))
        self._draw_plots(texts.label("steps"))
        self.curve = self.upper.curve(
            self.slice.losses,
            theme.full_loss,
            width=4.0,
            between=lambda: (
                axes.x.high - self.drawn.get_value() * (axes.x.high - axes.x.low),
                axes.x.high,
            ),
        )
        self.point = RingedPoint(self.where, theme, radius=9.0)
        self.tangent = RidingPoint(self.upper, self.slice, self.place, length=120.0).tangent
        ends = float(self.path[0]), float(self.path[min(1, run.n_steps)])
        self.arrow = arrow_along(
            self.upper,
            lambda: (ends[0], ends[0] + min(self.step, 1.0) * (ends[1] - ends[0])),
            theme.point,
            rise=10.0,
        )
        self.leap = arrow_along(self.upper, self._step_now, theme.point, rise=10.0, width=3.5)
        self.trace = stroked(self._trace, theme.full_loss, 3.5)
        self.path_line = stroked(self._path, theme.point, 2.2)
        self.sum = Label(self._sum(), size=SIZES.label, colour=theme.text)
        width = share_of_width(self.sum.width)
        left, line = self.sum_at
        x, y = self.box.at(left or 0.0, line)
        self.sum.place(at(self._clear_left(width) if left is None else x, y))
        self.loss = Number(
            lambda: self.reading().loss, loss.text, colour=theme.full_loss, size=SIZES.label
        )
        left, right = self.loss_sides
        self.loss.place(at(*self.box.at(right, self.loss_line)), "right")
        name = TextLine(named, theme, size=SIZES.label, colour=theme.muted)
        self.loss_name = name.place(at(*self.box.at(left, self.loss_line)))

    def _pace(self, rest: float) -> PacedRun:
        """Slow while there is something to see, then soon at the end; the last leaps are slow."""
        last = self.run.n_steps
        shown = {"arrived": self.arrival + 2, "away": FIRST}.get(self.ending, self.before_leaps)
        first = paced(range(min(shown, last) + 1), seconds=SECONDS[self.ending])
        later = range(first.steps[-1] + 1, last + 1)
        arrivals = first.seconds + np.linspace(0, rest, len(later) + 1)[1:]
        return PacedRun((*first.steps, *later), (*first.arrivals, *arrivals.tolist()))

    def _draw_plots(self, steps_name: str) -> None:
        axes = self.axes
        x, steps = axes.x, axes.steps
        if not self.names_axes:
            x, steps, steps_name = replace(x, ticks=()), replace(steps, ticks=()), ""
        self.upper = Plot(self.theme, x, axes.y, box=self.box.part(self.curve_part))
        self.lower = Plot(
            self.theme, steps, axes.trace, box=self.box.part(self.trace_part), x_title=steps_name
        )
        weight = Label("w", size=SIZES.tick, colour=self.theme.muted)
        right, line = self.box.at(self.curve_part.right, self.ticks_line)
        weight.place(at(right + AFTER, line))
        ends = self.upper.x_axis.get_right()[0] if x.ticks else np.inf
        if ends + pixels(NEAREST) < weight.get_left()[0]:
            self.upper.add(weight)

    @property
    def plots(self) -> VGroup:
        """Both plots."""
        return VGroup(self.upper, self.lower)

    @property
    def parts(self) -> tuple[VMobject, ...]:
        """All of it that is dimmed while another is spoken of."""
        lines = self.curve, self.arrow, self.path_line, self.point, self.trace
        return self.head, *lines, self.loss, self.loss_name, self.sum, *self.verdict

    def judge(self, texts: Captions) -> Label:
        """Say beside its rate what is to be said of it."""
        is_slow = self.is_least and not np.ptp(np.sign(self.path - self.minimum))
        key = "under_way" if self.ending == "moving" and not is_slow else self.ending
        content = texts.label(f"verdict_{key}", step=self.arrival)
        label = Label(content, size=SIZES.label, colour=self.theme.text)
        place, edge = self.told_at
        self.verdict = [label.place(at(*self.box.at(place, self.head_line)), edge)]
        return label

    def _sum(self) -> str:
        """The length of the first step as it is computed, with as few digits as check."""
        rate, slope = self.run.spec.learning_rate, abs(float(self.run.gradients[0, 0]))
        places, usual = 3 if rate * slope < 1 else 2, roundings(slope, 3)
        for written, shown in ((usual[:1], places), (usual[:1], places - 1), (usual, places)):
            made = worked(
                lambda factor, other: factor * other,
                [(as_given(rate),), written],
                rate * slope,
                shown,
            )
            if made.exact:
                break
        return f"{made.terms[0]} × {made.terms[1]} {'=' if made.exact else '≈'} {made.result}"

    def flash(self) -> Animation:
        """A flash along the losses that the run has had."""
        line = VMobject(stroke_color=self.theme.text, stroke_width=stroke(10))
        line.points = self._trace()
        return ShowPassingFlash(line, time_width=0.5, run_time=FLASH)

    def named(self, name: str, read: Callable[[], float], place: Place, colour: str) -> VGroup:
        """A number with its name at its left, in the plot."""
        left, y = place[0] or self._clear_left(self.probed_width), place[1]
        number = Number(read, 2, colour=colour, size=SIZES.label)
        number.place(at(left + self.probed_width, y), "right")
        return VGroup(Label(name, size=SIZES.label, colour=colour).place(at(left, y)), number)

    def _clear_left(self, width: float) -> float:
        """Where a text of a width begins, a fraction of the frame's, to be where the curve is low.

        Of several such places it is the leftmost.
        """
        x, box = self.axes.x, self.box.part(self.curve_part)
        lefts = np.linspace(box.left + INSET, max(box.right - INSET - width, box.left + INSET), 9)
        ends = np.stack([lefts, np.minimum(lefts + width, box.right)]) - box.left
        places = x.low + ends / (box.right - box.left) * (x.high - x.low)
        spans = np.linspace(places[0], places[1], 9)
        heights = [float(self.slice.losses(each).max()) for each in spans.T]
        return float(lefts[int(np.argmin(heights))])

    def where(self) -> FloatArray | None:
        """Where the point is (3,): a step leads straight from loss to loss; None off the plot."""
        return self.upper.seen(self.place(), self._height())

    def _height(self) -> float:
        """The loss between the steps, in a straight line."""
        return float(np.interp(self.step, self.run.recorded_steps, self.run.loss))

    def _step_now(self) -> tuple[float, float]:
        """Where the step leaves that is being taken, or the last, and how far it has come."""
        before = max(int(np.ceil(self.step - 1e-9)) - 1, 0)
        return float(self.path[before]), self.place()

    def _path(self) -> FloatArray:
        """The places of the run joined by straight lines, as far as they are on the plot."""
        done = int(self.step + 1e-9)
        xs = np.append(self.path[: done + 1], self.place())
        losses = np.append(self.run.loss[: done + 1], self._height())
        seen = (xs >= self.axes.x.low) & (xs <= self.axes.x.high)
        last = int(np.argmin(seen)) if not seen.all() else len(xs)
        if last < 2:
            return np.zeros((0, 3))
        return polyline(self.upper.points_at(xs[:last], losses[:last]))

    def _trace(self) -> FloatArray:
        """The losses over the steps so far, cut where they leave the plot at its top."""
        done, top = int(self.step + 1e-9), self.lower.y.high
        if self.step <= 0:
            return np.zeros((0, 3))
        xs = np.append(self.run.recorded_steps[: done + 1], self.step).astype(float)
        ys = np.append(self.run.loss[: done + 1], self._height())
        above = np.flatnonzero(ys > top)
        if above.size:
            first = int(above[0])
            share = (top - ys[first - 1]) / (ys[first] - ys[first - 1])
            x = xs[first - 1] + share * (xs[first] - xs[first - 1])
            xs, ys = np.append(xs[:first], x), np.append(ys[:first], top)
        return polyline(self.lower.points_at(xs, ys))


def main_spec(options: RunOptions) -> RunSpec:
    """The run of the middle rate: one weight of a logistic regression, its intercept held."""
    data = runs.dataset(options)
    runs.check_one_feature("learning-rate", data)
    share = float(data.target.mean())
    start = options.start or (float(np.log(share / (1 - share))), 0.0)
    whole = runs.logistic_on(data, options.changed(start=start, learning_rate=1.0))
    held = PartlyFrozen(LogisticRegression(1), tuple(whole.start.tolist()), (1,))
    spec = replace(whole, objective=ModelObjective(held, data), start=whole.start[1:])
    size = input_size(spec) or 1.0
    if options.start is None:
        low = minimum_of(spec) if spec.objective.gradient(spec.start)[0] else 0.0
        spec = replace(spec, start=np.array([rounded((low or 0.0) + START / size, 2)]))
    if abs(float(spec.objective.gradient(spec.start)[0])) < FLATTEST * size:
        raise RequestError("the loss is flat at the start: start elsewhere with --start")
    return replace(spec, learning_rate=rates_of(spec, options)[1])


def squared_spec(main: RunSpec) -> RunSpec:
    """Maximum heart rate by age, as a straight line through the mean: its one slope is learned."""
    data = load("heart", ("Age",), "MaxHR", as_number=True).standardized()
    held = PartlyFrozen(LinearRegression(1), (float(data.target.mean()), 0.0), (1,))
    start = np.array([SQUARED_START])
    return replace(main, objective=ModelObjective(held, data), start=start, seed=0)


def rates_of(spec: RunSpec, options: RunOptions) -> tuple[float, ...]:
    """The three rates: as given, or by how curved the loss is at its minimum."""
    given = options["rates"]
    if given is None:
        return tuple(rounded(share / curvature_of(spec), 2) for share in SHARES)
    rates = tuple(float(each) for each in given)
    rising = all(first < second for first, second in pairwise(rates))
    if len(rates) != COUNT or not rising or rates[0] <= 0:
        raise RequestError("--rates takes three learning rates above 0, rising: 0.1,4,15")
    return rates


def curvature_of(spec: RunSpec) -> float:
    """How much the slope changes with the weight at the minimum, or without one at the start."""
    size, low = 1 / (input_size(spec) or 1.0), minimum_of(spec)
    place, near = float(spec.start[0]) if low is None else low, NEARBY * size
    ends = [spec.objective.gradient(np.array([place + by]))[0] for by in (-near, near)]
    return float(max((ends[1] - ends[0]) / (2 * near), LEAST_CURVED / size**2))
