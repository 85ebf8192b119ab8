"""The data: a table of patients, one column of it as an axis, and the question of the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DL, UR, Animation, AnimationGroup, LaggedStart, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    GRID,
    LARGE,
    LINE_WIDTH,
    SIZES,
    Box,
    Captions,
    DataMarks,
    Dataset,
    FloatArray,
    Follower,
    Label,
    Lines,
    ManimStory,
    OutcomePlot,
    Rewriting,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Shaped,
    Theme,
    Writer,
    appear,
    arrive,
    at,
    can_be_told_apart,
    check_values_are_seen,
    dim,
    disc,
    down,
    drawn_rows,
    falling,
    high,
    is_logistic_along_axis,
    is_tall,
    late,
    linear,
    number_text,
    objective_of,
    pixels,
    polyline,
    rising,
    rounded,
    runs,
    set_share,
    share_of_width,
    sigmoid,
    stroke,
    tall,
    to,
    told_apart,
    told_apart_by,
    triangle,
    typeface,
    vanish,
    wide,
)

PLACE = 110
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR", "Age", "RestBP", "Chol"),
    "y": "AHD",
    "positive": None,
    "seed": 0,
}
DRAWS = "a logistic regression that starts from zero, on features that can be told apart"
RISING = 3.0
"""Seconds in which all data come to their classes."""
SCENE_LARGE = 0.07
"""Em size of the question."""
SECONDS = (1.8, 2.0, 2.2, 2.4, 2.6, 2.8)
"""How long the numbers of the table fly to the axis, one after the other."""


def flying(number: Label, end: FloatArray, seconds: float) -> Animation:
    """Let a number go to where its dot goes, and leave it to that."""
    start, outline = number.get_center(), number.points.copy()

    def write(share: float) -> None:
        number.points = outline + share * (end - start)
        set_share(number, min(2 - 2 * share, 1.0))

    return Rewriting(number, write, run_time=seconds)


class CrowdRooms:
    """Where the dots are before they come to the axis.

    Attributes:
        block: all of them, at first.
        below: the last baseline of what is said of that block.
        rest: those that the table has no row for.
    """

    block = Shaped(Box(0.14, 0.86, 0.25, 0.8), tall=Box(0.09, 0.91, 0.27, 0.82))
    below = Shaped(0.905, tall=0.92)
    rest = Shaped(Box(0.09, 0.94, 0.775, 0.945), tall=Box(0.05, 0.95, 0.742, 0.945))


class Heart(ManimStory):
    """Where a model begins: it knows nothing, and there are data."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run that a model would learn by; only its start is drawn.

        Raises:
            RequestError: the values of the first feature look the same.
        """
        spec = runs.logistic_spec(options.changed(steps=1, learning_rate=1.0))
        check_values_are_seen(objective_of(spec).dataset)
        return {"main": spec}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a logistic regression from zero whose first feature can be drawn."""
        return is_logistic_along_axis(spec) and not spec.start.any()

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.know_nothing()
        self.show_the_table()
        self.show_the_outcome()
        self.keep_one_column()
        self.raise_them()
        self.look_at_a_share()
        self.compare_shares()
        self.ask_for_the_probability()

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.recording.main
        self.data = objective_of(run).dataset
        model = objective_of(run).model
        self.chances = sigmoid(model.logits(run.parameters[0], self.data.inputs))
        self.table = DataTable(self.data, self.theme, self.texts)
        self.drawn = self.data.rows(drawn_rows(self.data, first=self.table.count))
        self.patients = OutcomePlot(self.drawn, self.theme, self.texts, of=self.data.n)
        self.windows = Windows(self.data)
        self.words = DataSentences(self.data, self.windows, self.texts)
        self.crowd = Crowd(self.patients, self.places(), self.orders())

    def places(self) -> list[FloatArray]:
        """Where the dots are: in a block, beside the table, on the axis."""
        shown, n = self.table.count, self.drawn.n
        beside = np.concatenate([self.table.dots(), block(n - shown, CrowdRooms.rest)])
        return [block(n, CrowdRooms.block), beside, on_axis(self.patients)]

    def orders(self) -> list[FloatArray]:
        """The first rows go first to the table, and small values to the axis."""
        n = self.drawn.n
        ranks = np.argsort(np.argsort(self.drawn.features[:, 0], kind="stable")) / n
        return [np.arange(n) / n, ranks]

    def ask(self) -> None:
        """All the data, of which nothing is known."""
        shown, count = self.drawn.n, self.data.n
        key = "dot" if shown == count else "dot_drawn"
        said = self.texts.label(key, shown=shown, count=count)
        self.said = self.below(said, self.theme.muted)
        filling = to(self.crowd.there, 1.0, run_time=3.8, rate_func=linear)
        self.add(self.crowd.dots)
        self.beat("ask", filling, appear(self.said), **self.words.question())

    def know_nothing(self) -> None:
        """What a model says of each before it has learned."""
        known, self.said = self.said, self.below(self.words.said(self.chances), self.theme.model)
        self.beat("newborn", vanish(known))
        self.add(self.crowd.asking)
        asking = to(self.crowd.asked, 1.0, run_time=2.8, rate_func=linear)
        self.play(appear(self.said), asking)

    def below(self, content: str, colour: str) -> Lines:
        """Words below the block of all the data."""
        made = Lines(content, size=SIZES.number, colour=colour)
        return made.place(at(0.5, CrowdRooms.below), "centre")

    def show_the_table(self) -> None:
        """A row for each."""
        table = self.table
        self.beat("table", vanish(self.said, self.crowd.asking), **self.words.question())
        self.play(
            to(self.crowd.moved, 1.0, run_time=2.8, rate_func=linear),
            appear(table.heads, run_time=2.8, rate_func=late),
        )
        rows = [AnimationGroup(*appear(*table.row(index))) for index in range(table.count)]
        self.play(LaggedStart(*rows, lag_ratio=0.4, run_time=1.2), appear(table.others))

    def show_the_outcome(self) -> None:
        """The last column: one class or the other."""
        table, self.key = self.table, ClassKey(self.data, self.theme, self.texts)
        aside = dim(*table.columns[:-1], *table.heads[:-1])
        self.beat("outcome", aside, vanish(table.others), **self.words.question())
        telling = to(self.crowd.known, 1.0, run_time=3.6, rate_func=linear)
        self.play(telling, appear(table.outcomes, self.key), vanish(*table.cells[-1]))

    def keep_one_column(self) -> None:
        """The feature becomes the axis: its numbers and all dots go there."""
        table, plot = self.table, self.patients.plot
        numbers, head = table.columns[-2], table.heads[-2]
        going = [*table.columns[:-2], *table.heads[:-2], table.heads[-1], table.outcomes, self.key]
        self.beat("keep", vanish(*going), appear(numbers, head), **self.words.question())
        ends = self.crowd.last[: table.count] * np.array([1, 0, 1])
        on_axis = ends + plot.point(plot.x.low, plot.y.low) * np.array([0, 1, 0])
        flights = [flying(*each) for each in zip(table.cells[-2], on_axis, SECONDS, strict=False)]
        names = plot.x_axis, plot.titles, self.patients.class_labels
        self.play(
            to(self.crowd.moved, 2.0, run_time=3.0, rate_func=linear),
            *flights,
            vanish(head),
            appear(*names, run_time=3.0, rate_func=late),
        )
        self.remove(numbers)

    def raise_them(self) -> None:
        """Each rises or falls to its class."""
        patients, plot = self.patients, self.patients.plot
        self.add(patients.marks)
        self.remove(self.crowd.dots)
        self.beat("scatter", appear(plot.grid, plot.y_axis), **self.words.question())
        spread = appear(patients.spread, run_time=RISING / 2, rate_func=late)
        self.play(rising(patients.classes, RISING), spread)

    def look_at_a_share(self) -> None:
        """The share of class 1 among those with about one value."""
        self.shown = shown = ShareOnPlot(self.patients, self.windows)
        low, name = self.windows.stops[0], self.words.window()
        self.name = Lines(name, size=SIZES.label, colour=self.theme.model)
        self.name.place(self.patients.spread.get_corner(DL))
        self.add(shown.band, shown.inside)
        self.bring_to_back(self.mobjects[0], shown.band)
        opening = Rewriting(shown.band, shown.open, run_time=2.2)
        self.beat("share", vanish(self.patients.spread), opening, **self.words.share(low))
        self.kept = shown.stops([self.words.counted(each) for each in self.windows.stops])
        self.play(appear(self.name, shown.point), arrive(shown.point.get_center(), self.theme))
        self.play(appear(self.kept[0]))

    def compare_shares(self) -> None:
        """The window moves on: at each value the share of those about it."""
        shown = self.shown
        key, values = self.words.trend()
        self.beat(key, **values)
        self.add(shown.trail, shown.point)
        for each, stop in zip(self.windows.stops[1:], self.kept[1:], strict=True):
            self.play(to(shown.middle, each.middle, run_time=1.8))
            self.play(appear(stop), arrive(shown.point.get_center(), self.theme))
        self.wait(0.6)

    def ask_for_the_probability(self) -> None:
        """Of a new patient only the feature is known: all in one row again, as their y is not."""
        patients, shown, plot = self.patients, self.shown, self.patients.plot
        gone = vanish(shown.point, shown.inside, shown.trail, self.name, *self.kept)
        self.beat("question", gone, **self.words.question())
        heights = plot.grid, plot.y_axis, patients.class_labels
        self.play(
            falling(patients.classes, 2.2),
            vanish(*heights, run_time=1.0),
            Rewriting(shown.band, shown.narrow, run_time=1.4),
            to(shown.middle, self.windows.stops[1].middle, run_time=2.2),
        )
        self.play(appear(*self.question_and_words()))
        self.let_stand(2.5)

    def question_and_words(self) -> list[VMobject]:
        """The question as a formula, what it means, and what isn't known of a new patient."""
        plot, theme = self.patients.plot, self.theme
        formula = self.math("P(y = 1 | x) = thin ?", size=SCENE_LARGE)
        formula.place(plot.point(plot.x.high, 1.05), "right")
        meaning = Lines(self.words.meaning(), size=SIZES.label, colour=theme.muted)
        meaning.place(plot.point(plot.x.high, 0.82), "right")
        unknown = Label(self.texts.label("new"), size=SIZES.label, colour=theme.model)
        place = plot.point(self.windows.stops[1].middle, 0.12)
        unknown.place(place, "centre" if len(self.windows.stops) > 2 else "right")
        return [formula, meaning, unknown]


