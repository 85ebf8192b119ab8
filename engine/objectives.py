"""What an optimizer lowers: a model's loss on data, or the height of a surface."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, counted, quoted
from gradreel.engine.models import Model, model_from_description
from gradreel.engine.surfaces.lookup import surface_from_description
from gradreel.engine.surfaces.surface import Surface

CHUNK = 2**15
ROWS = 2**13
"""So many are read at once, since what is computed of them stays in the processor's cache."""


class Objective(Protocol):
    """A function of parameters (p,) to be lowered; on data, also of a batch of its samples.

    `batch` is an array (b,) of sample indices, or None for all samples; a surface has none.
    """

    @property
    def n_parameters(self) -> int:
        """The length of the parameter vector, p."""

    @property
    def n_samples(self) -> int | None:
        """The number of samples of the data; None for a surface."""

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The p parameters' names."""

    def loss(self, parameters: FloatArray, batch: IntArray | None = None) -> float:
        """Return the mean loss over the batch."""

    def gradient(self, parameters: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """Return the gradient (p,) of the mean loss over the batch."""

    def loss_and_gradient(
        self, parameters: FloatArray, batch: IntArray | None = None
    ) -> tuple[float, FloatArray]:
        """Return both at once."""

    def losses(self, points: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """Return the losses (...) at many parameter vectors (..., p), evaluated together."""

    def check_start(self, parameters: FloatArray) -> None:
        """Raise a RequestError if no run can start at these parameters (p,)."""

    def describe(self) -> dict[str, Any]:
        """Return what `from_description` builds an equal objective from; fit for JSON."""


@dataclass(frozen=True, eq=False)
class ModelObjective:
    """The mean loss of a model on a data set: cross-entropy of classes, squared error of a number.

    Raises:
        RequestError: model and data don't fit each other.
    """

    model: Model
    dataset: Dataset

    def __post_init__(self) -> None:
        if self.model.n_features != self.dataset.n_features:
            raise RequestError(
                f"the model takes {counted(self.model.n_features, 'feature')}, "
                f"the data have {self.dataset.n_features}"
            )
        if self.model.n_classes != self.dataset.n_classes:
            raise RequestError(
                f"the model predicts {_kind_of_target(self.model.n_classes)}, "
                f"{quoted(self.dataset.target_name)} is {_kind_of_target(self.dataset.n_classes)}: "
                "choose another target, or another model"
            )

    @property
    def n_parameters(self) -> int:
        """The model's number of parameters."""
        return self.model.n_parameters

    @property
    def n_samples(self) -> int:
        """The data's number of samples."""
        return self.dataset.n

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The model's parameter names."""
        return self.model.parameter_names

    def _samples(self, batch: IntArray | None) -> tuple[FloatArray, FloatArray]:
        inputs, target = self.dataset.inputs, self.dataset.target
        return (inputs, target) if batch is None else (inputs[batch], target[batch])

    def loss(self, parameters: FloatArray, batch: IntArray | None = None) -> float:
        """Return the mean loss over the batch."""
        return float(self.model.loss(parameters, *self._samples(batch)))

    def gradient(self, parameters: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """Return its gradient (p,)."""
        return self.loss_and_gradient(parameters, batch)[1]

    def loss_and_gradient(
        self, parameters: FloatArray, batch: IntArray | None = None
    ) -> tuple[float, FloatArray]:
        """Return both at once."""
        inputs, target = self._samples(batch)
        if len(target) <= ROWS:
            return self.model.loss_and_gradient(parameters, inputs, target)
        loss, gradient = 0.0, np.zeros(self.n_parameters)
        for first in range(0, len(target), ROWS):
            part = slice(first, first + ROWS)
            own = self.model.loss_and_gradient(parameters, inputs[part], target[part])
            share = len(target[part]) / len(target)
            loss, gradient = loss + share * own[0], gradient + share * own[1]
        return loss, gradient

    def losses(self, points: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """Return the losses (...) at points (..., p), a few MB of them at a time."""
        inputs, target = self._samples(batch)
        flat = points.reshape(-1, self.n_parameters)
        size = max(1, CHUNK // (len(target) * self.model.values_per_sample))
        result = np.empty(len(flat))
        for first in range(0, len(flat), size):
            chunk = slice(first, first + size)
            result[chunk] = self.model.loss(flat[chunk], inputs, target)
        return result.reshape(points.shape[:-1])

    def check_start(self, parameters: FloatArray) -> None:
        """Raise a RequestError if the loss or its gradient isn't finite there."""
        with np.errstate(all="ignore"):
            loss, gradient = self.loss_and_gradient(parameters)
        if not np.isfinite([loss, *gradient]).all():
            raise RequestError("the loss or its slope isn't finite at the start: start elsewhere")

    def describe(self) -> dict[str, Any]:
        """Return kind, model and what is known of the data but the numbers in the table."""
        data = self.dataset
        codes = {"codes": [[name, list(both)] for name, both in data.codes]} if data.codes else {}
        gaps = {"gaps": [data.dropped, data.filled]} if data.dropped or data.filled else {}
        return {
            "kind": self.model.describe()["kind"],
            "model": self.model.describe(),
            "data": {
                "source": data.source,
                "sha256": data.sha256,
                "feature_names": list(data.feature_names),
                "target_name": data.target_name,
                "class_names": list(data.class_names),
                "mean": data.mean.tolist(),
                "sd": data.sd.tolist(),
                **codes,
                **gaps,
            },
        }


def _kind_of_target(n_classes: int) -> str:
    return f"one of {n_classes} classes" if n_classes else "a number"


@dataclass(frozen=True)
class SurfaceObjective:
    """The height of a surface at parameters (x, y). `batch` has no meaning here."""

    surface: Surface

    n_parameters = 2
    n_samples = None
    parameter_names = ("x", "y")

    def loss(self, parameters: FloatArray, batch: IntArray | None = None) -> float:  # noqa: ARG002
        """Return the height."""
        return float(self.losses(parameters))

    def gradient(
        self,
        parameters: FloatArray,
        batch: IntArray | None = None,  # noqa: ARG002
    ) -> FloatArray:
        """Return the gradient (2,)."""
        return self.loss_and_gradient(parameters)[1]

    def loss_and_gradient(
        self,
        parameters: FloatArray,
        batch: IntArray | None = None,  # noqa: ARG002
    ) -> tuple[float, FloatArray]:
        """Return both at once."""
        height, *slopes = self.surface.formula.value_and_gradient(*parameters)
        return float(height), np.array(slopes)

    def losses(self, points: FloatArray, batch: IntArray | None = None) -> FloatArray:  # noqa: ARG002
        """Return the heights (...) at points (..., 2)."""
        return self.surface.value(points[..., 0], points[..., 1])

    def check_start(self, parameters: FloatArray) -> None:
        """Raise a RequestError if the point is off the surface, or no slope is finite there."""
        self.surface.check_start(float(parameters[0]), float(parameters[1]))

    def describe(self) -> dict[str, Any]:
        """Return kind, and the surface's name or formula, or which function it is."""
        return {"kind": "surface", "surface": self.surface.describe()}


def objective_from_description(
    description: Mapping[str, Any], dataset: Dataset | None, kept: Surface | None = None
) -> Objective:
    """Build the objective that `describe` described, on the data that it was trained on.

    Args:
        description: it.
        dataset: the data; None for a surface.
        kept: what the record keeps of a surface that is a person's own function.

    Raises:
        RequestError: it names a model or surface that doesn't exist, or other data.
        KeyError, TypeError, ValueError: the description is damaged.
    """
    if description["kind"] == "surface":
        return SurfaceObjective(kept or surface_from_description(description["surface"]))
    if dataset is None:
        raise RequestError("the data that the model was trained on are missing")
    if dataset.sha256 != description["data"]["sha256"]:
        raise RequestError("the data are not those that the model was trained on")
    return ModelObjective(model_from_description(description["model"]), dataset)
