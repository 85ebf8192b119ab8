"""A hidden layer grows from 1 to 32 units and fits a curve better each time."""

from __future__ import annotations

from collections.abc import Sequence
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
    ByShape,
    Continuation,
    Edge,
    FigureStory,
    FloatArray,
    Label,
    LogScale,
    ModelObjective,
    RequestError,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
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
    objective_of,
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

STEPS, RECORDS = 1000, 200
"""Steps of each run unless it is said, and about how many of them are recorded."""
STEEPEST = 2.0
"""The least slope of a new unit; wider layers have steeper ones, half their number of units."""
STARTS = 4
"""From how many starts each width is trained anew."""
FEWEST, MOST, WIDEST = 3, 7, 64
"""How many widths there may be, and how many units the last may have."""
APART = 2.0
"""How many times as large an error has to be for starts to end differently."""
GROWING = 6.6
"""Seconds that the last widths take together."""
EASE = 3.0
"""How much more time the first steps get than the last: most is learned early."""
LEAP = 1.5
"""A training leaps if its error comes to so many times that at its start."""
NARROWEST, WIDEST_ROOM, BEYOND = 0.12, 0.5, 0.05
"""Free above and below a curve at the least, and at the most for fits that leave it, as shares of
its height; and how far a fit may go beyond the box before it is cut off, as a share of the box."""
FAINT, BEHIND = 0.75, 0.4
"""Opacity of what a unit adds, and of it while others are spoken of."""
BACK = 0.3
"""Opacity of what steps back."""
ABOVE = 0.03
"""From a box to the words above it, as a fraction of the stage's height."""
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


@dataclass(frozen=True)
class Grown:
    """The network that grows, at one of its widths."""

    curve: str
    units: int


@dataclass(frozen=True)
class FreshNetwork:
    """A network of a width that starts anew."""

    units: int
    seed: int


