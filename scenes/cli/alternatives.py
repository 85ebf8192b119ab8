"""Which choices hold where several places make them: a setting gives way to what contradicts it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import DATA

EXCLUDES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(DATA, ("surface",)),
    "surface": DATA,
    "texts": ("lang",),
    "lang": ("texts",),
    "workers": ("cluster",),
    "cluster": ("workers",),
}
"""Choices, and those that say the same thing in another way."""
FINER: Final[Mapping[str, tuple[str, ...]]] = {"quality": ("resolution", "fps")}
"""Choices, and those that would hide them, being more particular."""


@dataclass(frozen=True)
class Choices:
    """What was chosen in one place.

    Attributes:
        named: how that place calls a choice: a flag, a variable or a key of a file.
        values: what was chosen, by name.
    """

    named: Callable[[str], str]
    values: Mapping[str, Any]


def outdone(layers: Sequence[Choices], chosen_for: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Find the choices that don't hold, since a stronger place makes them senseless.

    Args:
        layers: the places, the weakest first; the last is the command line.
        chosen_for: by each choice about a run, those that mean nothing once it has another value.

    Returns:
        For each layer the names in it that don't hold.

    Raises:
        RequestError: one place makes two choices that exclude each other.
    """
    lost: list[set[str]] = [set() for _ in layers]
    for strong in reversed(range(len(layers))):
        layer = layers[strong]
        held = {name: value for name, value in layer.values.items() if name not in lost[strong]}
        _check_apart(layer, held)
        if fixed := sorted(held.keys() & _fixed_by_run(chosen_for)) if "run" in held else []:
            if layer is layers[-1]:
                raise _has_been_run(layer, fixed[0])
            lost[strong].update(fixed)
        for weak in range(strong):
            lost[weak] |= overruled(layers[weak].values, held, chosen_for)
    return lost


def overruled(
    weak: Mapping[str, Any], strong: Mapping[str, Any], chosen_for: Mapping[str, Iterable[str]]
) -> set[str]:
    """Find the choices that stronger ones leave no room for.

    Args:
        weak: the choices.
        strong: the stronger ones.
        chosen_for: as for `outdone`.
    """
    excluded = {other for name in strong for other in EXCLUDES.get(name, ())}
    replaced = {
        name for name in weak if name in excluded or strong.get(name, weak[name]) != weak[name]
    }
    lost = excluded.union(*(chosen_for.get(name, ()) for name in replaced))
    lost.update(other for name in strong for other in FINER.get(name, ()))
    if "run" in strong:
        lost |= _fixed_by_run(chosen_for)
    if strong.keys() & _fixed_by_run(chosen_for):
        lost.add("run")
    return lost & weak.keys()


def _fixed_by_run(run_choices: Iterable[str]) -> set[str]:
    return set(run_choices) - {"row"}


def _check_apart(layer: Choices, held: Mapping[str, Any]) -> None:
    for name in sorted(held):
        for other in EXCLUDES.get(name, ()):
            if other in held:
                both = f"{layer.named(name)} and {layer.named(other)}"
                raise RequestError(f"{both} exclude each other; leave one of them away")


def _has_been_run(layer: Choices, name: str) -> RequestError:
    run = layer.named("run")
    return RequestError(
        f"{run} brings a run that is done; leave {layer.named(name)} away, or {run}"
    )
