"""A small network learns to read handwritten digits: pixels in, ten probabilities out."""

from functools import cached_property

from gradreel.engine.data import Dataset
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.digits import request
from gradreel.scenes.pieces.digits.drawings import DigitDrawings
from gradreel.scenes.pieces.digits.reading import DigitReading, chosen_reading, worst_reading
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.type.typesetting import percent

PLACE = 540
OPTIONS = {
    "show": 5,
    "hidden": (32,),
    "optimizer": "momentum",
    "learning_rate": 0.1,
    "steps": 900,
    "batch_size": 32,
    "seed": 0,
}
HELP = {"show": "The kind of digit that is read, from 0 to 9."}
DRAWS = "runs of a network on some of the digits"

FIRST = 12
"""Records that one digit is watched for: after these little changes in the scene's own run."""

FIRST_SECONDS, STRETCH = 3.4, 2.6
"""How long these take in a film's rhythm, and how many times as long they are shown."""

ALL_SECONDS = 8.0
"""How long all of them take."""

FIRST_SPARE, SPARE = 0.8, 1.4
"""Seconds of these, and of all, that are left for the sentence that says how they end."""

DENSE, SPARSE = 36, 6
"""All digits are watched at so many records one by one, at each of so many after that."""

LAST = 2.5
"""Seconds that the last picture stands."""

