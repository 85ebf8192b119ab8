"""What a person may choose about a run that a scene draws."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class RunOptions:
    """The choices about one run; None where the scene or the engine chooses.

    Attributes:
        data: a built-in data set's name or the path of a CSV.
        x: names of the feature columns.
        y: name of the target column.
        standardize: whether features are scaled to mean 0 and deviation 1 for training.
        optimizer: an optimizer's name.
        learning_rate: the factor on the optimizer's step.
        steps: how many steps to take.
        batch_size: rows in a batch; all of them when None.
        seed: seed of the generator that draws start, batches and made-up data.
        start: the parameters to start from.
        surface: a named surface, or a formula in x and y.
        hidden: numbers of units of the hidden layers.
        activation: the hidden layers' activation.
        row: index of the row of data that is shown, from 0.
        stride: how many steps lie between those that are recorded in full.
        own: options that only one scene has, by name; `options["rates"]` reads one.
    """

    data: str | None = None
    x: tuple[str, ...] | None = None
    y: str | None = None
    standardize: bool = True
    optimizer: str | None = None
    learning_rate: float | None = None
    steps: int | None = None
    batch_size: int | None = None
    seed: int | None = None
    start: tuple[float, ...] | None = None
    surface: str | None = None
    hidden: tuple[int, ...] | None = None
    activation: str | None = None
    row: int | None = None
    stride: int = 1
    own: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "RunOptions":
        """Make options of values by name; names that aren't among the above are a scene's own."""
        return cls().changed(**values)

    def __getitem__(self, name: str) -> Any:
        """Return the value of an option that only one scene has."""
        return dict(self.own)[name]

    def changed(self, **values: Any) -> "RunOptions":
        """Return a copy in which the given options have other values."""
        shared = {name: value for name, value in values.items() if name in OPTION_NAMES}
        own = {name: value for name, value in values.items() if name not in OPTION_NAMES}
        return replace(self, **shared, own=tuple({**dict(self.own), **own}.items()))


OPTION_NAMES = tuple(field.name for field in fields(RunOptions) if field.name != "own")