RADIUS, ASIDE = 8.0, 22.0
"""Of a mark, and from its middle to the words, in pixels."""
LONGEST = 12.0
"""Of a class's name, in em."""


class ClassKeyPlaces:
    """Where the words of each class begin or end, beside each other or one below the other."""

    one = Shaped((0.105, 0.758), tall=(0.07, 0.690))
    zero = Shaped((0.94, 0.758), tall=(0.07, 0.724))


class ClassKey(VGroup):
    """Class 1 at the left, class 0 at the right, and lower if the frame is tall."""

    def __init__(self, data: Dataset, theme: Theme, texts: Captions) -> None:
        one, other = (_words(data, label, texts) for label in (1, 0))
        first = Label(one, size=SIZES.smallest, colour=theme.of_class(1), bold=True)
        second = Label(other, size=SIZES.smallest, colour=theme.of_class(0), bold=True)
        aside = np.array([pixels(ASIDE), 0, 0])
        first.place(at(*ClassKeyPlaces.one) + aside)
        if is_tall():
            second.place(at(*ClassKeyPlaces.zero) + aside)
        else:
            second.place(at(*ClassKeyPlaces.zero), "right")
        marks = [_before(first, 1, theme), _before(second, 0, theme)]
        super().__init__(first, second, *marks)


