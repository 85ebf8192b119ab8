"""A hidden layer grows from 1 to 32 units and fits a curve better each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from gradreel.scenes.stage.plotting import (
    COSINE,
    CURVE_NAMES,
    MLP,
    SIZES,
    SQUARED_ERROR,
    Box,
    Continuation,
    Edge,
    FigureStory,
    FloatArray,
    Label,
    ModelObjective,
    Recording,
    RequestError,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Shaped,
    Sheet,
    Stroke,
    Trajectory,
    as_given,
    between,
    down,
    is_tall,
    linear,
    load,
    log_scale,
    optimizers,
    rounded,
    unknown,
    values,
)

PLACE = 440
OPTIONS = {
    "target": "sine",
    "units": (1, 2, 4, 8, 16, 32),
    "learning_rate": 0.05,
    "steps": 1000,
    "seed": 0,
}
HELP = {
    "target": "The curve that is learned at length: sine, absolute or step; the others follow.",
    "units": "Numbers of hidden units, rising: the network grows from each to the next.",
}
DRAWS = "runs of a network with one hidden layer on a curve"
APART = 2.0
"""How many times as large an error has to be for starts to end differently."""
GROWING = 6.6
"""Seconds that the last widths take together."""


class Universal(FigureStory):
    """A curve, and a network that fits it with more and more units.

    Its values: `points`, the share of them that is drawn; `curve`, from each to the next; `aside`,
    from all of the frame to beside the chart; `chart`, `fit`, `rings`, `others` and `riding`,
    opacities; `part`, how much of the sum is added up; `times`, how many widths are done on each
    curve; `ride`, where the point on the errors is; and `anew`, the share of new trainings.
    """

    points, curve, aside, chart, fit, part, ride, riding, anew, rings, others = values(11)
    times = values(3)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The network that grows, on each curve, and those of each width that start anew.

        Raises:
            RequestError: what is asked for can't be drawn.
        """
        main = options.recorded or first_spec(options)
        curve, widths = learned_curve(main), widths_from(main, options)
        runs: dict[object, RunSpec | Continuation] = {"main": main, **_growth(curve, widths, None)}
        for other in CURVE_NAMES:
            if other != curve:
                first = Grown(other, widths[0])
                runs[first] = _with_units(main, widths[0], main.seed, other)
                runs |= _growth(other, widths, first)
        for units in widths[1:]:
            for seed in seeds_of(main):
                runs[Anew(units, seed)] = _with_units(main, units, seed, curve)
        return runs

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network with one hidden layer on a curve."""
        objective = spec.objective
        if not isinstance(objective, ModelObjective) or not isinstance(objective.model, MLP):
            return False
        sizes = objective.model.sizes
        on_curve = objective.dataset.source in CURVE_NAMES
        return on_curve and len(sizes) == 3 and objective.model == network(sizes[1])

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of the errors is judged from the records."""
        growth, at = self.growths[0], self.times[0]
        widths, errors = growth.widths, growth.errors
        self.begin({self.points: 0.04, self.part: 1})
        self.beat("question")
        self.move(3.2, linear, {self.points: 1})
        key = "first" if widths[0] == 1 else "first_many"
        self.beat(key, units=widths[0], error=error_text(errors[0]))
        self.move(0.7, {self.aside: 1})
        self.move(0.4, {self.chart: 1, self.fit: 1})
        self.move(3.2, linear, {at: 1})
        self.beat("grow")
        self.move(0.4, {at: 1.001})
        self.wait(0.6)
        self.move(3.0, linear, {at: 2})
        self.beat("again", units=widths[2])
        self.move(3.9, linear, {at: 3})
        self.beat("sum")
        self.move(0.9, {self.part: 0})
        self.move(4.0, linear, {self.part: 1})
        if len(widths) > 3:
            self.beat("more_leaps" if growth.leaps(since=3) else "more", units=widths[-1])
            self.move(GROWING, linear, {at: len(widths)})
        first, last = error_text(errors[0]), error_text(errors[-1])
        is_falling = bool((np.diff(errors) < 0).all())
        key = "falls" if is_falling else "falls_not"
        self.beat(key, units=widths[-1], first=first, last=last)
        self.move(0.3, {self.riding: 1})
        self.move(3.0, linear, {self.ride: len(widths) - 1})
        self.go_elsewhere(len(widths))
        self.jump({self.ride: 0})
        self.beat("moral", {self.riding: 1, self.others: 1})
        self.move(3.2, linear, {self.ride: len(widths) - 1})
        self.let_stand(2.3)

    def go_elsewhere(self, count: int) -> None:
        """Two other curves; then, back on the first, networks of one width from several starts."""
        names = [self.texts.label(f"curve_{each.curve}") for each in self.growths[1:]]
        self.beat("others", {self.riding: 0}, first=names[0], second=names[1])
        for index in (1, 2):
            self.move(0.8, {self.curve: index})
            self.move(3.6, linear, {self.times[index]: count})
            self.wait(1.0)
        fresh, (least, largest) = self.fresh, self.fresh.spread
        self.beat(
            "anew" if largest > APART * least else "anew_alike",
            units=fresh.widths[fresh.widest_spread],
            starts=len(fresh.runs[0]),
            least=error_text(least),
            largest=error_text(largest),
        )
        self.move(0.8, {self.curve: 3})
        self.move(0.5, {self.rings: 1})
        self.move(4.0, linear, {self.anew: 1})

    # What is known.

    @cached_property
    def growths(self) -> list[Growth]:
        """The network that grows: on the main curve, on both others, and on the main one again."""
        main = learned_curve(self.recording.main.spec)
        curves = [main, *(each for each in CURVE_NAMES if each != main)]
        found = [growth_on(self.recording, each) for each in curves]
        return [*found, found[0]]

    @cached_property
    def fresh(self) -> Fresh:
        """The networks that start anew."""
        return fresh_in(self.recording)

    def draw(self, sheet: Sheet) -> None:
        """The curve and its fit at the left, what the units add below, errors at the right."""
        UniversalDrawing(self, sheet).show()


