"""Records any training loop, as a history that scenes can draw."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import GradreelError, RequestError, quoted
from gradreel.engine.history import SERIES, History, Plane, Regions, Tensor
from gradreel.engine.planes import principal_plane, random_plane
from gradreel.engine.spec import MAX_RECORD_BYTES
from gradreel.scenes.ask import records
from gradreel.scenes.cli.train import check_record
from gradreel.scenes.python.given import (
    BRAIN,
    Array,
    array_of,
    dataset_of,
    names_of,
    norm_of,
    number_of,
    parts_of,
    places_over,
    probabilities_of,
    share_of,
)
from gradreel.scenes.python.kept import Kept

MOST_STEPS: Final = 100_000
MOST_SNAPSHOTS: Final = 200
MOST_PLANE_PARAMETERS: Final = 1_000_000
SPARE_BYTES: Final = 2**20
"""Of a record's size, for names, headers and the losses on planes."""
SIDE, SIDE_IF_SLOW = 61, 31
"""Places along a side of a plane: where the loss takes many parameters at once, and where not."""


@dataclass(frozen=True)
class Snapshot:
    """A state whose parameters are kept.

    Attributes:
        step: after how many updates.
        arrays: its parameters.
        regions: what the model says over the plane of two features, where it was asked.
    """

    step: int
    arrays: tuple[Array, ...]
    regions: Array | None


