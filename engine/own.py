"""Optimizers and functions of a person's own: code that runs here, and what a record says of it."""

import copy
import inspect
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray, read_only
from gradreel.engine.errors import RequestError
from gradreel.engine.optimizers import Optimizer

LONGEST: Final = 100
"""Letters of a name, a setting or its value that a record keeps."""


@dataclass(frozen=True)
class Origin:
    """Which code something is, in words and by a digest; the code itself isn't kept.

    Attributes:
        name: of its class or function.
        module: where that was defined.
        settings: its attributes that are plain: numbers, words, truth values, None, short lists
            of these; as Python writes them.
        sha256: digest of the module's source and of all attributes. Where the source can't be
            found, or an attribute can't be pickled, it is like no other, so that nothing that was
            kept is taken for it.
    """

    name: str
    module: str
    settings: tuple[tuple[str, str], ...]
    sha256: str

    @classmethod
    def of(cls, thing: Any, behaviour: bytes = b"") -> "Origin":
        """Say what an object or a function is.

        Args:
            thing: it.
            behaviour: what else the digest is of, such as a function's values.
        """
        kind = thing if inspect.isroutine(thing) else type(thing)
        state = dict(_state(thing))
        plain = {name: repr(value) for name, value in state.items() if _is_plain(value)}
        settings = (each for each in sorted(plain.items()) if len("".join(each)) <= LONGEST)
        name = str(getattr(kind, "__name__", type(thing).__name__)).strip("<>")[:LONGEST]
        content = _source(kind) + _pickled(state) + behaviour
        digest = sha256(content).hexdigest()
        return cls(name, str(kind.__module__)[:LONGEST], tuple(settings), digest)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "own": self.name,
            "module": self.module,
            "settings": dict(self.settings),
            "code": self.sha256,
        }

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> "Origin":
        """Rebuild what `describe` described.

        Raises:
            KeyError, TypeError, ValueError: it isn't such a description.
        """
        settings = dict(description["settings"])
        texts = (description["own"], description["module"], description["code"])
        for text in (*texts, *settings, *settings.values()):
            if not (isinstance(text, str) and text.isprintable() and len(text) <= LONGEST):
                raise ValueError("what it says of its code is no short text")
        return cls(texts[0], texts[1], tuple(sorted(settings.items())), texts[2])

    def __str__(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.settings)
        return f"{self.name}({settings}) of {self.module}" if settings else self.told

    @property
    def told(self) -> str:
        """Name and module."""
        return f"{self.name} of {self.module}"

    def refusal(self) -> RequestError:
        """Say that the code is needed and isn't there."""
        return RequestError(
            f"the record doesn't hold the code of {self.told}, and other runs would need it: "
            "draw what shows a recorded run alone, such as descent"
        )


def _state(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield an object's attributes, or what a function closes over, by their names."""
    if inspect.isfunction(thing):
        yield from inspect.getclosurevars(thing).nonlocals.items()
        return
    yield from {
        **{name: getattr(thing, name) for name in getattr(thing, "__dataclass_fields__", ())},
        **getattr(thing, "__dict__", {}),
    }.items()


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def _source(kind: Any) -> bytes:
    try:
        return inspect.getsource(inspect.getmodule(kind) or kind).encode()
    except (OSError, TypeError):
        pass
    try:  # a notebook has the source of a class, and none of its module
        return inspect.getsource(kind).encode()
    except (OSError, TypeError):
        return uuid4().bytes


def _pickled(state: Mapping[str, Any]) -> bytes:
    try:
        return pickle.dumps(sorted(state.items()))
    except Exception:
        return uuid4().bytes


@dataclass(frozen=True)
class OwnOptimizer:
    """An optimizer of a person's own, each run with a copy of it; or what a record says of one.

    Attributes:
        origin: which code it is.
        rule: an object with `init` and `update`; None where only the record is there.
    """

    origin: Origin
    rule: Any = field(default=None, compare=False, repr=False)

    def init(self, parameters: FloatArray) -> tuple[Any, Any]:
        """Return a copy of the rule and its state, for parameters (p,).

        A rule that keeps something in itself is as good as one that doesn't.

        Raises:
            RequestError: the code isn't there.
        """
        if self.rule is None:
            raise self.origin.refusal()
        rule = copy.deepcopy(self.rule)
        return rule, rule.init(read_only(parameters))

    def update(
        self, gradient: FloatArray, state: tuple[Any, Any], parameters: FloatArray
    ) -> tuple[FloatArray, tuple[Any, Any]]:
        """Return the rule's step (p,) and the next state.

        Raises:
            RequestError: what it returns is no step and state.
        """
        rule, own = state
        returned = rule.update(read_only(gradient), own, read_only(parameters))
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise RequestError(f"update of {self.origin.told} must return (step, state)")
        try:
            step = np.asarray(returned[0]).astype(np.float64, casting="same_kind")
        except (TypeError, ValueError):
            step = np.empty(0)
        if step.shape != parameters.shape:
            raise RequestError(
                f"update of {self.origin.told} must return a step of {parameters.size} numbers "
                "and the state"
            )
        return step, (rule, returned[1])

    def __reduce__(self) -> tuple[Any, ...]:
        return OwnOptimizer, (self.origin,)  # where it goes, nothing is trained


def own_optimizer(rule: Any) -> Optimizer:
    """Make an optimizer for a run of an object or a class of a person's own.

    Args:
        rule: has `init(parameters)` and `update(gradient, state, parameters)`, as `Optimizer`
            says; a class is called for an object. gradreel's own are returned as they are.

    Raises:
        RequestError: it hasn't.
    """
    if isinstance(rule, type):
        try:
            rule = rule()
        except TypeError as error:
            raise RequestError(
                f"{rule.__name__} needs arguments ({error}): give an object"
            ) from error
    kind = type(rule)
    if kind.__module__.startswith(f"{optimizers.__name__}."):
        return rule  # type: ignore[no-any-return]
    for name in ("init", "update"):
        if not callable(getattr(rule, name, None)):
            raise RequestError(
                f"{getattr(rule, '__name__', kind.__name__)} has no {name}: an optimizer has "
                "init(parameters) and update(gradient, state, parameters)"
            )
    return OwnOptimizer(Origin.of(rule), rule)