ROOM, MOST_ROOM, BEYOND = 0.12, 0.5, 0.05
"""Free above and below a curve at the least, and at the most for fits that leave it, as shares of
its height; and how far a fit may go beyond the box before it is cut off, as a share of the box."""
FAINT, BEHIND = 0.75, 0.4
"""Opacity of what a unit adds, and of it while others are spoken of."""


class CurveRooms:
    """Where curves are.

    Attributes:
        alone, beside: the curve by itself, and beside the chart of errors, or above it.
        terms: what each unit adds.
    """

    alone = Shaped(Box(0.06, 0.94, 0.30, 0.90), tall=Box(0.06, 0.94, 0.30, 0.80))
    beside = Shaped(Box(0.06, 0.59, 0.315, 0.655), tall=Box(0.06, 0.94, 0.305, 0.485))
    terms = Shaped(Box(0.06, 0.59, 0.745, 0.935), tall=Box(0.06, 0.94, 0.553, 0.635))


class CurvePlot:
    """Curves over x from -1 to 1, each filling the height; the box moves with `aside`, 0 to 1."""

    def __init__(
        self,
        sheet: Sheet,
        inputs: FloatArray,
        curves: Sequence[tuple[FloatArray, tuple[float, float]]],
    ) -> None:
        """Prepare the axes.

        Args:
            sheet: where they will be drawn.
            inputs: (n,) from -1 to 1.
            curves: (n,) each, with the least and the largest output of its fits.
        """
        self._sheet, self._inputs = sheet, inputs
        self._windows = [_window(*each) for each in curves]
        shares = zip(curves, self._windows, strict=True)
        self._curves = [_shares(curve, window) for (curve, _), window in shares]
        self._points = self.line(sheet.theme.muted, 0.0)
        self._points.set(marker="o", markersize=sheet.stroke(9), markeredgewidth=0, linestyle="")

    def line(self, colour: str, width: float) -> Line2D:
        """A line of a width in pixels of a 1280x720 frame."""
        made = Line2D([], [], color=colour, linewidth=self._sheet.stroke(width))
        made.set(figure=self._sheet.figure, solid_capstyle="round", solid_joinstyle="round")
        return made

    def points(self, share: float, curve: float, aside: float) -> Sequence[Artist]:
        """The data from the left to so large a share of them, of a curve or between two."""
        count = round(share * len(self._inputs))
        before, after = int(curve), min(int(curve) + 1, len(self._curves) - 1)
        shares = self._curves[before] + curve % 1 * (self._curves[after] - self._curves[before])
        x, y = self._placed(shares, aside)
        self._points.set_data(x[:count], y[:count])
        return (self._points,) if count else ()

    def fit(
        self, line: Line2D, values: FloatArray, curve: int, aside: float, opacity: float
    ) -> Sequence[Artist]:
        """A network's predictions (n,) of a curve."""
        shares = _shares(values, self._windows[curve])
        seen = np.abs(shares - 0.5) <= 0.5 + BEYOND
        line.set_data(*self._placed(np.where(seen, shares, np.nan), aside))
        line.set_alpha(opacity)
        return (line,) if opacity and seen.any() else ()

    def _placed(self, shares: FloatArray, aside: float) -> tuple[FloatArray, FloatArray]:
        box = between(CurveRooms.alone, CurveRooms.beside, aside)
        return _pixels(self._sheet, box, self._inputs, shares)


