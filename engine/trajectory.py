"""The frozen record of a run, and its file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import GradreelError, RequestError, quoted, shorten
from gradreel.engine.io.npz import Array, read_arrays, save_arrays, write_arrays
from gradreel.engine.io.sources import MAX_FILE_BYTES, MAX_RECORD_BYTES, open_regular
from gradreel.engine.objectives import ModelObjective, Objective
from gradreel.engine.spec import RunSpec

FORMAT = "gradreel-trajectory"
VERSION = 1
OUTCOMES = ("converged", "separated", "out of steps")
ARRAYS: Mapping[str, tuple[str, int]] = {
    "parameters": ("<f8", 2),
    "loss": ("<f8", 1),
    "batch_loss": ("<f8", 1),
    "gradients": ("<f8", 2),
    "batch_indices": ("<i8", 2),
    "recorded_steps": ("<i8", 1),
}
DATA_ARRAYS: Mapping[str, tuple[str, int]] = {"features": ("<f8", 2), "target": ("<f8", 1)}
TEXTS = ("format", "spec", "outcome")


def recorded_steps(n_steps: int, stride: int) -> IntArray:
    """Return the steps that are kept: 0, stride, 2 stride, ..., and the last, n_steps."""
    return np.append(np.arange(0, n_steps, stride), n_steps)


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What happened in a run of T steps, of which R are recorded in full.

    Step k leads from the parameters after k updates to those after k + 1. Without a stride every
    step is recorded, so R = T + 1.

    Attributes:
        spec: what was run.
        parameters: (R, p), after as many updates as recorded_steps says.
        loss: (R,), the loss of these on the full data.
        batch_loss: (T,), the loss of step k's batch before the step, at every step.
        gradients: (R - 1, p), as handed to the optimizer, at the recorded steps but the last.
        batch_indices: (T, b), the samples of step k's batch, filled up with -1; b is 0 when the
            batches are the full data, or there are no data.
        recorded_steps: (R,), from 0 to T.
        outcome: "converged", "separated", "out of steps" or "diverged at step k". A run that
            diverged is cut to its last finite step, k - 1.
    """

    spec: RunSpec
    parameters: FloatArray
    loss: FloatArray
    batch_loss: FloatArray
    gradients: FloatArray
    batch_indices: IntArray
    recorded_steps: IntArray
    outcome: str

    def __post_init__(self) -> None:
        for name in ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def n_steps(self) -> int:
        """The number of steps that were taken and were finite, T."""
        return len(self.batch_loss)

    @property
    def objective(self) -> Objective:
        """What was lowered."""
        return self.spec.objective

    @property
    def dataset(self) -> Dataset | None:
        """The data that the model was trained on; None for a surface."""
        objective = self.spec.objective
        return objective.dataset if isinstance(objective, ModelObjective) else None

    def own_scale(self, parameters: FloatArray) -> FloatArray:
        """Return parameters (..., p) as they are for features on the data's own scale.

        For logistic regression b / sd and the intercept that goes with it; on a surface, and
        where nothing was scaled, the parameters themselves.
        """
        objective = self.spec.objective
        if not isinstance(objective, ModelObjective):
            return parameters
        data = objective.dataset
        return objective.model.own_scale(parameters, data.mean, data.sd)

    def batch(self, step: int) -> IntArray | None:
        """Return the samples (b,) of a step's batch; None for all of them."""
        indices = self.batch_indices[step]
        return indices[indices >= 0] if len(indices) else None

    def save(self, path: str | Path) -> None:
        """Write the record to a .npz file, which appears whole or not at all.

        Raises:
            WorkError: the file can't be written.
        """
        write_arrays(Path(path), self._arrays())

    def to_bytes(self) -> bytes:
        """Return what `save` writes."""
        file = BytesIO()
        save_arrays(file, self._arrays())
        return file.getvalue()

    def __reduce__(self) -> tuple[Any, ...]:
        return Trajectory.from_bytes, (self.to_bytes(),)  # a copy's arrays are read-only as well

    def _arrays(self) -> dict[str, Array]:
        texts = {"format": FORMAT, "spec": self.spec.to_json(), "outcome": self.outcome}
        arrays = {name: np.array(text) for name, text in texts.items()}
        arrays["version"] = np.array(VERSION)
        arrays |= {name: getattr(self, name) for name in ARRAYS}
        if self.dataset is not None:
            arrays |= {"features": self.dataset.features, "target": self.dataset.target}
        return arrays

    @classmethod
    def load(cls, path: str | Path, max_bytes: int = MAX_RECORD_BYTES) -> "Trajectory":
        """Read a record that `save` wrote.

        Args:
            path: the file.
            max_bytes: more than this (1 GiB) is refused before anything is unpacked.

        Raises:
            RequestError: it isn't such a file, or is damaged, or too large.
        """
        with open_regular(Path(path), MAX_FILE_BYTES) as file:
            return _read(file, quoted(Path(path).name, 50), max_bytes)

    @classmethod
    def from_bytes(cls, content: bytes, max_bytes: int = MAX_RECORD_BYTES) -> "Trajectory":
        """Read a record that `to_bytes` returned, as carefully as one from a file.

        Raises:
            RequestError: it isn't such a record, or is damaged, or too large.
        """
        return _read(BytesIO(content), "the record", max_bytes)


