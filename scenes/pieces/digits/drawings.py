"""All that the scene puts on its sheet, as functions of the story's values."""

from collections.abc import Callable, Sequence

from matplotlib.artist import Artist

from gradreel.scenes.pieces.digits.flow import Flow
from gradreel.scenes.pieces.digits.matrix import Matrix
from gradreel.scenes.pieces.digits.picture import DigitPicture
from gradreel.scenes.pieces.digits.places import INPUTS, MATRIX, MIDDLE
from gradreel.scenes.pieces.digits.reading import DigitReading
from gradreel.scenes.pieces.digits.wall import Wall
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import between
from gradreel.scenes.stage.type.grid import SIZES

BELOW = 0.915
"""The baseline of what stands below a digit or the matrix."""


class DigitDrawings:
    """The drawings of one story, added to its sheet from the bottom to the top."""

    def __init__(self, sheet: Sheet, seen: HeldOut, texts: Captions) -> None:
        """Make what all of them share.

        Args:
            sheet: where they will be drawn.
            seen: the run, and the digits that are held out.
            texts: the words.
        """
        self._sheet, self._seen, self._texts = sheet, seen, texts
        self._wall = Wall(sheet, seen)

    def add_wall(self, pace: PacedRun) -> None:
        """Add all held-out digits, what they are taken for, and a plate of numbers.

        Reads "run" in seconds of the pace; "judged", "counted" and "numbered", which sweep over
        what they show; and the opacities "wall", "matrix" and "plate".
        """
        matrix = Matrix(self._sheet, self._seen, self._texts)
        plate = self._plate()

        def wall(seconds: float, opacity: float, judged: float) -> Sequence[Artist]:
            return self._wall.shown(_record(pace, seconds), opacity, judged)

        def answers(seconds: float, opacity: float, counted: float) -> Sequence[Artist]:
            return matrix.shown(_record(pace, seconds), opacity, counted)

        self._sheet.add(wall, "run", "wall", "judged")
        self._sheet.add(answers, "run", "matrix", "counted")
        self._sheet.add(matrix.numbers, "matrix", "numbered")
        self._sheet.add(lambda seconds, opacity: plate(pace.told(seconds), opacity), "run", "plate")

    def _plate(self) -> Callable[[int, float], Sequence[Artist]]:
        theme, left, right = self._sheet.theme, MATRIX.left - 0.065, MATRIX.right
        word = Label(self._sheet, self._texts.label("step"), (left, BELOW), colour=theme.muted)
        steps = Number(self._sheet, 0, (left + 0.115, BELOW), colour=theme.text, size=SIZES.label)
        named = Label(
            self._sheet,
            self._texts.label("right"),
            (right - 0.085, BELOW),
            colour=theme.muted,
            edge="right",
        )
        share = Label(
            self._sheet, "100.0 %", (right, BELOW), colour=theme.model, edge="right", bold=True
        )

        def shown(index: int, opacity: float) -> Sequence[Artist]:
            if not opacity:
                return ()
            steps.show(float(self._seen.run.recorded_steps[index]))
            share.set_text(f"{100 * self._seen.accuracies[index]:.1f} %")
            for each in (word, steps, named, share):
                each.set_alpha(opacity)
            return word, steps, named, share

        return shown

    def add_reading(self, reading: DigitReading, pace: PacedRun) -> None:
        """Add the digit that is read first, from its first pixel to its place on the wall.

        Reads "read" in seconds of the pace; "reached", "net", "p", "truth"; and of the picture
        "seen", "written", "numbers", "aside", "small", "picture".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        counter, truth = self._counter(), self._truth(reading)
        place = self._wall.box(reading.row)

        def network(seconds: float, reached: float, opacity: float) -> Sequence[Artist]:
            return flow.drawn(pace.step(seconds), reached, opacity)

        def answer(seconds: float, p: float) -> Sequence[Artist]:
            found = flow.probability(pace.step(seconds), p)
            return [*found, *counter(int(self._seen.run.recorded_steps[pace.told(seconds)]), p)]

        def digit(seen: float, aside: float, small: float, opacity: float) -> Sequence[Artist]:
            box = between(between(MIDDLE, INPUTS, aside), place, small)
            return picture.shown(box, seen, opacity)

        def numbers(written: float, opacity: float) -> Sequence[Artist]:
            return picture.numbers(MIDDLE, written, opacity)

        self._sheet.add(network, "read", "reached", "net")
        self._sheet.add(answer, "read", "p")
        self._sheet.add(truth, "truth")
        self._sheet.add(digit, "seen", "aside", "small", "picture")
        self._sheet.add(numbers, "written", "numbers")

    def add_misread(self, reading: DigitReading) -> None:
        """Add a digit that is misread at the run's end: it comes off the wall, and goes back.

        Reads "wrong", "wrong_reached", "wrong_net", "wrong_p".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        place, last = self._wall.box(reading.row), float(len(self._seen.run.recorded_steps) - 1)
        truth = self._truth(reading)

        def digit(share: float) -> Sequence[Artist]:
            return picture.shown(between(place, INPUTS, share), 1.0, min(4 * share, 1.0))

        self._sheet.add(lambda *values: flow.drawn(last, *values), "wrong_reached", "wrong_net")
        self._sheet.add(lambda p: flow.probability(last, p), "wrong_p")
        self._sheet.add(truth, "wrong_net")
        self._sheet.add(digit, "wrong")

    def _truth(self, reading: DigitReading) -> Callable[[float], Sequence[Artist]]:
        content = self._texts.label("truth", digit=reading.truth)
        middle = (INPUTS.left + INPUTS.right) / 2
        label = Label(
            self._sheet, content, (middle, BELOW), colour=self._sheet.theme.text, edge="centre"
        )

        def shown(opacity: float) -> Sequence[Artist]:
            label.set_alpha(opacity)
            return (label,) if opacity else ()

        return shown

    def _counter(self) -> Callable[[int, float], Sequence[Artist]]:
        theme = self._sheet.theme
        word = Label(self._sheet, self._texts.label("step"), (0.545, BELOW), colour=theme.muted)
        number = Number(self._sheet, 0, (0.64, BELOW), colour=theme.text, size=SIZES.label)

        def shown(step: int, opacity: float) -> Sequence[Artist]:
            if not opacity:
                return ()
            for each in (word, number.show(float(step))):
                each.set_alpha(opacity)
            return word, number

        return shown


def _record(pace: PacedRun, seconds: float) -> tuple[int, int, float]:
    """The record that a run comes from, the one that it goes to, and how far it has come."""
    at = pace.step(seconds)
    before = max(step for step in pace.steps if step <= at)
    after = min((step for step in pace.steps if step > at), default=before)
    return before, after, (at - before) / max(after - before, 1)