def terms_plot(
    sheet: Sheet, inputs: FloatArray, reach: float
) -> Callable[[FloatArray, int | None, float], Sequence[Artist]]:
    """What each unit adds, about zero.

    Args:
        sheet: where it will be drawn.
        inputs: (n,) from -1 to 1.
        reach: the largest value that is shown, either way.

    Returns:
        a drawing of the terms (units, n), which of them is spoken of, if one is, and an opacity.
    """
    zero = Line2D([], [], color=sheet.theme.line, linewidth=sheet.stroke(1.5))
    zero.set_figure(sheet.figure)
    zero.set_data(*_pixels(sheet, CurveRooms.terms, inputs, np.full(len(inputs), 0.5)))
    all_of_them, one = (
        LineCollection([], colors=sheet.theme.model, linewidths=sheet.stroke(width))
        for width in (2.2, 4.5)
    )
    for each in (all_of_them, one):
        each.set(figure=sheet.figure, capstyle="round")

    def shown(terms: FloatArray, spoken: int | None, opacity: float) -> Sequence[Artist]:
        shares = 0.5 + np.clip(terms / reach, -1, 1) / 2
        lines = [np.column_stack(_pixels(sheet, CurveRooms.terms, inputs, each)) for each in shares]
        all_of_them.set_segments(lines)
        all_of_them.set_alpha(opacity * (FAINT if spoken is None else BEHIND))
        one.set_segments([] if spoken is None else [lines[spoken]])
        one.set_alpha(opacity)
        zero.set_alpha(opacity)
        return (zero, all_of_them, one) if opacity else ()

    return shown


def _window(curve: FloatArray, outputs: tuple[float, float]) -> tuple[float, float]:
    """From where to where a curve's box goes, so that its fits stay in it."""
    low, high = float(curve.min()), float(curve.max())
    height, beyond = high - low, BEYOND / (1 + 2 * BEYOND) * (outputs[1] - outputs[0])
    below, above = low - outputs[0] - beyond, outputs[1] - beyond - high
    room = [min(max(each, ROOM * height), MOST_ROOM * height) for each in (below, above)]
    return low - room[0], high + room[1]


def _shares(values: FloatArray, window: tuple[float, float]) -> FloatArray:
    return np.asarray((values - window[0]) / (window[1] - window[0]))