class Recorder:
    """Records a training loop of any library, and writes the record when its block ends.

        with gradreel.Recorder("run.npz", maker="my loop") as recorder:
            for step in range(101):
                loss, gradient = ...
                recorder.step(loss=loss, parameters={"w": w, "b": b}, gradients=gradient)
                ...  # the update

    `step` is called once for each state: before the first update, then after each. Numbers are
    recorded at every step, and at every 2nd, 4th, ... where there are more than 100,000; the
    parameters at up to 200 steps, which are multiples of a power of two, and the last. A block that
    an error ends is recorded as far as it came, without planes of the loss; the error goes on.

    Args:
        path: the .npz to write.
        maker: what trains, as a clip says it: "PyTorch 2.9.1", or "my loop".
        names: of the arrays of parameters, where these are given in a list.
        features: (n, d), the rows that the model is trained on, as it takes them.
        target: (n,), their classes, as whole numbers or words, or numbers.
        feature_names: d names.
        class_names: in the order of the classes' numbers.
        target_name: what the target is.
        predict: returns for points (m, 2) the probability (m,) of the second of two classes, or
            those of all (m, c), by the model as it is. It is asked at each snapshot, on a grid.
        loss_at: returns for parameters (k, p), flattened in their order, the losses (k,); or for
            one vector (p,) one loss. It is asked when the block ends, on two planes.

    Attributes:
        path: where the record is written.

    Raises:
        RequestError: the file can't be written, or the data don't fit.
    """

    def __init__(  # noqa: PLR0913
        self,
        path: str | PathLike[str],
        *,
        maker: str = "a training loop",
        names: Sequence[str] | None = None,
        features: Any = None,
        target: Any = None,
        feature_names: Sequence[str] | None = None,
        class_names: Sequence[str] | None = None,
        target_name: str = "",
        predict: Callable[[FloatArray], Any] | None = None,
        loss_at: Callable[[FloatArray], Any] | None = None,
    ) -> None:
        self.path = Path(path)
        check_record(self.path)
        if not maker.isprintable() or not 0 < len(maker) <= 100:
            raise RequestError(f"maker is a name of up to 100 letters, and not {quoted(maker)}")
        if (features is None) != (target is None):
            raise RequestError("features and target are given together, or neither")
        self._maker, self._names, self._predict, self._loss_at = maker, names, predict, loss_at
        self._dataset = None
        if features is not None:
            self._dataset = dataset_of(features, target, feature_names, class_names, target_name)
        self._grid = self._places()
        self._numbers: Kept[tuple[int, dict[str, float]]] = Kept(MOST_STEPS)
        self._snapshots: Kept[Snapshot] | None = None
        self._own_names: tuple[str, ...] = ()
        self._precision = "float64"
        self._given: list[Any] = []
        self._last_step = -1
        self._outcome = ""
        self._history: History | None = None

    def _places(self) -> tuple[FloatArray, FloatArray] | None:
        if self._predict is None:
            return None
        if self._dataset is None or not self._dataset.n_classes:
            raise RequestError("predict needs features of two columns, and classes as target")
        return places_over(self._dataset)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.save()
            return
        self._outcome = self._outcome or "interrupted"
        if self._numbers.items:
            try:
                self.save()
            except GradreelError as failed:
                error.add_note(f"gradreel: {failed}")

    @property
    def history(self) -> History:
        """What was recorded and written.

        Raises:
            RequestError: nothing was written yet.
        """
        if self._history is None:
            raise RequestError("the record is written when the block of the recorder ends")
        return self._history

    def step(  # noqa: PLR0913
        self,
        *,
        loss: Any = None,
        parameters: Any = None,
        held_out_loss: Any = None,
        accuracy: Any = None,
        held_out_accuracy: Any = None,
        learning_rate: Any = None,
        gradients: Any = None,
        gradient_norm: Any = None,
        at: int | None = None,
    ) -> None:
        """Record a state: the model as it is now.

        Numbers are Python's or any library's; what is None isn't recorded. From a state whose loss
        or parameters aren't finite on nothing is: the run has diverged.

        Args:
            loss: on all data that it is trained on.
            parameters: arrays by their names, or several, or one; they are copied.
            held_out_loss: on data that it isn't trained on.
            accuracy: the share of rows judged rightly, from 0 to 1.
            held_out_accuracy: that on data that it isn't trained on.
            learning_rate: of the step that leads from this state to the next.
            gradients: of the loss at this state; the length of all together is recorded.
            gradient_norm: that length, in place of the gradients.
            at: after how many updates this is; one more than the last time when None.

        Raises:
            RequestError: what is given can't be recorded.
        """
        if self._outcome.startswith("diverged"):
            return
        step = self._next_step(at)
        norm = number_of(gradient_norm, "gradient_norm")
        if norm < 0:
            raise RequestError(f"gradient_norm is a length, and not {norm:g}")
        numbers = {
            "loss": number_of(loss, "loss"),
            "held_out_loss": number_of(held_out_loss, "held_out_loss"),
            "accuracy": share_of(accuracy, "accuracy"),
            "held_out_accuracy": share_of(held_out_accuracy, "held_out_accuracy"),
            "learning_rate": number_of(learning_rate, "learning_rate"),
            "gradient_norm": norm_of(gradients) if gradient_norm is None else norm,
        }
        is_finite = loss is None or math.isfinite(numbers["loss"])
        if not (is_finite and self._take(step, parameters)):
            self._outcome = f"diverged at step {step}"
            return
        self._last_step = step
        self._numbers.add((step, numbers))

    def add_to_last(self, **numbers: float) -> None:
        """Record numbers of the last state that are known only after its update.

        Args:
            numbers: by names of `gradreel.engine.history.SERIES`.
        """
        if not self._outcome:
            step, known = self._numbers.items[-1]
            self._numbers.change_last((step, {**known, **numbers}))

    def save(self) -> None:
        """Write the record; what a `with` block does when it ends.

        Raises:
            RequestError: nothing was recorded, or `loss_at` doesn't fit.
            WorkError: the file can't be written.
        """
        if not self._numbers.items:
            why = self._outcome and f": it {self._outcome}"
            raise RequestError(f"no state was recorded{why or '; call step'}")
        is_current = self._outcome in ("", "ended")
        self._outcome = self._outcome or "ended"
        history = self._told()
        try:
            if self._loss_at is not None and self._outcome != "interrupted":
                history = replace(history, planes=self._planes(history, self._loss_at))
        finally:  # what was recorded is kept whatever the loss does
            records.save(history, self.path)
            self._history = history
        if is_current:
            self._outcome = ""

    def _next_step(self, at: int | None) -> int:
        if at is None:
            return self._last_step + 1
        if not isinstance(at, int | np.integer) or at <= self._last_step:
            raise RequestError(
                f"at is a whole number above the last step's, {self._last_step}, and not {at!r}"
            )
        return int(at)

    def _take(self, step: int, parameters: Any) -> bool:
        """Keep a state's parameters, and its regions where it stays; say whether all are finite."""
        if parameters is None and (self._own_names or self._predict is None):
            return True
        arrays = () if parameters is None else self._arrays(parameters)
        regions = None
        if self._snapshots is None or self._snapshots.next_stays:
            regions = self._regions()
        known = (*arrays, *(() if regions is None else (regions,)))
        if not all(np.isfinite(each).all() for each in known):
            return False
        if self._snapshots is None:
            self._snapshots = Kept(self._room(known))
        self._snapshots.add(Snapshot(step, arrays, regions))
        return True

    def _arrays(self, parameters: Any) -> tuple[Array, ...]:
        """Copy parameters, and check that they are those of the first time."""
        parts = parts_of(parameters)
        names = names_of(parameters, len(parts), self._names)
        found = [array_of(*each) for each in zip(parts, names, strict=True)]
        arrays = tuple(np.array(array) for array, _ in found)
        if self._snapshots is None:
            self._own_names, self._precision = names, _precision(found)
        first = self._snapshots.items[0].arrays if self._snapshots else arrays
        kinds = [[(each.shape, each.dtype) for each in every] for every in (arrays, first)]
        if names != self._own_names or kinds[0] != kinds[1]:
            raise RequestError("the parameters have other names, shapes or kinds than at first")
        self._given = parts
        return arrays

    def _regions(self) -> Array | None:
        if self._predict is None or self._grid is None:
            return None
        xs, ys = self._grid
        points = np.stack([each.ravel() for each in np.meshgrid(xs, ys)], axis=1)
        found = probabilities_of(self._predict(points), xs, ys)
        count = found.shape[-1]
        assert self._dataset is not None  # noqa: S101  or there were no grid
        if count != self._dataset.n_classes:
            told = f"{count} classes, and the target has {self._dataset.n_classes}"
            raise RequestError(f"predict tells of {told}: name them all in class_names")
        return found

    def _room(self, arrays: Sequence[Array]) -> int:
        """Return how many snapshots such as these arrays have room in a record."""
        count = sum(each.size for each in arrays[: len(self._own_names)])
        if self._loss_at is not None and count > MOST_PLANE_PARAMETERS:
            raise RequestError(
                f"loss_at is for up to {MOST_PLANE_PARAMETERS:,} parameters, and here are "
                f"{count:,}: leave it out"
            )
        numbers = 8 * MOST_STEPS * (1 + len(SERIES))
        planes = 0 if self._loss_at is None else 2 * 8 * 3 * count
        data = self._dataset.features.size + self._dataset.n if self._dataset else 0
        free = MAX_RECORD_BYTES - SPARE_BYTES - numbers - planes - 8 * data
        size = max(1, sum(each.nbytes for each in arrays))
        if 2 * size > free:
            raise RequestError(
                f"the parameters take {size / 1e6:,.0f} MB, and a record holds "
                f"{free / 1e6:,.0f} MB: record those of some layers"
            )
        return min(MOST_SNAPSHOTS, free // size)

    def _told(self) -> History:
        """Return what was recorded, without planes."""
        recorded = self._numbers.items
        columns = {name: np.array([each[name] for _, each in recorded]) for name in SERIES}
        columns = {name: np.where(np.isinf(each), np.nan, each) for name, each in columns.items()}
        steps = np.array([step for step, _ in recorded], dtype=np.int64)
        kept = self._whole_snapshots()
        at = np.array([each.step for each in kept], dtype=np.int64)
        arrays = (np.stack(each) for each in zip(*(each.arrays for each in kept), strict=True))
        return History(
            maker=self._maker,
            precision=self._precision,
            steps=steps,
            series={name: each for name, each in columns.items() if np.isfinite(each).any()},
            snapshots=at if kept else steps[-1:],
            tensors=tuple(map(Tensor, self._own_names, arrays)),
            dataset=self._dataset,
            regions=self._all_regions(kept),
            outcome=self._outcome,
        )

    def _whole_snapshots(self) -> list[Snapshot]:
        """Return the snapshots; the last without regions gets them, or goes if it is past."""
        kept = self._snapshots.items if self._snapshots else []
        if not kept or kept[-1].regions is not None or self._predict is None:
            return kept
        regions = self._regions() if self._is_still(kept[-1]) else None
        if regions is None or not np.isfinite(regions).all():
            return kept[:-1]
        return [*kept[:-1], replace(kept[-1], regions=regions)]

    def _is_still(self, snapshot: Snapshot) -> bool:
        """Whether the model's parameters are still those of a snapshot, as far as can be seen."""
        if self._outcome == "interrupted":
            return False
        now = (array_of(each, "a parameter")[0] for each in self._given)
        return all(map(np.array_equal, now, snapshot.arrays))

    def _all_regions(self, kept: Sequence[Snapshot]) -> Regions | None:
        found = [each.regions for each in kept if each.regions is not None]
        if self._grid is None or not found:
            return None
        return Regions(*self._grid, np.stack(found))

    def _planes(self, history: History, loss_at: Callable[[FloatArray], Any]) -> tuple[Plane, ...]:
        vectors = history.vectors.astype(np.float64)
        if not vectors.shape[1]:
            raise RequestError("loss_at needs parameters, which were given to no step")
        is_many = _takes_many(loss_at, vectors)

        def losses_at(points: FloatArray) -> FloatArray:
            if is_many:
                return array_of(loss_at(points), "what loss_at returns")[0].astype(np.float64)
            return np.array([number_of(loss_at(each), "what loss_at returns") for each in points])

        side = SIDE if is_many else SIDE_IF_SLOW
        shapes = [each.values.shape[1:] for each in history.tensors]
        rng = np.random.default_rng(0)
        return (
            principal_plane(vectors, losses_at, side),
            random_plane(vectors, shapes, losses_at, rng, side),
        )


def _precision(found: Sequence[tuple[Array, str]]) -> str:
    """Name the precision of arrays; the finest where they differ."""
    names = {name for _, name in found}
    if names == {BRAIN}:
        return BRAIN
    return np.result_type(*(array for array, _ in found)).name if found else "float64"


def _takes_many(loss_at: Callable[[FloatArray], Any], vectors: FloatArray) -> bool:
    """Find out whether a function takes several vectors at once, by giving it some."""
    count = 3 if vectors.shape[1] != 3 else 4  # so that losses aren't taken for parameters
    several = np.repeat(vectors[-1:], count, axis=0)
    try:
        found = array_of(loss_at(several), "what loss_at returns")[0]
    except Exception:  # whatever a function for one vector says of several
        return False
    return found.shape == (count,)
