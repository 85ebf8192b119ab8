"""Data sets: a table's columns as features and a target, from a CSV or built in."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.arrays import FloatArray, read_only
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, counted, quoted, shorten, unknown
from gradreel.engine.io.table import Table, is_missing, number, read_table

TOY_SIZE = 200


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and classes of n samples, and how the features are scaled for a model.

    Attributes:
        features: (n, d), on the data's own scale.
        target: (n,), the class of each sample as a float: 0, 1, ..., k-1.
        feature_names: d names.
        target_name: what the classes are classes of.
        class_names: k names; p is the probability of class_names[1].
        source: a built-in name, or the path of the CSV.
        mean: (d,), subtracted from the features.
        sd: (d,), divided by after that.
    """

    features: FloatArray
    target: FloatArray
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    source: str
    mean: FloatArray
    sd: FloatArray

    def __post_init__(self) -> None:
        for name in ("features", "target", "mean", "sd"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        n, d = self.features.shape
        if not (self.target.shape == (n,) and self.mean.shape == self.sd.shape == (d,)):
            raise ValueError("features (n, d), target (n,), mean (d,) and sd (d,) must agree")
        if len(self.feature_names) != d:
            raise ValueError(f"{d} features have {len(self.feature_names)} names")

    @property
    def n(self) -> int:
        """The number of samples."""
        return len(self.target)

    @property
    def n_features(self) -> int:
        """The number of features."""
        return len(self.feature_names)

    @property
    def n_classes(self) -> int:
        """The number of classes."""
        return len(self.class_names)

    @cached_property
    def inputs(self) -> FloatArray:
        """What a model sees: (features - mean) / sd, of shape (n, d)."""
        return read_only((self.features - self.mean) / self.sd)

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the features, the target and all names; the scaling is left out."""
        names = self.feature_names, self.target_name, self.class_names
        return digest_of(names, (self.features.tobytes(), self.target.tobytes()))

    def standardized(self) -> "Dataset":
        """Scale every feature to mean 0 and standard deviation 1 (the population's, / n).

        Raises:
            RequestError: a feature has one value only, or values whose squares overflow.
        """
        with np.errstate(all="ignore"):
            mean, sd = self.features.mean(axis=0), self.features.std(axis=0)
            varies = (np.ptp(self.features, axis=0) > 0.0) & (sd > 0.0) & np.isfinite(sd)
        if not varies.all():
            name = self.feature_names[int(np.argmin(varies))]
            raise RequestError(
                f"column {quoted(name)} can't be standardised, since its values are all equal "
                "or too large: leave it out"
            )
        return replace(self, mean=mean, sd=sd)

    def rows(self, indices: Sequence[int]) -> "Dataset":
        """Return the samples at these indices, scaled as they are here."""
        chosen = np.asarray(indices, dtype=np.int64)
        return replace(self, features=self.features[chosen], target=self.target[chosen])


def digest_of(names: tuple[object, ...], contents: Iterable[bytes]) -> str:
    """Return the hex digest of a data set's names, and of its features and target as bytes."""
    digest = hashlib.sha256(repr(names).encode())
    for piece in contents:
        digest.update(piece)
    return digest.hexdigest()


def unscaled(  # noqa: PLR0913
    *,
    features: FloatArray,
    target: FloatArray,
    feature_names: Sequence[str],
    target_name: str,
    class_names: Sequence[str],
    source: str,
) -> Dataset:
    """Build a Dataset whose inputs are its features as they are."""
    d = features.shape[1]
    return Dataset(
        features=features,
        target=target,
        feature_names=tuple(feature_names),
        target_name=target_name,
        class_names=tuple(class_names),
        source=source,
        mean=np.zeros(d),
        sd=np.ones(d),
    )


def blobs(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw two round clouds that overlap a little: points (n, 2) and their classes (n,)."""
    target = _halves()
    centres = np.stack([3.0 * target - 1.5, 2.0 * target - 1.0], axis=1)
    return centres + rng.normal(0.0, 1.0, (TOY_SIZE, 2)), target


def moons(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw two half circles that reach into each other: points (n, 2) and classes (n,)."""
    target = _halves()
    angle = rng.uniform(0.0, np.pi, TOY_SIZE)
    sign = 1.0 - 2.0 * target
    points = np.stack([sign * np.cos(angle) + target, sign * np.sin(angle) + target / 2], axis=1)
    return points + rng.normal(0.0, 0.15, (TOY_SIZE, 2)), target


def circles(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw a ring (class 0) about another (class 1): points (n, 2) and classes (n,)."""
    target = _halves()
    angle = rng.uniform(0.0, 2.0 * np.pi, TOY_SIZE)
    radius = 1.0 - target / 2.0
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points + rng.normal(0.0, 0.1, (TOY_SIZE, 2)), target


def xor(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw four clouds, equal classes across from each other: points (n, 2), classes (n,)."""
    quarter = np.arange(TOY_SIZE) % 4
    right, top = quarter % 2, quarter // 2
    points = np.stack([2.0 * right - 1.0, 2.0 * top - 1.0], axis=1)
    return points + rng.normal(0.0, 0.4, (TOY_SIZE, 2)), (right ^ top).astype(np.float64)


def _halves() -> FloatArray:
    return (np.arange(TOY_SIZE) % 2).astype(np.float64)


TOYS: Mapping[str, Callable[[np.random.Generator], tuple[FloatArray, FloatArray]]] = (
    MappingProxyType({"blobs": blobs, "moons": moons, "circles": circles, "xor": xor})
)


def load(
    source: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
) -> Dataset:
    """Load a built-in data set or a CSV.

    Args:
        source: a name of `DATA_NAMES`, or the path of a CSV.
        x: the feature columns. None means MaxHR for heart, both columns of a toy set, and for a
            CSV every column of numbers but y.
        y: the target column; needed for a CSV, AHD for heart when None.
        rng: draws the toy sets, and is needed for these only.

    Raises:
        RequestError: no such data or column, or cells that can't be used.
    """
    if source == "heart":
        target = "AHD" if y is None else y
        table = read_csv(FOLDER / "data" / "heart.csv", x or ("MaxHR",), target)
        return replace(table, source="heart")
    if source in TOYS:
        if rng is None:
            raise TypeError(f"{source} is drawn at random: pass rng")
        return _toy(source, x, y, rng)
    if not _looks_like_a_path(source) and not _exists(source):
        raise unknown("data set or CSV file", source, DATA_NAMES)
    return read_csv(Path(source), x, y)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False


def _looks_like_a_path(source: str) -> bool:
    return source.lower().endswith((".csv", ".txt")) or "/" in source or "\\" in source


def _toy(name: str, x: Sequence[str] | None, y: str | None, rng: np.random.Generator) -> Dataset:
    columns = ("x1", "x2")
    points, target = TOYS[name](rng)
    chosen = _checked_choice(name, x or columns, columns)
    if y not in (None, "class"):
        raise RequestError(f"{name}: {unknown('column', str(y), ['class'])}")
    indices = [columns.index(each) for each in chosen]
    return unscaled(
        features=points[:, indices],
        target=target,
        feature_names=chosen,
        target_name="class",
        class_names=("0", "1"),
        source=name,
    )


def read_csv(path: str | Path, x: Sequence[str] | None, y: str | None) -> Dataset:
    """Read columns of a CSV (UTF-8, commas, a header) as features and a target.

    A feature is numbers, or text of two values, which become 0 and 1 in alphabetical order. A
    target is two values of any kind, whole numbers 0 to k-1, or text, in alphabetical order.

    Args:
        path: the file.
        x: the feature columns; None means every column of numbers but y.
        y: the target column.

    Raises:
        RequestError: the file can't be read as such a table; the message gives file, column, line.
    """
    table = read_table(Path(path))
    if y is None:
        listed = shorten(", ".join(table.header), 90)
        raise RequestError(f"{table.name}: name the column to predict (y); there are {listed}")
    (y,) = _checked_choice(table.name, (y,), table.header)
    names = _checked_choice(table.name, x or _numeric_columns(table, y), table.header)
    if y in names:
        raise RequestError(f"{table.name}: column {quoted(y)} can't be both a feature and y")
    features = np.stack([_feature(table, name) for name in names], axis=1)
    target, class_names = _target(table, y)
    return unscaled(
        features=features,
        target=target,
        feature_names=names,
        target_name=y,
        class_names=class_names,
        source=str(path),
    )


def _numeric_columns(table: Table, y: str) -> list[str]:
    names = [name for name in table.header if name != y and table.is_numeric(name)]
    if not names:
        raise RequestError(f"{table.name}: no column beside {quoted(y)} holds numbers")
    return names


def _checked_choice(where: str, given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the names with single spaces, as a table's header has them, if they are there."""
    chosen = [" ".join(name.split()) for name in given]
    names = set(known)
    for name, count in Counter(chosen).items():
        if name not in names:
            raise RequestError(shorten(f"{where}: {unknown('column', name, known)}", 200))
        if count > 1:
            raise RequestError(f"{where}: column {quoted(name)} is chosen {count} times")
    return tuple(chosen)


def _check_present(table: Table, column: str) -> None:
    missing = [row for row, cell in enumerate(table.cells(column)) if is_missing(cell)]
    if missing:
        count = counted(len(missing), "missing value")
        raise table.error(column, missing[0], f"{count}: fill in, or leave out rows or column")


def _numbers(table: Table, column: str) -> FloatArray:
    values = []
    for row, cell in enumerate(table.cells(column)):
        value = number(cell)
        if value is None:
            raise table.error(column, row, f"{quoted(cell)} is not a number")
        if not math.isfinite(value):
            raise table.error(column, row, f"{quoted(cell)} is not a finite number")
        values.append(value)
    return np.array(values)


def _feature(table: Table, column: str) -> FloatArray:
    _check_present(table, column)
    values = sorted(set(table.cells(column)))
    if len(values) != 2 or any(number(value) is not None for value in values):
        return _numbers(table, column)
    return np.array([float(values.index(cell)) for cell in table.cells(column)])


def _target(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the classes 0..k-1 of the target column, and their names."""
    _check_present(table, column)
    if not table.is_numeric(column):
        cells = [" ".join(cell.split()) for cell in table.cells(column)]
        names, target = np.unique(cells, return_inverse=True)
        _check_classes(table, column, len(names))
        for name in names:
            if not name.isprintable():
                raise table.error(
                    column, cells.index(name), f"{quoted(str(name))} can't be printed"
                )
        return target.astype(np.float64), tuple(str(name) for name in names)
    numbers = _numbers(table, column)
    values, target = np.unique(numbers, return_inverse=True)
    _check_classes(table, column, len(values))
    if len(values) > 2 and not np.array_equal(values, np.arange(len(values))):
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {len(values)} different numbers; classes "
            "must be text, two numbers, or whole numbers from 0"
        )
    return target.astype(np.float64), tuple(f"{value:g}" for value in values)


def _check_classes(table: Table, column: str, count: int) -> None:
    if count < 2:
        only = quoted(table.cells(column)[0])
        raise RequestError(
            f"{table.name}, column {quoted(column)}: every row is {only}; two classes are needed"
        )
