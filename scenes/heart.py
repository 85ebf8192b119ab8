"""The data: a table of patients, one column of it as an axis, and the question of the outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from manim import DL, UR, Animation, AnimationGroup, LaggedStart, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    GRID,
    LINE_WIDTH,
    SIZES,
    Box,
    ByShape,
    DataMarks,
    Dataset,
    FloatArray,
    Label,
    Lines,
    ManimStory,
    OutcomePlot,
    Quantity,
    RedrawnPath,
    Rewriting,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Writer,
    appear,
    arrive,
    at,
    can_be_told_apart,
    check_values_are_seen,
    dim,
    down,
    drawn_rows,
    falling,
    filled,
    filling,
    for_now,
    in_wave,
    is_logistic_along_axis,
    is_tall,
    late,
    linear,
    mark_of,
    number_text,
    objective_of,
    offset,
    pixels,
    polyline,
    rectangle,
    rising,
    rounded,
    runs,
    set_share,
    share_of_width,
    sigmoid,
    solid,
    stamped,
    stroked,
    tall,
    to,
    told_apart,
    told_apart_by,
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
FLYING = (1.8, 2.0, 2.2, 2.4, 2.6, 2.8)
"""How long the numbers of the table fly to the axis, one after the other."""
AT_ONCE = 0.04
"""So large a share of the dots is there at once."""
ROWS, TABLE_RIGHT, NARROWEST = 6, 1 - GRID.margin - 0.01, 0.08
"""Of the table, the most rows, where its last column ends, and the least width of a column."""
BETWEEN_NAMES, LONGEST_CELL, LONGEST_CLASS = 0.6, 6.0, 12.0
"""Between two names of columns at the least, and the widest name of a class in the table and in
what its colours mean, in em."""
KEY_ASIDE = 22.0
"""From the middle of a mark to what it means, in pixels."""
TRAIL = 140
"""So many points of the window's way are kept as its trail."""
TINT, OPEN, CLOSED, THIN = 0.16, np.array([-0.11, 1.1]), np.array([0.3, 0.7]), 0.03
"""The window's opacity, from which height to which it goes, open and closed, and how wide it is
then."""
AIR = pixels(5)
"""About a label at the least."""
BESIDE = ((1, 8), (-1, -8), (-1, 8), (1, -8))
"""Places for the label of a point, the best first: to its right or left, so many pixels above."""
FARTHER = 36, 64, 92
"""More pixels above, or below, towards the middle of the plot, where those have no room."""


