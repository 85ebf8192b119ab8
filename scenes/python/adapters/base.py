"""What the recorders of all libraries share: when they record, what of, and how it ends."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.history import History
from gradreel.scenes.python.given import Array, array_of, classes_of
from gradreel.scenes.python.recorder import MOST_PLANE_PARAMETERS, Recorder

ROWS_AT_ONCE: Final = 2**16


class Live:
    """An array that is read from a model when it is asked for, and so is always the current one.

    Args:
        read: returns it.
        dtype: its kind, where NumPy hasn't that.
    """

    def __init__(self, read: Callable[[], Array], dtype: str = "") -> None:
        self._read, self.dtype = read, dtype

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        del copy
        return np.asarray(self._read(), dtype)


class Measured(NamedTuple):
    """What a model is worth on some data.

    Attributes:
        loss: the mean over the rows.
        accuracy: the share of rows judged rightly; None where that isn't known.
    """

    loss: Any
    accuracy: Any = None


class Adapter(ABC):
    """Records a model of a library: at the beginning, and after each update."""

    def __init__(
        self, features: Any, target: Any, held_out: Sequence[Any] | None, every: int
    ) -> None:
        """Keep what the model is measured on.

        Raises:
            RequestError: the data that are held out aren't two, or `every` is no number.
        """
        if not isinstance(every, int) or every < 1:
            raise RequestError(f"every is a whole number from 1, and not {every!r}")
        if held_out is not None and len(held_out) != 2:
            raise RequestError("held_out is a pair, of features and their target")
        self._data, self._held_out, self._every = (features, target), held_out, every
        self._count, self._recorded, self._saved = 0, -1, -1
        self._recorder: Recorder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None and self._saved != self._count:
            self.save()
        elif error is not None and self._recorder is not None:
            self._recorder.__exit__(kind, error, trace)

    @property
    def recorder(self) -> Recorder:
        """What writes the record.

        Raises:
            RequestError: the training hasn't begun.
        """
        if self._recorder is None:
            raise RequestError("nothing is recorded before the training begins")
        return self._recorder

    @property
    def history(self) -> History:
        """What was recorded and written.

        Raises:
            RequestError: nothing was written yet.
        """
        return self.recorder.history

    def save(self) -> None:
        """Write the record; what a `with` block does when it ends.

        Raises:
            RequestError: nothing was recorded.
            WorkError: the file can't be written.
        """
        if self._recorded != self._count and self._is_there():
            self._record()
        self.recorder.save()
        self._saved = self._count

    def step(self) -> None:
        """Record the model after an update."""
        if self._recorded == self._count:
            norm = self._gradient_norm()
            if norm is not None:
                self.recorder.add_to_last(gradient_norm=norm)
        self._count += 1
        if self._count % self._every == 0:
            self._record()

    def _record(self) -> None:
        own = self._measured(*self._data)
        other = Measured(None) if self._held_out is None else self._measured(*self._held_out)
        self.recorder.step(
            loss=own.loss,
            accuracy=own.accuracy,
            held_out_loss=other.loss,
            held_out_accuracy=other.accuracy,
            learning_rate=self._learning_rate(),
            parameters=self._parameters(),
            at=self._count,
        )
        self._recorded = self._count

    def _is_there(self) -> bool:
        """Whether the model has parameters yet."""
        return True

    def _gradient_norm(self) -> float | None:
        """Return how long the gradient of the last update was, where that is known."""
        return None

    @abstractmethod
    def _measured(self, features: Any, target: Any) -> Measured:
        """Return what the model is worth on these data."""

    @abstractmethod
    def _learning_rate(self) -> Any:
        """Return that of the next update; None where it isn't known."""

    @abstractmethod
    def _parameters(self) -> Mapping[str, Any]:
        """Return the model's parameters as they are, by their names."""


def share_right(probabilities: Any, target: Any) -> float:
    """Return how many rows are judged rightly, as a share.

    Args:
        probabilities: (n,) or (n, 1) of the second of two classes, or (n, c) of each.
        target: (n,) or (n, 1), the classes' numbers, or (n, c) with a 1 at each row's class.
    """
    values = array_of(probabilities, "what predict returns")[0]
    if values.ndim == 1 or values.shape[1] == 1:
        judged = values.ravel() > 0.5
    else:
        judged = values.argmax(axis=1)
    return float((judged == classes_of(target)).mean())


def recordable(
    features: Any, target: Any, names: Any, feature_names: Any, n_classes: int
) -> dict[str, Any]:
    """Return the data as `Recorder` takes them; none where rows aren't rows of a table.

    Args:
        features: (n, d), or of another shape.
        target: of each row.
        names: of the classes; their numbers when None.
        feature_names: d names, or None.
        n_classes: how many there are; 0 where a number is predicted or nobody knows.
    """
    if len(_shape(features)) != 2:
        return {}
    if names is None and n_classes:
        names = tuple(map(str, range(n_classes)))
    data = {"features": features, "target": target, "class_names": names}
    return {**data, "feature_names": feature_names}


def asked_on_plane(
    features: Any, n_classes: int, answer: Callable[[FloatArray], Any]
) -> Callable[[FloatArray], Any] | None:
    """Return what answers all over the plane of two features; None where there is no plane."""
    shape = _shape(features)
    return answer if n_classes > 1 and len(shape) == 2 and shape[1] == 2 else None


def _shape(features: Any) -> tuple[int, ...]:
    """Return the shape of features; an empty one where they are several arrays of a model."""
    try:
        return tuple(getattr(features, "shape", None) or np.shape(features))
    except ValueError:
        return ()


def is_small(count: int) -> bool:
    """Whether so few parameters are there that planes of the loss can be recorded."""
    return count <= MOST_PLANE_PARAMETERS
