"""A small network learns to read handwritten digits: pixels in, ten probabilities out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PolyCollection
from matplotlib.colors import to_rgb, to_rgba
from PIL import Image

from gradreel.scenes.stage.plotting import (
    GRID,
    MLP,
    SIZES,
    TALL,
    WIDE,
    Box,
    Captions,
    Dataset,
    Edge,
    FigureStory,
    FloatArray,
    FrameShape,
    HeldOut,
    IntArray,
    Label,
    Layer,
    Model,
    ModelObjective,
    Number,
    PacedRun,
    Recording,
    RequestError,
    RunOptions,
    RunSpec,
    Shaped,
    Sheet,
    Trajectory,
    arrive,
    between,
    down,
    is_tall,
    laid_out,
    linear,
    load,
    mlp_spec,
    number_text,
    objective_of,
    paced,
    percent,
)

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
    return digits_spec(options)


def held_out(main: RunSpec, options: RunOptions) -> Dataset:
    """Return the digits that the run isn't trained on."""
    del options
    return others_than(main)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network on some of the digits."""
    return reads_digits(spec)


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


HELD_OUT, SHUFFLE = 360, 0
"""How many digits are held out, and the seed of the order whose first ones they are."""
MOST_LAYERS, MOST_UNITS = 2, 64
FEWEST = 20
"""Digits that must be held out, for a share of them to say something."""
RECORDS = 180
"""About how many steps are recorded."""


def digits_spec(options: RunOptions) -> RunSpec:
    """Return the run of a network on all digits but those that are held out.

    Raises:
        RequestError: a digit that there isn't, or layers that can't be drawn.
    """
    if not 0 <= options["show"] <= 9:
        raise RequestError(f"--show {options['show']} is no digit: choose one from 0 to 9")
    stride = max(1, (options.steps or 0) // RECORDS)
    spec = mlp_spec(options.changed(data="digits", stride=stride))
    model, data = _of_a_model(spec).model, _of_a_model(spec).dataset
    if not _has_room_for(model):
        raise RequestError(
            f"digits draws one or two hidden layers of at most {MOST_UNITS} units: "
            "choose others with --hidden"
        )
    order = np.random.default_rng(SHUFFLE).permutation(data.n)
    return replace(spec, objective=ModelObjective(model, data.rows(order[HELD_OUT:].tolist())))


def _has_room_for(model: Model) -> bool:
    hidden = model.sizes[1:-1] if isinstance(model, MLP) else ()
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS


def others_than(main: RunSpec) -> Dataset:
    """Return the digits that a run doesn't train on, in the order in which scikit-learn has them.

    Raises:
        RequestError: these are too few.
    """
    seen = {row.tobytes() for row in _of_a_model(main).dataset.features}
    data = load("digits")
    rows = [index for index, row in enumerate(data.features) if row.tobytes() not in seen]
    if len(rows) < FEWEST:
        raise RequestError(f"digits needs {FEWEST} digits that the run wasn't trained on")
    return data.rows(rows)


def reads_digits(spec: RunSpec) -> bool:
    """Whether a run is of a network on some of the digits, with layers that can be drawn."""
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and objective.dataset.source == "digits"
        and objective.dataset.n_features == 64
        and _has_room_for(objective.model)
    )


def _of_a_model(spec: RunSpec) -> ModelObjective:
    if not isinstance(spec.objective, ModelObjective):
        raise TypeError("a run on a surface has no digits")
    return spec.objective


def square(left: float, top: float, side: float, shape: FrameShape = WIDE) -> Box:
    """A box of a frame as wide as it is high, its side in the frame's heights."""
    return Box(left, left + side / (shape.across / shape.down), top, top + side)


class DigitRooms:
    """Where things are.

    Attributes:
        middle, inputs: the digit as it is first seen, and as the inputs of the network.
        units, column: the hidden units, and from one column of a layer's to the next.
        outputs: the bars of the ten probabilities, left of which are the outputs.
        wall: all digits that are held out.
        matrix: the answers, counted by the truth.
        to_truth: from there left to the name of its rows.
        above: the baseline of what names parts of the network from above, and where it begins.
        sized, truth, layers: baselines of the digit's size, of what it is, of the units' name.
        to_bar, to_name: from an output to its bar, and to the right edge of its digit.
        counter: where the word for a step begins and its number ends below the bars, and their
            baseline.
        key: the baseline of what the colours on the wall mean.
        steps: as `counter`, below the wall.
        right: where the count of those that are read right ends, and its baseline.
    """

    middle = Shaped(
        square(0.5 - 0.3 / (16 / 9), 0.255, 0.6), tall=square(0.07, 0.275, 0.48375, TALL)
    )
    inputs = Shaped(square(0.06, 0.29, 0.56), tall=square(0.05, 0.455, 0.197, TALL))
    units = Shaped(Box(0.47, 0.68, 0.27, 0.865), tall=Box(0.46, 0.58, 0.275, 0.855))
    outputs = Shaped(Box(0.775, 0.95, 0.262, 0.868), tall=Box(0.69, 0.93, 0.27, 0.86))
    column = Shaped(0.03, tall=0.05)
    wall = Shaped(Box(0.057, 0.60, 0.27, 0.89), tall=Box(0.05, 0.95, 0.222, 0.427))
    matrix = Shaped(square(0.66, 0.30, 0.515), tall=square(0.21, 0.529, 0.38, TALL))
    to_truth = Shaped(0.032, tall=0.078)
    above = Shaped((0.235, 0.06 + 0.56 / (16 / 9) + 0.02), tall=(0.25, GRID.margin))
    sized, truth = Shaped(0.925, tall=0.80), Shaped(0.925, tall=0.69)
    layers = Shaped(0.925, tall=0.90)
    to_bar, to_name = Shaped(0.047, tall=0.095), Shaped(0.036, tall=0.07)
    counter = Shaped((0.775, 0.775 + 0.115, 0.925), tall=(0.70, 0.94, 0.938))
    key = Shaped(0.925, tall=0.45)
    steps = Shaped((0.42, 0.535, 0.925), tall=(0.68, 0.95, 0.45))
    right = Shaped((0.66 + 0.515 / (16 / 9), 0.925), tall=(0.21 + 0.38 * (16 / 9), 0.943))