class Heart(ManimStory):
    """Where a model begins: it knows nothing, and there are data."""

    # All dots at first, the last baseline of what is said of them, and those that have no row.
    block, said_line = (
        ByShape(Box(0.14, 0.86, 0.25, 0.8), tall=Box(0.09, 0.91, 0.27, 0.82)),
        ByShape(0.905, tall=0.92),
    )
    rest = ByShape(Box(0.09, 0.94, 0.775, 0.945), tall=Box(0.05, 0.95, 0.742, 0.945))
    # Of the table, the most features, the dots' column, the width of a line of a column's name, and
    # baselines: the last of these, that of the first row, from row to row, and below all.
    most_features, dots_left = ByShape(4, tall=3), ByShape(0.1, tall=0.07)
    head_room, head_line = ByShape(LINE_WIDTH, tall=0.24), ByShape(0.29, tall=0.325)
    first_line, pitch = ByShape(0.362, tall=0.378), ByShape(0.066, tall=0.052)
    others_line = ByShape(0.757, tall=0.722)
    # What the colours of class 0 and of class 1 mean: where the words end, or begin.
    key_places = ByShape(((0.94, 0.758), (0.105, 0.758)), tall=((0.07, 0.724), (0.07, 0.690)))

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
        objective, texts = objective_of(self.run), self.texts
        self.data = data = objective.dataset
        self.chances = sigmoid(objective.model.logits(self.run.parameters[0], data.inputs))
        self.facts = {
            "rows": texts.label("rows", count=data.n),
            "x": texts.column(data.feature_names[0]),
            "outcome": texts.class_label(data, 1),
        }
        self.rows_shown = min(data.n, ROWS)
        self.prepare_table()
        self.drawn = data.rows(drawn_rows(data, first=self.rows_shown))
        self.patients = OutcomePlot(self.drawn, self.theme, texts, of=data.n)
        self.plot, self.windows = self.patients.plot, Windows(data)
        self.prepare_dots()

    def prepare_table(self) -> None:
        """Names and columns: last the outcome, and before it the feature that is kept."""
        data, texts, left = self.data, self.texts, self.dots_left
        chosen = [*range(1, min(data.n_features, self.most_features)), 0]
        names = [*(data.feature_names[index] for index in chosen), data.target_name]
        room = wide((TABLE_RIGHT - left) / len(names)) / tall(SIZES.smallest)
        muted, size = self.theme.muted, SIZES.smallest
        heads = texts.column_labels(names, room / typeface().bold.scale - BETWEEN_NAMES)
        self.heads = VGroup(
            *(
                Lines(each, size=size, colour=muted, bold=True, room=self.head_room)
                for each in heads
            )
        )
        widths = np.array(
            [max(share_of_width(float(each.width)), NARROWEST) for each in self.heads]
        )
        gap = (TABLE_RIGHT - left - widths.sum()) / len(widths)
        edges = (left + np.cumsum(widths + gap)).tolist()
        for head, edge in zip(self.heads, edges, strict=True):
            head.place(at(edge, self.head_line), "right")
        plain = [self.theme.text] * self.rows_shown
        labels = data.target[: self.rows_shown].astype(int).tolist()
        classes = told_apart(data.class_names, LONGEST_CELL, in_chinese=texts.in_chinese)
        contents = [*map(self.numbers_of, chosen), [classes[each] for each in labels]]
        self.columns = VGroup(
            *(self.column(*each, plain) for each in zip(edges, contents, strict=True))
        )
        colours = [*map(self.theme.of_class, labels)]
        self.outcomes = self.column(edges[-1], contents[-1], colours)
        self.others = VGroup()
        if count := data.n - self.rows_shown:
            more = Label(texts.label("more", count=count), size=size, colour=muted)
            self.others.add(more.place(at(left, self.others_line)))

    def numbers_of(self, feature: int) -> list[str]:
        """The first values of a feature: whole numbers as such."""
        values, name = self.data.features[:, feature], self.data.feature_names[feature]
        write: Writer = whole
        if (values != np.round(values)).any() or np.abs(values).max() >= 1e6:
            apart = can_be_told_apart(values)
            write = told_apart_by(values, float(values.std())).text if apart else Quantity(3).text
        shown = values[: self.rows_shown].tolist()
        return [self.texts.value(name, f"{each:g}") or write(each) for each in shown]

    def column(self, edge: float, contents: Sequence[str], colours: Sequence[str]) -> VGroup:
        """The cells of a column, from the top, their right edges at a fraction of the width."""
        cells = VGroup()
        for row, (content, colour) in enumerate(zip(contents, colours, strict=True)):
            cell = Label(content, size=SIZES.label, colour=colour)
            cells.add(cell.place(at(edge, self.baseline(row)), "right"))
        return cells

    def baseline(self, row: int) -> float:
        """That of a row of the table."""
        return self.first_line + row * self.pitch

    def prepare_dots(self) -> None:
        """A dot for each of the data: grey until its class is known."""
        n, rows, patients = self.drawn.n, self.rows_shown, self.patients
        self.moved, self.known, self.asked = (ValueTracker(0.0) for _ in range(3))
        self.there = ValueTracker(AT_ONCE)
        on_axis = np.zeros((n, 3))
        for marks in patients.classes:
            marks.rise(0.0)
            on_axis[self.drawn.target == marks.label] = marks.places
        dots = [at(self.dots_left, self.baseline(row) - down(0.013)) for row in range(rows)]
        beside = np.concatenate([np.array(dots), filling(n - rows, self.rest)])
        self.places = [filling(n, self.block), beside, on_axis]
        ranks = np.argsort(np.argsort(self.drawn.features[:, 0], kind="stable")) / n
        self.orders = [np.arange(n) / n, ranks]

        def seen(label: int | None) -> NDArray[np.bool_]:
            known = self.among_first(self.known)
            of_kind = ~known if label is None else known & (self.drawn.target == label)
            return self.among_first(self.there) & of_kind

        grey, zero, one = self.theme.muted, self.theme.of_class(0), self.theme.of_class(1)
        self.dots = VGroup(
            self.some_dots(lambda: seen(None), grey),
            self.some_dots(lambda: seen(0), zero),
            self.some_dots(lambda: seen(1), one, label=1),
        )
        asked = lambda: self.among_first(self.asked)  # noqa: E731
        self.asking = self.some_dots(asked, self.theme.model, opacity=1.0)

    def among_first(self, share: ValueTracker) -> NDArray[np.bool_]:
        """Which of the data are among such a share of them, (n,)."""
        return self.orders[0] < share.get_value()

    def some_dots(
        self,
        seen: Callable[[], NDArray[np.bool_]],
        colour: str,
        *,
        label: int = 0,
        opacity: float = 0.8,
    ) -> RedrawnPath:
        """Those of the dots that are seen, (n,), where all of them are now."""
        shape = mark_of(label, self.patients.classes[0].radius)

        def outline() -> FloatArray:
            moved = self.moved.get_value()
            leg = min(int(moved), 1)
            start, end = self.places[leg : leg + 2]
            share = in_wave(self.orders[leg], moved - leg)[:, None]
            return stamped(shape, (start + share * (end - start))[seen()])

        return filled(outline, colour, opacity)

    def ask(self) -> None:
        """All the data, of which nothing is known."""
        shown, count = self.drawn.n, self.data.n
        key = "dot" if shown == count else "dot_drawn"
        said = self.below(self.label(key, shown=shown, count=count), self.theme.muted)
        filling_up = to(self.there, 1.0, run_time=3.8, rate_func=linear)
        self.add(self.dots)
        self.beat("ask", filling_up, for_now(said), **self.facts)

    def know_nothing(self) -> None:
        """What a model says of each before it has learned."""
        p, outcome = number_text(float(self.chances[0]), 2), self.facts["outcome"]
        said = self.below(self.label("said", p=p, outcome=outcome), self.theme.model)
        self.beat("newborn")
        self.add(self.asking)
        asking = to(self.asked, 1.0, run_time=2.8, rate_func=linear)
        self.play(for_now(said), for_now(self.asking, by=[asking]))

    def below(self, content: str, colour: str) -> Lines:
        """Words below the block of all the data."""
        made = Lines(content, size=SIZES.number, colour=colour)
        return made.place(at(0.5, self.said_line), "centre")

    def show_the_table(self) -> None:
        """A row for each."""
        self.beat("table", **self.facts)
        self.play(
            to(self.moved, 1.0, run_time=2.8, rate_func=linear),
            appear(self.heads, run_time=2.8, rate_func=late),
        )
        rows = [AnimationGroup(*appear(*cells)) for cells in zip(*self.columns, strict=True)]
        self.play(LaggedStart(*rows, lag_ratio=0.4, run_time=1.2), for_now(self.others))

    def show_the_outcome(self) -> None:
        """The last column: one class or the other."""
        aside = dim(*self.columns[:-1], *self.heads[:-1])
        self.beat("outcome", aside, **self.facts)
        telling = to(self.known, 1.0, run_time=3.6, rate_func=linear)
        self.play(telling, for_now(self.outcomes, self.class_key()), vanish(*self.columns[-1]))

    def class_key(self) -> VGroup:
        """Class 1 at the left, class 0 at the right, and lower if the frame is tall."""
        data, aside, made, marks = self.data, offset(KEY_ASIDE), VGroup(), []
        for label in (1, 0):
            name = self.texts.class_label(data, label, LONGEST_CLASS)
            count, colour = int((data.target == label).sum()), self.theme.of_class(label)
            content = self.label("class", y=label, name=name, count=count)
            words = Label(content, size=SIZES.smallest, colour=colour, bold=True)
            at_left, place = is_tall() or label, at(*self.key_places[label])
            words.place(place + aside if at_left else place, "left" if at_left else "right")
            marks.append(solid(mark_of(label, 8.0) + words.get_left() - aside, colour))
            made.add(words)
        return made.add(*marks)

    def keep_one_column(self) -> None:
        """The feature becomes the axis: its numbers and all dots go there."""
        *others, numbers, _ = self.columns
        *heads, head, last = self.heads
        self.beat("keep", vanish(*others, *heads, last), appear(numbers, head), **self.facts)
        ends = self.places[-1][: self.rows_shown].copy()
        ends[:, 1] = self.plot.point(self.plot.x.low, self.plot.y.low)[1]
        flights = [flying(*each) for each in zip(numbers, ends, FLYING, strict=False)]
        names = self.plot.x_axis, self.plot.titles, self.patients.class_labels
        self.play(
            to(self.moved, 2.0, run_time=3.0, rate_func=linear),
            *flights,
            vanish(head),
            appear(*names, run_time=3.0, rate_func=late),
        )
        self.remove(numbers)

    def raise_them(self) -> None:
        """Each rises or falls to its class."""
        patients = self.patients
        self.add(patients.marks)
        self.remove(self.dots)
        self.beat("scatter", appear(self.plot.grid, self.plot.y_axis), **self.facts)
        spread = for_now(patients.spread, run_time=RISING / 2, rate_func=late)
        self.play(rising(patients.classes, RISING), spread)

    def prepare_window(self) -> None:
        """The window on the plot, the share in it as a point, and where that has been."""
        self.opened, self.reach, model = 0.0, OPEN, self.theme.model
        self.middle = ValueTracker(self.windows.stops[0].middle)
        shares = self.shares_until(self.windows.stops[-1].middle)

        def where() -> FloatArray:  # over a gap in the data it goes straight from share to share
            share = self.windows.share(self.middle.get_value())
            value = share.value if share.count else float(np.interp(share.middle, *shares))
            return self.plot.point(share.middle, value)

        self.band = filled(self.window, model, TINT)
        self.point = RingedPoint(where, self.theme, colour=model)
        self.inside = VGroup(*map(self.larger, self.patients.classes))
        way = lambda: polyline(self.way_until(self.middle.get_value()))  # noqa: E731
        self.trail = stroked(way, model, 3)

    def look_at_a_share(self) -> None:
        """The share of class 1 among those with about one value."""
        self.prepare_window()
        low, texts, outcome = self.windows.stops[0], self.texts, self.facts["outcome"]
        half = self.written(self.windows.half)
        content = texts.label("window", outcome=outcome, half=half)
        self.name = Lines(content, size=SIZES.label, colour=self.theme.model)
        self.name.place(self.patients.spread.get_corner(DL))
        self.add(self.band, self.inside)
        self.bring_to_back(self.mobjects[0], self.band)

        def open_so_far(share: float) -> None:
            self.opened = share
            self.band.write()

        opening = Rewriting(self.band, open_so_far, run_time=2.2)
        value = texts.measured(self.data.feature_names[0], self.written(low.middle))
        found = {"ones": low.ones, "count": low.count}
        self.beat("share", opening, value=value, outcome=outcome, **found)
        self.kept = self.named_shares()
        self.play(appear(self.name, self.point), arrive(self.point.get_center(), self.theme))
        self.play(appear(self.kept[0]))

    def window(self) -> FloatArray:
        """The outline of the window as far as it is open."""
        reach, plot = np.array([-1, 1]) * self.windows.half * self.opened, self.plot
        ends = np.clip(reach + self.middle.get_value(), plot.x.low, plot.x.high)
        return rectangle(*plot.points_at(ends, self.reach))

    def larger(self, marks: DataMarks) -> RedrawnPath:
        """The data of a class that are in the window, larger."""
        shape = mark_of(marks.label, 1.25 * marks.radius)

        def outline() -> FloatArray:
            half = self.windows.half * self.opened
            seen = np.abs(marks.xs - self.middle.get_value()) <= half * (1 + 1e-9)
            return stamped(shape, marks.places[seen])

        return filled(outline, self.theme.of_class(marks.label))

    def way_until(self, end: float) -> FloatArray:
        """Places (k, 3) of the shares up to a value, where there are data."""
        return self.plot.points_at(*self.shares_until(end))

    def shares_until(self, end: float) -> FloatArray:
        """The values from the first one to another with data about them, and shares, (2, k)."""
        first, last = self.windows.stops[0].middle, self.windows.stops[-1].middle
        middles = np.linspace(first, last, TRAIL)
        found = map(self.windows.share, [*middles[middles < end].tolist(), end])
        return np.array([(each.middle, each.value) for each in found if each.count]).T

    def named_shares(self) -> list[VGroup]:
        """Points that stay where the shares are, with words where as little as can be is below.

        The last share finds its place first: on a narrow plot it has the least room.
        """
        patients, stops, made = self.patients, self.windows.stops, list[VGroup]()
        names = *patients.class_labels, *self.plot.y_axis
        data = [each.places for each in patients.classes] + [each.points for each in names]
        taken = [polyline(self.way_until(stops[-1].middle)), *data]
        for share in reversed(stops):
            place, words = self.plot.point(share.middle, share.value), self.words_of(share)
            where, model = partial(np.asarray, place), self.theme.model
            point = RingedPoint(where, self.theme, colour=model, radius=8)
            inwards, points = 1 if share.value < 0.5 else -1, np.concatenate(taken)
            sides = [*BESIDE, *((across, inwards * up) for up in FARTHER for across in (1, -1))]
            best = min(sides, key=lambda side: covered(put_beside(words, place, side), points))
            made.insert(0, VGroup(point, put_beside(words, place, best)))
            taken += [line.points for line in words]
        return made

    def words_of(self, share: "Share") -> VGroup:
        """The share at a value, and below it of how many it is."""
        label, value = self.label, self.written(share.middle)
        written = label("share", value=value, share=number_text(share.value, 2))
        counted, made = label("counted", ones=share.ones, count=share.count), VGroup()
        for content, below in ((written, 0.0), (counted, 0.048)):
            line = Label(content, size=SIZES.label, colour=self.theme.model)
            line.opaque = True
            made.add(line.place(np.array([0, -tall(below), 0])))
        return made

    def written(self, value: float) -> str:
        """A value of the feature that is kept."""
        values = self.data.features[:, 0]
        if value == round(value) and abs(value) < 1e6:
            return whole(value)
        return told_apart_by(values, float(values.std())).text(value)

    def compare_shares(self) -> None:
        """The window moves on: at each value the share of those about it."""
        shown = [number_text(each.value, 2) for each in dict.fromkeys(self.windows.stops)]
        values = [float(each) for each in shown]
        rises, strict = sorted(values), len(set(values)) == len(values) > 1
        keys = {"fewer": values == rises[::-1], "more": values == rises}
        key = next((key for key, so in keys.items() if strict and so), "mixed")
        self.beat(key, **self.facts, shares=", ".join(shown))
        self.add(self.trail, self.point)
        for each, stop in zip(self.windows.stops[1:], self.kept[1:], strict=True):
            self.play(to(self.middle, each.middle, run_time=1.8))
            self.play(appear(stop), arrive(self.point.get_center(), self.theme))
        self.wait(0.6)

    def ask_for_the_probability(self) -> None:
        """Of a new patient only the feature is known: all in one row again, as their y is not."""
        patients, plot = self.patients, self.plot
        gone = vanish(self.point, self.inside, self.trail, self.name, *self.kept)
        self.beat("question", gone, **self.facts)

        def narrow(share: float) -> None:  # to a stroke through the middle
            self.opened = 1 - (1 - THIN) * share
            self.reach = OPEN + share * (CLOSED - OPEN)
            self.band.set_fill(opacity=TINT + (1 - TINT) * share**4)
            self.band.write()

        middle, stops = self.windows.stops[1].middle, self.windows.stops
        self.play(
            falling(patients.classes, 2.2),
            vanish(plot.grid, plot.y_axis, patients.class_labels, run_time=1.0),
            Rewriting(self.band, narrow, run_time=1.4),
            to(self.middle, middle, run_time=2.2),
        )
        formula = self.math("P(y = 1 | x) = thin ?", size=0.07)
        formula.place(plot.point(plot.x.high, 1.05), "right")
        given = self.label("given", **self.facts)
        meaning = Lines(given, size=SIZES.label, colour=self.theme.muted)
        meaning.place(plot.point(plot.x.high, 0.82), "right")
        unknown = Label(self.label("new"), size=SIZES.label, colour=self.theme.model)
        unknown.place(plot.point(middle, 0.12), "centre" if len(stops) > 2 else "right")
        self.play(appear(formula, meaning, unknown))
        self.let_stand(2.5)


