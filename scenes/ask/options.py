"""What a person may choose about a run that a scene draws, and which part of the scene they see."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gradreel.engine.optimizers import Optimizer
    from gradreel.engine.spec import RunSpec


DATA: Final = ("data", "x", "y", "missing", "positive")
"""Those that say what data a run is on."""


@dataclass(frozen=True)
class RunOptions:
    """The choices about one run; None where the scene or the engine chooses.

    Attributes:
        data: a built-in data set's name or the path of a table.
        x: names of the feature columns.
        y: name of the target column.
        missing: what becomes of rows that lack a value, "drop" or "mean"; they are refused if None.
        positive: which of its two classes y = 1 is.
        standardize: whether features are scaled to mean 0 and deviation 1 for training.
        optimizer: an optimizer's name; of `gradreel train` also a person's own object.
        learning_rate: the factor on the optimizer's step.
        steps: how many steps to take.
        batch_size: rows in a batch; all of them when None.
        seed: seed of the generator that draws start, batches and made-up data.
        start: the parameters to start from.
        surface: a named surface, or a formula in x and y; likewise a person's own function.
        hidden: numbers of units of the hidden layers.
        activation: the hidden layers' activation.
        row: index of the row of data that is shown, from 0.
        stride: how many steps lie between those that are recorded in full.
        own: options that only one scene has, by name; `options["rates"]` reads one.
        recorded: the run of a record that a scene draws in place of its own; only `runs` is told.
    """

    data: str | None = None
    x: tuple[str, ...] | None = None
    y: str | None = None
    missing: str | None = None
    positive: str | None = None
    standardize: bool = True
    optimizer: "str | Optimizer | None" = None
    learning_rate: float | None = None
    steps: int | None = None
    batch_size: int | None = None
    seed: int | None = None
    start: tuple[float, ...] | None = None
    surface: "str | Callable[[Any, Any], Any] | None" = None
    hidden: tuple[int, ...] | None = None
    activation: str | None = None
    row: int | None = None
    stride: int = 1
    own: tuple[tuple[str, Any], ...] = ()
    recorded: "RunSpec | None" = None

    @classmethod
    def of(cls, values: Mapping[str, Any], own: Collection[str] = ()) -> "RunOptions":
        """Make options of values by name.

        Args:
            values: by their names; those that aren't among the above are a scene's own.
            own: names that are a scene's own even if they are among the above.
        """
        shared = {name: value for name, value in values.items() if name not in own}
        return cls(own=tuple((name, values[name]) for name in values if name in own)).changed(
            **shared
        )

    def __getitem__(self, name: str) -> Any:
        """Return the value of an option that only one scene has."""
        return dict(self.own)[name]

    def changed(self, **values: Any) -> "RunOptions":
        """Return a copy in which the given options have other values."""
        before = dict(self.own)
        shared = {name for name in values if name in OPTION_NAMES and name not in before}
        own = before | {name: value for name, value in values.items() if name not in shared}
        return replace(self, **{name: values[name] for name in shared}, own=tuple(own.items()))


OPTION_NAMES = tuple(
    field.name for field in fields(RunOptions) if field.name not in ("own", "recorded")
)


@dataclass(frozen=True)
class Excerpt:
    """A part of a scene, and how fast it is played.

    Attributes:
        beats: the first and the last beat, each by its key, its number or both, as "fit", "3" or
            "03-fit"; an empty one is the scene's own first or last. None where beats aren't named.
        start: seconds of the scene at its own speed where the part begins; its start when None.
        end: likewise, where it ends.
        speed: how many seconds of the scene pass in one of the clip.
    """

    beats: tuple[str, str] | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    speed: Fraction = Fraction(1)

    @property
    def is_all(self) -> bool:
        """Whether it is the whole scene, at any speed."""
        return (self.beats, self.start, self.end) == (None, None, None)

    def as_json(self) -> list[str | list[str] | None]:
        """Return it as JSON can hold it."""
        seconds = (self.start, self.end, self.speed)
        told = [None if each is None else str(each) for each in seconds]
        return [None if self.beats is None else list(self.beats), *told]


UNCHANGED = Excerpt()
"""The whole scene at its own speed."""
