"""Three runs from one start: a learning rate that is too small, one that suits, one too large."""

from manim import VMobject

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.learning_rate import request
from gradreel.scenes.pieces.learning_rate.column import RateColumn, columns_of
from gradreel.scenes.pieces.learning_rate.request import RateRole
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, in_turn, steadily, to, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.grid import GRID
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.typesetting import as_given, number_text

PLACE = 230
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "standardize": True,
    "rates": (0.1, 4.0, 15.0),
    "steps": 30,
    "start": (-0.1696, 2.0),
}
HELP = {"rates": "Three learning rates, rising; set by the curvature where none are given."}
CHOSEN_FOR = {"data": ("rates",), "x": ("rates",), "y": ("rates",)}
DRAWS = "the one weight of a logistic regression, its intercept held, by plain gradient descent"

CROSS_ENTROPY, SQUARED = Quantity(3, most=1e3), Quantity(0, most=1e5)
READING, LONG = 4.0, 3.0
"""Seconds that runs take at the least which are seen to move until their end."""
NOTE = 0.207
"""The baseline of what the curves are, as a fraction of the frame's height."""
LAST = 1.9


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the middle rate.

    Raises:
        RequestError: not three rates, several features, or a start without a slope.
    """
    return request.main_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the runs of the other rates, and of the heart data those of squared error."""
    return request.beside(main, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of the one weight of a logistic regression."""
    return request.is_of_one_weight(spec)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (LearningRate,)


class LearningRate(ManimStory):
    """The same slope at the same start, and three lengths of step."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.take_one_step()
        for column in self.columns:
            self.go_on(column)
        self.look_far_out()
        if self.squared:
            self.change_the_loss()
            self.run_on_squares()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share."""
        beside = self.recording.all_of(RateRole)
        own = {role.column: run for role, run in beside.items() if not role.squared}
        runs = [own[0], self.recording.main, own[2]]
        self.columns = columns_of(runs, self.theme, self.texts, CROSS_ENTROPY)
        squared = [run for role, run in beside.items() if role.squared]
        self.squared = columns_of(squared, self.theme, self.texts, SQUARED) if squared else []
        self.verdicts: list[VMobject] = []

    def ask(self) -> None:
        """Three times the same start on the same curve."""
        self.about = self.note("cross_entropy", name=self.weight_name())
        self.beat(
            "ask",
            *(appear(each.plots) for each in self.columns),
            appear(self.about),
        )
        for each in self.columns:
            self.add(each.curve, each.path)
            each.drawn.set_value(0.0)
        self.play(*(to(each.drawn, 1.0, run_time=2.4) for each in self.columns))
        points = [each.riding.point for each in self.columns]
        tangents = [each.riding.tangent for each in self.columns]
        self.play(in_turn(points, 0.8))
        self.play(in_turn(tangents, 0.8))

    def take_one_step(self) -> None:
        """The first step of all three, along the axis."""
        slope = number_text(float(self.columns[0].run.gradients[0, 0]), 3)
        heads = [each.head for each in self.columns]
        self.beat("first", in_turn(heads, 1.0), slope=slope)
        self.add(*(each.arrow for each in self.columns))
        going = [vanish(each.riding.tangent) for each in self.columns]
        self.play(in_turn([each.sum for each in self.columns], 1.2))
        firsts = [(each, each.paced.when(1)) for each in self.columns]
        self.play(*(steadily(each.seconds, when, 1.6) for each, when in firsts), *going)

    def go_on(self, column: RateColumn) -> None:
        """One column's run, the others stepping back."""
        others = [each for each in self.columns if each is not column]
        run = column.run
        step = column.arrival if column.ending == "arrived" else run.n_steps
        self.add(column.trace)
        self.beat(
            column.ending,
            *(dim(*self.shown_of(each)) for each in others),
            appear(*self.shown_of(column), column.loss, column.loss_name),
            vanish(column.sum),
            appear(column.riding.tangent),
            rate=as_given(run.spec.learning_rate),
            step=step,
        )
        left = column.paced.seconds - column.paced.when(1)
        if column.ending != "arrived":
            left = max(left, LONG)
        self.play(steadily(column.seconds, column.paced.seconds, left), vanish(column.arrow))
        verdict = column.verdict(self.texts)
        self.verdicts.append(verdict)
        mark = column.riding.where()
        marks = (
            [arrive(mark, self.theme)] if column.ending == "arrived" and mark is not None else []
        )
        self.play(appear(verdict), vanish(column.riding.tangent), *marks)

    def look_far_out(self) -> None:
        """The slope of the cross-entropy far out, which is bounded."""
        column = next((each for each in self.columns if each.ending == "leaps"), None)
        if column is None:
            return
        tangent, slope = column.probe()
        self.beat("bounded", appear(tangent, slope), vanish(column.path))
        self.play(steadily(column.probed, column.axes.x.low, 2.2))
        self.play(steadily(column.probed, column.axes.x.high, 2.0))
        self.play(vanish(tangent, slope))

    def weight_name(self) -> str:
        """The feature of the one weight, in words."""
        return self.texts.column(objective_of(self.recording.main).dataset.feature_names[0])

    def note(self, key: str, **values: object) -> VMobject:
        """What the curves are, under the sentence at the right."""
        return self.text(self.texts.label(key, **values), GRID.margin, NOTE)

    def shown_of(self, column: RateColumn) -> tuple[VMobject, ...]:
        """What of a column is on the stage."""
        stage = self.mobjects
        return tuple(each for each in column.all if any(each is other for other in stage))

    def change_the_loss(self) -> None:
        """The curves become parabolas."""
        old, new = self.columns, self.squared
        going = [
            part for each in old for part in (each.path, each.trace, each.loss, each.riding.point)
        ]
        self.beat("squared", vanish(*going, *self.verdicts, self.about))
        self.play(appear(self.note("squared_error")))
        pairs = list(zip(old, new, strict=True))
        self.play(
            *(become(before.curve, after.curve, run_time=2.0) for before, after in pairs),
            *(become(before.plots, after.plots, run_time=2.0) for before, after in pairs),
            *(become(before.head, after.head, run_time=2.0) for before, after in pairs),
            *vanish(*(each.loss_name for each in old)),
        )
        for each in new:
            self.add(each.path, each.trace)
        self.play(*(appear(each.riding.point, each.loss, each.loss_name) for each in new))

    def run_on_squares(self) -> None:
        """All three run at once; one of them runs away."""
        new = self.squared
        self.beat("squared_run")
        seconds = max(*(each.paced.seconds for each in new), READING)
        self.play(*(steadily(each.seconds, each.paced.seconds, seconds) for each in new))
        self.play(*(appear(each.verdict(self.texts)) for each in new))
        self.columns = new

    def close(self) -> None:
        """What is to be remembered."""
        there = [each for each in self.columns if each.ending == "arrived"]
        others = [each for each in self.columns if each not in there]
        self.beat("take", *(appear(*self.shown_of(each)) for each in there))
        places = [each.riding.where() for each in there]
        rings = [arrive(place, self.theme) for place in places if place is not None]
        if rings:
            self.play(*rings)
        if there and others:
            self.play(*(dim(*self.shown_of(each)) for each in others))
        self.let_stand(LAST)
