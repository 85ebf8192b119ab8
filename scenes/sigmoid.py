"""The logistic curve: what its two parameters do, by hand, and then fitted to data."""

from manim import ValueTracker, VGroup

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.sigmoid import sentences
from gradreel.scenes.pieces.sigmoid.cases import (
    case_of,
    four_cases,
    moving_aside,
    unfolding,
    words_on,
)
from gradreel.scenes.pieces.sigmoid.ghosts import ghosts_of
from gradreel.scenes.pieces.sigmoid.logistic import (
    STEEP,
    pose,
)
from gradreel.scenes.pieces.sigmoid.misses import Misses
from gradreel.scenes.pieces.sigmoid.story import LogisticStory
from gradreel.scenes.stage.manim.motion import (
    LATE,
    Rewriting,
    appear,
    arrive,
    dim,
    late,
    set_share,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.plots.moving_plot import rising
from gradreel.scenes.stage.manim.plots.outcomes import OutcomeRooms
from gradreel.scenes.stage.runs.objective import check_values_are_seen, is_logistic_along_axis
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Box

PLACE = 120
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "batch_size": None,
    "seed": 0,
    "start": None,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one feature, whose values can be told apart"

RISING, BENDING = 3.6, 3.0
"""Seconds in which all data come to their classes, and in which the line becomes the curve."""
CHOSEN = 0.6
"""Seconds longer that the kind of curve that the data have stands there to be read."""
ZOOM = 1.2
"""How near the camera comes, all of the curve in sight."""
READABLE = 0.65
"""The share of their opacity from which on words that step back are still read."""


class CameraRooms:
    """The part of the frame that the camera fills: beside the panel, or above it."""

    near = Shaped(Box(0.03, 0.69, 0.17, 1.0), tall=Box(0.03, 0.97, 0.25, 0.65))


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the options.

    Raises:
        RequestError: they name more than one feature, or one whose values look the same.
    """
    data = runs.dataset(options)
    runs.check_one_feature("sigmoid", data)
    check_values_are_seen(data)
    return runs.fitted_on(data, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a logistic regression with one feature that can be drawn."""
    return is_logistic_along_axis(spec, features=1)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Sigmoid,)


