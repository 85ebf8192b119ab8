"""What any run was recorded to do: one of the engine's, or of another program's training loop."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LinearRegression, LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.outcome import OUTCOMES
from gradreel.engine.trajectory import Trajectory

SERIES: Final = (
    "loss",
    "held_out_loss",
    "accuracy",
    "held_out_accuracy",
    "learning_rate",
    "gradient_norm",
)
"""What may be recorded at each step, as one number; accuracies are shares from 0 to 1."""
MOST: Final = {"accuracy": 1.0, "held_out_accuracy": 1.0}
LEAST: Final = {**dict.fromkeys(MOST, 0.0), "gradient_norm": 0.0}
"""What these may be at the most and at the least."""
OUTCOME: Final = re.compile(
    rf"(ended|interrupted|diverged at step \d{{1,18}}|{'|'.join(OUTCOMES)})?"
)
ROUGHLY: Final = 0.02
"""By so much the sum of probabilities may be off 1, and a share be beyond it."""


class Tensor(NamedTuple):
    """One array of parameters over a run.

    Attributes:
        name: what its own program calls it, as "0.weight".
        values: (S, ...), one for each snapshot, as precise as they were recorded.
    """

    name: str
    values: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Regions:
    """What a model says all over the plane of two features, at each snapshot of its training.

    Attributes:
        xs: (m,), rising values of the first feature, on the data's own scale.
        ys: (k,), those of the second.
        probabilities: (S, k, m, c), of each class; they add up to 1.
    """

    xs: FloatArray
    ys: FloatArray
    probabilities: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Plane:
    """The loss over a plane through parameter space, and the path of a run as seen on it.

    A point of the plane is origin + x right + y up, all parameters flattened in their order.

    Attributes:
        kind: "principal" for the run's own principal components, "random" for filter-normalised
            random directions (Li et al. 2018).
        origin: (p,), the parameters at the run's end.
        right: (p,), the direction of x.
        up: (p,), that of y.
        xs: (m,), rising.
        ys: (k,), rising.
        losses: (k, m); inf or nan where the loss isn't finite.
        path: (S, 2), the snapshots, each as the nearest point of the plane.
        share: (2,), the shares of the snapshots' variance along x, and along what y adds to it.
    """

    kind: str
    origin: FloatArray
    right: FloatArray
    up: FloatArray
    xs: FloatArray
    ys: FloatArray
    losses: FloatArray
    path: FloatArray
    share: FloatArray


@dataclass(frozen=True, eq=False)
class History:
    """A run as far as it was recorded: numbers at R steps, all parameters at S of them.

    Attributes:
        maker: the program that trained and recorded it, as "PyTorch 2.9.1"; empty for the engine.
        precision: NumPy's name of the kind of number that its parameters are, as "float32".
        steps: (R,), rising: after how many updates the numbers were recorded.
        series: by names of `SERIES`, (R,); nan where one wasn't recorded.
        snapshots: (S,), rising: after how many updates the parameters were.
        tensors: the parameters, in their program's order; there may be none.
        dataset: what it was trained on, if that was recorded.
        regions: what its model said over two features, if that was recorded.
        planes: the loss over planes of parameter space, if that was recorded.
        outcome: "ended", "diverged at step k" (what came from there on wasn't recorded) or
            "interrupted", by an error or a person; of a run of the engine what `Trajectory` says;
            empty where it isn't known.

    Raises:
        ValueError: the arrays don't fit each other, or recorded numbers aren't finite.
    """

    maker: str
    precision: str
    steps: IntArray
    series: Mapping[str, FloatArray]
    snapshots: IntArray
    tensors: tuple[Tensor, ...] = ()
    dataset: Dataset | None = None
    regions: Regions | None = None
    planes: tuple[Plane, ...] = ()
    outcome: str = ""

    def __post_init__(self) -> None:
        _check_rising(self.steps, "steps")
        _check_rising(self.snapshots, "snapshots")
        for name, values in self.series.items():
            _check_series(name, values, len(self.steps))
        if not OUTCOME.fullmatch(self.outcome):
            raise ValueError(f"{self.outcome!r} is no outcome")
        for name, values in self.tensors:
            _check_finite(values, f"the values of {name}")
            if len(values) != len(self.snapshots):
                raise ValueError(f"the values of {name} aren't one a snapshot")
        if self.regions is not None:
            _check_regions(self.regions, len(self.snapshots))
        for plane in self.planes:
            _check_plane(plane, self.vectors.shape)

    def __repr__(self) -> str:
        parts = self.maker or "gradreel", f"{self.n_steps} steps", self.outcome
        size = f"{sum(each.values[0].size for each in self.tensors)} parameters, {self.precision}"
        return f"<History: {', '.join(filter(None, (*parts, size)))}>"

    @property
    def n_steps(self) -> int:
        """After how many updates the last number was recorded."""
        return int(self.steps[-1])

    @property
    def vectors(self) -> NDArray[Any]:
        """All parameters of each snapshot as one vector: (S, p)."""
        flat = [each.values.reshape(len(self.snapshots), -1) for each in self.tensors]
        return np.concatenate(flat, axis=1) if flat else np.zeros((len(self.snapshots), 0))

    def known(self, name: str) -> bool:
        """Whether a series was recorded at two steps or more."""
        return name in self.series and int(np.isfinite(self.series[name]).sum()) > 1


def _check_finite(values: NDArray[Any], name: str) -> None:
    if not np.can_cast(values.dtype, np.float64) or not np.isfinite(values).all():
        raise ValueError(f"{name} aren't finite numbers of 64 bits at most")


def _check_axis(values: NDArray[Any], name: str) -> None:
    _check_finite(values, name)
    if values.ndim != 1 or len(values) < 2 or not (np.diff(values) > 0).all():
        raise ValueError(f"{name} aren't rising numbers")


def _check_rising(steps: IntArray, name: str) -> None:
    if steps.ndim != 1 or not steps.size or steps[0] < 0 or (np.diff(steps) <= 0).any():
        raise ValueError(f"{name} aren't rising whole numbers from 0")


def _check_series(name: str, values: FloatArray, count: int) -> None:
    if name not in SERIES:
        raise ValueError(f"there is no series {name!r}")
    if values.shape != (count,) or np.isinf(values).any():
        raise ValueError(f"{name} isn't one finite number a step")
    if (values < LEAST.get(name, -np.inf)).any() or (values > MOST.get(name, np.inf)).any():
        raise ValueError(f"{name} has values that it can't have")


def _check_regions(regions: Regions, count: int) -> None:
    _check_axis(regions.xs, "a region's xs")
    _check_axis(regions.ys, "a region's ys")
    shape = (count, len(regions.ys), len(regions.xs))
    given = regions.probabilities
    if given.ndim != 4 or given.shape[:3] != shape or given.shape[3] < 2:
        raise ValueError("regions aren't probabilities at each snapshot and place")
    _check_finite(given, "regions")
    if (given < 0).any() or (np.abs(given.sum(axis=-1) - 1) > ROUGHLY).any():
        raise ValueError("regions have values that are no probabilities")


def _check_plane(plane: Plane, shape: tuple[int, ...]) -> None:
    _check_axis(plane.xs, "a plane's xs")
    _check_axis(plane.ys, "a plane's ys")
    for name in ("origin", "right", "up", "path", "share"):
        _check_finite(getattr(plane, name), f"a plane's {name}")
    if any(each.shape != shape[1:] for each in (plane.origin, plane.right, plane.up)):
        raise ValueError("a plane's directions don't fit the parameters")
    if plane.share.shape != (2,) or (np.abs(plane.share - 0.5) > 0.5 + ROUGHLY).any():
        raise ValueError("a plane's shares aren't two from 0 to 1")
    if plane.losses.shape != (len(plane.ys), len(plane.xs)) or plane.path.shape != (shape[0], 2):
        raise ValueError("a plane's losses or path don't fit it")


def history_of(run: Trajectory, held_out: Dataset | None = None) -> History:
    """Tell a run of the engine as a history.

    Args:
        run: of any model, or on a surface.
        held_out: data that it hasn't seen, on which its loss and accuracy are computed too.
    """
    steps = run.recorded_steps
    objective = run.objective
    series = {
        "loss": run.loss,
        "learning_rate": np.array([run.spec.learning_rate_at(step) for step in steps.tolist()]),
        "gradient_norm": np.append(np.linalg.norm(run.gradients, axis=1), np.nan),
    }
    if isinstance(objective, ModelObjective):
        series |= _accuracies(objective, run.parameters, "accuracy")
        if held_out is not None:
            other = ModelObjective(objective.model, held_out)
            series["held_out_loss"] = other.losses(run.parameters)
            series |= _accuracies(other, run.parameters, "held_out_accuracy")
    return History(
        maker="",
        precision="float64",
        steps=steps,
        series=series,
        snapshots=steps,
        tensors=tensors_of(run),
        dataset=run.dataset,
        outcome=run.outcome,
    )


def _accuracies(
    objective: ModelObjective, parameters: FloatArray, name: str
) -> Mapping[str, FloatArray]:
    """Return the shares (R,) of rows judged rightly; nothing where no classes are told apart."""
    model, data = objective.model, objective.dataset
    if not data.n_classes:
        return {}
    logits = (model.logits(each, data.inputs) for each in parameters)
    judged = (each > 0 if each.ndim == 1 else each.argmax(axis=-1) for each in logits)
    return {name: np.array([float((each == data.target).mean()) for each in judged])}


def tensors_of(run: Trajectory) -> tuple[Tensor, ...]:
    """A run's parameters as arrays: of a network its weights and biases, layer by layer."""
    objective, parameters = run.objective, run.parameters
    model = objective.model if isinstance(objective, ModelObjective) else None
    if isinstance(model, MLP):
        pairs = enumerate(model.layers(parameters), start=1)
        named = ((f"w{index}", f"b{index}", layer) for index, layer in pairs)
        return tuple(
            tensor
            for weights, biases, layer in named
            for tensor in (Tensor(weights, layer.weights), Tensor(biases, layer.biases))
        )
    if isinstance(model, LogisticRegression | LinearRegression):
        return Tensor("w1", parameters[:, None, 1:]), Tensor("b1", parameters[:, :1])
    return tuple(
        Tensor(name, column)
        for name, column in zip(objective.parameter_names, parameters.T, strict=True)
    )
