"""What a run on data lowers."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.fits import best_fit, misfit
from gradreel.engine.functions import binary_cross_entropy
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.type.quantity import can_be_told_apart

Ending = Literal["diverged", "separated", "touching", "fitted", "moving"]

SEEN = 5e-3
"""A larger misfit is seen in a logistic regression's loss, of which four places are written."""


def objective_of(run: Trajectory | RunSpec) -> ModelObjective:
    """The loss of a run's model on its data.

    Raises:
        TypeError: the run is on a surface.
    """
    if not isinstance(run.objective, ModelObjective):
        raise TypeError("a run on a surface has no model and no data")
    return run.objective


def network_of(run: Trajectory | RunSpec) -> MLP:
    """The network of a run that is known to be of one."""
    model = objective_of(run).model
    assert isinstance(model, MLP)  # noqa: S101  known
    return model


def is_fitted(run: Trajectory) -> bool:
    """Whether a logistic regression has come to its best fit, as far as it is seen."""
    return misfit(objective_of(run), run.parameters[-1]) <= SEEN


def ending(run: Trajectory) -> Ending:
    """How a logistic regression ended: at its best fit, or still moving, or why there is none.

    The classes are separated, or touch in one value of a single feature.
    """
    if run.outcome.startswith("diverged"):
        return "diverged"
    if run.outcome == "separated":
        data = objective_of(run).dataset
        return "touching" if data.n_features == 1 and not are_apart(data) else "separated"
    return "fitted" if is_fitted(run) else "moving"


def lowest_loss(run: Trajectory) -> float | None:
    """Return the loss of the best fit of a logistic regression, if it has one."""
    objective = objective_of(run)
    best = best_fit(objective)
    return None if best is None else float(objective.loss(best))


def check_values_are_seen(data: Dataset) -> None:
    """Refuse data whose first feature can't be drawn along an axis.

    Raises:
        RequestError: its values look the same.
    """
    if not can_be_told_apart(data.features[:, 0]):
        raise RequestError(
            f"the values of column {quoted(data.feature_names[0])} are all equal, or too close "
            "together for their size to be told apart: subtract what they share, or choose "
            "another column with --x"
        )


def is_logistic_along_axis(spec: RunSpec, *, features: int | None = None) -> bool:
    """Whether a run is a logistic regression whose first feature can be drawn along an axis.

    Args:
        spec: of the run.
        features: how many it has; any number when None.
    """
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(objective.model, LogisticRegression)
        and objective.model.n_features == (features or objective.model.n_features)
        and can_be_told_apart(objective.dataset.features[:, 0])
    )


def are_apart(data: Dataset) -> bool:
    """Whether a value of the one feature lies between the classes.

    Those of a logistic regression that has no best fit may also share one value.
    """
    values, target = data.features[:, 0], data.target
    one, other = values[target == 0], values[target == 1]
    return bool(one.max() < other.min() or other.max() < one.min())


def direction(dataset: Dataset) -> int:
    """1 if class 1 has the higher values on average, else -1: which way a curve must go."""
    values, target = dataset.features[:, 0], dataset.target
    return 1 if values[target == 1].mean() >= values[target == 0].mean() else -1


def are_right(run: Trajectory, step: int) -> NDArray[np.bool_]:
    """Which rows of its data a run of a model judges rightly after so many steps, (n,)."""
    model, data = objective_of(run).model, objective_of(run).dataset
    with np.errstate(over="ignore", invalid="ignore"):
        logits = model.logits(at_step(run, step).parameters, data.inputs)
    judged = logits > 0 if logits.ndim == 1 else logits.argmax(axis=-1)
    return np.asarray(judged == data.target)


def row_to_show(main: RunSpec, asked: int | None) -> int:
    """The row that was asked for, or the one that the start is most wrong about.

    Raises:
        RequestError: the data have no such row.
    """
    objective = objective_of(main)
    data = objective.dataset
    if asked is None:
        logits = objective.model.logits(main.start, data.inputs)
        return int(np.argmax(binary_cross_entropy(logits, data.target)))
    if asked >= data.n:
        raise RequestError(f"there is no row {asked}: --row counts from 0 to {data.n - 1}")
    return asked
