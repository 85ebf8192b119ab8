"""The optimizers, one a file; a file added to this folder adds an optimizer.

A file defines one frozen dataclass with the two pure functions of `Optimizer`. The file's name,
with hyphens, is the optimizer's name. Importing this package imports none of them, so that a
command's help can list the names at once.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from gradreel.engine.errors import RequestError, unknown

if TYPE_CHECKING:
    from gradreel.engine.arrays import FloatArray


class Optimizer(Protocol):
    """A rule that turns gradients into steps; parameters become parameters - rate * step."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def init(self, parameters: FloatArray) -> Any:
        """Return the state before the first step, for parameters (p,)."""

    def update(
        self, gradient: FloatArray, state: Any, parameters: FloatArray
    ) -> tuple[FloatArray, Any]:
        """Return the step (p,) and the next state; change none of the inputs.

        Args:
            gradient: (p,), taken at the parameters.
            state: what `init` or the update before returned.
            parameters: (p,), before the step; a weight decay needs them, most rules don't.
        """


class _Folder(Mapping[str, type[Optimizer]]):
    """The optimizers by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> type[Optimizer]:
        if name not in self:
            raise KeyError(name)
        module = import_module(f"{__name__}.{name.replace('-', '_')}")
        classes = (each for each in vars(module).values() if isinstance(each, type))
        own = (each for each in classes if each.__module__ == module.__name__)
        return next(each for each in own if hasattr(each, "update"))

    def __contains__(self, name: object) -> bool:
        return name in optimizer_names()

    def __iter__(self) -> Iterator[str]:
        return iter(optimizer_names())

    def __len__(self) -> int:
        return len(optimizer_names())


OPTIMIZERS: Mapping[str, type[Optimizer]] = _Folder()


def optimizer_names() -> tuple[str, ...]:
    """Return the optimizers' names in alphabetical order, importing none of them."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.replace("_", "-") for name in names))


def build(name: str, **settings: float) -> Optimizer:
    """Build an optimizer; settings that aren't given have PyTorch's defaults.

    Raises:
        RequestError: no such optimizer or setting, or a setting that isn't in [0, 1). From 1 on,
            running means and velocities grow without end; an epsilon or a weight decay in use
            is far below it.
    """
    if name not in OPTIMIZERS:
        raise unknown("optimizer", name, OPTIMIZERS)
    kind = OPTIMIZERS[name]
    known = [field.name for field in fields(kind)]
    for setting, value in settings.items():
        if setting not in known:
            raise unknown(f"setting of {name}", setting, known)
        if not (isinstance(value, int | float) and math.isfinite(value) and 0.0 <= value < 1.0):
            raise RequestError(f"{setting} of {name} must be at least 0 and below 1")
    return kind(**settings)


def name_of(optimizer: Optimizer) -> str:
    """Return the name that `build` builds an optimizer of this kind by, or its class's if own."""
    origin = getattr(optimizer, "origin", None)
    if origin is not None:
        return f"own {origin.name}" if origin.name in OPTIMIZERS else str(origin.name)
    return type(optimizer).__module__.rpartition(".")[2].replace("_", "-")


def describe(optimizer: Optimizer) -> dict[str, Any]:
    """Return the optimizer's name and settings, such that `build(**describe(o))` equals o.

    Of a person's own, return which code it is.
    """
    origin = getattr(optimizer, "origin", None)
    if origin is not None:
        description: dict[str, Any] = origin.describe()
        return description
    return {"name": name_of(optimizer), **asdict(optimizer)}