def _words(data: Dataset, label: int, texts: Captions) -> str:
    name = texts.class_label(data.target_name, data.class_names, label, LONGEST)
    return texts.label("class", y=label, name=name, count=int((data.target == label).sum()))


def _before(words: Label, label: int, theme: Theme) -> VMobject:
    """The mark of a class, at the left of its words."""
    made = VMobject(fill_color=theme.of_class(label), fill_opacity=1, stroke_width=0)
    middle = words.get_left() - np.array([pixels(ASIDE), 0, 0])
    return made.set_points((triangle(RADIUS) if label else disc(RADIUS)) + middle)


WAVE = 0.35
"""Of the time in which all move on, each of them takes so much."""
OPACITY, FIRST = 0.8, 0.04
"""Of the dots; and so large a share of them is there at once."""


class Crowd:
    """A dot for each of the data: grey until its class is known.

    Attributes:
        moved: how far all have come along their places, whole where they all are at one.
        known: the share of them whose class is shown.
        there: the share of them that is there at all.
        asked: the share of them that a model has been asked about.
        dots: all of them.
        asking: those that it has been asked about, in its colour.
    """

    def __init__(
        self, patients: OutcomePlot, places: Sequence[FloatArray], orders: Sequence[FloatArray]
    ) -> None:
        """Make them.

        Args:
            patients: the plot where they end.
            places: where they are one after the other, (n, 3) each.
            orders: who goes first on the way to each place but the first, (n,) from 0 to 1.
        """
        self._places, self._orders = places, orders
        self._target, self.theme = patients.data.target, patients.theme
        self._radius = patients.classes[0].radius
        self.moved, self.known, self.there, self.asked = (ValueTracker(0.0) for _ in range(4))
        self.there.set_value(FIRST)
        self._rank = np.arange(len(self._target)) / len(self._target)
        kinds = [self._dots(None), self._dots(0), self._dots(1)]
        self.dots = VGroup(*kinds)
        self.asking = self._asking()

    @property
    def last(self) -> FloatArray:
        """Where they end, (n, 3)."""
        return self._places[-1]

    def now(self) -> FloatArray:
        """Where they are, (n, 3)."""
        moved = self.moved.get_value()
        leg = min(int(moved), len(self._orders) - 1)
        come = np.clip((moved - leg - self._orders[leg] * (1 - WAVE)) / WAVE, 0.0, 1.0)
        eased = (come * come * (3 - 2 * come))[:, None]
        start, end = self._places[leg : leg + 2]
        return np.asarray(start + eased * (end - start))

    def _seen(self, label: int | None) -> NDArray[np.bool_]:
        """Which are there, and of a class; of none while it isn't known."""
        there = self._rank < self.there.get_value()
        known = self._rank < self.known.get_value()
        return there & (~known if label is None else known & (self._target == label))

    def _asking(self) -> Follower:
        shape = disc(self._radius)

        def outline() -> FloatArray:
            places = self.now()[self._rank < self.asked.get_value()]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        return Follower(outline, fill_color=self.theme.model, fill_opacity=1, stroke_width=0)

    def _dots(self, label: int | None) -> Follower:
        shape = triangle(self._radius) if label else disc(self._radius)

        def outline() -> FloatArray:
            places = self.now()[self._seen(label)]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.muted if label is None else self.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=OPACITY, stroke_width=0)


