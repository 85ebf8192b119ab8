"""Three runs from one start: a learning rate that is too small, one that suits, one too large."""

from collections.abc import Sequence

from manim import VMobject

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.learning_rate import request
from gradreel.scenes.pieces.learning_rate.column import RateColumn, columns_of
from gradreel.scenes.pieces.learning_rate.request import RateRole
from gradreel.scenes.stage.manim.motion import (
    LATE,
    appear,
    arrive,
    dim,
    in_turn,
    late,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.typesetting import as_given, number_text

PLACE = 230
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "rates": (0.1, 4.0, 15.0),
    "steps": 30,
    "start": (-0.1696, 2.0),
}
HELP = {"rates": "Three learning rates, rising; set by the curvature where none are given."}
CHOSEN_FOR = {"data": ("rates",), "x": ("rates",), "y": ("rates",)}
DRAWS = "the one weight of a logistic regression, its intercept held, by plain gradient descent"

CROSS_ENTROPY, SQUARED = Quantity(3, most=1e3), Quantity(0, most=1e5)
READING, LONG = 5.6, 2.0
"""Seconds that runs take at the least which are seen to move until their end."""
NEAR, VIEW = 1.8, Box(0.0, 1.0, 0.23, 1.0)
"""How near the camera comes to a run that leaps, and what is then seen of the frame."""
SWAPPED = 0.8, 1.2, 1.6
"""Seconds in which the axes of each column leave, before others take their place."""
FLASH, DRAWN, RINGED = 1.2, 1.6, 0.9
"""Seconds in which a flash goes along losses, and in which the curves are drawn."""
LAST = 2.1


