"""Which weight is learned, and the runs of the scene: from its start, and from the other side."""

from dataclasses import replace
from enum import Enum, auto

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted, unknown
from gradreel.engine.held import Held
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role
from gradreel.scenes.stage.runs.one_parameter import minimum_beside
from gradreel.scenes.stage.type.typesetting import rounded

STEEPEST = "steepest"
FLAT = 2e-3
"""Of an input of the weight's usual size: a slope that changes the loss by less isn't seen."""
DRAWN = 20
"""Random starts that are tried, since one may be where the loss is flat."""
RATE = 2.0
"""The learning rate for inputs of size 1: with it no step of a logistic regression is too long."""


class SlopeRole(Role, Enum):
    """The runs beside the main one."""

    OTHER_SIDE = auto()


def held_spec(options: RunOptions) -> RunSpec:
    """Return the run of one weight of a logistic regression, the others held at the start.

    Raises:
        RequestError: there is no such weight, or the loss is flat along it.
    """
    data, drawing = runs.dataset(options), np.random.default_rng(options.seed or 0)
    model = LogisticRegression(data.n_features)
    for _ in range(1 if options.start else DRAWN):
        start = options.start or tuple(model.initial(drawing).tolist())
        spec = _held_at(start, model, data, options)
        if not is_flat(spec):
            rate = options.learning_rate or rounded(RATE / _size(spec) ** 2, 1)
            return replace(spec, learning_rate=rate)
    column = quoted(data.feature_names[learned_column(spec)])
    raise RequestError(
        f"at the start the loss is flat along the weight of {column}: start elsewhere with "
        "--start, or choose another with --weight"
    )


def _held_at(
    start: tuple[float, ...], model: LogisticRegression, data: Dataset, options: RunOptions
) -> RunSpec:
    """Return the run of the chosen weight from there."""
    given = options.changed(start=start, optimizer=None)
    whole = runs.logistic_on(data, given.changed(learning_rate=options.learning_rate or 1.0))
    index = _chosen(str(options["weight"] or STEEPEST), whole)
    held = Held(model, tuple(whole.start.tolist()), (index,))
    return replace(whole, objective=ModelObjective(held, data), start=whole.start[[index]])


def is_drawable(spec: RunSpec) -> bool:
    """Whether a run is of one weight of a logistic regression, by plain gradient descent."""
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(held := objective.model, Held)
        and isinstance(held.model, LogisticRegression)
        and len(held.free) == 1
        and held.free[0] > 0
        and isinstance(spec.optimizer, GradientDescent)
        and (spec.batch_size, spec.stride, spec.rate_drops) == (None, 1, ())
        and not is_flat(spec)
    )


def other_side(spec: RunSpec) -> RunSpec | None:
    """The same run from as far on the other side of the minimum, if there is one."""
    low = minimum_of(spec)
    if low is None:
        return None
    digits = max(1, 1 - int(np.floor(np.log10(abs(spec.start[0] - low)))))
    mirrored = round(2 * low - float(spec.start[0]), digits)
    return replace(spec, start=np.array([mirrored]))


def minimum_of(spec: RunSpec) -> float | None:
    """Where the loss over the one weight is least."""
    return minimum_beside(spec.objective, float(spec.start[0]), 1 / _size(spec))


def is_flat(spec: RunSpec) -> bool:
    """Whether nothing of the slope at the start would be seen."""
    size = _size(spec)
    slope = float(spec.objective.gradient(spec.start)[0])
    return not size or abs(slope) / size < FLAT


def learned_column(spec: RunSpec) -> int:
    """The feature whose weight is learned, from 0."""
    return held_model(spec).free[0] - 1


def held_model(spec: RunSpec) -> Held:
    """The model of a run that can be drawn."""
    model = _objective(spec).model
    assert isinstance(model, Held)  # noqa: S101  what is drawable
    return model


def _chosen(name: str, whole: RunSpec) -> int:
    """The index of a weight among the parameters."""
    objective = _objective(whole)
    columns = objective.dataset.feature_names
    if name == STEEPEST:
        slopes = np.abs(objective.gradient(whole.start)[1:]) / _sizes(objective.dataset.inputs)
        return 1 + int(np.argmax(slopes))
    if name not in columns:
        raise unknown("feature", name, (*columns, STEEPEST))
    return 1 + columns.index(name)


def _sizes(inputs: FloatArray) -> FloatArray:
    sizes = np.sqrt(np.square(inputs).mean(axis=0))
    return np.asarray(np.where(sizes > 0, sizes, 1.0))


def _size(spec: RunSpec) -> float:
    """The usual size of the weight's input."""
    return float(
        np.sqrt(np.square(_objective(spec).dataset.inputs[:, learned_column(spec)]).mean())
    )


def _objective(spec: RunSpec) -> ModelObjective:
    assert isinstance(spec.objective, ModelObjective)  # noqa: S101  what is drawable
    return spec.objective