def block(count: int, box: Box) -> FloatArray:
    """Places (n, 3) side by side and one above the other that fill a box, column by column."""
    width, height = wide(box.right - box.left), high(box.bottom - box.top)
    rows = max(int(np.sqrt(count * height / width)), 1)
    columns = -(-count // rows)
    index = np.arange(count)
    across = (index // rows + 0.5) / columns
    down = (index % rows + 0.5) / rows
    corner = at(box.left, box.top)
    steps = np.column_stack([across * width, -down * height, np.zeros(count)])
    return np.asarray(corner + steps)


def on_axis(patients: OutcomePlot) -> FloatArray:
    """Places (n, 3) in one row at the values of the feature."""
    places = np.zeros((patients.data.n, 3))
    for marks in patients.classes:
        marks.rise(0.0)
        places[patients.data.target == marks.label] = marks.places
    return places


ENOUGH, FEWEST = 10, 0.04
"""A window is looked at if it holds so many of the data, or so large a share of few."""
TRAIL = 140
"""So many points of the way are kept as its trail."""
WINDOWS_OPACITY = 0.16
REACH, SHORT, THIN = (-0.11, 1.1), (0.3, 0.7), 0.03
"""From which height to which the window goes, open and closed, and how wide it is then."""
LARGER = 1.25
"""Of marks in the window, in the others."""
LINE = 0.048
"""From line to line, as a fraction of the frame."""
AIR = pixels(5)
"""About a label at the least."""
BESIDE = ((1, 8), (-1, -8), (-1, 8), (1, -8))
"""Places for the label of a point, the best first: to its right or left, so many pixels above."""
FARTHER = 36, 64, 92
"""More pixels above, or below, towards the middle of the plot, where those have no room."""


@dataclass(frozen=True)
class Share:
    """What happened to the data about one value.

    Attributes:
        middle: the value.
        count: how many there are.
        ones: how many of these are of class 1.
    """

    middle: float
    count: int
    ones: int

    @property
    def value(self) -> float:
        """The share of class 1."""
        return self.ones / self.count


class Windows:
    """A window over one feature, as wide as about one deviation.

    Attributes:
        half: half of its width.
        stops: three values: low, in the middle and high, with enough data about each; two where
            those about one of them are those about another, or where there are two values only.
    """

    def __init__(self, data: Dataset) -> None:
        self._values, self._target = data.features[:, 0], data.target
        self.half = rounded(float(self._values.std()) / 2, 1)
        self.stops = self._stops()

    def _inside(self, middle: float) -> NDArray[np.bool_]:
        return np.abs(self._values - middle) <= self.half * (1 + 1e-9)

    def share(self, middle: float) -> Share:
        """What happened to the data from half a width below a value to half a width above."""
        inside = self._inside(middle)
        return Share(middle, int(inside.sum()), int(self._target[inside].sum()))

    def _stops(self) -> tuple[Share, ...]:
        """Multiples of half a width, as people would name them."""
        own = np.unique(self._values)
        if len(own) == 2:
            return tuple(self.share(float(each)) for each in own)
        first, last = (int(np.round(each / self.half)) for each in self._ends())
        shares = [self.share(index * self.half) for index in range(first, last + 1)]
        least = min(ENOUGH, max(1, int(FEWEST * len(self._values))))
        enough = [each for each in shares if each.count >= least]
        if np.array_equal(self._inside(enough[0].middle), self._inside(enough[-1].middle)):
            enough = [each for each in shares if each.count]  # few are far from all others
        low, high = enough[0], enough[-1]
        middle = (low.middle + high.middle) / 2
        mean = float(self._values.mean())
        between = min(
            enough,
            key=lambda each: (
                round(abs(each.middle - middle) / self.half, 6),
                abs(each.middle - mean),
            ),
        )
        others = {self._inside(each.middle).tobytes() for each in (low, high)}
        is_other = self._inside(between.middle).tobytes() not in others
        return (low, between, high) if is_other else (low, high)

    def _ends(self) -> tuple[float, float]:
        return float(self._values.min()), float(self._values.max())


class ShareOnPlot:
    """The window on the plot, the share in it as a point, and where that has been.

    Attributes:
        windows: of the data.
        middle: where the window is.
        band, point, trail: what is drawn.
        inside: the data in the window, larger.
    """

    def __init__(self, patients: OutcomePlot, windows: Windows) -> None:
        self.windows, self._patients = windows, patients
        self.plot, self.theme = patients.plot, patients.theme
        self._opened, self._reach = 0.0, REACH
        self._start = windows.stops[0].middle
        self._shares = self._between(windows.stops[-1].middle)
        self.middle = ValueTracker(self._start)
        self.band = Follower(
            self._outline, fill_color=self.theme.model, fill_opacity=WINDOWS_OPACITY, stroke_width=0
        )
        self.point = RingedPoint(self._place, self.theme, colour=self.theme.model)
        self.inside = VGroup(*map(self._larger, patients.classes))
        self.trail = Follower(self._trail, stroke_color=self.theme.model, stroke_width=stroke(3))

    def now(self) -> Share:
        """What happened in the window as it is."""
        return self.windows.share(self.middle.get_value())

    def open(self, share: float) -> None:
        """Open the window so far, from its middle."""
        self._opened = share
        self.band.write()

    def narrow(self, share: float) -> None:
        """Close the window so far, to a stroke through the middle."""
        self._opened = 1 - (1 - THIN) * share
        low, high = np.array(REACH) + share * (np.array(SHORT) - np.array(REACH))
        self._reach = float(low), float(high)
        self.band.set_fill(opacity=WINDOWS_OPACITY + (1 - WINDOWS_OPACITY) * share**4)
        self.band.write()

    def stops(self, contents: Sequence[tuple[str, str]]) -> list[VGroup]:
        """Points that stay where the shares are, their words beside them.

        The last share finds its place first: on a narrow plot it has the least room.
        """
        taken = [polyline(self._way(self.windows.stops[-1].middle)), *self._data_and_names()]
        made = []
        for share, content in reversed([*zip(self.windows.stops, contents, strict=True)]):
            stop = self._stop(share, content, np.concatenate(taken))
            taken += [line.points for line in stop[1]]
            made.append(stop)
        return made[::-1]

    def _stop(self, share: Share, content: tuple[str, str], taken: FloatArray) -> VGroup:
        """A point, and its words where as few points (n, 3) as can be are under them."""
        place = self.plot.point(share.middle, share.value)
        point = RingedPoint(lambda: place, self.theme, colour=self.theme.model, radius=8)
        label, inwards = self._lines(content), 1 if share.value < 0.5 else -1
        sides = [*BESIDE, *((across, inwards * up) for up in FARTHER for across in (1, -1))]
        best = min(sides, key=lambda side: _covered(_beside(label, place, side), taken))
        return VGroup(point, _beside(label, place, best))

    def _lines(self, content: tuple[str, str]) -> VGroup:
        """The share, and below it of how many, its left edge and first baseline at 0."""
        share, counted = (
            Label(each, size=SIZES.label, colour=self.theme.model) for each in content
        )
        share.opaque = counted.opaque = True
        below = np.array([0, -tall(LINE), 0])
        return VGroup(share.place(np.zeros(3)), counted.place(below))

    def _larger(self, marks: DataMarks) -> Follower:
        """The data of a class that are in the window as far as it is open."""
        radius = LARGER * marks.radius
        shape = triangle(radius) if marks.label else disc(radius)

        def outline() -> FloatArray:
            half = self.windows.half * self._opened
            seen = np.abs(marks.xs - self.middle.get_value()) <= half * (1 + 1e-9)
            return np.asarray((marks.places[seen][:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.of_class(marks.label)
        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)

    def _data_and_names(self) -> list[FloatArray]:
        patients = self._patients
        return [
            *(each.places for each in patients.classes),
            *(each.points for each in patients.class_labels),
            *(each.points for each in patients.plot.y_axis),
        ]

    def _place(self) -> FloatArray:
        """On its way over a gap in the data the point goes straight from share to share."""
        share = self.now()
        value = share.value if share.count else float(np.interp(share.middle, *self._shares))
        return self.plot.point(share.middle, value)

    def _outline(self) -> FloatArray:
        middle, half = self.middle.get_value(), self.windows.half
        xs = np.array([-1, 1, 1, -1, -1]) * half * self._opened + middle
        xs = np.clip(xs, self.plot.x.low, self.plot.x.high)
        low, high = self._reach
        ys = np.array([low, low, high, high])
        return polyline(self.plot.points_at(xs, np.append(ys, ys[0])))

    def _trail(self) -> FloatArray:
        return polyline(self._way(self.middle.get_value()))

    def _way(self, end: float) -> FloatArray:
        """Places (k, 3) of the shares up to a value, where there are data."""
        return self.plot.points_at(*self._between(end))

    def _between(self, end: float) -> tuple[FloatArray, FloatArray]:
        """The values (k,) from the first one to another with data about them, and shares (k,)."""
        middles = np.linspace(self._start, self.windows.stops[-1].middle, TRAIL)
        passed = [*middles[middles < end].tolist(), end]
        found = [share for each in passed if (share := self.windows.share(each)).count]
        xs, ys = np.array([(each.middle, each.value) for each in found]).T
        return xs, ys


def _beside(label: VGroup, place: FloatArray, side: tuple[int, int]) -> VGroup:
    """Put two lines at a side of a place: (1, 8) is to its right, and 8 pixels above."""
    across, up = side
    edge = label.get_left() if across > 0 else label.get_right()
    held = np.array([edge[0], label.get_bottom()[1] if up > 0 else label.get_top()[1], 0])
    label.shift(place + np.array([pixels(18 * across), pixels(up), 0]) - held)
    return _within_margins(label)


def _within_margins(label: VGroup) -> VGroup:
    left, right = at(GRID.margin, 0)[0], at(1 - GRID.margin, 0)[0]
    low, high = label.get_left()[0] - AIR, label.get_right()[0] + AIR
    return label.shift(np.array([max(left - low, 0.0) - max(high - right, 0.0), 0, 0]))


def _covered(label: VGroup, taken: FloatArray) -> int:
    """How many points (n, 3) are under a label."""
    low, high = label.get_corner(DL) - AIR, label.get_corner(UR) + AIR
    return int(((taken[:, :2] > low[:2]) & (taken[:, :2] < high[:2])).all(axis=1).sum())


@dataclass(frozen=True, eq=False)
class DataSentences:
    """Of a data set.

    Attributes:
        data: it.
        windows: in which shares are counted.
        texts: of the scene.
    """

    data: Dataset
    windows: Windows
    texts: Captions

    def question(self) -> dict[str, str]:
        """The rows, the feature that is kept, and class 1."""
        data, texts = self.data, self.texts
        return {
            "rows": texts.label("rows", count=data.n),
            "x": texts.column(data.feature_names[0]),
            "outcome": texts.class_label(data.target_name, data.class_names, 1),
        }

    def said(self, chances: FloatArray) -> str:
        """What an untrained model says of each."""
        p = number_text(float(chances[0]), 2)
        return self.texts.label("said", p=p, outcome=self.question()["outcome"])

    def meaning(self) -> str:
        """What is asked for of a new one."""
        return self.texts.label("given", **self.question())

    def share(self, share: Share) -> dict[str, object]:
        """What happened about one value."""
        return {
            "value": self.texts.measured(self.data.feature_names[0], self._value(share.middle)),
            "ones": share.ones,
            "count": share.count,
            "outcome": self.question()["outcome"],
        }

    def window(self) -> str:
        """What the share is of."""
        half = self._value(self.windows.half)
        return self.texts.label("window", outcome=self.question()["outcome"], half=half)

    def counted(self, share: Share) -> tuple[str, str]:
        """The share at a value, and of how many it is."""
        value, written = self._value(share.middle), number_text(share.value, 2)
        return (
            self.texts.label("share", value=value, share=written),
            self.texts.label("counted", ones=share.ones, count=share.count),
        )

    def trend(self) -> tuple[str, dict[str, str]]:
        """How the shares that are shown go from low values to high ones, and what is said of it."""
        stops = dict.fromkeys(self.windows.stops)
        shown = [number_text(each.value, 2) for each in stops]
        values = [float(each) for each in shown]
        falls, rises = values == sorted(values)[::-1], values == sorted(values)
        strict = len(set(values)) == len(values) > 1
        key = "fewer" if strict and falls else "more" if strict and rises else "mixed"
        return key, {**self.question(), "shares": ", ".join(shown)}

    def _value(self, middle: float) -> str:
        values = self.data.features[:, 0]
        if middle == round(middle) and abs(middle) < 1e6:
            return number_text(middle, 0)
        return told_apart_by(values, float(values.std())).text(middle)


ROWS = 6
"""So many are shown at the most."""
NARROWEST = 0.08
"""The width of a column at the least."""
LIFT = 0.013
"""How far a dot's middle is above its row's baseline, in heights of a wide frame."""
GAP, CLASS = 0.6, 6.0
"""Between two names of columns at the least, and the widest name of a class, in em."""


class SheetOfRowsPlaces:
    """Where the table is.

    Attributes:
        columns: so many features are shown at the most.
        left, right: the dots' column, and where the last column ends.
        head_room: the width of a line of a column's name.
        head, first, pitch, others: the last baseline of the head and that of the first row, from
            row to row, and the last baseline.
    """

    columns = Shaped(4, tall=3)
    left, right = Shaped(0.1, tall=0.07), 1 - GRID.margin - 0.01
    head_room = Shaped(LINE_WIDTH, tall=0.24)
    head, first = Shaped(0.29, tall=0.325), Shaped(0.362, tall=0.378)
    pitch, others = Shaped(0.066, tall=0.052), Shaped(0.757, tall=0.722)


class DataTable(VGroup):
    """The last column is the outcome, that before it the feature that is kept.

    Attributes:
        heads: a name for each column.
        cells, columns: the cells of each column, from the top.
        outcomes: those of the last column again, in the colours of the classes.
        others: below the rows, how many more there are.
    """

    def __init__(self, data: Dataset, theme: Theme, texts: Captions) -> None:
        self.data, self.theme, self.texts = data, theme, texts
        chosen = [*range(1, min(data.n_features, SheetOfRowsPlaces.columns)), 0]
        self.count = min(data.n, ROWS)
        names = [data.feature_names[index] for index in chosen]
        room = wide((SheetOfRowsPlaces.right - SheetOfRowsPlaces.left) / (len(chosen) + 1)) / tall(
            SIZES.smallest
        )
        heads = texts.column_labels([*names, data.target_name], room / typeface().bold.scale - GAP)
        self.heads = VGroup(*(self._head(name) for name in heads))
        self._edges = self._put_heads()
        numbers = [self._numbers(at, index) for at, index in enumerate(chosen)]
        self.cells = [*numbers, self._classes(coloured=False)]
        self.columns = VGroup(*(VGroup(*column) for column in self.cells))
        self.outcomes = VGroup(*self._classes(coloured=True))
        self.others = self._others()
        super().__init__(self.heads, self.columns)

    def dots(self) -> FloatArray:
        """Places (k, 3) of the dots of the rows that are shown."""
        return np.array(
            [
                at(SheetOfRowsPlaces.left, self._baseline(row) - down(LIFT))
                for row in range(self.count)
            ]
        )

    def row(self, index: int) -> list[Label]:
        """All cells of a row."""
        return [column[index] for column in self.cells]

    def _baseline(self, row: int) -> float:
        return SheetOfRowsPlaces.first + row * SheetOfRowsPlaces.pitch

    def _cell(self, column: int, row: int, content: str, colour: str) -> Label:
        made = Label(content, size=SIZES.label, colour=colour)
        return made.place(at(float(self._edges[column]), self._baseline(row)), "right")

    def _head(self, name: str) -> Lines:
        room, colour = SheetOfRowsPlaces.head_room, self.theme.muted
        return Lines(name, size=SIZES.smallest, colour=colour, bold=True, room=room)

    def _put_heads(self) -> FloatArray:
        """Set the names of columns with equal gaps, and return their right edges (k,)."""
        widths = np.array(
            [max(share_of_width(float(each.width)), NARROWEST) for each in self.heads]
        )
        gap = (SheetOfRowsPlaces.right - SheetOfRowsPlaces.left - widths.sum()) / len(widths)
        edges = SheetOfRowsPlaces.left + np.cumsum(widths + gap)
        for head, edge in zip(self.heads, edges, strict=True):
            head.place(at(float(edge), SheetOfRowsPlaces.head), "right")
        return np.asarray(edges)

    def _others(self) -> VGroup:
        count = self.data.n - self.count
        words = self.texts.label("more", count=count)
        made = Label(words, size=SIZES.smallest, colour=self.theme.muted)
        return VGroup(
            *([made.place(at(SheetOfRowsPlaces.left, SheetOfRowsPlaces.others))] if count else [])
        )

    def _numbers(self, column: int, index: int) -> list[Label]:
        values, colour = self.data.features[:, index], self.theme.text
        name, write = self.data.feature_names[index], _writer(values)
        return [
            self._cell(column, row, self.texts.value(name, f"{value:g}") or write(value), colour)
            for row, value in enumerate(values[: self.count].tolist())
        ]

    def _classes(self, *, coloured: bool) -> list[Label]:
        names = told_apart(self.data.class_names, CLASS, in_chinese=self.texts.in_chinese)
        labels = self.data.target[: self.count].astype(int)
        colours = [self.theme.of_class(each) if coloured else self.theme.text for each in labels]
        return [
            self._cell(len(self._edges) - 1, row, names[label], colour)
            for row, (label, colour) in enumerate(zip(labels, colours, strict=True))
        ]


def _writer(values: FloatArray) -> Writer:
    """How the values (n,) of a column are written: whole numbers as such."""
    if (values == np.round(values)).all() and np.abs(values).max() < LARGE:
        return lambda value: number_text(value, 0)
    if not can_be_told_apart(values):
        return lambda value: number_text(value, 3)
    return told_apart_by(values, float(values.std())).text