class Universal(FigureStory):
    """A curve, and a network that fits it with more and more units.

    Its values: `points`, the share of them that is drawn; `curve`, from each to the next; `aside`,
    from all of the frame to beside the chart; `chart`, `fit`, `rings`, `others` and `riding`,
    opacities; `part`, how much of the sum is added up; `times`, how many widths are done on each
    curve; `ride`, where the point on the errors is; and `anew`, the share of new trainings.
    """

    points, curve, aside, chart, fit, part, ride, riding, anew, rings, others = values(11)
    times = values(3)

    # The curve by itself, and beside the chart of errors, or above it; what each unit adds.
    alone = ByShape(Box(0.06, 0.94, 0.30, 0.90), tall=Box(0.06, 0.94, 0.30, 0.80))
    beside = ByShape(Box(0.06, 0.59, 0.315, 0.655), tall=Box(0.06, 0.94, 0.305, 0.485))
    terms = ByShape(Box(0.06, 0.59, 0.745, 0.935), tall=Box(0.06, 0.94, 0.553, 0.635))
    # The axes of the errors: a column for each width, the error upwards.
    axes = ByShape(Box(0.70, 0.945, 0.315, 0.815), tall=Box(0.20, 0.94, 0.712, 0.858))
    to_name = ByShape(0.03, tall=0.045)  # from their top up to what they show
    rider_edge: ByShape[Edge] = ByShape("left", tall="right")
    to_key = ByShape(0.055, tall=0.026)  # from their lower left corner up to the name of the rings
    training = ByShape((0.744, 0.91), tall=(0.285, 0.855))  # of a point's name, its middle's bounds

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The network that grows, on each curve, and those of each width that start anew.

        Raises:
            RequestError: what is asked for can't be drawn.
        """
        main = options.recorded or first_spec(options)
        own, first = curve_of(main), units_of(main)
        widths = checked((first, *(each for each in options["units"] if each > first)))
        runs: dict[object, RunSpec | Continuation] = {"main": main}
        for curve in (own, *(each for each in CURVE_NAMES if each != own)):
            before = None if curve == own else Grown(curve, first)
            if before:
                runs[before] = started_anew(main, first, main.seed, curve)
            for units in widths[1:]:
                role = Grown(curve, units)
                runs[role] = Continuation(before, partial(grown, units=units))
                before = role
        for units in widths[1:]:
            for seed in range(main.seed, main.seed + STARTS):
                runs[FreshNetwork(units, seed)] = started_anew(main, units, seed, own)
        return runs

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network with one hidden layer on a curve."""
        objective = spec.objective
        return (
            isinstance(objective, ModelObjective)
            and objective.dataset.source in CURVE_NAMES
            and objective.model == network(max(units_of(spec), 1))
        )

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of the errors is judged from the records."""
        growth, at = self.growths[0], self.times[0]
        widths, errors, count = growth.widths, growth.errors, len(growth.widths)
        first, last = error_text(errors[0]), error_text(errors[-1])
        self.begin({self.points: 0.04, self.part: 1})
        self.beat("question")
        self.move(3.2, linear, {self.points: 1})
        key = "first" if widths[0] == 1 else "first_many"
        self.beat(key, units=widths[0], error=first)
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
        if count > 3:
            self.beat("more_leaps" if growth.leaps(since=3) else "more", units=widths[-1])
            self.move(GROWING, linear, {at: count})
        key = "falls" if (np.diff(errors) < 0).all() else "falls_not"
        self.beat(key, units=widths[-1], first=first, last=last)
        self.move(0.3, {self.riding: 1})
        self.move(3.0, linear, {self.ride: count - 1})
        self.go_elsewhere(count)
        self.jump({self.ride: 0})
        self.beat("moral", {self.riding: 1, self.others: 1})
        self.move(3.2, linear, {self.ride: count - 1})
        self.let_stand(2.3)

    def go_elsewhere(self, count: int) -> None:
        """Two other curves; then, back on the first, networks of one width from several starts."""
        names = [self.label(f"curve_{each.curve}") for each in self.growths[1:]]
        self.beat("others", {self.riding: 0}, first=names[0], second=names[1])
        for index in (1, 2):
            self.move(0.8, {self.curve: index})
            self.move(3.6, linear, {self.times[index]: count})
            self.wait(1.0)
        ends = [error(run, 1.0) for run in self.fresh[self.told_width]]
        least, largest = min(ends), max(ends)
        self.beat(
            "anew" if largest > APART * least else "anew_alike",
            units=self.told_width,
            starts=len(ends),
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
        found = {curve_of(self.run.spec): [self.run]}
        for role, run in self.recording.all_of(Grown).items():
            found.setdefault(role.curve, []).append(run)
        made = [Growth(runs) for runs in found.values()]
        return [*made, made[0]]

    @cached_property
    def fresh(self) -> dict[int, list[Trajectory]]:
        """The networks that start anew, by width."""
        found = dict[int, list[Trajectory]]()
        for role, run in self.recording.all_of(FreshNetwork).items():
            found.setdefault(role.units, []).append(run)
        return found

    @cached_property
    def told_width(self) -> int:
        """The width whose starts end farthest apart, as a factor."""

        def spread(units: int) -> float:
            ends = [error(run, 1.0) for run in self.fresh[units]]
            return max(ends) / max(min(ends), 1e-12)

        return max(self.fresh, key=spread)

    def now(self) -> tuple[Growth, float, float]:
        """Which growth is shown, at which time of it, and how visible it is between two curves."""
        curve = self.curve()
        index = int(curve + 0.5)
        return self.growths[index], self.times[index % 3](), abs(1 - 2 * (curve % 1))

    def spoken_of(self) -> float:
        """The opacity of the network that grows: it steps back from one width's rings."""
        return 1 - (1 - BACK) * self.rings() * (1 - self.others())

    # The curve and its fit at the left, what the units add below, errors at the right.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the bottom to the top."""
        self.show_axes(sheet)
        self.show_points(sheet)
        place, muted = (self.terms.left, self.terms.top - ABOVE), sheet.theme.muted
        sheet.fade(self.chart, Label(sheet, self.label("terms"), place, colour=muted))
        self.show_target_name(sheet)
        self.show_fresh_fits(sheet)
        self.show_network(sheet)
        self.show_rings(sheet)
        self.show_errors(sheet)
        self.show_rider(sheet)

    def line(self, sheet: Sheet, colour: str, width: float) -> Line2D:
        """A line of a width in pixels of a 1280x720 frame."""
        made = Line2D([], [], color=colour, linewidth=sheet.stroke(width))
        made.set(figure=sheet.figure, solid_capstyle="round", solid_joinstyle="round")
        return made

    def placed(self, sheet: Sheet, shares: FloatArray, box: Box | None = None) -> FloatArray:
        """Where shares (n,) of a box's height are over the inputs, (2, n); the curve's if None."""
        box = box or between(self.alone, self.beside, self.aside())
        across = box.left + box.width * (self.growths[0].inputs + 1) / 2
        return sheet.at(across, box.bottom - box.height * shares)

    def show_points(self, sheet: Sheet) -> None:
        """The data from the left to the last that is drawn, of a curve or between two."""
        curves = [each.shares(each.target) for each in self.growths]
        points = self.line(sheet, sheet.theme.muted, 0.0)
        points.set(marker="o", markersize=sheet.stroke(9), markeredgewidth=0, linestyle="")

        def shown(share: float) -> Sequence[Artist]:
            before, part = int(self.curve()), self.curve() % 1
            after = min(before + 1, len(curves) - 1)
            shares = curves[before] + part * (curves[after] - curves[before])
            places = self.placed(sheet, shares)[:, : round(share * len(shares))]
            points.set_data(*places)
            return (points,) if places.size else ()

        sheet.show_at(self.points, shown)

    def laid(self, sheet: Sheet, line: Line2D, shares: FloatArray, alpha: float) -> list[Artist]:
        """A network's predictions, as shares (n,) of the height of the curve's box."""
        seen = np.abs(shares - 0.5) <= 0.5 + BEYOND
        line.set_data(*self.placed(sheet, np.where(seen, shares, np.nan)))
        line.set_alpha(alpha)
        return [line] if alpha and seen.any() else []

    def show_network(self, sheet: Sheet) -> None:
        """The fit of the network that grows, what its units add, and how many there are."""
        line = self.line(sheet, sheet.theme.model, 5.0)
        place = sheet.at(self.beside.left, self.beside.top - ABOVE)
        count = Label(sheet, "0", colour=sheet.theme.model, bold=True)

        def fit(alpha: float) -> Sequence[Artist]:
            growth, time, seen = self.now()
            fitted = growth.sum(time).nearest_first().partial(self.part())
            return self.laid(sheet, line, growth.shares(fitted), alpha * seen * self.spoken_of())

        def counted(alpha: float) -> Sequence[Artist]:
            growth, time, seen = self.now()
            count.set_text(self.label("count", units=growth.widths[growth.index(time)]))
            return count.put(place, alpha * seen * self.spoken_of())

        sheet.show_at(self.fit, fit)
        self.show_terms(sheet)
        sheet.show_at(self.chart, counted)

    def show_terms(self, sheet: Sheet) -> None:
        """What each unit adds, about zero, one of them bright while they are added up."""
        ends = [each.sum(len(each.widths)).terms for each in self.growths]
        reach = max(1e-3, *(float(np.abs(each).max()) for each in ends))
        middle = np.full(len(self.growths[0].inputs), 0.5)
        zero = Line2D([], [], color=sheet.theme.line, linewidth=sheet.stroke(1.5))
        zero.set_figure(sheet.figure)
        zero.set_data(*self.placed(sheet, middle, self.terms))
        all_of_them, one = (
            LineCollection([], colors=sheet.theme.model, linewidths=sheet.stroke(width))
            for width in (2.2, 4.5)
        )
        for each in (all_of_them, one):
            each.set(figure=sheet.figure, capstyle="round")

        def shown(alpha: float) -> Sequence[Artist]:
            (growth, time, seen), part = self.now(), self.part()
            terms, alpha = growth.sum(time).nearest_first().terms, alpha * seen * self.spoken_of()
            shares = 0.5 + np.clip(terms / reach, -1, 1) / 2
            lines = [self.placed(sheet, each, self.terms).T for each in shares]
            adds = 0 < part < 1
            spoken = min(int(part * len(terms)), len(terms) - 1)
            all_of_them.set_segments(lines)
            all_of_them.set_alpha(alpha * (BEHIND if adds else FAINT))
            one.set_segments([lines[spoken]] if adds else [])
            for line in (zero, one):
                line.set_alpha(alpha)
            return (zero, all_of_them, one) if alpha else ()

        sheet.show_at(self.chart, shown)

    def show_fresh_fits(self, sheet: Sheet) -> None:
        """Fits of those that start anew."""
        growth, runs = self.growths[0], self.fresh[self.told_width]
        lines = [(self.line(sheet, sheet.theme.text, 2.5), run) for run in runs]
        word = Label(sheet, self.label("anew", units=self.told_width), edge="right")

        def shown(alpha: float) -> Sequence[Artist]:
            drawn = [*word.put(self.above(sheet), alpha)]
            for line, run in lines:
                fitted = growth.shares(sum_of(run, self.anew()).partial(1.0))
                drawn += self.laid(sheet, line, fitted, 0.8 * alpha)
            return drawn

        sheet.show_at(self.rings, shown)

    def show_target_name(self, sheet: Sheet) -> None:
        """Which curve is to be matched; it makes room for the name of those that start anew."""
        name = Label(sheet, "", colour=sheet.theme.muted, edge="right")

        def shown(alpha: float) -> Sequence[Artist]:
            growth, _, seen = self.now()
            curve = self.label(f"curve_{growth.curve}")
            name.set_text(self.label("target", curve=curve))
            return name.put(self.above(sheet), alpha * seen * (1 - self.rings()))

        sheet.show_at(self.chart, shown)

    def above(self, sheet: Sheet) -> FloatArray:
        """Where that name ends; in a tall frame it is a line above the count."""
        return sheet.at(self.beside.right, self.beside.top - ABOVE * (1 + is_tall()))

    # The chart of errors.

    @cached_property
    def up(self) -> LogScale:
        """The scale of all errors at the end of each width."""
        errors = [each for growth in self.growths for each in growth.errors]
        errors += [error(run, 1.0) for runs in self.fresh.values() for run in runs]
        shown = np.clip(errors, LEAST, None)
        return log_scale(float(shown.min()) / 2.5, float(shown.max()) * 1.8, count=4)

    def across(self, index: int) -> float:
        """The middle of a width's column."""
        return self.axes.left + (index + 0.5) / len(self.growths[0].widths) * self.axes.width

    def height(self, error: float) -> float:
        """Where an error is."""
        share = np.clip(float(self.up.share(max(error, LEAST))), 0.0, 1.0)
        return self.axes.bottom - float(share) * self.axes.height

    def places(self, sheet: Sheet, errors: Sequence[float]) -> FloatArray:
        """Where errors of the first widths are (n, 2), in pixels."""
        return np.array(
            [sheet.at(self.across(i), self.height(each)) for i, each in enumerate(errors)]
        )

    def show_axes(self, sheet: Sheet) -> None:
        """The axes, their numbers and their names."""
        box, label, muted = (
            self.axes,
            self.label,
            partial(Label, sheet, colour=sheet.theme.muted),
        )
        small = partial(muted, size=SIZES.smallest)
        heights = [(as_given(each), self.height(each)) for each in self.up.ticks]
        rules = [
            rule
            for _, y in heights
            for rule in Stroke(sheet, sheet.theme.grid, 1.5).between(
                sheet.at(box.left, y), sheet.at(box.right, y)
            )
        ]
        middle = (box.left + box.right) / 2, box.bottom + down(NAME_BELOW)
        below = box.bottom + down(BELOW)
        sheet.fade(
            self.chart,
            *rules,
            muted(label("error"), (box.left, box.top - self.to_name)),
            muted(label("units"), middle, edge="centre"),
            *(
                small(name, (box.left - BESIDE, y + down(HALF)), edge="right")
                for name, y in heights
            ),
            *(
                small(str(width), (self.across(index), below), edge="centre")
                for index, width in enumerate(self.growths[0].widths)
            ),
        )

    def show_errors(self, sheet: Sheet) -> None:
        """The errors of the first widths, a point at each.

        While a width is in training, its point is named so, and only a faint line leads to it.
        """
        colour = sheet.theme.model
        line, way = (Stroke(sheet, colour, 3.0, round_joins=each) for each in (True, False))
        word = Label(
            sheet, self.label("training"), colour=colour, edge="centre", size=SIZES.smallest
        )
        points = [RingedPoint(sheet, colour=colour, radius=DOT) for _ in self.growths[0].widths]

        def shown(alpha: float) -> Sequence[Artist]:
            (growth, time, seen), (low, high) = self.now(), self.training
            errors, alpha = growth.errors_until(time), alpha * seen
            places, trains = self.places(sheet, errors), time < len(errors)
            signs = [points[i].at(place, alpha) for i, place in enumerate(places)]
            done = line.through(places[:-1] if trains else places, alpha)
            drawn = [*done, *(each for sign in signs for each in sign)]
            if not trains:
                return drawn
            middle = min(max(self.across(len(errors) - 1), low), high)
            highest = min(map(self.height, errors[-2:]))
            place = sheet.at(middle, highest - down(TRAINING_ABOVE))
            return [*way.through(places[-2:], alpha * UNFINISHED), *drawn, *word.put(place, alpha)]

        sheet.show_at(self.chart, shown)

    def show_rider(self, sheet: Sheet) -> None:
        """A point on the line of all errors, and the last error that it has passed."""
        box, growth, point = self.axes, self.growths[0], RingedPoint(sheet)
        place = sheet.at(box.left + INSIDE, box.bottom - RIDER_ABOVE)
        if is_tall():
            place = sheet.at(box.right, box.top - self.to_name)
        number = Label(sheet, "0", edge=self.rider_edge, bold=True, size=SIZES.smallest)
        places = self.places(sheet, growth.errors)

        def shown(alpha: float) -> Sequence[Artist]:
            ride, index = self.ride(), np.arange(len(places))
            on_way = np.floor(ride) + np.clip((ride % 1 - STANDS) / (1 - STANDS), 0, 1)
            at = np.array([np.interp(on_way, index, column) for column in places.T])
            told = min(round(on_way), len(places) - 1)
            passed = {"units": growth.widths[told], "error": error_text(growth.errors[told])}
            number.set_text(self.label("error_of", **passed))
            return [*point.at(at, alpha), *number.put(place, alpha)]

        sheet.show_at(self.riding, shown)

    def show_rings(self, sheet: Sheet) -> None:
        """The errors of those that start anew: of all widths in the end, and of the one told."""
        rest, own = (
            Line2D([], [], linestyle="", marker="o", markersize=sheet.stroke(2 * RING))
            for _ in range(2)
        )
        for rings, colour in ((rest, sheet.theme.muted), (own, sheet.theme.text)):
            rings.set(figure=sheet.figure, markerfacecolor="none", markeredgecolor=colour)
            rings.set_markeredgewidth(sheet.stroke(2.0))
        word = Label(sheet, self.label("ring"), size=SIZES.smallest)
        key = sheet.at(self.axes.left + INSIDE, self.axes.bottom - self.to_key)

        def ringed(rings: Line2D, alpha: float, *, told: bool) -> Sequence[Artist]:
            places = [
                sheet.at(self.across(index), self.height(error(run, self.anew())))
                for index, (units, runs) in enumerate(self.fresh.items(), start=1)
                for run in runs
                if (units == self.told_width) == told
            ]
            rings.set_data(*np.transpose(places))
            rings.set_alpha(alpha)
            return (rings,)

        sheet.show_at(self.others, partial(ringed, rest, told=False))
        sheet.show_at(
            self.rings, lambda alpha: [*ringed(own, alpha, told=True), *word.put(key, alpha)]
        )


