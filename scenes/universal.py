"""A hidden layer grows from 1 to 32 units and fits a curve better each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

from gradreel.scenes.stage.plotting import (
    COSINE,
    CURVE_NAMES,
    MLP,
    SIZES,
    SQUARED_ERROR,
    Artists,
    Box,
    ByShape,
    Continuation,
    Edge,
    FigureStory,
    FloatArray,
    Label,
    ModelObjective,
    Read,
    RequestError,
    RunOptions,
    Runs,
    RunSpec,
    Sheet,
    Trajectory,
    as_given,
    between,
    between_steps,
    down,
    is_tall,
    linear,
    load,
    number_text,
    objective_of,
    optimizers,
    rounded,
    row_of,
    rows_of,
    smooth,
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
FEWEST, MOST, WIDEST = 3, 7, 64
"""How many widths there may be, and how many units the last may have."""
TAKEN_APART = 8
"""How many units the network has at the most that is taken apart, if any is so narrow."""
WIDTH, ADDING, ELSEWHERE = 2.0, 7.2, 1.5
"""Seconds that each width takes, and all units as they are added one by one; and each width on the
other curves."""
EASE, TELLING = 4.0, 5
"""How much more time the first steps get than the last, as most is learned early; and how often the
numbers change while a width is trained."""
NARROWEST, WIDEST_ROOM, BEYOND = 0.12, 0.5, 0.05
"""Free above and below a curve at the least, and at the most for fits that leave it, as shares of
its height; and how far a fit may go beyond the box before it is cut off, as a share of the box."""
WAITING, PIECE, MISSES = 0.4, 0.34, 0.75
"""Opacity of what a unit adds before it is added; of a unit's piece of the picture; and of
misses."""
ABOVE, TITLE, GAP = 0.02, 0.05, 0.04
"""From a box up to the words above it, what these take of a small box, and from one of these down
to the next, in heights of a wide stage."""
DOT, LINE, MISS = 9.0, 5.0, 2.0
"""A point's diameter and a fit's width in a box as wide as the frame, in pixels of a 720p frame; in
the smallest box they are `LEAST` of it; and a miss's width in any."""
LEAST = 0.7


@dataclass(frozen=True)
class Grown:
    """The network that grows, at one of its widths."""

    curve: str
    units: int