class Sigmoid(LogisticStory):
    """What b0 and b1 do to the logistic curve, three tries by hand, and what the fit says."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.draw_a_line()
        self.bend_it()
        self.move_it()
        self.steepen_it()
        self.flip_it()
        self.sum_up()
        self.try_by_hand()
        self.measure()
        self.ask_for_a_method()
        self.train()
        self.look_at_the_end()
        for key in self.judged.closing_keys:
            self.close(key)

    def ask(self) -> None:
        """All the data in one row by their feature, then each rises or falls to its class."""
        figure = self.figure
        for marks in figure.classes:
            marks.rise(0.0)
        self.add(figure.plot, figure.marks)
        set_share(VGroup(*figure.heights), 0.0)
        self.beat("ask", appear(figure.spread), **self.words.question())
        names = appear(*figure.heights, figure.class_labels, run_time=RISING, rate_func=late)
        self.play(rising(figure.classes, RISING), names)

    def draw_a_line(self) -> None:
        """The straight line of least squares leaves 0 to 1."""
        figure, across = self.figure, self.figure.plot.x
        ends = across.low, across.high
        self.line_key = sentences.key_of_line(self.shown.line, ends, self.data)
        figure.curve.draw(0.0)
        self.beat(self.line_key, vanish(figure.spread))
        self.add(figure.curve)
        drawn = Rewriting(figure.curve, figure.curve.draw, run_time=2.4)
        self.play(drawn, appear(figure.meaning))
        rings = [arrive(each[0].get_center(), self.theme) for each in figure.ends]
        self.play(appear(figure.ends), rings)

    def bend_it(self) -> None:
        """The line becomes the logistic curve over the same data, which step back."""
        figure = self.figure
        self.panel = self.plates.explaining()
        self.beat("curve")
        self.play(
            to(self.shown.bend, 1.0, run_time=BENDING),
            figure.plot.into(OutcomeRooms.beside, run_time=BENDING * LATE),
            dim(figure.marks, run_time=BENDING),
            dim(figure.class_labels, share=READABLE, run_time=BENDING),
            appear(self.panel, self.by_hand, run_time=BENDING, rate_func=late),
        )

    def move_it(self) -> None:
        """b0 moves the curve; b1 stays."""
        least, most = self.data.features.min(), self.data.features.max()
        aside = (pose(self.data, shift, 1.0).centre for shift in (-1.3, 1.3))
        low, high = (min(max(each, least), most) for each in aside)
        figure = self.figure
        self.beat("intercept", vanish(figure.ends), appear(figure.centre, figure.centre_name))
        for centre, seconds in ((low, 1.1), (high, 1.6), (self.start.centre, 1.1)):
            self.play(to(self.shown.centre_by_hand, centre, run_time=seconds))

    def steepen_it(self) -> None:
        """b1 turns the curve about its centre, which stays."""
        self.held = self.note("centre_held")
        self.keep_still(self.panel, self.held)
        figure = self.figure
        self.beat("steepness", vanish(self.by_hand, *figure.names), appear(figure.tangent))
        steep = pose(self.data, 0.0, STEEP * self.way)
        near = self.focus(figure.middle, ZOOM, window=CameraRooms.near, run_time=1.6)
        steeper = to(self.shown.slope_by_hand, steep.slope, run_time=1.6)
        self.play(steeper, near, appear(self.held))
        self.play(to(self.shown.slope_by_hand, self.start.slope, run_time=1.4))

    def flip_it(self) -> None:
        """b1 goes through zero, and back again if the curve doesn't rise then."""
        figure = self.figure
        self.beat("flip")
        flipped = to(self.shown.slope_by_hand, -self.start.slope, run_time=2.4)
        self.play(
            flipped,
            self.pull_out(run_time=2.4),
            appear(*figure.lasting_names, run_time=2.4, rate_func=late),
            dim(figure.class_labels, share=READABLE, run_time=2.4, rate_func=late),
        )

    def sum_up(self) -> None:
        """The figure becomes four small ones, one for each kind of curve."""
        figure = self.figure
        beside = figure.centre, figure.centre_name, figure.tangent, self.panel, self.held
        self.cases = four_cases(self.figure, self.judged.kind, self.line_key != "line_flat")
        self.beat("cases")
        self.remove(figure.plot.grid, figure.marks, figure.curve)
        self.add(*reversed(self.cases))
        self.play(vanish(*beside, *figure.names), unfolding(self.cases, 1.2))
        chosen = case_of(self.cases, self.judged.kind)
        self.play(moving_aside(self.cases, 1.6), appear(*words_on(self.cases)))
        self.play(appear(*chosen.marks, *chosen.remark))
        self.wait(CHOSEN)

    def try_by_hand(self) -> None:
        """The case of these data becomes the figure again; three curves, each stays as a ghost."""
        figure, plot = self.figure, self.figure.plot
        chosen = case_of(self.cases, self.judged.kind)
        going = [*(each for each in self.cases if each is not chosen), *words_on(self.cases)]
        self.beat("tries", vanish(*chosen.moved, *chosen.remark), **self.words.question())
        self.remove(chosen)
        self.add(*chosen.give_way())
        self.play(
            vanish(*going, run_time=1.0),
            plot.into(OutcomeRooms.beside, run_time=1.0),
            appear(figure.marks, *figure.names, run_time=1.0),
        )
        panel = self.fitting = self.make_fitting_panel()
        self.play(
            appear(figure.centre, self.by_hand, panel.surface, *panel.live),
            self.shown.turn_to(self.hand[0]),
        )
        names = [self.texts.label("try", number=number) for number in (1, 2, 3)]
        passing = self.shown.path[0], self.judged.fitted
        self.ghosts = ghosts_of(figure, self.hand, names, passing)
        for each, (ghost, name) in zip(self.hand, self.ghosts, strict=True):
            if each is not self.hand[0]:
                self.play(self.shown.turn_to(each))
            self.put_below(ghost)
            self.play(appear(name))

    def measure(self) -> None:
        """Each try again with how far it is from what happened, and its loss."""
        panel, self.missing = self.fitting, ValueTracker(0.0)
        misses = Misses(self.figure, self.hand, self.missing.get_value)
        self.misses, words = misses.lines, self.texts.label("miss")
        self.example = misses.name_one(words, self.ghosts)
        self.beat("measure", Rewriting(panel.surface, panel.open), appear(*panel.full_loss))
        self.add(self.misses)
        self.play(to(self.missing, 1.0), self.shown.turn_to(self.hand[0]), appear(self.example))
        for row, each in zip(panel.tries, self.hand, strict=True):
            if each is not self.hand[0]:
                self.play(self.shown.turn_to(each))
            self.play(appear(row[0]), travel(panel.loss, row[1]))

    def ask_for_a_method(self) -> None:
        """The curve goes to where the run starts."""
        going = vanish(self.by_hand, self.example)
        self.beat("why", going, dim(*self.fitting.tries, share=READABLE))
        self.play(to(self.shown.share, 1.0, run_time=2.2))
        self.play(appear(self.fitting.step, self.figure.centre_name))

    def train(self) -> None:
        """The curve follows the recorded run."""
        name = self.texts.optimizer(self.run.spec.optimizer_name)
        self.beat(self.judged.start_key, optimizer=name)
        if seconds := self.shown.paced.seconds:
            self.play(steadily(self.shown.seconds, seconds, seconds), appear(self.learned))

    def look_at_the_end(self) -> None:
        """Where the run ended, beside the tries, which become the end one after the other."""
        key, tries = self.judged.end_key, self.fitting.tries
        self.beat(key, appear(*tries), **self.words.ending())
        if self.judged.tells_apart:
            self.play(arrive(self.figure.point.get_center(), self.theme))
        for ghost, name in self.ghosts:
            self.play(vanish(name), become(ghost, self.figure.curve, run_time=0.7))
        self.play(to(self.missing, 0.0))

    def close(self, key: str) -> None:
        """What follows for a person, or for whoever sets the steps."""
        panel = self.fitting
        if key in sentences.ANSWERS:
            going = vanish(*panel.tries, panel.step, self.learned)
            self.beat(key, going, **self.words.closing())
            self.judge_all()
            return
        self.beat(key, vanish(self.figure.centre_name), **self.words.closing())
        if key in sentences.READ_ALONG:
            self.read_along()
