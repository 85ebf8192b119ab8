"""Records the training of a PyTorch model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import Any, Final

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.scenes.python.adapters.base import (
    ROWS_AT_ONCE,
    Adapter,
    Measured,
    asked_on_plane,
    is_small,
    recordable,
    share_right,
)
from gradreel.scenes.python.given import norm_of
from gradreel.scenes.python.recorder import Recorder

try:
    import torch
    from torch.func import functional_call, vmap
except ImportError:
    raise RequestError("TorchRecorder needs PyTorch: pip install torch") from None

LINKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"), torch.sigmoid),
    **dict.fromkeys(("BCELoss", "binary_cross_entropy"), lambda outputs: outputs),
    **dict.fromkeys(("CrossEntropyLoss", "cross_entropy"), lambda z: torch.softmax(z, dim=1)),
    **dict.fromkeys(("NLLLoss", "nll_loss"), torch.exp),
}
"""From outputs to probabilities, by the names of PyTorch's losses of classes."""


class TorchRecorder(Adapter):
    """Records the training of a PyTorch model, and writes the record when its block ends.

        recorder = gradreel.TorchRecorder("run.npz", model, optimizer, loss_function, X, y)
        with recorder:
            for step in range(100):
                ...  # the update: optimizer.step(), and scheduler.step() where there is one
                recorder.step()

    The state before the first update is recorded at once. Losses are measured on all rows that are
    given, in evaluation mode and without gradients; training isn't changed by it. The rate is that
    of the optimizer's first group, the gradient's length that of the last update's `.grad`.

    Args:
        path: the .npz to write.
        model: a module, all of whose parameters are recorded.
        optimizer: whose rate is recorded; None for none.
        loss_function: of the model's outputs and the target, as it is trained with: one number.
        features: a tensor of n rows, as the model takes them.
        target: a tensor, as the loss takes it.
        held_out: features and target that the model isn't trained on.
        class_names: in the order of the classes' numbers.
        feature_names: d names.
        predict: returns probabilities (n,) or (n, c) for features, where the loss isn't one of
            PyTorch's for classes: BCEWithLogits, BCE, CrossEntropy or NLL.
        every: how many updates lie between two states that are recorded.
        planes: whether the loss is evaluated on two planes at the end: about 7,400 times.

    Raises:
        RequestError: the file can't be written, or the data don't fit.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        path: str | PathLike[str],
        model: Any,
        optimizer: Any,
        loss_function: Callable[[Any, Any], Any],
        features: Any,
        target: Any,
        *,
        held_out: Sequence[Any] | None = None,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] | None = None,
        predict: Callable[[Any], Any] | None = None,
        every: int = 1,
        planes: bool = True,
    ) -> None:
        super().__init__(features, target, held_out, every)
        self._model, self._optimizer, self._loss = model, optimizer, loss_function
        self._predict = predict or _predict_by(loss_function, model)
        classes = self._n_classes()
        count = sum(each.numel() for each in model.parameters())
        self._recorder = Recorder(
            path,
            maker=f"PyTorch {torch.__version__.partition('+')[0]}",
            predict=asked_on_plane(features, classes, self._on_plane),
            loss_at=self._losses_at if planes and is_small(count) else None,
            **recordable(features, target, class_names, feature_names, classes),
        )
        self._record()

    def _n_classes(self) -> int:
        if self._predict is None:
            return 0
        with _evaluating(self._model):
            shape = self._predict(self._data[0][:1]).shape
        return int(shape[1]) if len(shape) > 1 and shape[1] > 1 else 2

    def _measured(self, features: Any, target: Any) -> Measured:
        with _evaluating(self._model):
            loss = self._loss(self._model(features), target)
            right = self._predict and share_right(self._predict(features), target)
        return Measured(loss, right)

    def _learning_rate(self) -> Any:
        return None if self._optimizer is None else self._optimizer.param_groups[0]["lr"]

    def _gradient_norm(self) -> float | None:
        found = [each.grad for each in self._model.parameters() if each.grad is not None]
        return norm_of(found) if found else None

    def _parameters(self) -> Mapping[str, Any]:
        return dict(self._model.named_parameters())

    def _on_plane(self, points: FloatArray) -> Any:
        features = self._data[0]
        assert self._predict is not None  # noqa: S101  or there were no classes
        with _evaluating(self._model):
            return self._predict(torch.as_tensor(points).to(features))

    def _losses_at(self, points: FloatArray) -> Any:
        """Return the losses (k,) at parameters (k, p), or that at one vector (p,).

        A model that can't be evaluated with several sets of parameters at once raises an error.
        """
        features, target = self._data

        def loss(parameters: dict[str, Any]) -> Any:
            return self._loss(functional_call(self._model, parameters, (features,)), target)

        with _evaluating(self._model):
            if points.ndim == 1:
                return loss({name: v[0] for name, v in self._unflattened(points[None]).items()})
            size = max(1, ROWS_AT_ONCE // len(features))
            return vmap(loss, chunk_size=size)(self._unflattened(points))

    def _unflattened(self, vectors: FloatArray) -> dict[str, Any]:
        """Return parameters by their names, (k, ...) each, of the model's own kind."""
        named = dict(self._model.named_parameters())
        parts = torch.from_numpy(vectors).split([each.numel() for each in named.values()], dim=1)
        return {
            name: part.reshape(-1, *own.shape).to(own)
            for (name, own), part in zip(named.items(), parts, strict=True)
        }


def _predict_by(loss_function: Any, model: Any) -> Callable[[Any], Any] | None:
    """Return what gives probabilities, where the loss says how they follow from outputs."""
    name = getattr(loss_function, "__name__", type(loss_function).__name__)
    if not loss_function.__module__.startswith("torch.") or name not in LINKS:
        return None
    return lambda features: LINKS[name](model(features))


@contextmanager
def _evaluating(model: Any) -> Iterator[None]:
    """Let a model be evaluated, and then be in the modes in which it was."""
    modes = [(each, each.training) for each in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for each, mode in modes:
            each.training = mode