def whole(value: float) -> str:
    """Write a whole number."""
    return number_text(value, 0)


def flying(number: VMobject, end: FloatArray, seconds: float) -> Animation:
    """Let a number go to where its dot goes, and leave it to that."""
    start, outline = number.get_center(), number.points.copy()

    def write(share: float) -> None:
        number.points = outline + share * (end - start)
        set_share(number, min(2 - 2 * share, 1.0))

    return Rewriting(number, write, run_time=seconds)


ENOUGH, FEWEST = 10, 0.04
"""A window is looked at if it holds so many of the data, or so large a share of few."""


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
        self.values, self.target = data.features[:, 0], data.target
        self.half = rounded(float(self.values.std()) / 2, 1)
        self.stops = self.found_stops()

    def inside(self, middle: float) -> NDArray[np.bool_]:
        """Which of the data are about a value, (n,)."""
        return np.abs(self.values - middle) <= self.half * (1 + 1e-9)

    def share(self, middle: float) -> Share:
        """What happened to the data from half a width below a value to half a width above."""
        inside = self.inside(middle)
        return Share(middle, int(inside.sum()), int(self.target[inside].sum()))

    def found_stops(self) -> tuple[Share, ...]:
        """Multiples of half a width, as people would name them."""
        values, half = self.values, self.half
        own = np.unique(values)
        if len(own) == 2:
            return tuple(map(self.share, own.tolist()))
        first, last = (int(np.round(each / half)) for each in (own[0], own[-1]))
        shares = [self.share(index * half) for index in range(first, last + 1)]
        least = min(ENOUGH, max(1, int(FEWEST * len(values))))
        enough = [each for each in shares if each.count >= least]
        if np.array_equal(self.inside(enough[0].middle), self.inside(enough[-1].middle)):
            enough = [each for each in shares if each.count]  # few are far from all others
        low, high = enough[0], enough[-1]
        middle, mean = (low.middle + high.middle) / 2, float(values.mean())

        def far(share: Share) -> tuple[float, float]:
            return round(abs(share.middle - middle) / half, 6), abs(share.middle - mean)

        between = min(enough, key=far)
        others = {self.inside(each.middle).tobytes() for each in (low, high)}
        is_other = self.inside(between.middle).tobytes() not in others
        return (low, between, high) if is_other else (low, high)


def put_beside(label: VGroup, place: FloatArray, side: tuple[int, int]) -> VGroup:
    """Put lines at a side of a place, within the margins: (1, 8) is right of it, 8 pixels above."""
    across, up = side
    edge = label.get_left() if across > 0 else label.get_right()
    held = np.array([edge[0], label.get_bottom()[1] if up > 0 else label.get_top()[1], 0])
    label.shift(place + offset(18 * across, up) - held)
    left, right = at(GRID.margin, 0)[0], at(1 - GRID.margin, 0)[0]
    low, high = label.get_left()[0] - AIR, label.get_right()[0] + AIR
    return label.shift(np.array([max(left - low, 0.0) - max(high - right, 0.0), 0, 0]))


def covered(label: VGroup, taken: FloatArray) -> int:
    """How many points (n, 3) are under a label."""
    low, high = label.get_corner(DL) - AIR, label.get_corner(UR) + AIR
    return int(((taken[:, :2] > low[:2]) & (taken[:, :2] < high[:2])).all(axis=1).sum())
