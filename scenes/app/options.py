"""What a person may choose about a run that a scene draws."""

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

    def changed(self, **values: Any) -> "RunOptions":
        """Return a copy in which the given options have other values."""
        return replace(self, **values)


OPTION_NAMES = tuple(field.name for field in fields(RunOptions))
