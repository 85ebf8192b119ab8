"""What can be asked of the scene: one sample, one weight, and numbers that can be followed."""

from math import floor, log10

import numpy as np

from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.functions import sigmoid
from gradreel.engine.held import Held
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec

LARGEST = 9.0
"""Of w x: beyond, 1 + e^(-w x) or its inverse takes more digits than can be followed."""
AFTER = 12.5
"""Of w x after the step: its numbers have to be written, too."""
LONGEST = 6
"""Digits of a number that is given."""


def step_of_example(x: float, y: int, w: float, rate: float | None) -> RunSpec:
    """Return one step of gradient descent on the loss of one sample, whose intercept is held at 0.

    Args:
        x: the feature.
        y: the class.
        w: the weight.
        rate: the learning rate; a power of ten that changes w x by about 1 when None.

    Raises:
        RequestError: there is no such class, or the numbers are too large or too long.
    """
    _check_sample(x, y, w)
    rate = _fitting_rate(x, y, w) if rate is None else rate
    if rate <= 0:
        raise RequestError("--rate takes a number above 0")
    if abs((w - rate * _slope(x, y, w)) * x) > AFTER:
        raise RequestError(
            f"a step at --rate {rate:g} leads too far to be drawn: give a smaller one"
        )
    data = unscaled(
        features=np.array([[x]]),
        target=np.array([float(y)]),
        feature_names=("x",),
        target_name="y",
        class_names=("0", "1"),
        source="example",
    )
    model = Held(LogisticRegression(1), (0.0, 0.0), (1,))
    return RunSpec(
        objective=ModelObjective(model, data),
        optimizer=GradientDescent(),
        learning_rate=rate,
        steps=1,
        batch_size=None,
        seed=0,
        start=np.array([w]),
    )


def _check_sample(x: float, y: int, w: float) -> None:
    """Check that the numbers before the step can be written.

    Raises:
        RequestError: they can't.
    """
    if y not in (0, 1):
        raise RequestError(f"--y {y} is no class: give 0 or 1")
    for name, value in (("x", x), ("w", w)):
        if not value or float(f"{value:.{LONGEST}g}") != value:
            raise RequestError(f"--{name} takes a number other than 0, of {LONGEST} digits at most")
    if abs(w * x) > LARGEST:
        raise RequestError(f"w times x is {w * x:g}: from -{LARGEST:g} to {LARGEST:g} can be drawn")


def _slope(x: float, y: int, w: float) -> float:
    """The derivative of the loss in w."""
    return float((sigmoid(np.array(w * x)) - y) * x)


def _fitting_rate(x: float, y: int, w: float) -> float:
    """A power of ten with which a step changes w x by about 1."""
    return float(10.0 ** floor(log10(1 / abs(_slope(x, y, w) * x)) + 0.5))


def is_example(spec: RunSpec) -> bool:
    """Whether a run is of one weight on one sample, as `step_of_example` returns it."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or objective.dataset.n != 1 or not spec.steps:
        return False
    model, data = objective.model, objective.dataset
    return (
        isinstance(model, Held)
        and model.model == LogisticRegression(1)
        and model.free == (1,)
        and model.values[0] == 0
        and not data.is_scaled
        and _can_be_followed(spec, float(data.features[0, 0]), int(data.target[0]))
    )


def _can_be_followed(spec: RunSpec, x: float, y: int) -> bool:
    """Whether the numbers before the first step and after it can be written."""
    w, rate = float(spec.start[0]), spec.learning_rate
    after = w - rate * _slope(x, y, w)
    return spec.steps == 1 and 0 < abs(w * x) <= LARGEST and abs(after * x) <= AFTER
