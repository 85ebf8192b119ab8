"""The data: a table of patients, one column of it as an axis, and the question of the outcome."""

import numpy as np
from manim import DL, Animation, AnimationGroup, LaggedStart, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import sigmoid
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.heart.class_key import ClassKey
from gradreel.scenes.pieces.heart.crowd import Crowd, block, on_axis
from gradreel.scenes.pieces.heart.sentences import DataSentences
from gradreel.scenes.pieces.heart.sheet_of_rows import DataTable
from gradreel.scenes.pieces.heart.windows import ShareOnPlot, Windows
from gradreel.scenes.stage.manim.motion import (
    Rewriting,
    appear,
    arrive,
    dim,
    late,
    set_share,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.plots.moving_plot import falling, rising
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Label, Lines
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.runs.objective import (
    check_values_are_seen,
    is_logistic_along_axis,
    objective_of,
)
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box

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
LARGE = 0.07
"""Em size of the question."""
SECONDS = (1.8, 2.0, 2.2, 2.4, 2.6, 2.8)
"""How long the numbers of the table fly to the axis, one after the other."""


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


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run that a model would learn by; only its start is drawn.

    Raises:
        RequestError: the values of the first feature look the same.
    """
    spec = runs.logistic_spec(options.changed(steps=1, learning_rate=1.0))
    check_values_are_seen(objective_of(spec).dataset)
    return spec


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a logistic regression from zero whose first feature can be drawn."""
    return is_logistic_along_axis(spec) and not spec.start.any()


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Heart,)


class Heart(ManimStory):
    """Where a model begins: it knows nothing, and there are data."""

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
        formula = self.math("P(y = 1 | x) = thin ?", size=LARGE)
        formula.place(plot.point(plot.x.high, 1.05), "right")
        meaning = Lines(self.words.meaning(), size=SIZES.label, colour=theme.muted)
        meaning.place(plot.point(plot.x.high, 0.82), "right")
        unknown = Label(self.texts.label("new"), size=SIZES.label, colour=theme.model)
        place = plot.point(self.windows.stops[1].middle, 0.12)
        unknown.place(place, "centre" if len(self.windows.stops) > 2 else "right")
        return [formula, meaning, unknown]


def flying(number: Label, end: FloatArray, seconds: float) -> Animation:
    """Let a number go to where its dot goes, and leave it to that."""
    start, outline = number.get_center(), number.points.copy()

    def write(share: float) -> None:
        number.points = outline + share * (end - start)
        set_share(number, min(2 - 2 * share, 1.0))

    return Rewriting(number, write, run_time=seconds)
