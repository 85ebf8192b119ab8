"""A small network learns to read handwritten digits: pixels in, ten probabilities out."""

from functools import cached_property

import numpy as np

from gradreel.engine.data import Dataset
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.digits import request
from gradreel.scenes.pieces.digits.drawings import DigitDrawings
from gradreel.scenes.pieces.digits.reading import DigitReading, chosen_reading, worst_reading
from gradreel.scenes.pieces.digits.telling import EASE, said_after
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

A_RECORD, EARLY = 0.44, 0.42
"""How long each of these is shown, as a whole network is to be seen; and each of those in which
most is learned, if that is early."""

ALL_SECONDS, LATER_SECONDS, AGAIN_SECONDS = 8.4, 4.2, 3.2
"""How long all records take when they are watched first, those after the early ones alone, and all
of them once more at the end."""

DENSE, SPARSE = 36, 6
"""All digits are watched at so many records one by one, at each of so many after that."""

ALL_BUT_BARS = 0.7
"""How much of the way into the last layer is gone before its bars begin to grow."""

RING, GONE, LAST = 0.9, 0.4, 2.3
"""Seconds that a ring takes, in which a network goes to leave its place, and that the last picture
stands."""

GOOD, SOON = 0.9, 0.25
"""From this share of right answers on, the network has learned to read; it has done so early if
within this share of the steps."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on all digits but those that are held out.

    Raises:
        RequestError: a digit that there isn't, or layers that can't be drawn.
    """
    return request.digits_spec(options)


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
        self.begin(seen=0.12, sized=0, written=0, numbers=1, aside=0, small=0, picture=1)
        self.begin(net=0, reached=0, read=0, p=0, told=0, truth=0)
        self.begin(wall=0, judged=0, ringed=0, matrix=0, counted=0, plate=0, run=0, turn=0)
        self.begin(wrong=0, wrong_picture=0, wrong_net=0, wrong_reached=0, wrong_p=0, wrong_told=0)
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
        drawings.add_wall((self.pace, self.again))
        drawings.add_reading(self.reading, self.first)
        if self.worst is not None:
            drawings.add_misread(self.worst)

    def _ask(self) -> None:
        self.beat("question")
        self.move(3.4, linear, seen=0.9)
        self.meanwhile(0.4, sized=1)
        self.move(0.5, linear, seen=1)

    def _name_pixels(self) -> None:
        self.beat("pixels")
        self.move(3.4, linear, written=1)

    def _flow(self) -> None:
        self.beat("flow", {"numbers": 0, "sized": 0}, units=self.reading.units)
        self.move(0.9, aside=1)
        self.meanwhile(0.4, truth=1, net=1)
        reached = self._n_layers - 1 + ALL_BUT_BARS
        self.move(1.6 * reached, linear, reached=reached)

    def _read_untrained(self) -> None:
        answer, digit = self.reading.answer(0), self.reading.truth
        self.beat(
            "untrained" if answer != digit else "luck",
            {"reached": self._n_layers},
            answer=answer,
            digit=digit,
        )
        self.move(0.4, p=1)
        self._ring()

    def _train(self) -> None:
        data, batch = self.run.dataset, self.run.spec.batch_size
        n = 0 if data is None else data.n
        self.beat("train", n=f"{n:,}", batch=f"{batch or n:,}")
        seconds = self.first.seconds + EASE
        self.move(seconds, linear, read=seconds)
        end = self.first.steps[-1]
        answer, digit = self.reading.answer(end), self.reading.truth
        sure = percent(self.reading.probability(end, answer))
        steps = int(self.run.recorded_steps[end])
        self.beat(
            "learned" if answer == digit else "not_yet", answer=answer, sure=sure, steps=steps
        )
        self._ring()

    def _ring(self, name: str = "told") -> None:
        """Let a ring be seen about the answer's digit, then about the truth."""
        self.jump(**{name: 0.0})
        self.move(RING, linear, **{name: 1.0})
        self.move(RING, linear, **{name: 2.0})

    def _show_all(self) -> None:
        self.move(GONE, net=0, p=0, truth=0)  # for two lines of a sentence need its room
        self.beat("wall", n=self.seen.data.n)
        self.meanwhile(1.0, small=1)
        self.move(1.0, wall=1)
        self.jump(picture=0)
        self.meanwhile(0.4, plate=1)
        self.move(3.2, linear, judged=1)
        self.beat("matrix", {"matrix": 1})
        self.move(4.2, linear, counted=1)

    def _train_again(self) -> None:
        self.beat("run")
        if self.soon is not None:
            self._run_to(self.pace.when(self.soon) + EASE)
            self.beat("soon", steps=int(self.run.recorded_steps[self.soon]))
        self._run_to(self.pace.seconds + EASE)
        key, values = said_after(self.seen, self.pace.steps, is_good=self.is_good)
        self.beat(key, None, **values)
        self.move(2.6, linear, ringed=1)

    def _run_to(self, seconds: float) -> None:
        """Let the network be trained up to some seconds of its pace."""
        self.move(seconds - self._values["run"], linear, run=seconds)

    def _misread(self, worst: DigitReading) -> None:
        self.jump(wrong_picture=1)
        self.beat("wrong", {"matrix": 0, "plate": 0}, truth=worst.truth)
        self.move(1.0, wrong=1, wall=0)
        self.meanwhile(0.4, wrong_net=1)
        reached = self._n_layers - 1 + ALL_BUT_BARS
        self.move(1.3 * reached, linear, wrong_reached=reached)
        answer = worst.answer(-1)
        sure = percent(worst.probability(-1, answer))
        self.beat("sure", {"wrong_reached": self._n_layers}, answer=answer, sure=sure)
        self.move(0.4, wrong_p=1)
        self._ring("wrong_told")

    def _close(self) -> None:
        """The digit goes back, and all are read once more as the network is trained."""
        gone = dict.fromkeys(("wrong_p", "wall", "matrix", "plate"), 0.0)
        self.move(GONE, wrong_net=0, **gone)
        self.beat("moral" if self.is_good else "moral_poor")
        self.jump(turn=1, run=0, ringed=0)
        self.meanwhile(0.8, wrong=0)
        self.move(1.0, wall=1, matrix=1, plate=1)
        self.jump(wrong_picture=0)
        self._run_to(self.again.seconds + EASE)
        self.let_stand(LAST)

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
        steps = tuple(range(min(FIRST, self._last) + 1))
        return PacedRun(steps, tuple(A_RECORD * each for each in steps))

    @cached_property
    def pace(self) -> PacedRun:
        """Records from the first to the last: closer where most is learned."""
        if self.soon is None:
            return paced(self._watched, seconds=ALL_SECONDS)
        early = range(self.soon)
        later = paced(self._watched[self.soon :], seconds=LATER_SECONDS)
        arrivals = [EARLY * step for step in early]
        arrivals += [EARLY * self.soon + at for at in later.arrivals]
        return PacedRun((*early, *later.steps), tuple(arrivals))

    @cached_property
    def again(self) -> PacedRun:
        """The same records once more, in less time."""
        return paced(self._watched, seconds=AGAIN_SECONDS)

    @property
    def _watched(self) -> list[int]:
        first = range(min(DENSE, self._last))
        return sorted({*first, *range(DENSE, self._last, SPARSE), self._last})

    @cached_property
    def soon(self) -> int | None:
        """The record from which on nine in ten are read right, if that is early and is watched."""
        poor = np.flatnonzero(self.seen.accuracies < GOOD)
        first = int(poor[-1]) + 1 if len(poor) else 0
        is_early = first <= SOON * self._last and first in self._watched
        return first if first and is_early else None

    @property
    def is_good(self) -> bool:
        """Whether the network has learned to read."""
        return bool(self.seen.accuracies[-1] >= GOOD)

    @property
    def _last(self) -> int:
        return len(self.run.recorded_steps) - 1

    @property
    def _n_layers(self) -> int:
        return len(self.reading.model.sizes) - 1
