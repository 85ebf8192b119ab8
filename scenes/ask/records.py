"""The record of a run as a file: an .npz that NumPy reads without gradreel."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.data.dataset import Dataset
from gradreel.engine.errors import GradreelError, RequestError, WorkError, quoted, shorten
from gradreel.engine.history import History
from gradreel.engine.outcome import OUTCOMES
from gradreel.engine.spec import MAX_RECORD_BYTES as MAX_BYTES
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.own import OwnSurface, kept_surface
from gradreel.engine.trajectory import ARRAYS, Trajectory, recorded_steps
from gradreel.scenes.ask import histories
from gradreel.scenes.files.sources import MAX_RECORD_BYTES, open_regular
from gradreel.scenes.files.temporary import sweep
from gradreel.scenes.files.whole import followed, replacing, what_to_do

FORMAT: Final = "gradreel-trajectory"
VERSION: Final = 2
NEEDED: Final = ("format", "version", "spec", "outcome", *ARRAYS)

Arrays = Mapping[str, NDArray[Any]]


def save(run: Trajectory | History, path: str | Path) -> None:
    """Write a record to a .npz file, which appears whole or not at all; a link is followed.

    Raises:
        WorkError: the file can't be written; what was there before is still there.
    """
    try:
        target = followed(Path(path))
        if target.exists() and not target.is_file():
            raise ValueError("that is no file")
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        with replacing(target, flush=True) as temporary, temporary.open("wb") as file:
            _write(run, file)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a null byte
        reason = getattr(error, "strerror", None) or str(error)
        told = f"{quoted(str(path), 80)}: {shorten(reason, 50)}; {what_to_do(error)}"
        raise WorkError(f"can't write {told}") from None


def to_bytes(run: Trajectory | History) -> bytes:
    """Return what `save` writes."""
    file = BytesIO()
    _write(run, file)
    return file.getvalue()


def _write(run: Trajectory | History, file: BinaryIO) -> None:
    arrays = histories.to_arrays(run) if isinstance(run, History) else _arrays(run)
    np.savez(file, allow_pickle=False, **arrays)


def _arrays(run: Trajectory) -> dict[str, NDArray[Any]]:
    texts = {"format": FORMAT, "spec": run.spec.to_json(), "outcome": run.outcome}
    arrays = {name: np.array(text) for name, text in texts.items()}
    arrays["version"] = np.array(VERSION)
    arrays |= {name: getattr(run, name) for name in ARRAYS}
    if run.dataset is not None:
        arrays |= {"features": run.dataset.features, "target": run.dataset.target}
    return arrays | _kept(run)


def _kept(run: Trajectory) -> dict[str, NDArray[Any]]:
    """Return what is kept of a surface that is a person's own function."""
    surface = getattr(run.objective, "surface", None)
    if not isinstance(surface, OwnSurface):
        return {}
    if surface.kept is None:
        raise ValueError("it has no grid of its surface, as a run of gradreel.train has")
    return surface.kept.arrays


def load(path: str | Path, max_bytes: int = MAX_BYTES) -> Trajectory:
    """Read a record of a run of the engine that `save` or another program wrote.

    Args:
        path: the file.
        max_bytes: as for `load_any`.

    Raises:
        RequestError: it isn't such a file, or is damaged or too large.
    """
    return _of_engine(load_any(path, max_bytes))


def load_any(path: str | Path, max_bytes: int = MAX_BYTES) -> Trajectory | History:
    """Read a record of a run of the engine, or of one that a `Recorder` recorded elsewhere.

    Its form is checked, and that its numbers are finite; they aren't computed anew.

    Args:
        path: the file.
        max_bytes: more than this (512 MiB) is refused before anything is unpacked.

    Raises:
        RequestError: it isn't such a file, or is damaged or too large.
    """
    with open_regular(Path(path), MAX_RECORD_BYTES) as file:
        return _read(file, quoted(Path(path).name, 50), max_bytes)


def from_bytes(content: bytes) -> Trajectory:
    """Read a record that `to_bytes` returned.

    Raises:
        RequestError: it isn't such a record, or is damaged.
    """
    return _of_engine(_read(BytesIO(content), "the record", MAX_BYTES))