GOOD = 0.9
"""From this share of right answers on, the network has learned to read."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on all digits but those that are held out.

    Raises:
        RequestError: a digit that there isn't, or layers that can't be drawn.
    """
    return request.digits_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none."""
    del main, options
    return {}


def held_out(main: RunSpec, options: RunOptions) -> Dataset:
    """Return the digits that the run isn't trained on."""
    del options
    return request.others_than(main)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network on some of the digits."""
    return request.reads_digits(spec)


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (HandwrittenDigits,)


class HandwrittenDigits(FigureStory):
    """One held-out digit on its way through the network, then all of them, then a wrong one."""

    def construct(self) -> None:
        """Tell the story beat by beat."""
        self.begin(
            seen=0.12,
            written=0,
            numbers=1,
            aside=0,
            small=0,
            picture=1,
            net=0,
            reached=0,
            read=0,
            p=0,
        )
        self.begin(wall=0, judged=0, matrix=0, counted=0, numbered=0, plate=0, run=0, truth=0)
        self.begin(wrong=0, wrong_net=0, wrong_reached=0, wrong_p=0)
        self._ask()
        self._name_pixels()
        self._flow()
        self._read_untrained()
        self._train()
        self._show_all()
        self._train_again()
        if self.worst is not None:
            self._misread(self.worst)
        self._close()

    def draw(self, sheet: Sheet) -> None:
        """The wall and the matrix, then the network, then the digits."""
        drawings = DigitDrawings(sheet, self.seen, self.texts)
        drawings.add_wall(self.pace)
        drawings.add_reading(self.reading, self.first)
        if self.worst is not None:
            drawings.add_misread(self.worst)

    # The beats.

    def _ask(self) -> None:
        self.beat("question")
        self.move(3.9, linear, seen=1)

    def _name_pixels(self) -> None:
        self.beat("pixels")
        self.move(4.0, linear, written=1)

    def _flow(self) -> None:
        self.beat("flow", {"numbers": 0}, units=self._units)
        self.move(0.9, aside=1, truth=1)
        self.meanwhile(0.4, net=1)
        self.move(2.8 * (self._n_layers - 1), linear, reached=self._n_layers - 1)

    def _read_untrained(self) -> None:
        answer, digit = self.reading.answer(0), self.reading.truth
        self.beat("untrained" if answer != digit else "luck", answer=answer, digit=digit)
        self.move(3.2, linear, reached=self._n_layers)
        self.move(0.4, p=1)

    def _train(self) -> None:
        data = self.run.dataset
        self.beat("train", n=0 if data is None else f"{data.n:,}")
        self._read_on(FIRST_SPARE)
        end = self.first.steps[-1]
        answer, digit = self.reading.answer(end), self.reading.truth
        sure = percent(self.reading.probability(end, answer))
        steps = int(self.run.recorded_steps[end])
        self.beat(
            "learned" if answer == digit else "not_yet", answer=answer, sure=sure, steps=steps
        )
        self._read_on()

    def _read_on(self, spare: float = 0.0) -> None:
        """Let the network be trained up to some seconds before the first digit's last record."""
        left = self.first.seconds - spare - self._values["read"]
        if left > 0:
            self.move(STRETCH * left, linear, read=self.first.seconds - spare)

    def _show_all(self) -> None:
        right = int(self.seen.are_right[0].sum())
        self.beat("wall", {"net": 0, "p": 0, "truth": 0}, right=right, n=self.seen.data.n)
        self.move(1.2, small=1, wall=1)
        self.jump(picture=0)
        self.move(3.2, linear, judged=1, plate=1)
        self.move(0.5, matrix=1)
        self.beat("matrix")
        self.move(5.2, linear, counted=1)

    def _train_again(self) -> None:
        self.beat("run")
        if self.pace.seconds > SPARE:
            self.move(self.pace.seconds - SPARE, linear, run=self.pace.seconds - SPARE)
        right = int(self.seen.are_right[-1].sum())
        share = f"{100 * self.seen.accuracies[-1]:.1f}"
        self.beat("after", right=right, n=self.seen.data.n, share=share)
        self.move(SPARE, linear, run=self.pace.seconds)
        self.move(1.8, linear, numbered=1)

    def _misread(self, worst: DigitReading) -> None:
        answer = worst.answer(-1)
        sure = percent(worst.probability(-1, answer))
        self.beat("wrong", {"matrix": 0, "plate": 0}, truth=worst.truth, answer=answer, sure=sure)
        self.move(1.2, wrong=1)
        self.move(0.5, wrong_net=1, wall=0)
        self.move(1.5 * self._n_layers, linear, wrong_reached=self._n_layers)
        self.move(0.4, wrong_p=1)
        self.wait(0.4)

    def _close(self) -> None:
        good = self.seen.accuracies[-1] >= GOOD
        back = {"wrong_net": 0.0, "wrong_p": 0.0, "wall": 1.0}
        self.beat("moral" if good else "moral_poor", back)
        self.move(1.4, wrong=0, matrix=1, plate=1)
        self.move(2.0, linear, judged=0)
        self.let_stand(LAST)

    # What is told of.

    @property
    def run(self) -> Trajectory:
        """The run whose network reads."""
        return self.recording.main

    @cached_property
    def seen(self) -> HeldOut:
        """How the run does on the digits that are held out."""
        if self.recording.held_out is None:
            raise TypeError("digits are held out of every run of this scene")
        return HeldOut(self.run, self.recording.held_out)

    @cached_property
    def reading(self) -> DigitReading:
        """The digit that is followed."""
        options = dict(self.recording.options.own)
        return chosen_reading(self.seen, int(options.get("show", OPTIONS["show"])))

    @cached_property
    def worst(self) -> DigitReading | None:
        """The digit that is misread with the most confidence, if one is misread."""
        return worst_reading(self.seen)

    @cached_property
    def first(self) -> PacedRun:
        """The records that one digit is watched for."""
        return paced(range(min(FIRST, self._last) + 1), seconds=FIRST_SECONDS)

    @cached_property
    def pace(self) -> PacedRun:
        """Records from the first to the last: closer where most is learned."""
        first = range(min(DENSE, self._last))
        return paced([*first, *range(DENSE, self._last, SPARSE), self._last], seconds=ALL_SECONDS)

    @property
    def _last(self) -> int:
        return len(self.run.recorded_steps) - 1

    @property
    def _n_layers(self) -> int:
        return len(self.reading.model.sizes) - 1

    @property
    def _units(self) -> str:
        return " + ".join(str(size) for size in self.reading.model.sizes[1:-1])
