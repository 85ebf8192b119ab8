"""What the story of the logistic curve is told by, beat after beat."""

from manim import VMobject

from gradreel.scenes.pieces.sigmoid import sentences
from gradreel.scenes.pieces.sigmoid.figure import LogisticFigure
from gradreel.scenes.pieces.sigmoid.judging import Answers, Judging, Reader, ends_of_reading
from gradreel.scenes.pieces.sigmoid.logistic import (
    GENTLE,
    ShownCurve,
    loss_of,
    pose,
    steps_to_see,
    tries,
)
from gradreel.scenes.pieces.sigmoid.numbers import Digits
from gradreel.scenes.pieces.sigmoid.panels import FittingPanel, JudgedCounts, Plates
from gradreel.scenes.stage.manim.motion import Rewriting, appear, vanish
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.runs.objective import direction, objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.paced import paced
from gradreel.scenes.stage.type.grid import GRID

RUN = 5.2
"""Seconds that the run may take."""


class LogisticStory(ManimStory):
    """The run, the curve that is shown of it, and the plates and remarks beside it."""

    fitting: FittingPanel

    def prepare(self) -> None:
        """Make what several beats share."""
        self.run = self.recording.main
        self.data = objective_of(self.run).dataset
        self.way = direction(self.data)
        self.start = pose(self.data, 0.0, GENTLE * self.way)
        self.hand = tries(self.data)
        self.judged, written = sentences.Comparison(self.run, self.hand), Digits(self.data)
        self.words = sentences.Words(self.texts, self.judged, written)
        steps = self.run.recorded_steps.tolist()
        rhythm = paced(steps, slow=steps_to_see(self.run), seconds=RUN)
        self.shown = ShownCurve(self.run, self.start, rhythm, self.hand)
        self.figure = LogisticFigure(self.shown, written, self.theme, self.texts)
        self.plates = Plates(self.shown, written, self.theme, self.texts)
        self.by_hand = self.note("set_by_hand")
        self.learned = self.note("learned")

    def read_along(self) -> None:
        """A point goes along the curve, and p is read there."""
        reader = Reader(self.figure, ends_of_reading(self.data, self.judged.fitted))
        self.play(appear(reader.shown))
        self.play(Rewriting(reader.shown, reader.read, run_time=3.0))
        self.play(vanish(reader.shown))

    def judge_all(self) -> None:
        """A sweep gives all the data the answer on its side of the centre; then the right count."""
        judging, (*known, after) = self.judging, self.fitting.judged
        self.add(judging.hollow)
        self.put_below(judging.regions)
        self.play(appear(*known, self.note("hollow")))
        self.play(Rewriting(judging.regions, judging.sweep, run_time=3.0, rate_func=linear))
        self.play(appear(*judging.names, after))
        self.wait(1.6)

    def put_below(self, mobject: VMobject) -> None:
        """Put something on the stage below all but the kicker."""
        self.bring_to_back(self.mobjects[0], mobject)

    def make_fitting_panel(self) -> FittingPanel:
        """The panel with the three tries and their losses, and what the fit gets right."""
        losses = [loss_of(self.run, each.parameters) for each in self.hand]
        if not any(key in sentences.ANSWERS for key in self.judged.closing_keys):
            return self.plates.fitting(losses)
        start, end = (Answers(self.data, each) for each in (self.shown.path[0], self.judged.fitted))
        self.judging, at_zero = Judging(self.figure, end), not start.parameters.any()
        counts = JudgedCounts(start.right_in_all, end.right_in_all, start.one_for_all, at_zero)
        return self.plates.fitting(losses, counts)

    def note(self, key: str, **values: object) -> TextLine:
        """A remark in the lower right corner."""
        return self.text(
            self.texts.label(key, **values), 1 - GRID.margin, GRID.lowest_baseline, edge="right"
        )
