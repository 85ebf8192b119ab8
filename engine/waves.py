"""A wave through a series of numbers, whose period is learned: y = mean + height cos(...)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from gradreel.engine.arrays import FloatArray, read_only
from gradreel.engine.data.dataset import Dataset
from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.functions import squared_error, squared_error_and_derivative

PERIODS: Final = 2000
"""How many periods a fit tries."""
FEWEST_CYCLES, FEWEST_A_CYCLE = 2.0, 3.0
"""A fitted wave goes round at least so often, and has at least so many of the samples a cycle."""
FEWEST: Final = 0.4
"""Of the cycles of the best wave, so many are left to the one of the longest period at least."""


@dataclass(frozen=True)
class Wave:
    """One wave over time: y = mean + sd height cos(2 pi (t - peak) / period).

    The period and the peak are the parameters, in the units of the input. The loss is the mean of
    ((prediction - y) / sd)^2, so that 1 is what the mean alone gives.

    Attributes:
        mean, sd: of the numbers that are predicted.
        height: of the wave, in standard deviations.
    """

    mean: float
    sd: float
    height: float

    n_features = 1
    n_classes = 0
    n_parameters = 2
    parameter_names = ("P", "t0")
    values_per_sample = 1

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.mean, self.sd, self.height))) or self.sd <= 0:
            raise RequestError("a wave needs a finite mean and height and an sd above 0")

    def logits(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return the predictions for parameters (..., 2) and times (n, 1): (..., n)."""
        return self.mean + self.sd * self._scaled(self._angles(parameters, inputs))

    def _angles(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        period, peak = parameters[..., :1], parameters[..., 1:]
        return np.asarray(2.0 * np.pi * (inputs[:, 0] - peak) / period)

    def _scaled(self, angles: FloatArray) -> FloatArray:
        return np.asarray(self.height * np.cos(angles))

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the mean squared error in squared standard deviations, of shape (...)."""
        scaled = self._scaled(self._angles(parameters, inputs))
        return np.asarray(squared_error(scaled, (target - self.mean) / self.sd).mean(axis=-1))

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean loss and its gradient (2,): with a the angle, da/dP = -a / P."""
        angles, period = self._angles(parameters, inputs), parameters[0]
        scaled, wanted = self._scaled(angles), (target - self.mean) / self.sd
        losses, errors = squared_error_and_derivative(scaled, wanted)
        by_angle = -errors * self.height * np.sin(angles)
        by_period, by_peak = -angles / period, np.full_like(angles, -2.0 * np.pi / period)
        return float(losses.mean()), np.stack([by_period, by_peak]) @ by_angle / len(target)

    def initial(self, rng: np.random.Generator) -> FloatArray:
        """Draw a period above 0 and a peak: made for standardised inputs."""
        period, peak = rng.normal(0.0, 1.0, self.n_parameters)
        return np.array([np.exp(period), peak])

    def own_scale(self, parameters: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
        """Return the period and the peak in the feature's own units."""
        return parameters * sd + mean * [0.0, 1.0]

    def describe(self) -> dict[str, Any]:
        """Return kind, mean, sd and height."""
        return {"kind": "wave", "mean": self.mean, "sd": self.sd, "height": self.height}


@lru_cache(maxsize=8)
def best_wave(data: Dataset) -> tuple[Wave, FloatArray]:
    """Fit a wave to a series of numbers: by least squares for each of many periods.

    Its height and peak are rounded, to a twentieth of a standard deviation and to half of the
    time between two samples, as if they were read off a chart and set by hand.

    Args:
        data: of one feature, the time, and a number for each.

    Returns:
        the wave, and its parameters (2,): the period and the first peak that is not before the
        series.

    Raises:
        RequestError: the data have another shape, or no cycle can be seen in them.
    """
    if data.n_features != 1 or data.n_classes:
        raise RequestError("a wave needs one column of times and one of numbers: see --x and --y")
    times, mean, sd = data.inputs[:, 0], float(data.target.mean()), float(data.target.std())
    span, n_times = float(np.ptp(times)), len(np.unique(times))
    if n_times < FEWEST_CYCLES * FEWEST_A_CYCLE or sd == 0.0:
        name = quoted(data.target_name)
        raise RequestError(f"column {name} shows no cycle: a wave needs more rows that differ")
    frequencies = np.linspace(FEWEST_CYCLES / span, n_times / FEWEST_A_CYCLE / span, PERIODS)
    fits = [_at_frequency(each, times, (data.target - mean) / sd) for each in frequencies]
    best = int(np.argmin([error for error, _, _ in fits]))
    _, height, angle = fits[best]
    period = 1.0 / float(frequencies[best])
    peak = angle / (2.0 * np.pi) * period
    peak += period * math.ceil((float(times.min()) - peak) / period)
    half_apart = span / (n_times - 1) / 2.0
    peak, height = round(peak / half_apart) * half_apart, round(20.0 * height) / 20.0
    return Wave(mean, sd, height), read_only(np.array([period, peak]))


def _at_frequency(
    frequency: float, times: FloatArray, wanted: FloatArray
) -> tuple[float, float, float]:
    """The least error of a wave of a frequency, its height, and its angle at the peak."""
    angles = 2.0 * np.pi * frequency * times
    columns = np.column_stack([np.cos(angles), np.sin(angles)])
    weights = np.linalg.lstsq(columns, wanted, rcond=None)[0]
    error = float(squared_error(columns @ weights, wanted).mean())
    return error, float(np.hypot(*weights)), float(np.arctan2(weights[1], weights[0]))


def slipped(data: Dataset, peak: float, cycles: float) -> float:
    """Return the period of a wave that goes round so many times more than the best one does.

    Args:
        data: the series.
        peak: the times from which it goes round begin here, and they end with the series.
        cycles: how many times more; negative for fewer, of which some are left.
    """
    best = float(best_wave(data)[1][0])
    return 1.0 / max(1.0 / best + cycles / (float(data.inputs.max()) - peak), FEWEST / best)