def error_text(error: float) -> str:
    """An error in two digits."""
    return as_given(rounded(error, 2))


def first_spec(options: RunOptions) -> RunSpec:
    """Return the run of the narrowest network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    name, steps, seed = options["target"], options.steps or STEPS, options.seed or 0
    if name not in CURVE_NAMES:
        raise unknown("curve", name, CURVE_NAMES)
    units = checked(options["units"])[0]
    return RunSpec(
        objective=task(units, name),
        optimizer=optimizers.build("adam"),
        learning_rate=options.learning_rate or 0.05,
        steps=steps,
        batch_size=None,
        start=start_of(units, seed),
        seed=seed,
        stride=max(1, steps // RECORDS),
        schedule=COSINE,
    )


def curve_of(spec: RunSpec) -> str:
    """The name of the curve that a run learns."""
    return objective_of(spec).dataset.source


def units_of(spec: RunSpec) -> int:
    """How many hidden units a run's network has: three parameters each, and one of the output."""
    return len(spec.start) // 3


def network(units: int) -> MLP:
    """The network with so many hidden units."""
    return MLP((1, units, 1), "tanh", SQUARED_ERROR)


def task(units: int, curve: str) -> ModelObjective:
    """The loss of such a network on a curve."""
    return ModelObjective(network(units), load(curve))


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