def _of_engine(run: Trajectory | History) -> Trajectory:
    if isinstance(run, History):
        raise RequestError(f"the record is of a run of {run.maker}, and not of gradreel's engine")
    return run


def _read(source: BinaryIO, name: str, max_bytes: int) -> Trajectory | History:
    try:
        return _from_arrays(_unpacked(source, max_bytes))
    except GradreelError as error:
        raise RequestError(shorten(f"{name}: {error}", 200)) from None
    except Exception as error:  # whatever a reader trips over, the file is at fault
        reason = shorten(" ".join(str(error).split()) or type(error).__name__, 70)
        raise RequestError(
            f"{name} isn't a whole record ({reason}): train or record it again"
        ) from None


def _unpacked(source: BinaryIO, max_bytes: int) -> Arrays:
    if not zipfile.is_zipfile(source):
        raise RequestError("this isn't an .npz file, or it is cut short")
    with zipfile.ZipFile(source) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > max_bytes:
        size_mb, limit = size / 1e6, max_bytes / 1e6
        raise RequestError(f"{size_mb:,.0f} MB is over the limit of {limit:,.0f} MB")
    source.seek(0)
    with np.load(source, allow_pickle=False) as archive:
        needed = ("format", "version") if "about" in archive.files else NEEDED
        if missing := set(needed) - set(archive.files):
            raise RequestError(f"this isn't a record of gradreel: it has no {min(missing)!r}")
        return {name: archive[name] for name in archive.files}


def _from_arrays(arrays: Arrays) -> Trajectory | History:
    if str(arrays["format"]) == histories.FORMAT:
        return histories.from_arrays(arrays)
    if str(arrays["format"]) != FORMAT:
        raise RequestError("this isn't a record of gradreel")
    version = int(arrays["version"])
    if version != VERSION:
        raise RequestError(
            f"the record has version {version}, this gradreel reads {VERSION}: train it again"
        )
    text = str(arrays["spec"])
    dataset = _dataset(json.loads(text)["objective"], arrays)
    spec = RunSpec.from_json(text, arrays["parameters"][0], dataset, _kept_surface(text, arrays))
    run = Trajectory(
        spec, **{name: arrays[name] for name in ARRAYS}, outcome=str(arrays["outcome"])
    )
    _check_form(run)
    return run


def _kept_surface(text: str, arrays: Arrays) -> OwnSurface | None:
    description = json.loads(text)["objective"].get("surface", {})
    if "own" not in description:
        return None
    return kept_surface(description, arrays)


def _check_form(run: Trajectory) -> None:
    """Check that the arrays are of a run of that spec, and finite."""
    spec, n_steps = run.spec, run.n_steps
    steps = recorded_steps(n_steps, spec.stride)
    shapes = {
        "parameters": (len(steps), spec.objective.n_parameters),
        "loss": steps.shape,
        "batch_loss": (n_steps,),
        "gradients": (len(steps) - 1, spec.objective.n_parameters),
        "batch_indices": (n_steps, spec.batch_size or 0),
        "recorded_steps": steps.shape,
    }
    for name, kind in ARRAYS.items():
        values = getattr(run, name)
        if values.dtype != kind or values.shape != shapes[name]:
            raise ValueError(f"{name} isn't an array {shapes[name]} of {kind.__name__}")
        if not np.isfinite(values).all():
            raise ValueError(f"{name} has values that aren't finite")
    if not np.array_equal(run.recorded_steps, steps):
        raise ValueError("recorded_steps don't fit the stride")
    indices, n = run.batch_indices, spec.objective.n_samples or 0
    if (indices < -1).any() or (indices >= n).any() or (indices[:, :1] < 0).any():
        raise ValueError("batch_indices name samples that don't exist")
    diverged = (f"diverged at step {n_steps + 1}",)
    if run.outcome not in (OUTCOMES if n_steps == spec.steps else diverged):
        raise ValueError("the outcome doesn't fit the steps")


def _dataset(description: Mapping[str, Any], arrays: Arrays) -> Dataset | None:
    if description["kind"] == "surface":
        return None
    data = description["data"]
    dataset = histories.dataset_of(data, arrays)
    if dataset.sha256 != data["sha256"]:
        raise RequestError("the data are not those that the model was trained on")
    return histories.checked(dataset)
