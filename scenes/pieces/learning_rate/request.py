"""The runs of the scene: one weight from one start, at three rates, for two kinds of loss."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.held import Held
from gradreel.engine.models import LinearRegression, LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.one_parameter import minimum_beside
from gradreel.scenes.stage.type.typesetting import rounded

COUNT = 3
SHARES = 0.015, 0.6, 2.3
"""Rates in their curvature's inverse: below 1 no step goes past the minimum, above 2 all do."""
NEAR, LEAST_CURVED = 1e-4, 1e-3
START = 3.0
"""How far from the minimum other data start, for an input of size 1."""
SQUARED_RATES = 0.02, 0.3, 1.05
SQUARED_START = 10.0
FLATTEST = 1e-3
"""A slope at the start below this isn't seen."""


@dataclass(frozen=True)
class RateRole(Role):
    """A run beside the main one, which has the middle rate.

    Attributes:
        squared: whether its loss is the squared error, else the cross-entropy.
        column: which of the three rates it has, from 0.
    """

    squared: bool
    column: int


def main_spec(options: RunOptions) -> RunSpec:
    """Return the run of the middle rate: one weight of a logistic regression, its intercept held.

    Raises:
        RequestError: not three rates, several features, or a start without a slope.
    """
    data = runs.dataset(options)
    runs.check_one_feature("learning-rate", data)
    share = float(data.target.mean())
    given = options.start or (float(np.log(share / (1 - share))), _start(data, share))
    whole = runs.logistic_on(data, options.changed(start=given, learning_rate=1.0))
    held = Held(LogisticRegression(1), tuple(whole.start.tolist()), (1,))
    spec = replace(whole, objective=ModelObjective(held, data), start=whole.start[1:])
    if abs(float(spec.objective.gradient(spec.start)[0])) < FLATTEST * _size(data):
        raise RequestError("the loss is flat at the start: start elsewhere with --start")
    return replace(spec, learning_rate=_rates(spec, options)[1])


def beside(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the runs at the other rates, and for the heart data those of squared error."""
    rates = _rates(main, options)
    made: dict[Role, RunSpec] = {
        RateRole(False, column): replace(main, learning_rate=rates[column]) for column in (0, 2)
    }
    if objective_of(main).dataset.source == "heart":
        squared = _squared(main.steps)
        for column, rate in enumerate(SQUARED_RATES):
            made[RateRole(True, column)] = replace(squared, learning_rate=rate)
    return made


def is_of_one_weight(spec: RunSpec) -> bool:
    """Whether a run is of the one weight of a logistic regression, by plain gradient descent."""
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(held := objective.model, Held)
        and held.model == LogisticRegression(1)
        and held.free == (1,)
        and isinstance(spec.optimizer, GradientDescent)
        and (spec.batch_size, spec.stride, spec.rate_drops) == (None, 1, ())
    )


def _squared(steps: int) -> RunSpec:
    """Maximum heart rate by age, as a straight line through the mean: its one slope is learned."""
    data = load("heart", ("Age",), "MaxHR", as_number=True).standardized()
    held = Held(LinearRegression(1), (float(data.target.mean()), 0.0), (1,))
    return RunSpec(
        objective=ModelObjective(held, data),
        optimizer=optimizers.build("gradient-descent"),
        learning_rate=SQUARED_RATES[1],
        steps=steps,
        batch_size=None,
        start=np.array([SQUARED_START]),
        seed=0,
    )


def _start(data: Dataset, share: float) -> float:
    """A weight at one side of the minimum, far enough from it for a way to be seen."""
    intercept = float(np.log(share / (1 - share)))
    objective = ModelObjective(Held(LogisticRegression(1), (intercept, 0.0), (1,)), data)
    size = 1 / _size(data)
    slope = float(objective.gradient(np.zeros(1))[0])
    low = minimum_beside(objective, 0.0, size) if slope else 0.0
    return rounded((low or 0.0) + START * size, 2)


def _size(data: Dataset) -> float:
    """The usual size of the one feature."""
    return float(np.sqrt(np.square(data.inputs).mean())) or 1.0


def _rates(spec: RunSpec, options: RunOptions) -> tuple[float, ...]:
    """The three rates: as given, or by how curved the loss is at its minimum."""
    given = options["rates"]
    if given is None:
        curvature = _curvature(spec)
        return tuple(rounded(share / curvature, 2) for share in SHARES)
    rates = tuple(float(each) for each in given)
    rising = all(first < second for first, second in pairwise(rates))
    if len(rates) != COUNT or not rising or rates[0] <= 0:
        raise RequestError("--rates takes three learning rates above 0, rising: 0.1,4,15")
    return rates


def _curvature(spec: RunSpec) -> float:
    """How much the slope changes with the weight at the minimum, or without one at the start."""
    size = 1 / _size(objective_of(spec).dataset)
    low = minimum_beside(spec.objective, float(spec.start[0]), size)
    place, near = float(spec.start[0]) if low is None else low, NEAR * size
    ends = [spec.objective.gradient(np.array([place + by]))[0] for by in (-near, near)]
    return float(max((ends[1] - ends[0]) / (2 * near), LEAST_CURVED / size**2))
