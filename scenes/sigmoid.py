"""The logistic curve: what its two parameters do, by hand, and then fitted to data."""

import numpy as np
from manim import Mobject, VGroup

from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.sigmoid import sentences
from gradreel.scenes.pieces.sigmoid.figure import FittingPanel, LogisticFigure
from gradreel.scenes.pieces.sigmoid.logistic import (
    ShownCurve,
    can_be_told_apart,
    direction,
    least_squares,
    loss_of,
    pose,
    tries,
)
from gradreel.scenes.stage.manim.motion import STEP, appear, dim, steadily, to, vanish
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.grid import GRID

PLACE = 20
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "standardize": True,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "batch_size": None,
    "seed": 0,
    "start": None,
}
DRAWS = "a logistic regression with one feature, whose values can be told apart"

GENTLE, STEEP = 1.3, 4.0
"""The steepness of the curves that explain: b1 for a feature in deviations."""
SINGLE_STEPS = 12
"""So many of the run's steps are shown one by one, the rest in REST seconds."""
REST = 1.6
CASES = ("rises_gently", "rises_steeply", "falls_gently", "falls_steeply")


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the options.

    Raises:
        RequestError: they name more than one feature, or one whose values look the same.
    """
    data = runs.dataset(options)
    runs.check_one_feature("sigmoid", data)
    if not can_be_told_apart(data.features[:, 0]):
        column = quoted(data.feature_names[0])
        raise RequestError(
            f"the values of column {column} are all equal, or too close together for their size "
            "to be told apart: subtract what they share, or choose another column with --x"
        )
    return runs.logistic_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none: what is set by hand is no run."""
    del main, options
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a logistic regression with one feature that can be drawn."""
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and objective.model == LogisticRegression(1)
        and can_be_told_apart(objective.dataset.features[:, 0])
    )


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Sigmoid,)


class Sigmoid(ManimStory):
    """What b0 and b1 do to the logistic curve, three tries by hand, and the fit."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.show_a_line()
        self.show_the_curve()
        self.move_it()
        self.steepen_it()
        self.flip_it()
        self.sum_up()
        self.return_to_the_data()
        self.try_by_hand()
        self.train()
        self.look_at_the_end()
        self.ask_for_more()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.run = self.recording.main
        self.data = objective_of(self.run).dataset
        self.way = direction(self.data)
        self.start = pose(self.data, 0.0, -GENTLE * self.way)
        self.steep = pose(self.data, 0.0, -STEEP * self.way)
        self.hand = tries(self.data)
        self.judged = sentences.Comparison(self.run, self.hand)
        self.shown = ShownCurve(self.run, self.start)
        self.figure = LogisticFigure(self.shown, self.theme, self.texts)
        self.jittered = self.note("jitter")
        self.by_hand = self.note("set_by_hand")

    def show_a_line(self) -> None:
        """The straight line of least squares leaves 0 to 1."""
        figure, coefficients = self.figure, least_squares(self.data)
        scale, values = figure.plot.x, self.data.features
        at_ends, over_data = (
            coefficients[0] + coefficients[1] * np.array(ends)
            for ends in ((scale.low, scale.high), (values.min(), values.max()))
        )
        self.line = figure.line(coefficients), figure.line_panel(coefficients)
        self.add(figure.plot)
        self.beat(
            sentences.line_key(at_ends, over_data),
            appear(figure.marks, figure.class_labels, self.jittered),
        )
        self.play(appear(*self.line))

    def show_the_curve(self) -> None:
        """The logistic function in the line's place."""
        figure = self.figure
        self.panel = figure.explaining_panel()
        going = figure.marks, figure.class_labels, *self.line, self.jittered
        self.beat("curve", vanish(*going))
        self.play(appear(figure.curve, self.panel, self.by_hand))

    def move_it(self) -> None:
        """b0 moves the curve; b1 stays."""
        least, most = self.data.features.min(), self.data.features.max()
        aside = (pose(self.data, shift, 1.0).centre for shift in (-1.3, 1.3))
        low, high = (min(max(each, least), most) for each in aside)
        self.beat("intercept", appear(self.figure.drop, self.figure.point))
        for centre, seconds in ((low, 1.1), (high, 1.6), (self.start.centre, 1.1)):
            self.play(to(self.shown.centre_by_hand, centre, run_time=seconds))

    def steepen_it(self) -> None:
        """b1 turns the curve about its centre, which stays."""
        self.held = self.note("centre_held")
        self.beat("steepness", vanish(self.by_hand), appear(self.figure.tangent, self.held))
        for slope, seconds in ((self.steep.slope, 1.5), (self.start.slope, 1.3)):
            self.play(to(self.shown.slope_by_hand, slope, run_time=seconds))

    def flip_it(self) -> None:
        """b1 goes through zero."""
        self.beat("flip")
        self.play(to(self.shown.slope_by_hand, -self.start.slope, run_time=2.2))

    def sum_up(self) -> None:
        """The four cases side by side."""
        figure = self.figure
        live = figure.plot, figure.curve, figure.drop, figure.tangent, figure.point
        self.beat("cases", vanish(*live, self.panel, self.held))
        self.cases = VGroup(*self.make_cases())
        for case in self.cases:
            self.play(appear(case))

    def return_to_the_data(self) -> None:
        """The data again."""
        figure = self.figure
        rows = self.texts.label("rows", count=self.data.n)
        self.beat("data", vanish(self.cases), rows=rows)
        self.play(appear(figure.plot, figure.marks, figure.class_labels, self.jittered))

    def try_by_hand(self) -> None:
        """Three curves, each with its mean loss; each stays as a ghost."""
        first = self.hand[0]
        self.shown.centre_by_hand.set_value(first.centre)
        self.shown.slope_by_hand.set_value(first.slope)
        panel = self.fitting = self.make_fitting_panel()
        self.beat("tries", appear(*self.moving(), panel.surface, *panel.live))
        for each, row in zip(self.hand, panel.tries, strict=True):
            if each is not first:
                self.play(
                    to(self.shown.centre_by_hand, each.centre),
                    to(self.shown.slope_by_hand, each.slope),
                )
            self.play(appear(row))
            self.wait(0.6)
            self.bring_to_back(self.figure.ghost(each.parameters))

    def train(self) -> None:
        """The curve follows the recorded run."""
        steps = self.run.n_steps
        self.beat(
            self.judged.start_key, optimizer=self.texts.optimizer(self.run.spec.optimizer_name)
        )
        self.play(to(self.shown.share, 1.0), appear(self.fitting.step), dim(*self.fitting.tries))
        for step in range(1, min(steps, SINGLE_STEPS) + 1):
            self.play(to(self.shown.step, step, run_time=STEP))
        if steps > SINGLE_STEPS:
            self.play(steadily(self.shown.step, steps, REST))

    def look_at_the_end(self) -> None:
        """Where the run ended, and whether it is better than the tries."""
        number, judged = self.figure.number, self.judged
        self.beat(
            judged.end_key,
            appear(*self.fitting.tries),
            step=self.run.n_steps + 1,
            centre=number("centre", self.shown.centre()),
            loss=number("loss", judged.loss),
            hand=number("loss", judged.best_by_hand),
        )

    def ask_for_more(self) -> None:
        """Towards a measure and a method."""
        self.beat(self.judged.moral_key)

    def moving(self) -> tuple[Mobject, ...]:
        """What moves with the curve."""
        return self.figure.curve, self.figure.drop, self.figure.point

    def make_cases(self) -> list[VGroup]:
        """Rising and falling, gently and steeply."""
        made = []
        for index, key in enumerate(CASES):
            sign = 1 if key.startswith("rises") else -1
            steepness = GENTLE if key.endswith("gently") else STEEP
            curve = pose(self.data, 0.0, sign * steepness)
            formula = "beta1(beta_1) > 0" if sign > 0 else "beta1(beta_1) < 0"
            words = formula, self.texts.label(key)
            made.append(self.figure.case(index, curve.parameters, words))
        return made

    def make_fitting_panel(self) -> FittingPanel:
        """The panel with the three tries and their losses."""
        names = [self.texts.label("try", number=number) for number in (1, 2, 3)]
        return self.figure.fitting_panel(
            names, [loss_of(self.run, each.parameters) for each in self.hand]
        )

    def note(self, key: str) -> TextLine:
        """A remark in the lower right corner."""
        return self.text(self.texts.label(key), 1 - GRID.margin, GRID.lowest_baseline, edge="right")
