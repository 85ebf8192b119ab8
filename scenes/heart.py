"""The data: a row of a table, then all; one column of it as an axis, and what happened along it."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

import numpy as np
from manim import DL, UR, AnimationGroup, LaggedStart, Mobject, ValueTracker, VGroup

from gradreel.scenes.stage.drawing import (
    GRID,
    IS,
    LINE_WIDTH,
    SIZES,
    Box,
    ByShape,
    DataMarks,
    Edge,
    FloatArray,
    Formula,
    JudgingNetwork,
    Label,
    Lines,
    ManimStory,
    Network,
    OutcomePlot,
    Quantity,
    RedrawnPath,
    Rewriting,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Share,
    Windows,
    Writer,
    appear,
    arrive,
    as_given,
    at,
    become,
    can_be_told_apart,
    check_values_are_seen,
    dim,
    disc,
    down,
    drawn_rows,
    filled,
    filling,
    for_now,
    heaped,
    in_wave,
    is_logistic_along_axis,
    is_tall,
    jitter,
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
    row_to_show,
    runs,
    sex_of,
    share_of_width,
    solid,
    stamped,
    stroked,
    tall,
    to,
    told_apart,
    told_apart_by,
    truth_of,
    typeface,
    vanish,
    wide,
)

PLACE = 110
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR", "Sex", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "seed": 0,
    "row": 151,
}
DRAWS = "a logistic regression on features that can be told apart"

MOVED, LINING_UP, FALLING, GATHERING, RISING = 1.8, 3.0, 2.8, 1.6, 2.8
"""Seconds in which names, then numbers, come into the table, and in which all come over their
places on the axis, fall out of the table onto it, come into one row, and to their classes."""
FALL, FIRST_OUT = 0.22, 0.4
"""Of the fall, the share that one of them falls, and that in which those of the table set out."""
ROWS, ABOVE, MOST_FEATURES = 6, 2, 4
"""Of the table, the most rows, how many of them are above the one that is known, and the most
features."""
TABLE_RIGHT = 1 - GRID.margin - 0.005
"""Where its last column ends."""
BETWEEN_NAMES, WIDER, LONGEST_CELL, LONGEST_CLASS = 0.6, 1.35, 6.0, 12.0
"""Between two names of columns at the least, how much wider than one what it means may be, and the
widest name of a class in the table and in what its colours mean, in em."""
KEY_ASIDE, NUMBER_ASIDE = 22.0, 16.0
"""From the middle of a mark to what it means, and to its number, in pixels."""
LARGE, RING = 10.0, 5.0
"""A mark's radius in the heap at the most, and how much larger is the ring about the one that is
known, in pixels."""
CUT = np.array([-0.25, 1.35])
"""From which height of the plot to which a cut goes."""
MOST_DECIMALS, LARGEST = 2, 1e6
"""Of a number that is written as it is, and how large it is at the most."""
TRAIL = 140
"""So many points the window's way has, and at its end the stroke that it becomes."""
TINT, OPEN, CLOSED, THIN = 0.16, np.array([-0.11, 1.1]), np.array([0.22, 0.88]), 0.03
"""The window's opacity, from which height to which it goes, open and closed, and how wide it is
then."""
AIR = pixels(5)
"""About a label at the least."""
BESIDE = ((1, 8), (-1, -8), (-1, 8), (1, -8))
"""Places for the label of a point, the best first: to its right or left, so many pixels above."""
FARTHER = 36, 64, 92
"""More pixels above, or below, towards the middle of the plot, where those have no room."""