def _pixels(
    sheet: Sheet, box: Box, inputs: FloatArray, shares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Where shares of a box's height are, over inputs from -1 to 1."""
    across = box.left + (box.right - box.left) * (inputs + 1) / 2
    down = box.bottom - (box.bottom - box.top) * shares
    left, top = sheet.x(0.0), sheet.y(0.0)
    return left + across * sheet.width, top - down * sheet.height


LEAST = 1e-9
"""An error below is drawn as this: a log scale has no zero."""
BELOW, NAME_BELOW, BESIDE, HALF = 0.052, 0.112, 0.012, 0.012
INSIDE, RIDER_ABOVE = 0.008, 0.1
"""From the lower left corner of the chart to the rider's number, and into it."""
TRAINING_ABOVE = 0.025
"""From a point in training up to its name, in heights of a wide stage."""
STANDS = 0.25
"""So long the rider stands at a width, of the time for each."""
UNFINISHED = 0.35
"""Opacity of the line to a width that is in training."""
DOT, RING = 6.0, 5.0
"""Radii of an error of the network that grows, and of one that started anew, in 720ths."""


class ErrorChart:
    """Columns for the widths, the error upwards.

    Attributes:
        chart: its axes.
        name: from its top up to what it shows.
        rider_edge: by which the rider's number is held.
        key: from its lower left corner up to the name of the rings.
        training: the least and the greatest middle of the name of a point in training.
    """

    chart = Shaped(Box(0.70, 0.945, 0.315, 0.815), tall=Box(0.20, 0.94, 0.712, 0.858))
    name = Shaped(0.03, tall=0.045)
    rider_edge: Shaped[Edge] = Shaped("left", tall="right")
    key = Shaped(0.055, tall=0.026)
    training = Shaped((0.744, 0.91), tall=(0.285, 0.855))

    def __init__(self, story: Universal, sheet: Sheet) -> None:
        self.story, self.sheet, self.label = story, sheet, story.texts.label
        self.widths, fresh = story.growths[0].widths, story.fresh.runs
        errors = [each for growth in story.growths for each in growth.errors]
        errors += [error(run, 1.0) for runs in fresh for run in runs]
        shown = np.clip(errors, LEAST, None)
        self.up = log_scale(float(shown.min()) / 2.5, float(shown.max()) * 1.8, count=4)
        self.small = partial(Label, sheet, size=SIZES.smallest)

    def place(self, index: int, error: float) -> FloatArray:
        """Where an error of the width of an index is (2,), in pixels."""
        return self.sheet.at(self.across(index), self.height(error))

    def across(self, index: int) -> float:
        """The middle of a width's column."""
        share = (index + 0.5) / len(self.widths)
        return self.chart.left + share * (self.chart.right - self.chart.left)

    def height(self, error: float) -> float:
        """Where an error is."""
        share = np.clip(float(self.up.share(max(error, LEAST))), 0.0, 1.0)
        return self.chart.bottom - float(share) * (self.chart.bottom - self.chart.top)

    def show_axes(self) -> None:
        """The axes, their numbers and their names."""
        sheet, box, muted = self.sheet, self.chart, self.sheet.theme.muted
        drawn: list[Artist] = []
        for value in self.up.ticks:
            ends = sheet.at(box.left, self.height(value)), sheet.at(box.right, self.height(value))
            drawn += Stroke(sheet, sheet.theme.grid, 1.5).between(*ends)
        middle = (box.left + box.right) / 2, box.bottom + down(NAME_BELOW)
        top = box.left, box.top - self.name
        drawn.append(Label(sheet, self.label("error"), top, colour=muted))
        drawn.append(Label(sheet, self.label("units"), middle, colour=muted, edge="centre"))
        for value in self.up.ticks:
            place = box.left - BESIDE, self.height(value) + down(HALF)
            drawn.append(self.small(as_given(value), place, colour=muted, edge="right"))
        for index, width in enumerate(self.widths):
            place = self.across(index), box.bottom + down(BELOW)
            drawn.append(self.small(str(width), place, colour=muted, edge="centre"))
        sheet.fade(self.story.chart, *drawn)

    def line(self) -> Callable[[Sequence[float], bool, float], Sequence[Artist]]:
        """A drawing of the first widths' errors, a point at each, and an opacity.

        While a width is in training, its point is named so, and only a faint line leads to it.
        """
        sheet, colour, training = self.sheet, self.sheet.theme.model, self.training
        line, way = (Stroke(sheet, colour, 3.0, round_joins=each) for each in (True, False))
        word = self.small(self.label("training"), colour=colour, edge="centre")
        points = [RingedPoint(sheet, colour=colour, radius=DOT) for _ in self.widths]

        def shown(errors: Sequence[float], trains: bool, opacity: float) -> Sequence[Artist]:
            places = np.array([self.place(*each) for each in enumerate(errors)])
            signs = zip(points, places, strict=False)
            done = line.through(places[:-1] if trains else places, opacity)
            drawn = [*done, *(each for sign, at in signs for each in sign.at(at, opacity))]
            if not trains:
                return drawn
            middle = min(max(self.across(len(errors) - 1), training[0]), training[1])
            highest = min(self.height(each) for each in errors[-2:])
            place = sheet.at(middle, highest - down(TRAINING_ABOVE))
            faint = way.through(places[-2:], opacity * UNFINISHED)
            return [*faint, *drawn, *word.put(place, opacity)]

        return shown

    def show_rider(self) -> None:
        """A point on the line of all errors, and the last error that it has passed."""
        sheet, story, box, errors = self.sheet, self.story, self.chart, self.story.growths[0].errors
        place = box.left + INSIDE, box.bottom - RIDER_ABOVE
        if is_tall():
            place = box.right, box.top - self.name
        point, number = RingedPoint(sheet), self.small("0", edge=self.rider_edge, bold=True)
        places = np.array([self.place(*each) for each in enumerate(errors)])

        def shown() -> Sequence[Artist]:
            if not (opacity := story.riding()):
                return ()
            ride, index = story.ride(), np.arange(len(places))
            on_way = np.floor(ride) + np.clip((ride % 1 - STANDS) / (1 - STANDS), 0, 1)
            at = np.array([np.interp(on_way, index, column) for column in places.T])
            told = min(round(on_way), len(errors) - 1)
            passed = {"units": self.widths[told], "error": error_text(errors[told])}
            number.set_text(self.label("error_of", **passed))
            return [*point.at(at, opacity), *number.put(sheet.at(*place), opacity)]

        sheet.show(shown)

    def show_rings(self) -> None:
        """The errors of those that start anew: of the width that is spoken of, and of others."""
        sheet, story, fresh = self.sheet, self.story, self.story.fresh
        own, rest = self.rings_in(sheet.theme.text), self.rings_in(sheet.theme.muted)
        word = self.small(self.label("ring"))
        key = sheet.at(self.chart.left + INSIDE, self.chart.bottom - self.key)

        def shown() -> Sequence[Artist]:
            opacity, others = story.rings(), story.others()
            if not opacity and not others:
                return ()
            share = story.anew()
            places = [
                [self.place(index, error(run, share)) for run in runs]
                for index, runs in enumerate(fresh.runs, start=1)
            ]
            own.set_data(*np.transpose(places.pop(fresh.widest_spread)))
            rest.set_data(*np.transpose([place for each in places for place in each]))
            own.set_alpha(opacity)
            rest.set_alpha(others)
            ringed = (own, *word.put(key, opacity)) if opacity else ()
            return [*((rest,) if others else ()), *ringed]

        sheet.show(shown)

    def rings_in(self, colour: str) -> Line2D:
        """Rings without a line."""
        made = Line2D([], [], linestyle="", marker="o", markersize=self.sheet.stroke(2 * RING))
        made.set(figure=self.sheet.figure, markerfacecolor="none", markeredgecolor=colour)
        made.set_markeredgewidth(self.sheet.stroke(2.0))
        return made


def error_text(error: float) -> str:
    """An error in two digits."""
    return as_given(rounded(error, 2))


STEPS, RECORDS = 1000, 200
"""Steps of each run unless it is said, and about how many of them are recorded."""
STEEPEST = 2.0
"""The least slope of a new unit; wider layers have steeper ones, half their number of units."""
STARTS = 4
"""From how many starts each width is trained anew."""
FEWEST, MOST, WIDEST = 3, 7, 64
"""How many widths there may be, and how many units the last may have."""


@dataclass(frozen=True)
class Grown:
    """The network that grows, at one of its widths."""

    curve: str
    units: int


@dataclass(frozen=True)
class Anew:
    """A network of a width that starts anew."""

    units: int
    seed: int


def first_spec(options: RunOptions) -> RunSpec:
    """Return the run of the narrowest network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    name, steps, seed = options["target"], options.steps or STEPS, options.seed or 0
    if name not in CURVE_NAMES:
        raise unknown("curve", name, CURVE_NAMES)
    units = _checked(options["units"])[0]
    return RunSpec(
        objective=ModelObjective(network(units), load(name)),
        optimizer=optimizers.build("adam"),
        learning_rate=options.learning_rate or 0.05,
        steps=steps,
        batch_size=None,
        start=_start(*new_units(units, units, seed)),
        seed=seed,
        stride=max(1, steps // RECORDS),
        schedule=COSINE,
    )


def learned_curve(spec: RunSpec) -> str:
    """The name of the curve that a run learns."""
    return _parts(spec)[1]


def widths_from(main: RunSpec, options: RunOptions) -> tuple[int, ...]:
    """Numbers of units: that of the main run, and those above it.

    Raises:
        RequestError: there are none.
    """
    first = _parts(main)[0]
    return _checked((first, *(each for each in options["units"] if each > first)))


def seeds_of(main: RunSpec) -> range:
    """The seeds from which each width starts anew."""
    return range(main.seed, main.seed + STARTS)


def new_units(units: int, count: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Draw the weights (count,) and biases (count,) of units that are new in a layer.

    Each turns somewhere on the curve, the more steeply the wider the layer is.

    Args:
        units: how many the layer has with them.
        count: how many are new.
        seed: of the run.
    """
    rng = np.random.default_rng([seed, units, 0])
    centres = rng.uniform(-1.0, 1.0, count)
    weights = rng.choice([-1.0, 1.0], count) * max(STEEPEST, units / 2)
    return weights, -weights * centres


def network(units: int) -> MLP:
    """The network with so many hidden units."""
    return MLP((1, units, 1), "tanh", SQUARED_ERROR)


def _checked(units: tuple[int, ...]) -> tuple[int, ...]:
    if list(units) != sorted(set(units)) or not 1 <= units[0] <= units[-1] <= WIDEST:
        raise RequestError(f"--units takes whole numbers that rise, from 1 to {WIDEST}: 1,2,4,8")
    if not FEWEST <= len(units) <= MOST:
        raise RequestError(f"--units takes {FEWEST} to {MOST} widths, such as 1,2,4,8,16,32")
    return units


def _growth(
    curve: str, widths: tuple[int, ...], first: Grown | None
) -> dict[object, RunSpec | Continuation]:
    """Each width after the first, that goes on from the one before it."""
    made: dict[object, RunSpec | Continuation] = {}
    before = first
    for units in widths[1:]:
        role = Grown(curve, units)
        made[role] = Continuation(before, partial(_grown, units=units))
        before = role
    return made


def _grown(before: Trajectory, units: int) -> RunSpec:
    """Return the run that goes on from another's end with new units, which add nothing yet."""
    count, curve = _parts(before.spec)
    hidden, output = network(count).layers(before.parameters[-1])
    new = units - count
    weights, biases = new_units(units, new, before.spec.seed)
    parts = (hidden.weights[:, 0], weights, hidden.biases, biases)
    start = np.concatenate([*parts, output.weights[0], np.zeros(new), output.biases])
    objective = ModelObjective(network(units), load(curve))
    return replace(before.spec, objective=objective, start=start)


def _with_units(main: RunSpec, units: int, seed: int, curve: str) -> RunSpec:
    """A run like the main one, that starts anew."""
    objective = ModelObjective(network(units), load(curve))
    start = _start(*new_units(units, units, seed))
    return replace(main, objective=objective, start=start, seed=seed)


def _start(weights: FloatArray, biases: FloatArray) -> FloatArray:
    """Parameters of a network to whose output its units add nothing yet."""
    return np.concatenate([weights, biases, np.zeros(len(weights) + 1)])


def _parts(spec: RunSpec) -> tuple[int, str]:
    """How many hidden units a run's network has, and the curve that it learns."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not isinstance(objective.model, MLP):
        raise TypeError("only a network has units")
    return objective.model.sizes[1], objective.dataset.source


EASE = 3.0
"""How much more time the first steps get than the last: most is learned early."""
LEAP = 1.5
"""A training leaps if its error comes to so many times that at its start."""


@dataclass(frozen=True)
class OutputSum:
    """What a network's output is the sum of, at the data.

    Attributes:
        bias: of the output.
        terms: (units, n), what each unit adds.
    """

    bias: float
    terms: FloatArray

    def partial(self, share: float) -> FloatArray:
        """The bias and so large a share of the terms (n,), one after the other."""
        weights = np.clip(share * len(self.terms) - np.arange(len(self.terms)), 0.0, 1.0)
        return np.asarray(self.bias + weights @ self.terms)

    def nearest_first(self) -> OutputSum:
        """The same sum in another order: each term is the one that leaves the least to add."""
        missing, order, left = self.terms.sum(axis=0), list[int](), list(range(len(self.terms)))
        while left:
            after = [float(np.square(missing - self.terms[each]).sum()) for each in left]
            order.append(left.pop(int(np.argmin(after))))
            missing = missing - self.terms[order[-1]]
        return OutputSum(self.bias, self.terms[order])


@dataclass(frozen=True)
class Growth:
    """The runs of a network that grows, by width.

    A time counts widths: 0 is the start of the first, 1 its end, and the start of the second.

    Attributes:
        widths: numbers of units, rising.
        runs: of each width.
    """

    widths: tuple[int, ...]
    runs: tuple[Trajectory, ...]

    @property
    def inputs(self) -> FloatArray:
        """Where the curve is known (n,)."""
        return _data(self.runs[0])[0]

    @property
    def target(self) -> FloatArray:
        """The curve (n,)."""
        return _data(self.runs[0])[1]

    @property
    def curve(self) -> str:
        """The curve's name."""
        return learned_curve(self.runs[0].spec)

    @cached_property
    def outputs(self) -> tuple[float, float]:
        """The least and the largest output at any recorded step."""
        ends = np.array([_outputs(run) for run in self.runs])
        return float(ends[:, 0].min()), float(ends[:, 1].max())

    @cached_property
    def errors(self) -> list[float]:
        """The error at the end of each width."""
        return [error(run, 1.0) for run in self.runs]

    def leaps(self, since: int) -> bool:
        """Whether the error is much larger in the midst of a training than at its start.

        Args:
            since: the index of the first width that is looked at.
        """
        runs = self.runs[since:]
        return any(float(run.loss.max()) > LEAP**2 * float(run.loss[0]) for run in runs)

    def index(self, at: float) -> int:
        """Which width is trained at a time."""
        return min(max(int(np.ceil(at)) - 1, 0), len(self.runs) - 1)

    def sum(self, at: float) -> OutputSum:
        """What the output is the sum of at a time."""
        index = self.index(at)
        return sum_of(self.runs[index], at - index)

    def errors_until(self, at: float) -> list[float]:
        """The error of each width that has begun by a time, as it is then."""
        index = self.index(at)
        return [*self.errors[:index], error(self.runs[index], at - index)]


@dataclass(frozen=True)
class Fresh:
    """Networks that start anew, on the main curve.

    Attributes:
        widths: numbers of units.
        runs: from each start, by width.
    """

    widths: tuple[int, ...]
    runs: tuple[tuple[Trajectory, ...], ...]

    @cached_property
    def widest_spread(self) -> int:
        """The index of the width whose starts end farthest apart, as a factor."""
        ends = [[error(run, 1.0) for run in runs] for runs in self.runs]
        return int(np.argmax([max(each) / max(min(each), 1e-12) for each in ends]))

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the largest error of that width."""
        ends = [error(run, 1.0) for run in self.runs[self.widest_spread]]
        return min(ends), max(ends)


def growth_on(recording: Recording, curve: str) -> Growth:
    """The network that grows on a curve."""
    main = recording.main
    widths = widths_from(main.spec, recording.options)
    first = main if curve == learned_curve(main.spec) else recording[Grown(curve, widths[0])]
    wider = [recording[Grown(curve, units)] for units in widths[1:]]
    return Growth(widths, (first, *wider))


def fresh_in(recording: Recording) -> Fresh:
    """The networks that start anew at each width but the first."""
    main = recording.main.spec
    widths = widths_from(main, recording.options)[1:]
    runs = [tuple(recording[Anew(units, seed)] for seed in seeds_of(main)) for units in widths]
    return Fresh(widths, tuple(runs))


def error(run: Trajectory, share: float) -> float:
    """The root of the mean squared error when so large a share of a training has passed."""
    return float(np.sqrt(_between(run, run.loss, share)))


def sum_of(run: Trajectory, share: float) -> OutputSum:
    """What a network's output is the sum of when so large a share of its training has passed."""
    parameters, (inputs, _) = _between(run, run.parameters, share), _data(run)
    hidden, output = network((len(parameters) - 1) // 3).layers(parameters)
    sums = hidden.weights @ inputs[None] + hidden.biases[:, None]
    return OutputSum(float(output.biases[0]), output.weights[0][:, None] * np.tanh(sums))


def _outputs(run: Trajectory) -> tuple[float, float]:
    """The least and the largest output at the recorded steps of a run."""
    steps = len(run.recorded_steps) - 1
    made = [sum_of(run, (row / steps) ** (1 / EASE)).partial(1.0) for row in range(steps + 1)]
    return float(np.min(made)), float(np.max(made))


def _between(run: Trajectory, values: FloatArray, share: float) -> FloatArray:
    """What was recorded (R, ...) when so large a share of a training has passed, or in between."""
    last = len(run.recorded_steps) - 1
    row = float(np.clip(share, 0.0, 1.0)) ** EASE * last
    before = min(int(row), last)
    after = min(before + 1, last)
    return np.asarray(values[before] + (row - before) * (values[after] - values[before]))


def _data(run: Trajectory) -> tuple[FloatArray, FloatArray]:
    data = run.dataset
    assert data is not None  # noqa: S101  a curve is data
    return data.features[:, 0], data.target


ABOVE = 0.03
"""From a box to the words above it, as a fraction of the stage's height."""
BACK = 0.3
"""Opacity of what steps back."""


class UniversalDrawing:
    """The curve and its fit, what each unit adds, and the chart of errors."""

    def __init__(self, story: Universal, sheet: Sheet) -> None:
        self.story, self.sheet, self.label = story, sheet, story.texts.label
        growths = story.growths
        curves = [(each.target, each.outputs) for each in growths]
        self.plot = CurvePlot(sheet, growths[0].inputs, curves)
        box = CurveRooms.beside  # in a tall frame the target's name is a line above the count
        self.above = box.right, box.top - ABOVE * (1 + is_tall())

    def show(self) -> None:
        """Put all on the sheet, from the bottom to the top."""
        sheet, story, chart = self.sheet, self.story, ErrorChart(self.story, self.sheet)
        chart.show_axes()
        sheet.show(lambda: self.plot.points(story.points(), story.curve(), story.aside()))
        place = CurveRooms.terms.left, CurveRooms.terms.top - ABOVE
        terms = Label(sheet, self.label("terms"), place, colour=sheet.theme.muted)
        sheet.fade(story.chart, terms)
        self.show_target_name()
        self.show_fresh_fits()
        self.show_network()
        chart.show_rings()
        line = chart.line()

        def errors() -> Sequence[Artist]:
            if not (alpha := story.chart()):
                return ()
            growth, time, seen = self.now()
            trains = time < growth.index(time) + 1
            return line(growth.errors_until(time), trains, alpha * seen)

        sheet.show(errors)
        chart.show_rider()

    def now(self) -> tuple[Growth, float, float]:
        """Which growth is shown, at which time of it, and how visible it is between two curves."""
        curve = self.story.curve()
        index = int(curve + 0.5)
        time = self.story.times[index % 3]()
        return self.story.growths[index], time, abs(1 - 2 * (curve % 1))

    def spoken_of(self) -> float:
        """The opacity of the network that grows: it steps back from one width's rings."""
        return 1 - (1 - BACK) * self.story.rings() * (1 - self.story.others())

    def show_network(self) -> None:
        """The fit of the network that grows, what its units add, and how many there are."""
        sheet, story, plot, growths = self.sheet, self.story, self.plot, self.story.growths
        line = plot.line(sheet.theme.model, 5.0)
        ends = [each.sum(len(each.widths)).terms for each in growths]
        reach = max(float(np.abs(each).max()) for each in ends)
        terms_at = terms_plot(sheet, growths[0].inputs, max(reach, 1e-3))
        place = CurveRooms.beside.left, CurveRooms.beside.top - ABOVE
        count = Label(sheet, "0", place, colour=sheet.theme.model, bold=True)

        def fit() -> Sequence[Artist]:
            if not (alpha := story.fit()):
                return ()
            growth, time, seen = self.now()
            fitted = growth.sum(time).nearest_first().partial(story.part())
            curve, opacity = int(story.curve() + 0.5), alpha * seen * self.spoken_of()
            return plot.fit(line, fitted, curve, story.aside(), opacity)

        def units() -> Sequence[Artist]:
            if not (alpha := story.chart()):
                return ()
            (growth, time, seen), part = self.now(), story.part()
            terms = growth.sum(time).nearest_first().terms
            spoken = min(int(part * len(terms)), len(terms) - 1) if 0 < part < 1 else None
            return terms_at(terms, spoken, alpha * seen * self.spoken_of())

        def counted() -> Sequence[Artist]:
            growth, time, seen = self.now()
            count.set_text(self.label("count", units=growth.widths[growth.index(time)]))
            return count.put(sheet.at(*place), story.chart() * seen * self.spoken_of())

        for each in (fit, units, counted):
            sheet.show(each)

    def show_fresh_fits(self) -> None:
        """Fits of those that start anew."""
        sheet, story, fresh = self.sheet, self.story, self.story.fresh
        runs, units = fresh.runs[fresh.widest_spread], fresh.widths[fresh.widest_spread]
        lines = [self.plot.line(sheet.theme.text, 2.5) for _ in runs]
        word = Label(sheet, self.label("anew", units=units), edge="right")

        def shown() -> Sequence[Artist]:
            if not (rings := story.rings()):
                return ()
            drawn: list[Artist] = []
            for line, run in zip(lines, runs, strict=True):
                fitted = sum_of(run, story.anew()).partial(1.0)
                drawn += self.plot.fit(line, fitted, 0, 1.0, 0.8 * rings)
            return [*drawn, *word.put(sheet.at(*self.above), rings)]

        sheet.show(shown)

    def show_target_name(self) -> None:
        """Which curve is to be matched; it makes room for the name of those that start anew."""
        sheet, story = self.sheet, self.story
        name = Label(sheet, "", colour=sheet.theme.muted, edge="right")

        def shown() -> Sequence[Artist]:
            growth, _, seen = self.now()
            name.set_text(self.label("target", curve=self.label(f"curve_{growth.curve}")))
            alpha = story.chart() * seen * (1 - story.rings())
            return name.put(sheet.at(*self.above), alpha)

        sheet.show(shown)
