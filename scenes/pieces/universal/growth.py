"""A network that grows on a curve, and those that start anew, as views of their records."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.universal.request import (
    Anew,
    Grown,
    learned_curve,
    network,
    seeds_of,
    widths_from,
)

EASE = 3.0
"""How much more time the first steps get than the last: most is learned early."""

LEAP = 1.5
"""A training leaps if its error comes to so many times that at its start."""


@dataclass(frozen=True)
class OutputSum:
    """What a network's output is the sum of, at the data.

    Attributes:
        bias: of the output.
        terms: (units, n), what each unit adds.
    """

    bias: float
    terms: FloatArray

    def partial(self, share: float) -> FloatArray:
        """The bias and so large a share of the terms (n,), one after the other."""
        weights = np.clip(share * len(self.terms) - np.arange(len(self.terms)), 0.0, 1.0)
        return np.asarray(self.bias + weights @ self.terms)

    def nearest_first(self) -> "OutputSum":
        """The same sum in another order: each term is the one that leaves the least to add."""
        missing, order, left = self.terms.sum(axis=0), list[int](), list(range(len(self.terms)))
        while left:
            after = [float(np.square(missing - self.terms[each]).sum()) for each in left]
            order.append(left.pop(int(np.argmin(after))))
            missing = missing - self.terms[order[-1]]
        return OutputSum(self.bias, self.terms[order])


@dataclass(frozen=True)
class Growth:
    """The runs of a network that grows, by width.

    A time counts widths: 0 is the start of the first, 1 its end, and the start of the second.

    Attributes:
        widths: numbers of units, rising.
        runs: of each width.
    """

    widths: tuple[int, ...]
    runs: tuple[Trajectory, ...]

    @property
    def inputs(self) -> FloatArray:
        """Where the curve is known (n,)."""
        return _data(self.runs[0])[0]

    @property
    def target(self) -> FloatArray:
        """The curve (n,)."""
        return _data(self.runs[0])[1]

    @property
    def curve(self) -> str:
        """The curve's name."""
        return learned_curve(self.runs[0].spec)

    @cached_property
    def outputs(self) -> tuple[float, float]:
        """The least and the largest output at any recorded step."""
        ends = np.array([_outputs(run) for run in self.runs])
        return float(ends[:, 0].min()), float(ends[:, 1].max())

    @cached_property
    def errors(self) -> list[float]:
        """The error at the end of each width."""
        return [error(run, 1.0) for run in self.runs]

    def leaps(self, since: int) -> bool:
        """Whether the error is much larger in the midst of a training than at its start.

        Args:
            since: the index of the first width that is looked at.
        """
        runs = self.runs[since:]
        return any(float(run.loss.max()) > LEAP**2 * float(run.loss[0]) for run in runs)

    def index(self, at: float) -> int:
        """Which width is trained at a time."""
        return min(max(int(np.ceil(at)) - 1, 0), len(self.runs) - 1)

    def sum(self, at: float) -> OutputSum:
        """What the output is the sum of at a time."""
        index = self.index(at)
        return sum_of(self.runs[index], at - index)

    def errors_until(self, at: float) -> list[float]:
        """The error of each width that has begun by a time, as it is then."""
        index = self.index(at)
        return [*self.errors[:index], error(self.runs[index], at - index)]


@dataclass(frozen=True)
class Fresh:
    """Networks that start anew, on the main curve.

    Attributes:
        widths: numbers of units.
        runs: from each start, by width.
    """

    widths: tuple[int, ...]
    runs: tuple[tuple[Trajectory, ...], ...]

    @cached_property
    def widest_spread(self) -> int:
        """The index of the width whose starts end farthest apart, as a factor."""
        ends = [[error(run, 1.0) for run in runs] for runs in self.runs]
        return int(np.argmax([max(each) / max(min(each), 1e-12) for each in ends]))

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the largest error of that width."""
        ends = [error(run, 1.0) for run in self.runs[self.widest_spread]]
        return min(ends), max(ends)


def growth_on(recording: Recording, curve: str) -> Growth:
    """The network that grows on a curve."""
    main = recording.main
    widths = widths_from(main.spec, recording.options)
    first = main if curve == learned_curve(main.spec) else recording[Grown(curve, widths[0])]
    wider = [recording[Grown(curve, units)] for units in widths[1:]]
    return Growth(widths, (first, *wider))


def fresh_in(recording: Recording) -> Fresh:
    """The networks that start anew at each width but the first."""
    main = recording.main.spec
    widths = widths_from(main, recording.options)[1:]
    runs = [tuple(recording[Anew(units, seed)] for seed in seeds_of(main)) for units in widths]
    return Fresh(widths, tuple(runs))


def error(run: Trajectory, share: float) -> float:
    """The root of the mean squared error when so large a share of a training has passed."""
    return float(np.sqrt(_between(run, run.loss, share)))


def sum_of(run: Trajectory, share: float) -> OutputSum:
    """What a network's output is the sum of when so large a share of its training has passed."""
    parameters, (inputs, _) = _between(run, run.parameters, share), _data(run)
    hidden, output = network((len(parameters) - 1) // 3).layers(parameters)
    sums = hidden.weights @ inputs[None] + hidden.biases[:, None]
    return OutputSum(float(output.biases[0]), output.weights[0][:, None] * np.tanh(sums))


def _outputs(run: Trajectory) -> tuple[float, float]:
    """The least and the largest output at the recorded steps of a run."""
    steps = len(run.recorded_steps) - 1
    made = [sum_of(run, (row / steps) ** (1 / EASE)).partial(1.0) for row in range(steps + 1)]
    return float(np.min(made)), float(np.max(made))


def _between(run: Trajectory, values: FloatArray, share: float) -> FloatArray:
    """What was recorded (R, ...) when so large a share of a training has passed, or in between."""
    last = len(run.recorded_steps) - 1
    row = float(np.clip(share, 0.0, 1.0)) ** EASE * last
    before = min(int(row), last)
    after = min(before + 1, last)
    return np.asarray(values[before] + (row - before) * (values[after] - values[before]))


def _data(run: Trajectory) -> tuple[FloatArray, FloatArray]:
    data = run.dataset
    assert data is not None  # noqa: S101  a curve is data
    return data.features[:, 0], data.target
