"""The frozen record of a run, and its file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.checks.evidence import Evidence, check_evidence, check_whole
from gradreel.engine.checks.layout import (
    ARRAYS,
    DATA_ARRAYS,
    TEXTS,
    check_kinds,
    check_shapes,
    recorded_steps,
)
from gradreel.engine.checks.source import check_source
from gradreel.engine.data.dataset import Dataset, digest_of
from gradreel.engine.errors import GradreelError, RequestError, quoted, shorten
from gradreel.engine.io.npz import Archive, Array, save_arrays, write_arrays
from gradreel.engine.io.sources import MAX_FILE_BYTES, MAX_RECORD_BYTES, open_regular
from gradreel.engine.objectives import ModelObjective, Objective
from gradreel.engine.outcome import OUTCOMES
from gradreel.engine.spec import RunSpec

FORMAT = "gradreel-trajectory"
VERSION = 2
READABLE = (1, 2)
"""Version 1 had neither a schedule of the rate nor a choice of a network's loss."""


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

        For a regression b / sd and the intercept that goes with it; on a surface, and
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
        """Read a record that `save` wrote, and check that it doesn't contradict itself.

        Args:
            path: the file.
            max_bytes: more than this (1 GiB) is refused before anything is unpacked.

        Raises:
            RequestError: it isn't such a file, is damaged or too large, or contradicts itself.
        """
        with open_regular(Path(path), MAX_FILE_BYTES) as file:
            return _read(file, quoted(Path(path).name, 50), max_bytes, is_own=False)

    @classmethod
    def from_bytes(cls, content: bytes, max_bytes: int = MAX_RECORD_BYTES) -> "Trajectory":
        """Read a record that `to_bytes` returned, which is taken to say what was run.

        Raises:
            RequestError: it isn't such a record, or is damaged, or too large.
        """
        return _read(BytesIO(content), "the record", max_bytes, is_own=True)


def _read(source: BinaryIO, name: str, max_bytes: int, *, is_own: bool) -> Trajectory:
    """Read a record.

    Args:
        source: a file that is open.
        name: what to call it in messages.
        max_bytes: more than this is refused.
        is_own: whether it was made by this program just now, so that its numbers are right.
    """
    try:
        needed = ("version", *TEXTS, *ARRAYS)
        with Archive(source, needed, DATA_ARRAYS, max_bytes) as archive:
            return _from_archive(archive, is_own=is_own)
    except GradreelError as error:
        raise RequestError(shorten(f"{name}: {error}", 200)) from None
    except Exception as error:  # whatever a reader trips over, the file is at fault
        reason = shorten(" ".join(str(error).split()) or type(error).__name__, 70)
        raise RequestError(f"{name} isn't a whole record ({reason}): train it again") from None


def _from_archive(archive: Archive, *, is_own: bool) -> Trajectory:
    """Read headers, texts, some values, then all: nothing large before it was found to fit."""
    check_kinds(archive.headers)
    texts = {name: str(archive.read(name)) for name in TEXTS}
    _check_format(texts["format"], int(archive.read("version")))
    description = json.loads(texts["spec"])
    check_shapes(archive.headers, description)
    n_steps = archive.headers["batch_loss"].shape[0]
    _check_end(texts["outcome"], n_steps, description["steps"])
    dataset = _dataset(description["objective"], archive)
    start = archive.rows("parameters", np.zeros(1, np.int64))[0]
    spec = RunSpec.from_json(texts["spec"], start, dataset)
    if not is_own:
        if dataset is not None:
            check_source(dataset)
        check_evidence(Evidence.read(spec, n_steps, archive.rows), texts["outcome"])
    run = Trajectory(
        spec, **{name: archive.read(name) for name in ARRAYS}, outcome=texts["outcome"]
    )
    if not np.array_equal(run.recorded_steps, recorded_steps(n_steps, spec.stride)):
        raise ValueError("recorded_steps don't fit the stride")
    if not is_own:
        check_whole(spec, {name: getattr(run, name) for name in ARRAYS})
    return run


def _check_format(form: str, version: int) -> None:
    if form != FORMAT:
        raise RequestError("this isn't a record of gradreel")
    if version not in READABLE:
        raise RequestError(
            f"the record has version {version}, this gradreel reads {VERSION}: train it again"
        )


def _check_end(outcome: str, n_steps: int, steps: int) -> None:
    diverged = (f"diverged at step {n_steps + 1}",)
    if outcome not in (OUTCOMES if n_steps == steps else diverged):
        raise ValueError("the outcome doesn't fit the steps")


def _dataset(description: Mapping[str, Any], archive: Archive) -> Dataset | None:
    if description["kind"] == "surface":
        return None
    data = description["data"]
    names: dict[str, Any] = {
        "feature_names": tuple(map(str, data["feature_names"])),
        "target_name": str(data["target_name"]),
        "class_names": tuple(map(str, data["class_names"])),
    }
    codes = tuple((str(name), (str(no), str(yes))) for name, (no, yes) in data.get("codes", ()))
    contents = chain(archive.pieces("features"), archive.pieces("target"))
    if digest_of(tuple(names.values()), codes, contents) != data["sha256"]:
        raise RequestError("the data are not those that the model was trained on")
    dataset = Dataset(
        features=archive.read("features"),
        target=archive.read("target"),
        source=str(data["source"]),
        mean=data["mean"],
        sd=data["sd"],
        codes=codes,
        **names,
    )
    _check_target(dataset)
    if not np.isfinite(dataset.features).all():
        raise ValueError("features has values that aren't finite")
    if not (np.isfinite(dataset.mean).all() and (dataset.sd > 0.0).all()):
        raise ValueError("the scaling is impossible")
    return dataset


def _check_target(dataset: Dataset) -> None:
    if not dataset.n:
        raise ValueError("target is empty")
    if dataset.n_classes and not np.isin(dataset.target, np.arange(dataset.n_classes)).all():
        raise ValueError("target has values that are no classes")
    if not np.isfinite(dataset.target).all():
        raise ValueError("target has values that aren't finite")