def start_of(units: int, seed: int) -> FloatArray:
    """Parameters of a network to whose output its units add nothing yet."""
    return np.concatenate([*new_units(units, units, seed), np.zeros(units + 1)])


def started_anew(main: RunSpec, units: int, seed: int, curve: str) -> RunSpec:
    """A run like the main one, that starts anew."""
    start = start_of(units, seed)
    return replace(main, objective=task(units, curve), start=start, seed=seed)


def grown(before: Trajectory, units: int) -> RunSpec:
    """Return the run that goes on from another's end with new units, which add nothing yet."""
    spec, new = before.spec, units - units_of(before.spec)
    weights, biases, outputs = before.parameters[-1, :-1].reshape(3, -1)
    more, of_more = new_units(units, new, spec.seed)
    last = before.parameters[-1, -1:]
    start = np.concatenate([weights, more, biases, of_more, outputs, np.zeros(new), last])
    return replace(spec, objective=task(units, curve_of(spec)), start=start)


def checked(units: tuple[int, ...]) -> tuple[int, ...]:
    """Return numbers of units.

    Raises:
        RequestError: they don't rise, or are too few, too many or too large.
    """
    if list(units) != sorted(set(units)) or not 1 <= units[0] <= units[-1] <= WIDEST:
        raise RequestError(f"--units takes whole numbers that rise, from 1 to {WIDEST}: 1,2,4,8")
    if not FEWEST <= len(units) <= MOST:
        raise RequestError(f"--units takes {FEWEST} to {MOST} widths, such as 1,2,4,8,16,32")
    return units


