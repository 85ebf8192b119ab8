"""The data: a table of patients, one column of it as an axis, and the question of the outcome."""

import numpy as np
from manim import DL, Animation, AnimationGroup, LaggedStart

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import sigmoid
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
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
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.objective import (
    check_values_are_seen,
    is_logistic_along_axis,
    objective_of,
)
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.grid import SIZES, Box

PLACE = 110
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR", "Age", "RestBP", "Chol"),
    "y": "AHD",
    "seed": 0,
}
DRAWS = "a logistic regression that starts from zero, on features that can be told apart"

BLOCK = Box(left=0.14, right=0.86, top=0.25, bottom=0.8)
REST = Box(left=0.09, right=0.94, top=0.775, bottom=0.945)
"""Where all the data are at first, and where those are that the table has no row for."""
RISING = 3.0
"""Seconds in which all data come to their classes."""
LARGE = 0.07
"""Em size of the question."""
SECONDS = (1.4, 1.6, 1.8, 2.0, 2.2, 2.4)
"""How long the numbers of the table fly, one after the other."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run that a model would learn by; only its start is drawn.

    Raises:
        RequestError: the values of the first feature look the same.
    """
    spec = runs.logistic_spec(options.changed(steps=1, learning_rate=1.0))
    check_values_are_seen(objective_of(spec).dataset)
    return spec


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none."""
    del main, options
    return {}


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
        self.be_newborn()
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
        self.patients = OutcomePlot(self.data, self.theme, self.texts)
        self.table = DataTable(self.data, self.theme, self.texts)
        self.windows = Windows(self.data)
        self.words = DataSentences(self.data, self.windows, self.texts)
        self.crowd = Crowd(self.patients, self.places(), self.orders())

    def places(self) -> list[FloatArray]:
        """Where the dots are: in a block, beside the table, on the axis."""
        shown, n = self.table.count, self.data.n
        beside = np.concatenate([self.table.dots(), block(n - shown, REST)])
        return [block(n, BLOCK), beside, on_axis(self.patients)]

    def orders(self) -> list[FloatArray]:
        """The first rows go first to the table, and small values to the axis."""
        ranks = np.argsort(np.argsort(self.data.features[:, 0], kind="stable")) / self.data.n
        return [np.arange(self.data.n) / self.data.n, ranks]

    def ask(self) -> None:
        """All the data, of which nothing is known."""
        filling = to(self.crowd.there, 1.0, run_time=3.4, rate_func=linear)
        self.add(self.crowd.dots)
        self.beat("ask", filling, **self.words.question())

    def be_newborn(self) -> None:
        """What a model says of each before it has learned."""
        crowd, chances = self.crowd, self.chances

        def said() -> float:
            return float(
                chances[min(int(crowd.asked.get_value() * len(chances)), len(chances) - 1)]
            )

        self.said = Number(said, 2, size=SIZES.sentence, colour=self.theme.model, form="p = {}")
        self.said.place(at(0.5, 0.905), "centre")
        self.beat("newborn", **self.words.newborn(chances))
        self.add(crowd.asking)
        self.play(appear(self.said), to(crowd.asked, 1.0, run_time=3.4, rate_func=linear))

    def show_the_table(self) -> None:
        """A row for each."""
        table = self.table
        self.beat("table", vanish(self.said, self.crowd.asking), **self.words.question())
        self.play(
            to(self.crowd.moved, 1.0, run_time=2.6, rate_func=linear),
            appear(table.heads, run_time=2.6, rate_func=late),
        )
        rows = [AnimationGroup(*appear(*table.row(index))) for index in range(table.count)]
        self.play(LaggedStart(*rows, lag_ratio=0.4, run_time=1.6))

    def show_the_outcome(self) -> None:
        """The last column: one class or the other."""
        table = self.table
        aside = dim(*table.columns[:-1], *table.heads[:-1])
        self.beat("outcome", aside, **self.words.question())
        telling = to(self.crowd.known, 1.0, run_time=3.0, rate_func=linear)
        self.play(telling, appear(table.outcomes), vanish(*table.cells[-1]))

    def keep_one_column(self) -> None:
        """The feature becomes the axis: its numbers and all dots go there."""
        table, plot = self.table, self.patients.plot
        numbers, head = table.columns[-2], table.heads[-2]
        going = [*table.columns[:-2], *table.heads[:-2], table.heads[-1]]
        self.beat(
            "keep", vanish(*going, table.outcomes), appear(numbers, head), **self.words.question()
        )
        ends = self.crowd.last[: table.count]
        flights = [flying(*each) for each in zip(table.cells[-2], ends, SECONDS, strict=False)]
        self.play(
            to(self.crowd.moved, 2.0, run_time=3.4, rate_func=linear),
            *flights,
            appear(plot.x_axis, plot.titles, run_time=3.4, rate_func=late),
            vanish(head),
        )
        self.remove(numbers)

    def raise_them(self) -> None:
        """Each rises or falls to its class."""
        patients = self.patients
        self.add(patients.marks)
        self.remove(self.crowd.dots)
        self.beat("scatter", appear(patients.spread), **self.words.question())
        heights = patients.plot.grid, patients.plot.y_axis, patients.class_labels
        names = appear(*heights, run_time=RISING, rate_func=late)
        self.play(rising(patients.classes, RISING), names)

    def look_at_a_share(self) -> None:
        """The share of class 1 among those with about one value."""
        self.shown = shown = ShareOnPlot(self.patients, self.windows)
        low, name = self.windows.stops[0], self.words.window()
        self.name = Label(name, size=SIZES.label, colour=self.theme.model)
        self.name.place(self.patients.spread.get_corner(DL))
        self.beat("share", vanish(self.patients.spread), **self.words.share(low))
        self.add(shown.band)
        self.bring_to_back(self.mobjects[0], shown.band)
        self.play(Rewriting(shown.band, shown.open, run_time=1.4), appear(self.name))
        self.add(shown.point)
        self.play(to(shown.risen, 1.0, run_time=1.6))
        self.play(arrive(shown.point.get_center(), self.theme))
        self.kept = [shown.stop(each, self.words.percent(each)) for each in self.windows.stops]
        self.play(appear(self.kept[0]))

    def compare_shares(self) -> None:
        """The window moves on: at each value the share of those about it."""
        shown = self.shown
        self.beat(self.words.trend_key, **self.words.question())
        self.add(shown.trail, shown.point)
        for each, stop in zip(self.windows.stops[1:], self.kept[1:], strict=True):
            self.play(to(shown.middle, each.middle, run_time=2.0))
            self.play(appear(stop))

    def ask_for_the_probability(self) -> None:
        """Of a new patient only the feature is known: all in one row again."""
        patients, shown = self.patients, self.shown
        gone = vanish(shown.band, shown.point, shown.trail, self.name, *self.kept)
        self.beat("question", gone, **self.words.question())
        formula = self.math("P(y = 1 | x) = thin ?", size=LARGE)
        formula.place(patients.plot.point(patients.plot.x.high, 1.0), "right")
        heights = patients.plot.grid, patients.plot.y_axis, patients.class_labels
        self.play(falling(patients.classes, 2.2), vanish(*heights, run_time=1.0))
        self.play(appear(formula))
        self.let_stand(2.5)


def flying(number: Label, end: FloatArray, seconds: float) -> Animation:
    """Let a number go to where its dot goes, and leave it to that."""
    start, outline = number.get_center(), number.points.copy()

    def write(share: float) -> None:
        number.points = outline + share * (end - start)
        set_share(number, min(2 - 2 * share, 1.0))

    return Rewriting(number, write, run_time=seconds)