class Heart(ManimStory):
    """One row of a table, then all of them, which fall onto one axis: what can be learned there?"""

    # Rows that aren't in the table: below it, and above where they fall.
    rest = ByShape(Box(0.09, 0.94, 0.775, 0.945), tall=Box(0.05, 0.95, 0.742, 0.945))
    sky = ByShape(Box(0.105, 0.915, 0.235, 0.26), tall=Box(0.14, 0.91, 0.27, 0.29))
    # Of the table, the dots' column, the size of numbers, the width of a column's name, and
    # baselines: the last of these and of what it means, that of the first row, from row to row,
    # and below all.
    dots_left, cell_size = ByShape(0.1, tall=0.073), ByShape(SIZES.label, tall=SIZES.smallest)
    head_room, head_line = ByShape(LINE_WIDTH, tall=0.17), ByShape(0.262, tall=0.29)
    meaning_line = ByShape(0.308, tall=0.364)
    first_line, pitch = ByShape(0.385, tall=0.412), ByShape(0.0625, tall=0.0475)
    others_line = ByShape(0.757, tall=0.722)
    # What the colours of class 0 and of class 1 mean: where the words end, or begin.
    key_places = ByShape(((0.94, 0.758), (0.105, 0.758)), tall=((0.07, 0.724), (0.07, 0.690)))
    # Of the data: on a narrow axis they form a higher heap, above which it says what that is.
    most, heap_top = ByShape(800, tall=400), ByShape(0.235, tall=0.325)
    asked_size, asked_at = ByShape(0.07, tall=0.038), ByShape((0.7, 0.36, 0.62), tall=(0.3, 0.7))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run that a model would learn by; only its data are drawn.

        Raises:
            RequestError: the values of the first feature look the same, or there is no such row.
        """
        spec = runs.logistic_spec(options.changed(steps=1, learning_rate=1.0))
        check_values_are_seen(objective_of(spec).dataset)
        row_to_show(spec, options.row)
        return {"main": spec}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a logistic regression whose first feature can be drawn."""
        return is_logistic_along_axis(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.show_one_row()
        self.ask_of_all()
        self.show_the_outcome()
        self.keep_one_column()
        self.let_them_fall()
        self.raise_them()
        self.look_at_a_share()
        self.compare_shares()
        self.ask_for_the_probability()

    def prepare(self) -> None:
        """Make what several beats share."""
        texts, self.data = self.texts, objective_of(self.run).dataset
        data = self.data
        self.facts = {
            "rows": texts.label("rows", count=data.n),
            "x": texts.column(data.feature_names[0]),
            "outcome": texts.class_label(data, 1),
        }
        self.row = row_to_show(self.run.spec, self.recording.options.row)
        first = max(min(self.row - ABOVE, data.n - ROWS), 0)
        self.in_table = range(first, min(first + ROWS, data.n))
        rows = drawn_rows(data, self.most, self.in_table)
        self.drawn, self.known = data.rows(rows), int(np.searchsorted(rows, self.row))
        self.prepare_table()
        self.of_table = np.isin(rows, self.in_table)
        self.patients = OutcomePlot(self.drawn, self.theme, texts, of=data.n)
        self.plot, self.windows = self.patients.plot, Windows(data)
        self.prepare_dots()

    def prepare_table(self) -> None:
        """Names and columns: the outcome last, and the feature that is kept as the second."""
        data, texts, left = self.data, self.texts, self.dots_left
        chosen = [*data.columns.items()][1:MOST_FEATURES]
        chosen.insert(1, (data.feature_names[0], (0,)))
        self.shown, self.along = chosen, min(1, len(chosen) - 1)
        names = [*(name for name, _ in chosen), data.target_name]
        room = wide((TABLE_RIGHT - left) / len(names)) / tall(SIZES.smallest)
        heads = texts.column_labels(names, room / typeface().regular.scale - BETWEEN_NAMES)
        size, muted, line = SIZES.smallest, self.theme.muted, self.head_room
        self.heads = [Lines(each, size=size, colour=muted, room=line) for each in heads]
        labels = data.target[[*self.in_table]].astype(int).tolist()
        classes = told_apart(texts.class_names(data), LONGEST_CELL, in_chinese=texts.in_chinese)
        contents = [
            *(self.numbers_of(*features) for _, features in chosen),
            [classes[each] for each in labels],
        ]
        plain, colours = [self.theme.text] * len(labels), [*map(self.theme.of_class, labels)]
        self.columns = [labelled(each, plain, self.cell_size) for each in contents]
        self.outcomes = labelled(contents[-1], colours, self.cell_size)
        whole = [[*each, head] for each, head in zip(self.columns, self.heads, strict=True)]
        widths = [share_of_width(max(float(one.width) for one in each)) for each in whole]
        first = left + share_of_width(pixels(NUMBER_ASIDE))
        gap = (TABLE_RIGHT - first - sum(widths)) / len(widths)
        edges = first + np.cumsum(np.array(widths) + gap)
        for edge, (*cells, head) in zip(
            [*edges, edges[-1]], [*whole, [*self.outcomes, self.heads[-1]]], strict=True
        ):
            head.place(at(edge, self.head_line), "right")
            for row, cell in enumerate(cells):
                cell.place(at(edge, self.baseline(row)), "right")
        self.meanings = VGroup()
        for edge, name in zip(edges, names, strict=True):
            if words := texts.meaning(name):
                meaning = Lines(words, size=size, colour=self.theme.text, room=WIDER * line)
                self.meanings.add(meaning.place(at(edge, self.meaning_line), "right"))
        self.others = VGroup()
        if count := data.n - len(labels):
            told = texts.label(self.if_sampled("more"), count=count, shown=self.drawn.n)
            self.others.add(self.text(told, left, self.others_line, size=size))

    def if_sampled(self, label: str) -> str:
        """The name of a label, of another where the marks are some of the rows only."""
        return f"{label}_drawn" if self.drawn.n < self.data.n else label

    def numbers_of(self, feature: int, *words: int) -> list[str]:
        """The values of a column in the table: whole numbers as such, or its words."""
        values, name = self.data.features[:, feature], self.data.feature_names[feature]
        shown = values[[*self.in_table]].tolist()
        if words:
            places = self.data.features[[*self.in_table]][:, [feature, *words]].argmax(axis=1)
            said = [self.data.feature_names[each].partition(IS)[2] for each in (feature, *words)]
            kinds = told_apart(said, LONGEST_CELL, in_chinese=self.texts.in_chinese)
            return [kinds[each] for each in places]
        write = number_in(values)
        return [self.texts.value(name, f"{each:g}") or write(each) for each in shown]

    def baseline(self, row: int) -> float:
        """That of a row of the table."""
        return self.first_line + row * self.pitch

    def prepare_dots(self) -> None:
        """A dot for each of the data, grey until its class is told; first only the known one."""
        n, patients = self.drawn.n, self.patients
        self.moved, self.told, self.there = (ValueTracker(0.0) for _ in range(3))
        on_axis = np.zeros((n, 3))
        for marks in patients.classes:
            marks.rise(0.0)
            on_axis[self.drawn.target == marks.label] = marks.places
        in_table, above = np.zeros((n, 3)), on_axis.copy()
        rows = [self.baseline(row) - down(0.013) for row in range(len(self.in_table))]
        in_table[self.of_table] = [at(self.dots_left, each) for each in rows]
        others = ~self.of_table
        in_table[others] = filling(n - len(rows), self.rest)
        heights = self.sky.middle[1] + jitter(n, self.sky.height / 2)
        above[:, 1] = at(0 * heights, heights)[:, 1]
        above[self.of_table, 1] = in_table[self.of_table, 1]
        self.order = np.arange(n) / n
        self.falls = np.zeros(n)  # when each sets out: those of the table first, from below
        self.falls[self.of_table] = FIRST_OUT * np.arange(len(rows))[::-1] / len(rows)
        self.falls[others] = FIRST_OUT + (1 - FIRST_OUT) * np.arange(n - len(rows)) / n
        ground = float(self.plot.point(self.plot.x.low, self.plot.y.low)[1])
        room = float(at(0.0, self.heap_top)[1]) - ground
        turns, small = np.argsort(self.falls, kind="stable"), patients.classes[0].radius
        heap, self.in_heap = heaped(on_axis, turns, ground, room, (small, LARGE))
        self.places = [in_table, above, heap, on_axis]
        self.dots = VGroup(
            self.some_dots(None, self.theme.muted),
            *(self.some_dots(label, self.theme.of_class(label)) for label in (0, 1)),
        )
        self.ring = stroked(self.about_the_known, self.theme.point, 3.0)

    def now(self) -> FloatArray:
        """Where all dots are, (n, 3)."""
        moved = self.moved.get_value()
        leg = min(int(moved), 2)
        start, end, share = *self.places[leg : leg + 2], moved - leg
        if leg == 1:
            come = np.clip((share - self.falls * (1 - FALL)) / FALL, 0.0, 1.0) ** 2
        else:
            come = in_wave(self.order, share)
        return start + come[:, None] * (end - start)

    def radius(self) -> float:
        """That of a dot: larger where the frame is theirs."""
        moved, small = self.moved.get_value(), self.patients.classes[0].radius
        return np.interp(moved, (0, 1, 2, 3), (small, self.in_heap, self.in_heap, small))

    def some_dots(self, label: int | None, colour: str) -> RedrawnPath:
        """Those of a class that is told, or all of which it isn't."""

        def outline() -> FloatArray:
            known = self.order < self.told.get_value()
            seen = ~known if label is None else known & (self.drawn.target == label)
            come = self.of_table | (self.order < self.there.get_value())
            come &= (self.there.get_value() > 0) | (np.arange(self.drawn.n) == self.known)
            return stamped(mark_of(label or 0, self.radius()), self.now()[seen & come])

        return filled(outline, colour, 0.85)

    def about_the_known(self) -> FloatArray:
        """A ring about the one that is known, wherever it is."""
        risen = self.patients.place_of(self.known)
        place = risen if self.moved.get_value() >= 3 else self.now()[self.known]
        return disc(self.radius() + RING) + place

    def show_one_row(self) -> None:
        """What is known of one, where the question left it, becomes a row of a table."""
        index, count = self.row - self.in_table.start, len(self.shown)
        *cells, outcome = (each[index] for each in self.columns)
        *heads, last = self.heads
        network = self.network_of(count)
        names = ["\n".join(line.content for line in each.lines) for each in heads]
        inputs = [
            network.named_value(unit, name, cell.content)
            for unit, (name, cell) in enumerate(zip(names, cells, strict=True))
        ]
        foot = network.centre(2, 0) + offset(*JudgingNetwork.truth_at)
        told = truth_of(self.data.rows([self.row]), self.texts, self.theme, foot)
        said, truth, mark = told
        nodes = VGroup(*network.nodes[0])
        self.add(nodes, *inputs, told)
        key = "_".join(("one", sex_of(self.data, self.row) or "row"))
        self.beat(key, vanish(nodes), numbers=self.texts.numbers(count, len(self.data.columns)))
        dot = self.dots[0].copy().clear_updaters()
        into_heads = zip((name for name, _ in inputs), heads, strict=True)
        into_cells = zip((value for _, value in inputs), cells, strict=True)
        self.play(
            vanish(said),
            *(become(*each, run_time=MOVED) for each in (*into_heads, *into_cells)),
            become(mark, dot, evenly=True, run_time=MOVED),
            vanish(truth, run_time=MOVED),
            appear(last, outcome, run_time=MOVED, rate_func=late),
        )
        self.remove(dot)
        self.add(self.dots, self.ring)
        self.play(arrive(self.now()[self.known], self.theme))

    def network_of(self, inputs: int) -> Network:
        """Where the inputs and the output of the question's network are."""
        none = [np.zeros((3, inputs)), np.zeros((1, 3))]
        return Network(
            self.theme,
            (inputs, 3, 1),
            lambda: none,
            box=JudgingNetwork.place,
            radius=JudgingNetwork.node_radius,
            thickness=1.6,
            downwards=is_tall(),
        )

    def ask_of_all(self) -> None:
        """The rows about it, and all others as dots."""
        known = self.row - self.in_table.start
        self.beat("ask", **self.facts)
        rows = [cells for row, cells in enumerate(zip(*self.columns, strict=True)) if row != known]
        coming = LaggedStart(*(AnimationGroup(*appear(*each)) for each in rows), lag_ratio=0.4)
        self.there.set_value(1e-9)
        filling_up = to(self.there, 1.0, run_time=self.left_to_read(), rate_func=linear)
        self.play(coming, filling_up, for_now(self.others, self.meanings))

    def show_the_outcome(self) -> None:
        """The last column: one class or the other."""
        aside = dim(*chain(*self.columns[:-1]), *self.heads[:-1])
        self.beat("outcome", aside, **self.facts)
        telling = to(self.told, 1.0, run_time=3.4, rate_func=linear)
        self.play(telling, for_now(*self.outcomes, self.class_key()), vanish(*self.columns[-1]))

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
        """The feature becomes the axis: its numbers, and all dots, come over their places on it."""
        *others, _ = self.columns
        numbers, head = others.pop(self.along), self.heads[self.along]
        heads = [each for each in self.heads if each is not head]
        self.beat("keep", vanish(*chain(*others), *heads), appear(*numbers, head), **self.facts)
        for number, row in zip(numbers, np.flatnonzero(self.of_table), strict=True):
            number.add_updater(self.beside_dot(number, int(row)))
        self.numbers, seconds = numbers, self.left_to_read(LINING_UP)
        self.play(
            to(self.moved, 1.0, run_time=seconds, rate_func=linear),
            vanish(head),
            appear(self.plot.x_axis, self.plot.titles, run_time=seconds, rate_func=late),
        )

    def beside_dot(self, number: Label, row: int) -> Callable[[Mobject], object]:
        """How a number comes beside a dot, and falls with it."""
        start, outline = number.get_center(), number.points.copy()
        aside = offset(NUMBER_ASIDE) + np.array([number.width / 2, 0, 0])
        aside *= 1 if self.places[1][row, 0] < self.places[1][:, 0].mean() else -1

        def follow(each: Mobject) -> None:
            place, come = self.now()[row], in_wave(self.order[[row]], self.moved.get_value())
            each.points = outline + come * (place + aside - start)

        return follow

    def let_them_fall(self) -> None:
        """All drop to the axis, the known one with its number; a cut looks for where they part."""
        plot, data = self.plot, self.data
        values = (data.features[data.target == label, 0] for label in (0, 1))
        lower, higher = sorted(values, key=np.min)
        known = self.numbers[self.row - self.in_table.start]
        last, first = lower.max(), higher.min()
        self.beat(
            "parted" if last < first else "mixed_up",
            to(self.moved, 2.0, run_time=FALLING, rate_func=linear),
            vanish(*(each for each in self.numbers if each is not known)),
            vanish(known, run_time=FALLING, rate_func=late),
        )
        told = self.label(self.if_sampled("heap"), shown=self.drawn.n, count=self.data.n)
        words = Label(told, colour=self.theme.muted)
        middle, height = float(last + first) / 2, self.sky.middle[1]
        edges: list[tuple[float, Edge]] = [(GRID.margin, "left"), (1 - GRID.margin, "right")]
        if np.median(self.places[2][:, 0]) <= plot.titles.get_x():
            edges.reverse()
        taken = np.concatenate([self.places[2], self.upright(middle, CUT)])
        put_clear(words, [(at(edge, height), side) for edge, side in edges], taken)
        place = ValueTracker(plot.x.low)
        cut = stroked(
            lambda: polyline(plot.points_at(place.get_value() + 0 * CUT, CUT)), self.theme.point, 4
        )
        self.play(for_now(cut, words), to(place, plot.x.high, run_time=RISING / 2))
        self.play(to(place, middle))

    def raise_them(self) -> None:
        """Each rises or falls to its class."""
        patients, plot = self.patients, self.plot
        names = plot.grid, plot.y_axis, patients.class_labels
        gathering = to(self.moved, 3.0, run_time=GATHERING, rate_func=linear)
        self.beat("scatter", gathering, appear(*names, run_time=GATHERING, rate_func=late))
        self.add(patients.marks, self.ring)
        self.remove(self.dots)
        spread = for_now(patients.spread, run_time=RISING / 2, rate_func=late)
        self.play(rising(patients.classes, RISING), spread)
        self.her = VGroup()
        sex = sex_of(self.data, self.row)
        if sex and not is_tall():
            self.her.add(Label(self.label(sex), colour=self.theme.point))
            taken = np.concatenate([each.places for each in patients.classes])
            self.put_beside_clear(self.her, self.ring.get_center(), taken, upwards=True)
        self.play(appear(self.her))

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
        numbers = {"shown": self.drawn.n, "count": self.data.n}
        content = texts.label(self.if_sampled("window"), outcome=outcome, half=half, **numbers)
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
        taken += [each.points for each in self.her]
        for share in reversed(stops):
            place, words = self.plot.point(share.middle, share.value), self.words_of(share)
            where, model = partial(np.asarray, place), self.theme.model
            point = RingedPoint(where, self.theme, colour=model, radius=8)
            self.put_beside_clear(words, place, np.concatenate(taken), upwards=share.value < 0.5)
            made.insert(0, VGroup(point, words))
            taken += [line.points for line in words]
        return made

    @staticmethod
    def put_beside_clear(
        words: VGroup, place: FloatArray, taken: FloatArray, *, upwards: bool
    ) -> None:
        """Put words beside a place, where they cover as little as can be of what is there."""
        inwards = 1 if upwards else -1
        sides = [*BESIDE, *((across, inwards * up) for up in FARTHER for across in (1, -1))]
        best = min(sides, key=lambda side: covered(put_beside(words, place, side), taken))
        put_beside(words, place, best)

    def words_of(self, share: Share) -> VGroup:
        """The share at a value, and below it of how many it is."""
        label, value = self.label, self.written(share.middle)
        written = label("share", value=value, share=number_text(share.value, 2))
        counted, made = label("counted", ones=share.ones, count=share.count), VGroup()
        for content, below in ((written, 0.0), (counted, 0.048)):
            line = Label(content, colour=self.theme.model)
            line.opaque = True
            made.add(line.place(np.array([0, -tall(below), 0])))
        return made

    def written(self, value: float) -> str:
        """A value of the feature that is kept, with the decimals that those of the stops have."""
        stops = [each.middle for each in self.windows.stops]
        exact = [float(f"{each:.9g}") for each in (*stops, value)]  # 11.6, not 11.600000000000001
        if min(map(abs, exact)) >= LARGEST and all(float(f"{each:.2e}") == each for each in exact):
            return as_given(value)
        return number_in(np.array(exact))(value)

    def compare_shares(self) -> None:
        """The window moves on: at each value the share of those about it."""
        values = [round(each.value, 2) for each in dict.fromkeys(self.windows.stops)]
        rises, strict = sorted(values), len(set(values)) == len(values) > 1
        keys = {"fewer": values == rises[::-1], "more": values == rises}
        key = next((key for key, so in keys.items() if strict and so), "mixed")
        self.beat(key, **self.facts, shares=", ".join(number_text(each, 2) for each in values))
        self.add(self.trail, self.point)
        for each, stop in zip(self.windows.stops[1:], self.kept[1:], strict=True):
            self.play(to(self.middle, each.middle, run_time=1.8))
            self.play(appear(stop), arrive(self.point.get_center(), self.theme))
        self.wait(0.8)

    def ask_for_the_probability(self) -> None:
        """Of a new patient only the feature is known: what share is to be expected there?"""
        patients, plot = self.patients, self.plot
        gone = vanish(self.point, self.inside, self.name, self.trail, *self.kept)
        self.beat("question", gone, **self.facts)

        def narrow(share: float) -> None:  # to a stroke through the middle
            self.opened = 1 - (1 - THIN) * share
            self.reach = OPEN + share * (CLOSED - OPEN)
            self.band.set_fill(opacity=TINT + (1 - TINT) * share**4)
            self.band.write()

        place = self.windows.stops[1]
        narrowing = Rewriting(self.band, narrow, run_time=1.4)
        self.play(narrowing, to(self.middle, place.middle, run_time=2.2))
        formula = self.math("P(y = 1 | x) = thin ?", size=self.asked_size)
        given = self.label("given", **self.facts)
        meaning = Lines(given, size=SIZES.label, colour=self.theme.model)
        meaning.place(patients.spread.get_corner(DL))
        unknown = VGroup(Label(self.label("new"), colour=self.theme.model))
        taken = [each.places for each in patients.classes]
        taken += [self.upright(place.middle, CLOSED), *(each.points for each in self.her)]
        self.put_formula(formula, np.concatenate(taken))
        taken.append(formula.get_all_points())
        where = plot.point(place.middle, 0.5)
        self.put_beside_clear(unknown, where, np.concatenate(taken), upwards=False)
        self.play(appear(formula, meaning, unknown))
        self.let_stand(2.5)

    def upright(self, middle: float, ends: FloatArray) -> FloatArray:
        """Places (k, 3) along an upright line."""
        heights = np.linspace(ends[0], ends[1], TRAIL)
        return self.plot.points_at(middle + 0 * heights, heights)

    def put_formula(self, formula: Formula, taken: FloatArray) -> None:
        """Put it where the shares leave room: at one side or the other, or farther down."""
        first, *_, last = self.windows.stops
        sides: list[tuple[float, Edge]] = [(self.plot.x.high, "right"), (self.plot.x.low, "left")]
        if (last.value <= first.value) == is_tall():
            sides.reverse()
        heights = self.asked_at
        put_clear(
            formula,
            [(self.plot.point(end, height), side) for height in heights for end, side in sides],
            taken,
        )


def labelled(contents: Sequence[str], colours: Sequence[str], size: float) -> list[Label]:
    """The cells of a column, from the top."""
    pairs = zip(contents, colours, strict=True)
    return [Label(content, size=size, colour=colour) for content, colour in pairs]


def number_in(values: FloatArray) -> Writer:
    """How the numbers of a column are written: with no more decimals than any of them has."""
    for decimals in range(MOST_DECIMALS + 1):
        if (values == np.round(values, decimals)).all() and np.abs(values).max() < LARGEST:
            return lambda value: number_text(value, decimals)
    apart = can_be_told_apart(values)
    return told_apart_by(values, values.std()).text if apart else Quantity(3).text


def put_clear(
    label: Label | Formula, places: Sequence[tuple[FloatArray, Edge]], taken: FloatArray
) -> None:
    """Put a label at the first of some places where it covers least of the points (n, 3)."""
    as_made = label.copy()  # which is placed once only
    label.place(*min(places, key=lambda each: covered(as_made.copy().place(*each), taken)))


def put_beside(label: VGroup, place: FloatArray, side: tuple[int, int]) -> VGroup:
    """Put lines at a side of a place, within the margins: (1, 8) is right of it, 8 pixels above."""
    across, up = side
    edge = label.get_left() if across > 0 else label.get_right()
    held = np.array([edge[0], label.get_bottom()[1] if up > 0 else label.get_top()[1], 0])
    label.shift(place + offset(18 * across, up) - held)
    left, right = at(GRID.margin, 0)[0], at(1 - GRID.margin, 0)[0]
    low, high = label.get_left()[0] - AIR, label.get_right()[0] + AIR
    return label.shift(np.array([max(left - low, 0.0) - max(high - right, 0.0), 0, 0]))


def covered(label: Mobject, taken: FloatArray) -> int:
    """How many points (n, 3) are under a label."""
    low, high = label.get_corner(DL) - AIR, label.get_corner(UR) + AIR
    return int(((taken[:, :2] > low[:2]) & (taken[:, :2] < high[:2])).all(axis=1).sum())