@dataclass(frozen=True)
class OutputSum:
    """What a network's output is the sum of, at the data.

    Attributes:
        bias: of the output.
        terms: (units, n), what each unit adds.
    """

    bias: float
    terms: FloatArray

    @classmethod
    def of(cls, parameters: FloatArray, inputs: FloatArray) -> OutputSum:
        """That of a network with parameters (p,)."""
        weights, biases, outputs = parameters[:-1].reshape(3, -1, 1)
        return cls(float(parameters[-1]), outputs * np.tanh(weights * inputs + biases))

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


class Growth:
    """The runs of a network that grows, by width.

    A time counts widths: 0 is the start of the first, 1 its end, and the start of the second.

    Attributes:
        runs: of each width.
        curve: the curve's name.
        inputs, target: where it is known (n,), and itself (n,).
        widths: numbers of units, rising.
        errors: the error at the end of each width.
    """

    def __init__(self, runs: list[Trajectory]) -> None:
        data = objective_of(runs[0]).dataset
        self.runs, self.curve = runs, data.source
        self.inputs, self.target = data.features[:, 0], data.target
        self.widths = [units_of(run.spec) for run in runs]
        self.errors = [error(run, 1.0) for run in runs]

    @cached_property
    def window(self) -> tuple[float, float]:
        """From where to where the curve's box goes, so that its fits stay in it."""
        outputs = [
            OutputSum.of(each, self.inputs).partial(1.0)
            for run in self.runs
            for each in run.parameters
        ]
        low, high = float(self.target.min()), float(self.target.max())
        least, largest = float(np.min(outputs)), float(np.max(outputs))
        height, beyond = high - low, BEYOND / (1 + 2 * BEYOND) * (largest - least)
        below, above = (
            min(max(each, NARROWEST * height), WIDEST_ROOM * height)
            for each in (low - least - beyond, largest - beyond - high)
        )
        return low - below, high + above

    def shares(self, outputs: FloatArray) -> FloatArray:
        """How high outputs (n,) are in that box."""
        low, high = self.window
        return np.asarray((outputs - low) / (high - low))

    def leaps(self, since: int) -> bool:
        """Whether the error is much larger in the midst of a training than at its start.

        Args:
            since: the index of the first width that is looked at.
        """
        return any(run.loss.max() > LEAP**2 * run.loss[0] for run in self.runs[since:])

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


def error(run: Trajectory, share: float) -> float:
    """The root of the mean squared error when so large a share of a training has passed."""
    return float(np.sqrt(part_way(run.loss, share)))


def sum_of(run: Trajectory, share: float) -> OutputSum:
    """What a network's output is the sum of when so large a share of its training has passed."""
    inputs = objective_of(run).dataset.features[:, 0]
    return OutputSum.of(part_way(run.parameters, share), inputs)


def part_way(recorded: FloatArray, share: float) -> FloatArray:
    """What was recorded (R, ...) when so large a share of a training has passed, or in between."""
    last = len(recorded) - 1
    row = float(np.clip(share, 0.0, 1.0)) ** EASE * last
    before = int(row)
    after = min(before + 1, last)
    return np.asarray(recorded[before] + (row - before) * (recorded[after] - recorded[before]))