IN_COLUMN = 32
"""The most units that stand one above the other."""


def unit_places(count: int, layer: int, n_layers: int) -> FloatArray:
    """Places (count, 2) of a hidden layer's units, in as many columns as it needs."""
    n_columns = -(-count // IN_COLUMN)
    column, row = np.arange(count) % n_columns, np.arange(count) // n_columns
    n_rows = -(-count // n_columns)
    centre = (
        DigitRooms.units.left
        + (DigitRooms.units.right - DigitRooms.units.left) * (layer + 0.5) / n_layers
    )
    pitch = unit_pitch(count)
    top = (DigitRooms.units.top + DigitRooms.units.bottom - pitch * (n_rows - 1)) / 2
    x = centre + (column - (n_columns - 1) / 2) * DigitRooms.column
    y = top + pitch * (row + (column % 2 - 0.5 * (n_columns > 1)) * 0.5)
    return np.stack([x, y], axis=-1)


def unit_pitch(count: int) -> float:
    """From one unit of a hidden layer to the next below it, as a fraction of the height."""
    n_rows = -(-count // -(-count // IN_COLUMN))
    return (DigitRooms.units.bottom - DigitRooms.units.top) / max(n_rows, 8)


def output_places() -> FloatArray:
    """Places (10, 2) of the ten outputs: left of their bars, and in the middle of these."""
    pitch = (DigitRooms.outputs.bottom - DigitRooms.outputs.top) / 10
    y = DigitRooms.outputs.top + pitch * (np.arange(10) + 0.5)
    return np.stack([np.full(10, DigitRooms.outputs.left - DigitRooms.to_bar), y], axis=-1)


def pixel_places(box: Box) -> FloatArray:
    """The middles (64, 2) of a digit's pixels in a box, row by row."""
    step = (np.arange(8) + 0.5) / 8
    x, y = np.meshgrid(
        box.left + step * (box.right - box.left), box.top + step * (box.bottom - box.top)
    )
    return np.stack([x.ravel(), y.ravel()], axis=-1)


def in_pixels(sheet: Sheet, places: FloatArray) -> FloatArray:
    """Places (..., 2) on the frame, in its pixels."""
    left, top = sheet.x(0.0), sheet.y(0.0)
    return np.stack(
        [left + places[..., 0] * sheet.width, top - places[..., 1] * sheet.height], axis=-1
    )


@dataclass(frozen=True, eq=False)
class DigitReading:
    """One held-out digit, read by the network at any recorded step.

    Attributes:
        seen: the run and all that is held out.
        row: which of these.
    """

    seen: HeldOut
    row: int

    @property
    def run(self) -> Trajectory:
        """The run whose network reads."""
        return self.seen.run

    @property
    def model(self) -> MLP:
        """The network."""
        model = objective_of(self.run).model
        if not isinstance(model, MLP):
            raise TypeError("digits are read by a network")
        return model

    @property
    def units(self) -> str:
        """How many units the hidden layers have, as in "32 + 16"."""
        return " + ".join(str(size) for size in self.model.sizes[1:-1])

    @property
    def pixels(self) -> FloatArray:
        """The inputs (64,), row by row, from 0 to 1."""
        return np.asarray(self.seen.data.inputs[self.row])

    @property
    def truth(self) -> int:
        """Which digit it is."""
        return int(self.seen.data.target[self.row])

    @cached_property
    def _passes(self) -> tuple[FloatArray, ...]:
        """For each layer after the inputs its activations at all recorded steps: (R, out)."""
        inputs = self.pixels[None]
        passes = [
            self.model.forward(parameters, inputs).activations[1:]
            for parameters in self.run.parameters
        ]
        return tuple(np.concatenate(layer) for layer in zip(*passes, strict=True))

    def activations(self, index: float) -> list[FloatArray]:
        """The inputs and each layer's activations; between two recorded steps on the way."""
        before, share = int(index), index % 1
        after = min(before + 1, len(self.run.parameters) - 1)
        layers = [layer[before] + share * (layer[after] - layer[before]) for layer in self._passes]
        return [self.pixels, *layers]

    def layers(self, index: float) -> tuple[Layer, ...]:
        """The weights and biases as they were recorded last."""
        return self.model.layers(self.run.parameters[int(index)])

    def answer(self, index: int) -> int:
        """The digit that the network finds most likely at a recorded step."""
        return int(self._passes[-1][index].argmax())

    def probability(self, index: int, digit: int) -> float:
        """The probability of a digit at a recorded step."""
        return float(self._passes[-1][index, digit])


def chosen_reading(seen: HeldOut, digit: int) -> DigitReading:
    """The first held-out digit of a kind that training puts right; else the first of the kind."""
    rows = np.flatnonzero(seen.data.target == digit)
    if not len(rows):
        rows = np.arange(seen.data.n)
    is_put_right = (seen.are_right[0, rows] == 0) & (seen.are_right[-1, rows] == 1)
    return DigitReading(seen, int(rows[int(is_put_right.argmax())]))


def worst_reading(seen: HeldOut) -> DigitReading | None:
    """The digit that is misread with the most confidence at the end; None if all are read right."""
    wrong = np.flatnonzero(seen.are_right[-1] == 0)
    if not len(wrong):
        return None
    sure = seen.probabilities(-1).max(axis=1)
    return DigitReading(seen, int(wrong[sure[wrong].argmax()]))


def polygons(sheet: Sheet) -> PolyCollection:
    """Filled shapes without outlines; `set_verts` says which."""
    made = PolyCollection([], linewidths=0)
    made.set_figure(sheet.figure)
    return made


def paint(shapes: Collection, colours: FloatArray, alphas: FloatArray | float) -> None:
    """Give each shape its colour.

    Args:
        shapes: n of them.
        colours: (n, 3), from 0 to 1.
        alphas: (n,) or one for all, their opacity.
    """
    opacities = np.broadcast_to(np.asarray(alphas, dtype=float), len(colours))
    made: Any = np.column_stack([colours, opacities])
    shapes.set_color(made)


EASE, LOOKS = 0.2, 6
"""Seconds in which what is drawn follows the numbers, and how many times they are looked at."""
Shares = tuple[tuple[int, float], ...]
"""Indices of recorded steps, and the share of each: in all but the moment of a change only one."""


def eased(pace: PacedRun, seconds: float) -> Shares:
    """Return the steps whose numbers were told within the last moment, by how long they were.

    Args:
        pace: of the run.
        seconds: since it began; it has come to rest `EASE` after its last step.
    """
    looks = (seconds - EASE * look / LOOKS for look in range(LOOKS))
    told = Counter(pace.told(max(look, 0.0)) for look in looks)
    return tuple((step, count / LOOKS) for step, count in told.items())


def said_after(
    seen: HeldOut, steps: Sequence[int], *, is_good: bool
) -> tuple[str, dict[str, object]]:
    """Return the sentence that tells how many are read right in the end, and what fills it.

    Args:
        seen: the run on digits that are held out.
        steps: indices of the recorded steps that are shown.
        is_good: whether the network has learned to read.
    """
    counts = seen.are_right.sum(axis=1).astype(int).tolist()
    best = max(steps, key=lambda index: (counts[index], index))
    learned = "after_wavers" if counts[best] > counts[-1] else "after"
    return learned if is_good else "after_poor", {
        "right": counts[-1],
        "n": seen.data.n,
        "share": f"{100 * seen.accuracies[-1]:.1f}",
        "best": counts[best],
        "step": int(seen.run.recorded_steps[best]),
    }


CORNERS = 24
"""Of the outline of a unit."""
RADIUS, CLOSE = 9.0, 0.46
"""Of a unit, in pixels of a 1280x720 frame; at the most so much of the way to the next one."""
WIDTH, MOST, LEAST = 2.0, 0.85, 0.05
"""Of an edge: its width there, its opacity where most flows, and the least that is drawn."""
START, WIDEST = 15.0, 23.0
"""Radii at which a ring about a digit begins, and ends before its bar, in pixels of 1280x720."""
LONG, BESIDE = 0.45, 0.008
"""From this probability on it is written inside its bar; how far from the bar's end, in widths."""
EMPTY = 0.16
"""The opacity of the outline of what nothing has reached."""


class Flow:
    """The network of one reading, drawn as functions of how far it has come."""

    def __init__(self, sheet: Sheet, reading: DigitReading) -> None:
        """Make edges, units and bars.

        Args:
            sheet: where they will be drawn.
            reading: what is read.
        """
        self._sheet, self._reading = sheet, reading
        hidden = reading.model.sizes[1:-1]
        places = [
            pixel_places(DigitRooms.inputs),
            *(unit_places(size, layer, len(hidden)) for layer, size in enumerate(hidden)),
            output_places(),
        ]
        self._places = [in_pixels(sheet, each) for each in places]
        self.n_layers = len(places) - 1
        self._edges = LineCollection([], linewidths=sheet.stroke(WIDTH))
        self._edges.set_figure(sheet.figure)
        self._units, self._bars, self._grounds = (polygons(sheet) for _ in range(3))
        self._names = [self._name(digit) for digit in range(10)]
        model = sheet.theme.model
        self._arriving = arrive(sheet, colour=model, radius=START, widest=WIDEST)
        self._sure = Label(sheet, "0 %", (0, 0), colour=sheet.theme.text, bold=True)

    def _name(self, digit: int) -> Label:
        x, y = (float(each) for each in output_places()[digit])
        place = (x + DigitRooms.to_name, y + down(SIZES.number * 0.35))
        theme = self._sheet.theme
        return Label(
            self._sheet, str(digit), place, colour=theme.text, size=SIZES.number, edge="right"
        )

    def drawn(
        self, index: float, shares: Shares, reached: float, opacity: float
    ) -> Sequence[Artist]:
        """All of the network.

        Args:
            index: at which recorded step it is, or between two.
            shares: of recorded steps whose probabilities the bars have.
            reached: how many layers the activations have come through.
            opacity: of all of it.
        """
        if not opacity:
            return ()
        values = self._reading.activations(index)
        self._set_edges(index, values, reached, opacity)
        self._set_units(values[1:-1], reached, opacity)
        probabilities = np.sum(
            [share * self._reading.activations(step)[-1] for step, share in shares], axis=0
        )
        bars = self._set_bars(probabilities, max(reached - self.n_layers + 1, 0.0), opacity)
        return [self._edges, self._units, *bars]

    def _set_edges(
        self, index: float, values: list[FloatArray], reached: float, opacity: float
    ) -> None:
        """Light each layer's edges by what flows along them, as far as it has come."""
        theme = self._sheet.theme
        raises, lowers = np.array(to_rgb(theme.positive)), np.array(to_rgb(theme.negative))
        segments, colours, opacities = [], [], []
        for layer, (weights, _) in enumerate(self._reading.layers(index)):
            share = min(max(reached - layer, 0.0), 1.0)
            flows = weights * values[layer]
            strength = np.abs(flows) / max(float(np.abs(flows).max()), 1e-12)
            alphas = MOST * strength**1.3 * (opacity if share else 0.0)
            if share == 1.0 and reached > layer + 1:
                alphas = alphas * max(1.0 - 0.45 * (reached - layer - 1), 0.55)
            to, source = np.nonzero(alphas > LEAST)
            starts, ends = self._places[layer][source], self._places[layer + 1][to]
            segments.append(np.stack([starts, starts + share * (ends - starts)], axis=1))
            colours.append(np.where(flows[to, source, None] >= 0, raises, lowers))
            opacities.append(alphas[to, source])
        self._edges.set_segments(list(np.concatenate(segments)))
        paint(self._edges, np.concatenate(colours), np.concatenate(opacities))

    def _set_units(self, values: list[FloatArray], reached: float, opacity: float) -> None:
        """Light each hidden unit by its activation once it has been reached."""
        outlines, colours = [], []
        theme = self._sheet.theme
        ground, lit = np.array(to_rgb(theme.surface)), np.array(to_rgb(theme.model))
        turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        for layer, activations in enumerate(values):
            share = min(max((reached - layer - 0.7) / 0.3, 0.0), 1.0)
            strength = share * np.abs(activations)[:, None]
            outlines.append(
                self._places[layer + 1][:, None] + self._radius(len(activations)) * circle
            )
            colours.append(ground + (EMPTY + (1 - EMPTY) * strength) * (lit - ground))
        made = np.concatenate(colours)
        self._units.set_verts(list(np.concatenate(outlines)))
        paint(self._units, made, opacity)

    def _radius(self, count: int) -> float:
        """Of a unit in a layer of so many, in pixels: smaller where they stand close."""
        return min(self._sheet.stroke(RADIUS), CLOSE * (unit_pitch(count) * self._sheet.height))

    def _set_bars(self, values: FloatArray, share: float, opacity: float) -> list[Artist]:
        """Let the ten bars grow to their probabilities; the answer's digit is bright."""
        theme, answer = self._sheet.theme, int(values.argmax())
        lengths = values * max((share - 0.7) / 0.3, 0.0)
        self._grounds.set_verts(self._rectangles(np.ones(10)))
        paint(self._grounds, np.tile(to_rgb(theme.surface), (10, 1)), opacity)
        self._bars.set_verts(self._rectangles(lengths))
        alphas = opacity * np.where(np.arange(10) == answer, 1.0, 0.55)
        paint(self._bars, np.tile(to_rgb(theme.model), (10, 1)), alphas)
        for digit, name in enumerate(self._names):
            is_lit = digit == answer and share >= 1
            name.set_color(theme.text if is_lit else theme.muted)
            name.set_alpha(opacity * (1.0 if is_lit or share < 1 else 0.6))
        return [self._grounds, self._bars, *self._names]

    def _rectangles(self, lengths: FloatArray) -> list[FloatArray]:
        pitch, most = (
            (DigitRooms.outputs.bottom - DigitRooms.outputs.top) / 10,
            DigitRooms.outputs.right - DigitRooms.outputs.left,
        )
        made = []
        for digit, length in enumerate(lengths.tolist()):
            top = DigitRooms.outputs.top + pitch * (digit + 0.2)
            left, right, low = (
                DigitRooms.outputs.left,
                DigitRooms.outputs.left + most * length,
                top + pitch * 0.6,
            )
            made.append(np.array([[left, top], [right, top], [right, low], [left, low]]))
        return [in_pixels(self._sheet, each) for each in made]

    def probability(self, index: int, opacity: float) -> Sequence[Artist]:
        """The answer's probability, written in its bar or beside it."""
        if not opacity:
            return ()
        values = self._reading.activations(index)[-1]
        p = float(values.max())
        is_long, theme = p > LONG, self._sheet.theme
        end, y = self._bar_end(values)
        x = end + (-BESIDE if is_long else BESIDE)
        self._sure.set_position((self._sheet.x(x), self._sheet.y(y + down(SIZES.label * 0.35))))
        self._sure.set_horizontalalignment("right" if is_long else "left")
        self._sure.set_color(theme.background if is_long else theme.text)
        self._sure.set_alpha(opacity)
        self._sure.set_text(f"{percent(p)} %")
        return (self._sure,)

    def rings(self, index: int, told: float) -> Sequence[Artist]:
        """A ring about the answer's digit, and one about the truth: whole numbers have none."""
        digit = self._reading.answer(index) if told < 1 else self._reading.truth
        place, share = output_places()[digit], told % 1
        return self._arriving(
            share, in_pixels(self._sheet, place + np.array([DigitRooms.to_name / 2 + 0.01, 0.0]))
        )

    def _bar_end(self, probabilities: FloatArray) -> tuple[float, float]:
        """Where the answer's bar ends, as fractions of the stage."""
        width, digit = (
            DigitRooms.outputs.right - DigitRooms.outputs.left,
            int(probabilities.argmax()),
        )
        return DigitRooms.outputs.left + width * float(probabilities.max()), float(
            output_places()[digit, 1]
        )


MATRIX_LEAST = 0.14
"""How far a cell that holds one digit stands out."""
GAP = 0.06
"""Of a cell's side, between two."""
HALF = 0.36
"""Of a digit's height, in em."""
BRIGHT = 0.45
"""How far a cell stands out whose number is written in the background's colour."""


class Matrix:
    """The answers counted: those on the diagonal are right."""

    def __init__(self, sheet: Sheet, seen: HeldOut, texts: Captions) -> None:
        """Make the cells and the names of rows and columns.

        Args:
            sheet: where they will be drawn.
            seen: the digits, and how they are read.
            texts: the words.
        """
        self._sheet, self._seen = sheet, seen
        self._count = seen.data.n_classes
        self._cells = polygons(sheet)
        self._cells.set_verts(self._corners())
        digits = [name for digit in range(self._count) for name in self._digit_names(digit)]
        self._names = [*digits, *self._titles(texts)]
        self._numbers = self._number_places()

    def _digit_names(self, digit: int) -> tuple[Label, Label]:
        """A digit above its column, and left of its row."""
        room, (wide, tall) = DigitRooms.matrix, self._side
        above = room.left + wide * (digit + 0.5), room.top - down(0.014)
        beside = room.left - 0.008, room.top + tall * (digit + 0.5) + down(SIZES.smallest * HALF)
        muted = self._sheet.theme.muted
        return (
            self._small(str(digit), above, "centre", muted),
            self._small(str(digit), beside, "right", muted),
        )

    def _titles(self, texts: Captions) -> tuple[Label, Label]:
        """What the columns are, above them, and the rows, left of them and turned."""
        room, muted = DigitRooms.matrix, self._sheet.theme.muted
        above = (room.left + room.right) / 2, room.top - down(0.056)
        beside = room.left - DigitRooms.to_truth, (room.top + room.bottom) / 2
        answers, truths = (
            Label(self._sheet, texts.label(key), place, colour=muted, edge="centre")
            for key, place in (("answers", above), ("truths", beside))
        )
        truths.set_rotation(90)
        return answers, truths

    def _small(self, content: str, place: tuple[float, float], edge: Edge, colour: str) -> Label:
        return Label(self._sheet, content, place, colour=colour, size=SIZES.smallest, edge=edge)

    @property
    def _side(self) -> tuple[float, float]:
        """A cell's width and height, as fractions of the stage's."""
        room = DigitRooms.matrix
        return (room.right - room.left) / self._count, (room.bottom - room.top) / self._count

    def _corners(self) -> list[FloatArray]:
        """The corners (4, 2) of each cell in pixels, row by row."""
        room = DigitRooms.matrix
        corner = np.array([room.left, room.top])
        whole = np.array([room.right - room.left, room.bottom - room.top])
        low, high = GAP, 1 - GAP
        square = np.array([[low, low], [high, low], [high, high], [low, high]])
        cells = ([column, row] for row in range(self._count) for column in range(self._count))
        return [
            in_pixels(self._sheet, corner + (square + cell) / self._count * whole) for cell in cells
        ]

    def shown(self, index: int, shares: Shares, opacity: float, counted: float) -> Sequence[Artist]:
        """The matrix at a recorded step: a cell stands out by its share of its row.

        Args:
            index: of the step.
            shares: of this step and those before it, of which the cells have the colours.
            opacity: of all of it.
            counted: how many of the cells that hold any are filled in, a share from 0 to 1.
        """
        if not opacity:
            return ()
        counts = self._seen.confusion(index)
        holding = (counts > 0).cumsum().reshape(counts.shape)
        filled = np.clip(counted * (holding.max() + 1) - holding + 1, 0, 1) * (counts > 0)
        lights = np.sum([share * self._lights(step) for step, share in shares], axis=0)
        self._paint(np.where(counts > 0, filled, 1.0 if counted == 1 else 0.0) * lights, opacity)
        for name in self._names:
            name.set_alpha(opacity)
        return [self._cells, *self._names, *self._written(counts, lights, opacity * filled)]

    def _lights(self, index: int) -> FloatArray:
        counts = self._seen.confusion(index)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return np.where(shares > 0, MATRIX_LEAST + (1 - MATRIX_LEAST) * np.sqrt(shares), 0.0)

    def _paint(self, lights: FloatArray, opacity: float) -> None:
        theme = self._sheet.theme
        ground, on, off = (
            np.array(to_rgb(each)) for each in (theme.surface, theme.model, theme.text)
        )
        is_right = np.eye(self._count, dtype=bool)[..., None]
        colours = ground + lights[..., None] * (np.where(is_right, on, off) - ground)
        paint(self._cells, colours.reshape(-1, 3), opacity)

    def _written(self, counts: IntArray, lights: FloatArray, shown: FloatArray) -> list[Label]:
        """How many each cell holds."""
        theme, made = self._sheet.theme, []
        for cell in zip(*np.nonzero(shown), strict=True):
            label = self._numbers[cell[0] * self._count + cell[1]]
            label.set_text(str(counts[cell]))
            label.set_color(theme.background if lights[cell] > BRIGHT else theme.text)
            label.set_alpha(float(shown[cell]))
            made.append(label)
        return made

    def _number_places(self) -> list[Label]:
        room, (wide, tall) = DigitRooms.matrix, self._side
        across = [room.left + wide * (column + 0.5) for column in range(self._count)]
        rows = [
            room.top + tall * (row + 0.5) + down(SIZES.smallest * HALF)
            for row in range(self._count)
        ]
        text = self._sheet.theme.text
        return [self._small("0", (x, y), "centre", text) for y in rows for x in across]


FILL = 0.92
"""Of a pixel's side that is drawn."""
SWEEP = 0.125
"""Share of a sweep over the rows that each row takes."""
MIDDLING = 0.4
"""From so much ink on a number is written in the background's colour."""


class DigitPicture:
    """The pixels of one digit, nearer to the text's colour where there is more ink.

    It hides what is below it, edges that begin at its pixels among that.
    """

    def __init__(self, sheet: Sheet, pixels: FloatArray) -> None:
        """Make the squares.

        Args:
            sheet: where they will be drawn.
            pixels: (64,), from 0 to 1.
        """
        self._sheet, self._pixels = sheet, pixels
        self._squares, self._ground = polygons(sheet), polygons(sheet)

    def shown(self, box: Box, seen: float = 1.0, opacity: float = 1.0) -> Sequence[Artist]:
        """Its artists in a box.

        Args:
            box: where.
            seen: how far a sweep from the first row to the last has come, 0 to 1.
            opacity: of all of it.
        """
        if not seen or not opacity:
            return ()
        self._squares.set_verts(list(_corners(self._sheet, box)))
        ink, ground = (np.array(to_rgb(each)) for each in self._colours)
        rows = np.repeat(np.clip((seen * (1 + SWEEP) - np.arange(8) / 8) / SWEEP, 0, 1), 8)
        colours = ground + self._pixels[:, None] * (ink - ground)
        paint(self._squares, colours, rows * opacity)
        self._ground.set_verts([_outline(self._sheet, box)])
        paint(self._ground, np.array([to_rgb(self._sheet.theme.background)]), opacity)
        return self._ground, self._squares

    @property
    def _colours(self) -> tuple[str, str]:
        return self._sheet.theme.text, self._sheet.theme.surface

    def numbers(self, box: Box, written: float, opacity: float) -> Sequence[Artist]:
        """So large a share of its pixels' values, written in them one after the other."""
        if not opacity:
            return ()
        labels = self._labels(box)[: round(64 * written)]
        for label in labels:
            label.set_alpha(opacity)
        return labels

    def _labels(self, box: Box) -> list[Label]:
        if not hasattr(self, "_written"):
            theme = self._sheet.theme
            self._written = [
                Label(
                    self._sheet,
                    number_text(value, 0 if value in (0, 1) else 1),
                    (float(x), float(y) + down(SIZES.label * 0.36)),
                    colour=theme.background if value > MIDDLING else theme.text,
                    edge="centre",
                    bold=True,
                )
                for value, (x, y) in zip(self._pixels.tolist(), pixel_places(box), strict=True)
            ]
        return self._written


def _corners(sheet: Sheet, box: Box) -> FloatArray:
    """The corners (64, 4, 2) of the squares, in pixels of the frame."""
    middles = pixel_places(box)
    reach = np.array([box.right - box.left, box.bottom - box.top]) / 16 * FILL
    around = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach
    return in_pixels(sheet, middles[:, None] + around)


def _outline(sheet: Sheet, box: Box) -> FloatArray:
    corners = [(box.left, box.top), (box.right, box.top)]
    corners += [(box.right, box.bottom), (box.left, box.bottom)]
    return in_pixels(sheet, np.array(corners))


FILLED = 0.88
"""Of a cell's side that a digit takes."""
RIGHT, UNJUDGED = 0.75, 0.55
"""The opacities of a digit that is read right, and of one of which nothing is said yet."""
WALL_CORNERS, WALL_RING, WALL_WIDTH = 24, 1.35, 2.2
"""Of a ring about a digit; its size, that of a cell being 1; its width in pixels of a 1280x720
frame."""


class Wall:
    """A small picture of each held-out digit, in rows."""

    def __init__(self, sheet: Sheet, seen: HeldOut) -> None:
        """Make the pictures.

        Args:
            sheet: where they will be drawn.
            seen: the digits, and how they are read.
        """
        self._sheet, self._seen = sheet, seen
        self.n = seen.data.n
        width, height = (
            DigitRooms.wall.right - DigitRooms.wall.left,
            DigitRooms.wall.bottom - DigitRooms.wall.top,
        )
        ratio = laid_out().across / laid_out().down
        self.columns = int(np.ceil(np.sqrt(self.n * width * ratio / height)))
        self.rows = -(-self.n // self.columns)
        self._pitch = max(
            int(min(width * sheet.width / self.columns, height * sheet.height / self.rows)), 2
        )
        self._side = max(round(FILLED * self._pitch), 1)
        self._ink = self._inked()
        self._left = round(sheet.x(DigitRooms.wall.left))
        low = round(sheet.y(DigitRooms.wall.top)) - self._ink.shape[0]
        self._rings = LineCollection(
            [], linewidths=sheet.stroke(WALL_WIDTH), colors=sheet.theme.text
        )
        self._rings.set_figure(sheet.figure)
        pixels = np.zeros((*self._ink.shape, 4), dtype=np.uint8)
        self._image = sheet.picture(pixels, self._left, low)

    def _inked(self) -> FloatArray:
        """The ink (h, w) of all digits in their cells, 0 to 1."""
        ink = np.zeros((self.rows * self._pitch, self.columns * self._pitch))
        for row, digit in enumerate(self._seen.data.inputs):
            scaled = Image.fromarray(np.round(255 * digit.reshape(8, 8)).astype(np.uint8)).resize(
                (self._side, self._side), Image.Resampling.HAMMING
            )
            top, left = self._pitch * (row // self.columns), self._pitch * (row % self.columns)
            ink[top : top + self._side, left : left + self._side] = np.asarray(scaled) / 255
        return ink

    def box(self, row: int) -> Box:
        """Where the picture of one of them is, as fractions of the stage."""
        left = DigitRooms.wall.left + self._pitch * (row % self.columns) / self._sheet.width
        top = DigitRooms.wall.top + self._pitch * (row // self.columns) / self._sheet.height
        side = self._side
        return Box(left, left + side / self._sheet.width, top, top + side / self._sheet.height)

    def shown(self, shares: Shares, opacity: float, judged: float) -> Sequence[Artist]:
        """The wall as the network reads it.

        Args:
            shares: of recorded steps.
            opacity: of all of it.
            judged: how far down the rows it is said what is right, 0 to 1.
        """
        if not opacity:
            return ()
        swept = np.clip(judged * (self.rows + 1) - np.arange(self.n) // self.columns, 0, 1)[:, None]
        right = self._seen.are_right
        is_right = np.sum([share * right[step] for step, share in shares], axis=0)[:, None]
        said = is_right * self._right + (1 - is_right) * self._misread
        cells = np.zeros((self.rows * self.columns, 4))
        cells[: self.n] = self._unjudged + swept * (said - self._unjudged)
        lights = cells.reshape(self.rows, self.columns, 4)
        pixels = lights.repeat(self._pitch, axis=0).repeat(self._pitch, axis=1)
        pixels[..., 3] *= opacity * self._ink
        self._image.set_data(np.round(255 * pixels).astype(np.uint8))
        return (self._image,)

    @property
    def _right(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.model, RIGHT))

    @property
    def _misread(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.text))

    @property
    def _unjudged(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.muted, UNJUDGED))

    def rings(self, ringed: float, opacity: float) -> Sequence[Artist]:
        """So large a share of rings about the digits that are misread at the end."""
        if not ringed or not opacity:
            return ()
        outlines = self._outlines[: round(ringed * len(self._outlines))]
        self._rings.set_segments(outlines)
        self._rings.set_alpha(opacity)
        return (self._rings,)

    @cached_property
    def _outlines(self) -> list[FloatArray]:
        turn = np.linspace(0, 2 * np.pi, WALL_CORNERS)
        circle = 0.5 * WALL_RING * self._pitch * np.column_stack([np.cos(turn), np.sin(turn)])
        return [
            in_pixels(self._sheet, _wall_middle(self.box(row))) + circle
            for row in np.flatnonzero(self._seen.are_right[-1] == 0).tolist()
        ]


def _wall_middle(box: Box) -> FloatArray:
    return np.array([box.left + box.right, box.top + box.bottom]) / 2


SAMPLE = 0.026, 0.008
"""A sample of an edge in the key of their colours: its width, and its distance from its word."""
APART = 0.035
"""From one entry of a key to the next, as a fraction of the width."""
Fading = Callable[[float], Sequence[Artist]]
"""A drawing of its opacity."""


class DigitWords:
    """The words and numbers of one story, as drawings of their opacities."""

    def __init__(self, sheet: Sheet, texts: Captions) -> None:
        """Say where, and in which words.

        Args:
            sheet: where they will be drawn.
            texts: the words.
        """
        self._sheet, self._texts, self._theme = sheet, texts, sheet.theme

    def size_of_picture(self) -> Fading:
        """How many pixels a digit has."""
        return _fading(
            self._named(
                self._texts.label("size"), _words_middle(DigitRooms.middle), DigitRooms.sized
            )
        )

    def truth(self, digit: int) -> Fading:
        """Which digit it is, below it."""
        label = Label(
            self._sheet,
            self._texts.label("truth", digit=digit),
            (_words_middle(DigitRooms.inputs), DigitRooms.truth),
            colour=self._theme.text,
            edge="centre",
        )
        return _fading(label)

    def parts_of_network(self, units: str) -> Fading:
        """The names of the hidden units and of the bars, and what the edges' colours mean."""
        above, left = DigitRooms.above
        words = [
            self._named(
                self._texts.label("units", units=units), _units_middle(), DigitRooms.layers
            ),
            self._named(self._texts.label("probability"), _words_middle(DigitRooms.outputs), above),
        ]
        samples = []
        for key, colour in (("adds", self._theme.positive), ("subtracts", self._theme.negative)):
            samples.append((left, colour))
            left += sum(SAMPLE)
            words.append(self._named(self._texts.label(key), left, above, "left", colour))
            left += words[-1].width + APART
        return _fading(*words, *(self._sample(*each) for each in samples))

    def _sample(self, left: float, colour: str) -> Artist:
        y = DigitRooms.above[0] - down(SIZES.label * 0.32)
        right, half = left + SAMPLE[0], down(0.004)
        corners = np.array(
            [(left, y - half), (right, y - half), (right, y + half), (left, y + half)]
        )
        made = polygons(self._sheet)
        made.set_verts([in_pixels(self._sheet, corners)])
        paint(made, _colour(colour), 1.0)
        return made

    def key_of_wall(self) -> Fading:
        """What the colours of the digits on the wall mean."""
        wall_left, model = DigitRooms.wall.left, self._theme.model
        right = self._named(self._texts.label("right"), wall_left, DigitRooms.key, "left", model)
        left = wall_left + right.width + APART
        text = self._theme.text
        misread = self._named(self._texts.label("misread"), left, DigitRooms.key, "left", text)
        return _fading(right, misread)

    def counter(self) -> Callable[[int, float], Sequence[Artist]]:
        """The step that the network is at, below the bars."""
        word, number = self._step(*DigitRooms.counter)

        def shown(step: int, opacity: float) -> Sequence[Artist]:
            return _faded([word, number.show(float(step))], opacity)

        return shown

    def plate(self, seen: HeldOut) -> Callable[[int, float], Sequence[Artist]]:
        """The step, and how many digits are read right by then."""
        word, steps = self._step(*DigitRooms.steps)
        right, low = DigitRooms.right
        share = Label(
            self._sheet,
            "100.0 %",
            (right, low),
            colour=self._theme.model,
            edge="right",
            bold=True,
        )
        count = self._named("0", right - share.width - 0.015, low, "right", self._theme.model)
        every = seen.are_right.sum(axis=1).astype(int).tolist()

        def shown(index: int, opacity: float) -> Sequence[Artist]:
            steps.show(float(seen.run.recorded_steps[index]))
            share.set_text(f"{100 * seen.accuracies[index]:.1f} %")
            count.set_text(self._texts.label("counted", right=every[index], n=seen.data.n))
            return _faded([word, steps, count, share], opacity)

        return shown

    def _step(self, left: float, right: float, low: float) -> tuple[Label, Number]:
        word = Label(self._sheet, self._texts.label("step"), (left, low), colour=self._theme.muted)
        number = Number(self._sheet, 0, (right, low), colour=self._theme.text, size=SIZES.label)
        return word, number

    def _named(
        self, content: str, x: float, y: float, edge: Edge = "centre", colour: str | None = None
    ) -> Label:
        return Label(self._sheet, content, (x, y), colour=colour or self._theme.muted, edge=edge)


def _words_middle(box: Box) -> float:
    return (box.left + box.right) / 2


def _units_middle() -> float:
    """Of the name of the hidden units, which is as wide as a tall frame."""
    return 0.5 if is_tall() else _words_middle(DigitRooms.units)


def _colour(colour: str) -> FloatArray:
    return np.array([to_rgb(colour)])


def _fading(*artists: Artist) -> Fading:
    return lambda opacity: _faded(artists, opacity)


def _faded(artists: Sequence[Artist], opacity: float) -> Sequence[Artist]:
    for each in artists:
        each.set_alpha(opacity)
    return artists if opacity else ()


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
        self._wall, self._words = Wall(sheet, seen), DigitWords(sheet, texts)

    def add_wall(self, paces: Sequence[PacedRun]) -> None:
        """Add all held-out digits, what they are taken for, and a plate of numbers.

        All of them are of one recorded step at each time. Reads "run" in seconds of the pace that
        "turn" counts; "judged", "counted" and "ringed", which sweep over what they show; and the
        opacities "wall", "matrix" and "plate".
        """
        matrix = Matrix(self._sheet, self._seen, self._texts)
        plate, key = self._words.plate(self._seen), self._words.key_of_wall()

        def record(turn: float, seconds: float) -> int:
            return paces[int(turn)].told(seconds)

        def shares(turn: float, seconds: float) -> Shares:
            return eased(paces[int(turn)], seconds)

        def wall(turn: float, seconds: float, opacity: float, judged: float) -> Sequence[Artist]:
            return self._wall.shown(shares(turn, seconds), opacity, judged)

        def answers(
            turn: float, seconds: float, opacity: float, counted: float
        ) -> Sequence[Artist]:
            return matrix.shown(record(turn, seconds), shares(turn, seconds), opacity, counted)

        def numbers(turn: float, seconds: float, opacity: float) -> Sequence[Artist]:
            return [*plate(record(turn, seconds), opacity), *key(opacity)]

        self._sheet.add(wall, "turn", "run", "wall", "judged")
        self._sheet.add(self._wall.rings, "ringed", "wall")
        self._sheet.add(answers, "turn", "run", "matrix", "counted")
        self._sheet.add(numbers, "turn", "run", "plate")

    def add_reading(self, reading: DigitReading, pace: PacedRun) -> None:
        """Add the digit that is read first, from its first pixel to its place on the wall.

        Reads "read" in seconds of the pace; "reached", "net", "p", "told", "truth"; and of the
        picture "seen", "sized", "written", "numbers", "aside", "small", "picture".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        counter, place = self._words.counter(), self._wall.box(reading.row)
        steps = self._seen.run.recorded_steps

        def network(seconds: float, reached: float, opacity: float) -> Sequence[Artist]:
            return flow.drawn(pace.step(seconds), eased(pace, seconds), reached, opacity)

        def answer(seconds: float, p: float, told: float) -> Sequence[Artist]:
            index = pace.told(seconds)
            found = [*flow.probability(index, p), *flow.rings(index, told)]
            return [*found, *counter(int(steps[index]), p)]

        def digit(seen: float, aside: float, small: float, opacity: float) -> Sequence[Artist]:
            box = between(between(DigitRooms.middle, DigitRooms.inputs, aside), place, small)
            return picture.shown(box, seen, opacity)

        def numbers(written: float, opacity: float) -> Sequence[Artist]:
            return picture.numbers(DigitRooms.middle, written, opacity)

        self._sheet.add(network, "read", "reached", "net")
        self._sheet.add(answer, "read", "p", "told")
        self._add_words(reading, "truth", "net")
        self._sheet.add(digit, "seen", "aside", "small", "picture")
        self._sheet.add(self._words.size_of_picture(), "sized")
        self._sheet.add(numbers, "written", "numbers")

    def add_misread(self, reading: DigitReading) -> None:
        """Add a digit that is misread at the run's end: it comes off the wall, and goes back.

        Reads "wrong", "wrong_picture", "wrong_reached", "wrong_net", "wrong_p", "wrong_told".
        """
        flow, picture = Flow(self._sheet, reading), DigitPicture(self._sheet, reading.pixels)
        place, last = self._wall.box(reading.row), len(self._seen.run.recorded_steps) - 1
        step, counter = int(self._seen.run.recorded_steps[last]), self._words.counter()

        def answer(p: float, told: float) -> Sequence[Artist]:
            return [*flow.probability(last, p), *flow.rings(last, told), *counter(step, p)]

        def digit(share: float, opacity: float) -> Sequence[Artist]:
            return picture.shown(between(place, DigitRooms.inputs, share), 1.0, opacity)

        self._sheet.add(
            lambda *values: flow.drawn(last, ((last, 1.0),), *values), "wrong_reached", "wrong_net"
        )
        self._sheet.add(answer, "wrong_p", "wrong_told")
        self._add_words(reading, "wrong_net", "wrong_net")
        self._sheet.add(digit, "wrong", "wrong_picture")

    def _add_words(self, reading: DigitReading, truth: str, net: str) -> None:
        """Add the names of the network's parts and of the digit, by the names of their values."""
        self._sheet.add(self._words.parts_of_network(reading.units), net)
        self._sheet.add(self._words.truth(reading.truth), truth)