class Universal(FigureStory):
    """A curve, and a network that fits it with more and more units.

    Its values: `points`, the share of them that is drawn; `times`, how many widths are done, on the
    main curve and on the others; `apart`, from the network to its parts, and `added`, how many of
    these are added up; `small`, from all of the frame to one of many boxes; `done`, how many of
    these are shown. The others are opacities.
    """

    points, fit, told, apart, added, small, done, main, widths, others = values(10)
    time, other_time, counted = values(3)

    # The curve by itself, above its parts, and these; and what small boxes fill together.
    alone = ByShape(Box(0.085, 0.94, 0.29, 0.93), tall=Box(0.13, 0.94, 0.32, 0.82))
    above = ByShape(Box(0.085, 0.94, 0.22, 0.72), tall=Box(0.13, 0.94, 0.25, 0.66))
    strip = ByShape(Box(0.06, 0.94, 0.80, 0.94), tall=Box(0.06, 0.94, 0.73, 0.83))
    count_at = ByShape((0.94, 0.78), tall=(0.94, 0.9))
    area = ByShape(Box(0.06, 0.94, 0.285, 0.93), tall=Box(0.06, 0.94, 0.31, 0.93))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The network that grows, on each curve.

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
                runs[before] = elsewhere(main, first, curve)
            for units in widths[1:]:
                role = Grown(curve, units)
                runs[role] = Continuation(before, partial(grown, units=units))
                before = role
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
        growth = self.growths[0]
        widths, errors, count = growth.widths, growth.errors, len(growth.widths)
        first, last = error_text(errors[0]), error_text(errors[-1])
        self.begin({self.points: 0.25, self.main: 1, self.other_time: 1})
        self.beat("question")
        self.wait(0.8)
        self.move(2.4, linear, {self.points: 1})
        key = "first" if widths[0] == 1 else "first_many"
        self.beat(key, {self.fit: 1, self.told: 1}, units=widths[0], error=first)
        self.move(3.0, linear, {self.time: 1})
        if growth.taken:
            self.beat("grow")
            self.move(0.6, {self.time: 1.001})
            self.move(WIDTH * growth.taken, linear, {self.time: growth.taken + 1})
        self.add_up(widths[growth.taken])
        key = "falls" if (np.diff(errors) < 0).all() else "falls_not"
        self.beat(key, {self.counted: 0}, units=widths[-1], first=first, last=last)
        self.jump({self.widths: 1, self.done: -1.0})
        self.meanwhile(3.6, {self.done: count})
        self.move(1.4, {self.small: 1, self.apart: 0})
        self.wait(2.4)
        self.go_elsewhere(growth.taken + 1)

    def add_up(self, units: int) -> None:
        """Take the line away, and build it up of what each unit adds."""
        self.jump({self.added: 0})
        self.beat("add", {self.told: 0}, units=units)
        self.move(0.9, {self.apart: 1, self.counted: 1})
        self.move(ADDING, linear, {self.added: units})
        self.wait(0.5)

    def go_elsewhere(self, count: int) -> None:
        """Two other curves."""
        names = [self.label(f"curve_{each.curve}") for each in self.growths[1:]]
        self.beat("others", {self.main: 0}, first=names[0], second=names[1])
        self.move(0.6, {self.widths: 0, self.others: 1})
        for key, left in (("moral", 2), ("proviso", 1), ("", 0)):
            self.move(ELSEWHERE, linear, {self.other_time: max(count - left, 1)})
            if key:
                self.beat(key)
        self.let_stand(2.2)

    # What is known.

    @cached_property
    def growths(self) -> list[Growth]:
        """The network that grows: on the main curve, and on both others."""
        found = {curve_of(self.run.spec): [self.run]}
        for role, run in self.recording.all_of(Grown).items():
            found.setdefault(role.curve, []).append(run)
        return [Growth(runs) for runs in found.values()]

    # The drawings.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the bottom to the top."""
        self.show_main(sheet)
        self.show_parts(sheet)
        self.show_widths(sheet)
        self.show_others(sheet)

    def boxes(self, count: int) -> Sequence[Box]:
        """Small boxes, in one row if they are few, else in two; in a tall frame in two columns."""
        most = min(count - 1, 2) if is_tall() else -(-count // (1 + (count > FEWEST)))
        columns = max(most, 1)
        rows = -(-count // columns)
        cells = rows_of(rows, columns, self.area, 0.035, down(GAP))
        return [Box(each.left, each.right, each.top + down(TITLE), each.bottom) for each in cells]

    def box(self) -> Box:
        """Where the main curve is now."""
        large = between(self.alone, self.above, self.apart())
        growth = self.growths[0]
        return between(large, self.boxes(len(growth.widths))[growth.taken], self.small())

    def show_main(self, sheet: Sheet) -> None:
        """The curve, the fit of the network that grows, and how it is."""
        growth, drawn = self.growths[0], Curve(sheet, self.growths[0])

        def shown(alpha: float) -> Artists:
            apart, fitted = self.apart(), growth.sum(self.time()).all
            points, *others = drawn.at(self.box(), fitted, alpha, apart, self.points())
            for each, most in zip(others, (MISSES, 1.0), strict=True):
                each.set_alpha(alpha * most * self.fit() * (1 - apart))
            return [points, *others]

        sheet.show_at(self.main, shown)
        for height in (growth.target.min(), growth.target.max()):
            self.mark(sheet, drawn, height)
        self.tell(sheet, "count", "left", sheet.theme.model)
        self.tell(sheet, "error", "right", sheet.theme.batch_loss_text)

    def mark(self, sheet: Sheet, drawn: Curve, height: float) -> None:
        """Write at the left of the main curve how high its lowest or highest points are."""
        muted, number = sheet.theme.muted, number_text(height, 0)
        label = Label(sheet, number, edge="right", size=SIZES.smallest, colour=muted)

        def shown(alpha: float) -> Artists:
            x, y = drawn.places(self.box(), np.full(drawn.across.shape, height), self.apart())[:, 0]
            place = np.array([x - sheet.stroke(16), y - sheet.stroke(8)])
            return label.put(place, alpha * self.fit() * (1 - self.small()))

        sheet.show_at(self.main, shown)

    def tell(self, sheet: Sheet, key: str, edge: Edge, colour: str) -> None:
        """Tell above the main curve how wide the network is, or how far it misses."""
        box = self.alone
        place = box.left if edge == "left" else box.right, box.top - down(ABOVE)
        label = Label(sheet, "", place, size=SIZES.number, bold=True, edge=edge, colour=colour)

        def told() -> str:
            units, least = self.growths[0].told(self.time(), TELLING)
            return self.label(key, units=units, error=error_text(least))

        label.tell(lambda: self.main() * self.told(), told)

    def show_parts(self, sheet: Sheet) -> None:
        """What each unit adds: in a row, and to the picture, in its own colour."""
        growth, theme = self.growths[0], sheet.theme
        parts, pieces = growth.parts, Pieces(sheet, growth)
        cells = row_of(len(parts.terms), self.strip, 0.3 * self.strip.width / len(parts.terms))
        reach = max(1e-3, np.abs(parts.terms).max())
        rows = [
            sheet.at(cell.left + cell.width * pieces.across, cell.at(0, (1 - each) / 2)[1])
            for cell, each in zip(cells, parts.terms / reach, strict=True)
        ]
        icons = LineCollection([row.T for row in rows], linewidths=sheet.stroke(5.0))
        icons.set(figure=sheet.figure, capstyle="round", joinstyle="round")
        colours = pieces.colours.copy()

        def shown(alpha: float) -> Artists:
            seen = WAITING + (1 - WAITING) * np.clip(self.added() - np.arange(len(rows)), 0, 1)
            colours[:, 3] = alpha * seen
            icons.set_color([*colours])
            return [icons, *pieces.pieces(self.box(), self.added(), alpha)]

        sheet.show_at(self.apart, shown)
        place, muted = (self.strip.left, self.strip.top - down(ABOVE)), theme.muted
        proviso = Label(sheet, self.label("parts"), place, colour=muted, size=SIZES.smallest)
        sheet.fade(self.apart, proviso)
        count = Label(sheet, "", self.count_at, size=SIZES.sentence, bold=True, edge="right")

        def counted(alpha: float) -> Artists:
            number = max(int(np.ceil(self.added())), 1)
            count.set_text(self.label("adding", number=number, units=len(rows)))
            count.set(color=colours[number - 1, :3], alpha=alpha)
            return [count]

        sheet.show_at(self.counted, counted)

    def show_widths(self, sheet: Sheet) -> None:
        """The fit and the error of each width."""
        growth = self.growths[0]
        for index, box in enumerate(self.boxes(len(growth.widths))):
            told = partial(self.grown_to, growth, partial(float, index + 1), "width")
            self.show_small(sheet, partial(self.seen_of, index), box, growth, told)

    def seen_of(self, index: int) -> float:
        """How visible a width's box is."""
        return crisp(self.widths()) * smooth(self.done() - index)

    def show_others(self, sheet: Sheet) -> None:
        """The network that grows on both other curves."""
        for box, growth in zip(self.boxes(2), self.growths[1:], strict=True):
            told = partial(self.grown_to, growth, self.other_time, "other")
            self.show_small(sheet, lambda: crisp(self.others()), box, growth, told)

    def grown_to(self, growth: Growth, time: Read, key: str) -> tuple[FloatArray, str]:
        """The fit of a network that grows at a time, how wide it is, and its error at each end."""
        units, least = growth.told(time(), TELLING)
        shown = "…" if time() % 1 else error_text(least)
        curve = self.label(f"curve_{growth.curve}")
        key = f"{key}_one" if units == 1 else key
        said = self.label(key, units=units, error=shown, curve=curve)
        return growth.sum(time()).all, said

    def show_small(self, sheet: Sheet, seen: Read, box: Box, growth: Growth, told: Told) -> None:
        """A curve and a fit in a small box, with words above."""
        curve, words = Curve(sheet, growth), Label(sheet, "")
        place = sheet.at(box.left, box.top - down(ABOVE))

        def shown(alpha: float) -> Artists:
            fitted, said = told()
            words.set_text(said)
            return [*curve.at(box, fitted, alpha), *words.put(place, alpha)]

        sheet.show_at(seen, shown)


Told = Callable[[], tuple[FloatArray, str]]
"""A fit (n,) as it is now, and what is said of it."""


class Curve:
    """The points of a curve and a fit to it, in any box.

    Attributes:
        across: where the points are along a box, as shares of its width (n,).
    """

    def __init__(self, sheet: Sheet, growth: Growth) -> None:
        self._sheet, self._growth, theme = sheet, growth, sheet.theme
        self.across = (growth.inputs + 1) / 2
        self._points = Line2D([], [], linestyle="", marker="o", color=theme.muted)
        self._fit = Line2D([], [], color=theme.model, solid_capstyle="round")
        self._fit.set(figure=sheet.figure, solid_joinstyle="round")
        self._misses = LineCollection([], colors=theme.batch_loss, linewidths=sheet.stroke(MISS))
        self._misses.set_figure(sheet.figure)
        self._points.set(figure=sheet.figure, markeredgewidth=0)

    def places(self, box: Box, outputs: FloatArray, apart: float = 0.0) -> FloatArray:
        """Where outputs (n,) are in a box, (2, n) in pixels; nan where that is far out of it."""
        shares = self._growth.shares(outputs, apart)
        seen = np.where(np.abs(shares - 0.5) <= 0.5 + BEYOND, shares, np.nan)
        return self._sheet.at(box.left + box.width * self.across, box.bottom - box.height * seen)

    def at(
        self, box: Box, fitted: FloatArray, alpha: float, apart: float = 0.0, share: float = 1.0
    ) -> list[Artist]:
        """The points up to a share of them, how far a fit (n,) misses each, and the fit."""
        size = self._sheet.stroke(max(min(box.width * 1.1, 1.0), LEAST))
        count = round(share * len(self.across))
        points, fit = (self.places(box, each, apart) for each in (self._growth.target, fitted))
        self._points.set_data(*points[:, :count])
        self._points.set(markersize=DOT * size, alpha=alpha)
        self._misses.set_segments([*np.stack([points, fit]).transpose(2, 0, 1)])
        self._misses.set(alpha=alpha * MISSES)
        self._fit.set_data(*fit)
        self._fit.set(linewidth=LINE * size, alpha=alpha)
        return [self._points, self._misses, self._fit]


class Pieces(Curve):
    """The sum of what the units add, each bend in the colour of its unit."""

    def __init__(self, sheet: Sheet, growth: Growth) -> None:
        super().__init__(sheet, growth)
        theme, self._parts = sheet.theme, growth.parts
        ramp = theme.run5, theme.run2, theme.run1, theme.run4, theme.run3
        shares = np.linspace(0, 1, len(self._parts.terms))
        self.colours = LinearSegmentedColormap.from_list("", ramp)(shares)
        self._own = np.abs(np.gradient(self._parts.terms, axis=1)).argmax(axis=0)
        self._area = PolyCollection([], linewidths=0, figure=sheet.figure)
        self._line = LineCollection([], linewidths=sheet.stroke(1.4 * LINE), figure=sheet.figure)
        self._line.set_capstyle("round")

    def pieces(self, box: Box, added: float, alpha: float) -> list[Artist]:
        """The sum of so many units, and what the last of them adds to it, until that is done."""
        first, last = self._parts.first, max(int(np.ceil(added)) - 1, 0)
        now, before = (self.places(box, first(each), 1.0) for each in (lagging(added), last))
        self._area.set(verts=[np.hstack([now, before[:, ::-1]]).T], facecolor=self.colours[last])
        self._area.set_alpha(alpha * PIECE * (1 - smooth(4 * (added - last) - 3)))
        owners = np.minimum(self._own, last)
        line = now.T
        self._line.set_segments([*np.stack([line[:-1], line[1:]], axis=1)])
        self._line.set(colors=self.colours[owners[:-1]], alpha=alpha)
        return [self._area, self._line]


def crisp(alpha: float) -> float:
    """The opacity of what changes places with something else: neither is read through the other."""
    return max(1.4 * alpha - 0.4, 0.0)


def lagging(added: float) -> float:
    """How many terms the line has: each comes and settles."""
    return int(added) + smooth(added % 1)


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


def elsewhere(main: RunSpec, units: int, curve: str) -> RunSpec:
    """A run like the main one, on another curve."""
    return replace(main, objective=task(units, curve), start=start_of(units, main.seed))


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
        bias: what it begins with.
        terms: (units, n), what each unit adds.
    """

    bias: float
    terms: FloatArray

    @classmethod
    def of(cls, parameters: FloatArray, inputs: FloatArray) -> OutputSum:
        """That of a network with parameters (p,)."""
        weights, biases, outputs = parameters[:-1].reshape(3, -1, 1)
        return cls(parameters[-1], outputs * np.tanh(weights * inputs + biases))

    @classmethod
    def from_the_left(cls, parameters: FloatArray, inputs: FloatArray) -> OutputSum:
        """The same by where the units turn, each counted from the left edge: there it adds 0."""
        found, (weights, biases, _) = cls.of(parameters, inputs), parameters[:-1].reshape(3, -1)
        with np.errstate(divide="ignore"):
            terms = found.terms[np.argsort(-biases / weights)]
        first = terms[:, :1]
        return cls(found.bias + first.sum(), terms - first)

    def first(self, count: float) -> FloatArray:
        """The bias and the first so many terms (n,), of the last perhaps a part."""
        weights = np.clip(count - np.arange(len(self.terms)), 0.0, 1.0)
        return np.asarray(self.bias + weights @ self.terms)

    @property
    def all(self) -> FloatArray:
        """The whole sum (n,): the output."""
        return self.first(len(self.terms))


class Growth:
    """The runs of a network that grows, by width.

    A time counts widths: 0 is the start of the first, 1 its end, and the start of the second.

    Attributes:
        runs: of each width.
        curve: the curve's name.
        inputs, target: where it is known (n,), and itself (n,).
        widths: numbers of units, rising.
        errors: the error at the end of each width.
        taken: the index of the width that may be taken apart.
    """

    def __init__(self, runs: list[Trajectory]) -> None:
        data = objective_of(runs[0]).dataset
        self.runs, self.curve = runs, data.source
        self.inputs, self.target = data.features[:, 0], data.target
        self.widths = [units_of(run.spec) for run in runs]
        self.errors = [error(run, 1.0) for run in runs]
        self.taken = max(sum(each <= TAKEN_APART for each in self.widths) - 1, 0)

    @cached_property
    def parts(self) -> OutputSum:
        """What that width adds up, unit by unit."""
        return OutputSum.from_the_left(self.runs[self.taken].parameters[-1], self.inputs)

    @cached_property
    def window(self) -> tuple[float, float]:
        """From where to where the curve's box goes, so that its fits stay in it."""
        outputs = [
            OutputSum.of(each, self.inputs).all for run in self.runs for each in run.parameters
        ]
        low, high = self.target.min(), self.target.max()
        least, largest = np.min(outputs), np.max(outputs)
        height, beyond = high - low, BEYOND / (1 + 2 * BEYOND) * (largest - least)
        below, above = (
            min(max(each, NARROWEST * height), WIDEST_ROOM * height)
            for each in (low - least - beyond, largest - beyond - high)
        )
        return low - below, high + above

    @cached_property
    def wide(self) -> tuple[float, float]:
        """The same for the sums of the parts, one after the other."""
        parts, (low, high) = self.parts, self.window
        sums = parts.bias + np.cumsum(parts.terms, axis=0)
        return min(low, sums.min()), max(high, sums.max())

    def shares(self, outputs: FloatArray, apart: float) -> FloatArray:
        """How high outputs (n,) are in that box, or so far on the way to that of the parts."""
        low, high = np.array(self.window) + apart * np.subtract(self.wide, self.window)
        return np.asarray((outputs - low) / (high - low))

    def index(self, at: float) -> int:
        """Which width is trained at a time."""
        return min(max(int(np.ceil(at)) - 1, 0), len(self.runs) - 1)

    def sum(self, at: float) -> OutputSum:
        """What the output is the sum of at a time."""
        index = self.index(at)
        return sum_of(self.runs[index], at - index)

    def told(self, at: float, parts: int) -> tuple[int, float]:
        """The width that is trained at a time, and its error, told so many times in a training."""
        index = self.index(at)
        return self.widths[index], error(self.runs[index], round((at - index) * parts) / parts)


def error(run: Trajectory, share: float) -> float:
    """How far the output misses the points in the mean when such a share of a training is over."""
    misses = sum_of(run, share).all - objective_of(run).dataset.target
    return float(np.abs(misses).mean())


def sum_of(run: Trajectory, share: float) -> OutputSum:
    """What a network's output is the sum of when so large a share of its training has passed."""
    step = np.clip(share, 0.0, 1.0) ** EASE * run.n_steps
    inputs = objective_of(run).dataset.features[:, 0]
    return OutputSum.of(between_steps(run, run.parameters, step), inputs)