class _Places:
    """Where the curves are explained: its first baseline."""

    note = Shaped(0.207, tall=0.235)


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
        label, look = self.texts.label, (self.theme, self.texts)
        self.columns = columns_of(runs, *look, CROSS_ENTROPY, label("full_loss"))
        squared = [run for role, run in beside.items() if role.squared]
        named = label("squared_narrow" if is_tall() else "squared")
        self.squared = columns_of(squared, *look, SQUARED, named) if squared else []

    def ask(self) -> None:
        """Three times the same start on the same curve."""
        key = "cross_entropy" if self.is_scaled() else "cross_entropy_plain"
        self.about = self.note(key, name=self.weight_name())
        self.by_hand: tuple[VMobject, ...] = ()
        self.keep_still(self.about)
        for each in self.columns:
            self.add(each.plots, each.curve, each.path)
            each.drawn.set_value(0.0)
        named = (part for each in self.columns for part in (each.loss_name, each.loss))
        drawn = [steadily(each.drawn, 1.0, DRAWN) for each in self.columns]
        self.beat("ask", *drawn, appear(self.about), appear(*named, run_time=DRAWN, rate_func=late))
        points = [each.point for each in self.columns]
        tangents = [each.tangent for each in self.columns]
        self.play(in_turn(points, 0.4))
        self.ring_starts(self.columns)
        self.play(in_turn(tangents, 0.4))

    def ring_starts(self, columns: Sequence[RateColumn]) -> None:
        """A ring about the start that all runs of these columns have."""
        starts = [place for each in columns if (place := each.where()) is not None]
        self.play(*(arrive(place, self.theme, run_time=RINGED) for place in starts))

    def take_one_step(self) -> None:
        """The first step of all three, along the axis."""
        slope = number_text(float(self.columns[0].run.gradients[0, 0]), 3)
        heads = [each.head for each in self.columns]
        self.beat("first", in_turn(heads, 1.0), slope=slope)
        self.add(*(each.arrow for each in self.columns))
        going = [vanish(each.tangent) for each in self.columns]
        self.play(in_turn([each.sum for each in self.columns], 1.2))
        firsts = [(each, each.paced.when(1)) for each in self.columns]
        self.play(*(steadily(each.seconds, when, 1.6) for each, when in firsts), *going)

    def go_on(self, column: RateColumn) -> None:
        """One column's run, the others stepping back, then how it has ended."""
        others = [each for each in self.columns if each is not column]
        rate, steps = as_given(column.run.spec.learning_rate), column.run.n_steps
        self.add(column.trace)
        self.beat(
            "run",
            *(dim(*self.shown_of(each)) for each in others),
            appear(*self.shown_of(column)),
            vanish(column.sum),
            appear(column.tangent) if column.ending != "leaps" else [],
            rate=rate,
            steps=steps,
        )
        left = column.before_leaps - column.paced.when(1)
        if column.ending == "moving":
            left = max(left, LONG)
        self.play(steadily(column.seconds, column.before_leaps, left), vanish(column.arrow))
        column.judge(self.texts)
        step = column.arrival if column.ending == "arrived" else steps
        self.beat(
            column.ending,
            appear(*column.verdict),
            vanish(column.tangent),
            rate=rate,
            step=step,
        )
        self.look_at_leaps(column)
        mark = column.where()
        if column.ending == "arrived" and mark is not None:
            self.play(arrive(mark, self.theme))
        self.play(column.flash(FLASH))
        if column.ending == "moving":
            self.play(column.flash(FLASH))

    def look_at_leaps(self, column: RateColumn) -> None:
        """The last steps of a run that leaps to and fro, from near where that has room."""
        left = column.paced.seconds - column.before_leaps
        if left <= 0:
            return
        self.add(column.leap)
        leaping = [steadily(column.seconds, column.paced.seconds, left)]
        if middle := column.room.middle:
            leaping.append(self.focus(at(*middle), NEAR, window=VIEW, run_time=0.9))
        self.play(*leaping)
        self.play(self.pull_out(run_time=1.6), vanish(column.leap))

    def look_far_out(self) -> None:
        """The slope of the cross-entropy far out, which is bounded."""
        column = next((each for each in self.columns if each.ending == "leaps"), None)
        if column is None:
            return
        self.by_hand = column.probe(self.texts)
        column.probed.set_value(column.minimum)
        gone, self.about = self.about, self.note("by_hand")
        here = appear(*self.by_hand, self.about)
        self.beat("bounded", here, vanish(column.path, gone, run_time=0.2))
        self.play(to(column.probed, column.axes.x.high, run_time=2.2))
        self.play(to(column.probed, column.axes.x.low, run_time=2.6))

    def weight_name(self) -> str:
        """The feature of the one weight, in words."""
        return self.texts.column(objective_of(self.recording.main).dataset.feature_names[0])

    def is_scaled(self) -> bool:
        """Whether the one feature is standardised."""
        return objective_of(self.recording.main).dataset.is_scaled

    def note(self, key: str, **values: object) -> VMobject:
        """What the curves are, under the sentence at the right."""
        return self.remark(self.texts.label(key, **values), y=_Places.note)

    def shown_of(self, column: RateColumn) -> tuple[VMobject, ...]:
        """What of a column is on the stage."""
        stage = self.mobjects
        return tuple(each for each in column.all if any(each is other for other in stage))

    def change_the_loss(self) -> None:
        """The curves become parabolas."""
        old, new = self.columns, self.squared
        going = [part for each in old for part in (each.path, each.trace, each.loss, each.point)]
        said = [part for each in old for part in each.verdict]
        self.beat("squared", vanish(*going, *said, *self.by_hand, self.about))
        self.play(appear(self.note("squared_error")))
        pairs = list(zip(old, new, strict=True))
        self.play(
            *(become(before.curve, after.curve, run_time=2.0) for before, after in pairs),
            *(
                vanish(before.plots, before.head, before.loss_name, run_time=seconds)
                for (before, _), seconds in zip(pairs, SWAPPED, strict=True)
            ),
            *(
                appear(after.plots, after.head, run_time=seconds / LATE, rate_func=late)
                for (_, after), seconds in zip(pairs, SWAPPED, strict=True)
            ),
        )
        for each in new:
            self.add(each.path, each.trace)
        self.play(*(appear(each.point, each.loss, each.loss_name) for each in new))
        self.ring_starts(new)

    def run_on_squares(self) -> None:
        """All three run at once; one of them runs away."""
        new = self.squared
        self.beat("squared_run")
        seconds = max(*(each.paced.seconds for each in new), READING)
        self.play(*(steadily(each.seconds, each.paced.seconds, seconds) for each in new))
        for each in new:
            each.judge(self.texts)
        self.play(in_turn([part for each in new for part in each.verdict], 0.6))
        self.columns = new

    def close(self) -> None:
        """What is to be remembered."""
        there = [each for each in self.columns if each.ending == "arrived"]
        others = [each for each in self.columns if each not in there]
        again = [appear(*self.shown_of(each)) for each in self.columns]
        self.beat("take", *again, [] if self.squared else vanish(*self.by_hand))
        for group in filter(None, (others, there)):
            self.play(*(each.flash(FLASH) for each in group))
        places = [each.where() for each in there]
        rings = [arrive(place, self.theme) for place in places if place is not None]
        if rings:
            self.play(*rings)
        self.let_stand(LAST)