def _read(source: BinaryIO, name: str, max_bytes: int) -> Trajectory:
    try:
        needed = ("version", *TEXTS, *ARRAYS)
        return _from_arrays(read_arrays(source, needed, DATA_ARRAYS, max_bytes))
    except GradreelError as error:
        raise RequestError(shorten(f"{name}: {error}", 200)) from None
    except Exception as error:  # whatever a reader trips over, the file is at fault
        reason = shorten(" ".join(str(error).split()) or type(error).__name__, 70)
        raise RequestError(f"{name} isn't a whole record ({reason}): train it again") from None


def _from_arrays(arrays: Mapping[str, Array]) -> Trajectory:
    texts = {name: _text(arrays[name], name) for name in TEXTS}
    if texts["format"] != FORMAT:
        raise RequestError("this isn't a record of gradreel")
    if arrays["version"].shape != () or arrays["version"].dtype.kind != "i":
        raise ValueError("no version")
    if arrays["version"] != VERSION:
        raise RequestError(
            f"the record has version {arrays['version']}, this gradreel reads {VERSION}: "
            "train it again"
        )
    for name, (dtype, dimensions) in {**ARRAYS, **DATA_ARRAYS}.items():
        if name in arrays:
            _check_array(name, arrays[name], dtype, dimensions)
    if not len(arrays["parameters"]):
        raise ValueError("no parameters")
    dataset = _dataset(json.loads(texts["spec"])["objective"], arrays)
    spec = RunSpec.from_json(texts["spec"], arrays["parameters"][0], dataset)
    run = Trajectory(spec, **{name: arrays[name] for name in ARRAYS}, outcome=texts["outcome"])
    _check_consistent(run)
    return run


def _text(array: Array, name: str) -> str:
    if array.shape != () or array.dtype.kind != "U":
        raise ValueError(f"{name} is not a text")
    return str(array)


def _check_array(name: str, array: Array, dtype: str, dimensions: int) -> None:
    if array.dtype != np.dtype(dtype) or array.ndim != dimensions:
        raise ValueError(f"{name} has the wrong kind or shape")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has values that aren't finite")


def _dataset(description: Mapping[str, Any], arrays: Mapping[str, Array]) -> Dataset | None:
    if description["kind"] == "surface":
        return None
    data = description["data"]
    dataset = Dataset(
        features=arrays["features"],
        target=arrays["target"],
        feature_names=tuple(map(str, data["feature_names"])),
        target_name=str(data["target_name"]),
        class_names=tuple(map(str, data["class_names"])),
        source=str(data["source"]),
        mean=data["mean"],
        sd=data["sd"],
    )
    classes = np.arange(dataset.n_classes)
    if not (dataset.n and np.isin(dataset.target, classes).all()):
        raise ValueError("target has values that are no classes")
    if not (np.isfinite(dataset.mean).all() and (dataset.sd > 0.0).all()):
        raise ValueError("the scaling is impossible")
    return dataset


def _check_consistent(run: Trajectory) -> None:
    spec, rows = run.spec, len(run.recorded_steps)
    shapes = {
        "parameters": (rows, spec.objective.n_parameters),
        "loss": (rows,),
        "gradients": (rows - 1, spec.objective.n_parameters),
        "batch_indices": (run.n_steps, spec.batch_size or 0),
    }
    for name, shape in shapes.items():
        if getattr(run, name).shape != shape:
            raise ValueError(f"{name} has another length than the steps")
    if not np.array_equal(run.recorded_steps, recorded_steps(run.n_steps, spec.stride)):
        raise ValueError("recorded_steps don't fit the stride")
    samples = range(-1, spec.objective.n_samples or 0)
    if not all(index in samples for index in np.unique(run.batch_indices).tolist()):
        raise ValueError("batch_indices name samples that don't exist")
    diverged = (f"diverged at step {run.n_steps + 1}",)
    if run.outcome not in (OUTCOMES if run.n_steps == spec.steps else diverged):
        raise ValueError("the outcome doesn't fit the steps")
