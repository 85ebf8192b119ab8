"""The loss of a curve: a penalty for each patient, their mean, and the map of all curves."""

from dataclasses import replace

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.likelihood.curve_map import CurveMap, LossPanel, landscape_about
from gradreel.scenes.pieces.likelihood.example import Spotlight
from gradreel.scenes.pieces.likelihood.feature_name import name_for_x_itself
from gradreel.scenes.pieces.likelihood.figures import Figures
from gradreel.scenes.pieces.likelihood.fitting import ShownFit, way_by_hand
from gradreel.scenes.pieces.likelihood.rooms import FigureRooms
from gradreel.scenes.pieces.likelihood.sentences import RunSentences
from gradreel.scenes.stage.manim.motion import (
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
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.runs.objective import (
    check_values_are_seen,
    is_logistic_along_axis,
    objective_of,
)
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import FADE, linear
from gradreel.scenes.stage.story.paced import paced
from gradreel.scenes.stage.type.grid import GRID

OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 2.5,
    "steps": 30,
    "seed": 0,
    "start": (-1.6, 1.2),
}
PLACE = 130
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one standardised feature"

RUN, SEEN = 3.6, 8
"""Seconds that the run may take; so many of its first points are reached slowly."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the options; unless told otherwise it starts where the way by hand ends.

    Raises:
        RequestError: they name more than one feature, or one whose values look the same.
    """
    data = runs.dataset(options)
    runs.check_one_feature("likelihood", data)
    check_values_are_seen(data)
    start = options.start or tuple(way_by_hand(data)[-1].tolist())
    return runs.fitted_on(data, replace(options, start=start))


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a logistic regression with one standardised feature."""
    if not is_logistic_along_axis(spec, features=1):
        return False
    inputs = objective_of(spec).dataset.inputs[:, 0]
    return bool(abs(inputs.mean()) < 1e-6 and abs(inputs.std() - 1) < 1e-6)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Likelihood,)


class Likelihood(ManimStory):
    """From one patient's penalty to the loss, and to the curve with the lowest."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.look_at_one()
        self.penalise_it()
        self.look_at_another()
        self.look_at_the_worst()
        self.penalise_all()
        self.take_the_mean()
        self.find_the_point()
        self.move_by_hand()
        self.draw_the_map()
        self.train()
        self.look_at_the_end()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.recording.main
        steps = run.recorded_steps.tolist()
        self.shown = ShownFit(run, paced(steps, slow=steps[1:SEEN], seconds=RUN))
        self.landscape = landscape_about(run)
        self.words = RunSentences(run, self.texts)
        self.figures = Figures(self.shown, self.theme, self.texts)
        self.patients, self.curve = self.figures.patients, self.figures.curve
        self.chart, self.bars = self.figures.chart, self.figures.bars
        self.examples = self.figures.examples

    def ask(self) -> None:
        """The curve over all the data."""
        patients = self.patients
        self.by_hand = self.text(
            self.texts.label("by_hand"), 1 - GRID.margin, GRID.lowest_baseline, edge="right"
        )
        self.add(patients.plot, patients.marks, patients.class_labels)
        self.beat("ask", **self.words.rows())
        self.add(self.curve)
        self.play(to(self.figures.swept, 1.0, run_time=1.4), appear(patients.meaning, self.by_hand))
        self.add(self.figures.given)
        self.play(to(self.figures.wave, 1.0, run_time=3.2, rate_func=linear))

    def look_at_one(self) -> None:
        """One of class 1, and what the curve gave it and its opposite."""
        self.spots = [Spotlight(each, self.shown, self.patients) for each in self.examples]
        spot = self.spots[0]
        going = vanish(self.patients.class_labels, self.patients.meaning)
        self.beat("happened", dim(self.patients.marks), going, **self.words.example(spot.case))
        self.play(to(self.figures.wave, 0.0, run_time=2.2, rate_func=linear))
        self.remove(self.figures.given)
        self.shine(spot)

    def shine(self, spot: Spotlight) -> None:
        """Mark one of the data, and divide the line at it."""
        self.add(spot.line)
        drawn = to(spot.drawn, 1.0, run_time=0.8)
        self.play(appear(spot.mark), arrive(spot.place(), self.theme), drawn)
        self.play(appear(spot.number, spot.rest))

    def penalise_it(self) -> None:
        """The number becomes a penalty, and the patient a bar."""
        patients, chart, going = self.patients, self.chart, self.patients.plot.titles
        leaving = vanish(self.spots[0].rest, self.by_hand, going)
        self.beat("penalty", leaving)
        self.play(
            patients.plot.into(FigureRooms.upper, run_time=1.2),
            appear(self.bars.plot, self.figures.feature, self.figures.order, run_time=1.2),
            appear(*chart.drawn, patients.meaning, run_time=1.2),
        )
        self.add(self.bars.bars)
        self.charge(0)

    def charge(self, number: int) -> None:
        """Work out one penalty: it goes on the chart, and the patient becomes its bar."""
        spot, example = self.spots[number], self.examples[number]
        self.working, formula = self.chart.working(example)
        set_share(self.working, 0.0)
        self.add(self.working)
        flight = travel(spot.number, formula.slot(0))
        before, equals = formula.before_slots().values()
        self.play(appear(self.working[0]), appear(*before, rate_func=late), flight)
        self.add(self.figures.points[number])
        self.play(to(self.figures.gone[number], 1.0), appear(*equals, formula.slot(1)))
        self.label = self.bars.number(example.index)
        self.link = self.bars.link(example.index, spot.place())
        self.play(to(self.figures.grown[number], 1.0), appear(self.link))
        self.play(travel(formula.slot(1), self.label))

    def change_to(self, number: int, key: str) -> None:
        """Let one example give way to the next, of which a sentence speaks."""
        before = self.spots[number - 1]
        gone = before.shown, before.number, before.rest, self.working, self.label, self.link
        self.beat(key, vanish(*gone), **self.words.example(self.examples[number]))
        self.shine(self.spots[number])
        self.charge(number)

    def look_at_another(self) -> None:
        """One of class 0: the rest of p is what counts."""
        self.change_to(1, "other")

    def look_at_the_worst(self) -> None:
        """The one that costs most."""
        self.change_to(2, self.words.worst_key(self.examples[2]))

    def penalise_all(self) -> None:
        """Every patient becomes a bar."""
        spot, self.rule = self.spots[2], self.chart.rule()
        going = vanish(spot.shown, spot.number, spot.rest, self.working, self.link, self.label)
        self.beat("all", going, appear(self.patients.marks))
        self.add(self.figures.crowd, self.figures.points)
        self.play(to(self.figures.wave, 1.0, run_time=3.2, rate_func=linear), appear(self.rule))

    def take_the_mean(self) -> None:
        """The bars level out, and stand again."""
        self.beat("mean", vanish(self.rule))
        self.mean, self.mean_formula = self.chart.mean(self.shown.loss(), self.shown.all_data.n)
        self.add(self.bars.before)
        self.play(to(self.figures.level, 1.0, run_time=1.6))
        self.play(appear(self.bars.mean, self.mean))
        self.play(to(self.figures.level, 0.0, run_time=1.2))
        self.remove(self.bars.before)

    def find_the_point(self) -> None:
        """The chart gives way to the map's axes, the mean to the plate."""
        self.curve_map = curve_map = CurveMap(self.shown, self.landscape, self.theme, self.texts)
        self.panel = panel = LossPanel(self.shown, self.theme, self.texts)
        figures = self.figures
        gone = *self.chart.drawn, figures.crowd, figures.points, figures.feature
        self.beat("point", vanish(*gone))
        self.play(
            appear(figures.standardised, curve_map.map.plot, curve_map.map.names, curve_map.names)
        )
        curve_map.map.sweep(0.0)
        self.add(curve_map.map.bands)
        self.play(
            appear(panel.surface, panel.heading, panel.by_hand),
            travel(self.mean_formula.slot(0), panel.loss),
            vanish(self.mean),
        )
        self.add(curve_map.tried)
        self.play(travel(self.curve, curve_map.point, run_time=1.4))
        self.play(arrive(curve_map.point.get_center(), self.theme))

    def move_by_hand(self) -> None:
        """b0 moves, then b1."""
        self.beat("move")
        self.play(to(self.shown.walked, 1.0, run_time=2.4))
        self.play(to(self.shown.walked, 2.0, run_time=2.8))

    def draw_the_map(self) -> None:
        """All points in the colour of their loss."""
        self.beat("map")
        land = self.curve_map.map
        self.play(Rewriting(land.bands, land.sweep, run_time=2.8))
        self.remove(self.curve_map.tried)

    def train(self) -> None:
        """The curve, the bars and the point follow the recorded run."""
        name = self.texts.optimizer(self.recording.main.spec.optimizer_name)
        going, follows = vanish(self.panel.by_hand), to(self.shown.share, 1.0, run_time=FADE)
        step = appear(self.panel.step)
        self.beat(self.words.start_key, going, follows, step, optimizer=name)
        self.add(self.curve_map.path, self.curve_map.point)
        if seconds := self.shown.paced.seconds:
            self.play(steadily(self.shown.seconds, seconds, seconds))

    def look_at_the_end(self) -> None:
        """Where it ended, and what that is for x as it is."""
        self.beat(self.words.end_key, vanish(self.figures.standardised), **self.words.ending())
        self.own = name_for_x_itself(self.words.on_own_scale(), self.patients)
        self.play(arrive(self.curve_map.point.get_center(), self.theme), appear(self.own))
        self.add(self.bars.before)
        self.play(to(self.figures.level, 1.0, run_time=1.2))
        self.play(to(self.figures.level, 0.0, run_time=1.2))
        self.remove(self.bars.before)

    def close(self) -> None:
        """What is to be remembered: the bars go back to their patients, under the best curve."""
        patients, bars = self.patients, self.bars
        going, feature = vanish(bars.mean, self.own), appear(self.figures.feature)
        self.beat(self.words.closing_key, going, feature)
        self.figures.clear_examples()
        self.play(to(self.figures.wave, 0.0, run_time=2.2, rate_func=linear))
        self.play(
            vanish(bars.plot, self.figures.order, self.figures.feature),
            patients.plot.into(FigureRooms.last, run_time=1.2),
            appear(patients.class_labels, patients.plot.titles, run_time=1.2, rate_func=late),
        )
        self.let_stand(2.5)
