"""A data set: n samples of d features, and what is to be predicted of each."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray, read_only
from gradreel.engine.data.table import number
from gradreel.engine.errors import RequestError, counted, quoted, shorten, unknown

Codes = tuple[tuple[str, tuple[str, str]], ...]
"""Of each feature that is a category of two, its name and what 0 and 1 mean."""

LONGEST_NAME: Final = 1000
"""Of a column or a class: a question of a survey is shorter."""

IS: Final = " = "
"""Between a column of words and one of these, in the name of the feature that says it is so."""
NOT: Final = "not "
"""Before a class, in the name of all others put together."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and target of n samples, and how the features are scaled for a model.

    Attributes:
        features: (n, d), on the data's own scale.
        target: (n,), the class of each sample as a float, 0, 1, ..., k-1; or any real number, on
            the data's own scale, where there are no classes.
        feature_names: d names.
        target_name: what the classes are classes of, or what the number is.
        class_names: k names; p is the probability of class_names[1]. There are none
            where the target is a number.
        source: a built-in name, or the path of the CSV.
        mean: (d,), subtracted from the features.
        sd: (d,), divided by after that.
        codes: what 0 and 1 mean in features that are categories of two.
        dropped: how many rows of the source were left out, since they lack a value.
        filled: in how many rows values were filled in.
        remarks: what a person should be told of how their table was read.
    """

    features: FloatArray
    target: FloatArray
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    source: str
    mean: FloatArray
    sd: FloatArray
    codes: Codes = ()
    dropped: int = 0
    filled: int = 0
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("features", "target", "mean", "sd"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        n, d = self.features.shape
        if not (self.target.shape == (n,) and self.mean.shape == self.sd.shape == (d,)):
            raise ValueError("features (n, d), target (n,), mean (d,) and sd (d,) must agree")
        if len(self.feature_names) != d:
            raise ValueError(f"{d} features have {len(self.feature_names)} names")
        for name in (*self.feature_names, self.target_name, *self.class_names):
            if len(name) > LONGEST_NAME:
                told = f"{quoted(name)} has {len(name):,} letters"
                raise RequestError(f"the name {told}, over {LONGEST_NAME:,}: shorten it")

    def __repr__(self) -> str:
        source, target = quoted(self.source, 60), quoted(self.target_name)
        size = f"{counted(self.n, 'row')}, {counted(self.n_features, 'feature')}"
        kind = f", {self.n_classes} classes" if self.n_classes else ""
        return f"<Dataset: {source}, {size}, target {target}{kind}>"

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
        """The number of classes; 0 where the target is a number."""
        return len(self.class_names)

    @property
    def is_scaled(self) -> bool:
        """Whether a model sees other numbers than the features."""
        return bool(self.mean.any() or (self.sd != 1.0).any())

    @cached_property
    def inputs(self) -> FloatArray:
        """What a model sees: (features - mean) / sd, of shape (n, d)."""
        return read_only((self.features - self.mean) / self.sd)

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the features, the target and all names; the scaling is left out."""
        names = self.feature_names, self.target_name, self.class_names
        known = (*names, self.codes) if self.codes else names
        contents = self.features.tobytes() + self.target.tobytes()
        return hashlib.sha256(repr(known).encode() + contents).hexdigest()

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
                "or too large: leave it out with --x"
            )
        return replace(self, mean=mean, sd=sd)

    @property
    def is_one_against_rest(self) -> bool:
        """Whether class 0 is any but class 1, as its name says."""
        return self.n_classes == 2 and self.class_names[0] == f"{NOT}{self.class_names[1]}"

    @property
    def columns(self) -> Mapping[str, tuple[int, ...]]:
        """The features by the table's columns: all words of one together, any other one alone."""
        found = dict[str, list[int]]()
        for index, name in enumerate(self.feature_names):
            found.setdefault(name.partition(IS)[0], []).append(index)
        columns = dict[str, tuple[int, ...]]()
        for name, members in found.items():
            if len(members) > 1 and (self.features[:, members].sum(axis=1) == 1).all():
                columns[name] = tuple(members)
            else:
                columns |= {self.feature_names[index]: (index,) for index in members}
        return columns

    def answering(self, positive: str) -> "Dataset":
        """Return these data with this one of their classes as y = 1, and all others as y = 0.

        Args:
            positive: its name; case doesn't count where no other class has it.

        Raises:
            RequestError: there is no such class, or there are none at all.
        """
        if not self.n_classes:
            told = f"column {quoted(self.target_name)} is a number"
            raise RequestError(f"{told}: only a class can be the positive one")
        known = {_spelled(each): each for each in self.class_names}
        meant = positive if positive in self.class_names else known.get(_spelled(positive))
        if meant is None:
            raise unknown("class", positive, self.class_names)
        index = self.class_names.index(meant)
        others = tuple(name for name in self.class_names if name != meant)
        if len(others) > 1:
            told = f"y = 0 is any other {quoted(self.target_name)}: "
            remark = told + shorten(", ".join(map(quoted, others)), 90)
            return replace(
                self,
                target=(self.target == index).astype(np.float64),
                class_names=(f"{NOT}{meant}", meant),
                remarks=(*self.remarks, remark),
            )
        if index == 1:
            return self
        return replace(self, target=1.0 - self.target, class_names=(*others, meant))

    def rows(self, indices: Sequence[int] | IntArray) -> "Dataset":
        """Return the samples at these indices, scaled as they are here."""
        chosen = np.asarray(indices, dtype=np.int64)
        return replace(self, features=self.features[chosen], target=self.target[chosen])


def _spelled(name: str) -> str:
    value = number(name)
    return " ".join(name.split()).casefold() if value is None else f"{value:g}"


def unscaled(  # noqa: PLR0913
    *,
    features: FloatArray,
    target: FloatArray,
    feature_names: Sequence[str],
    target_name: str,
    class_names: Sequence[str],
    source: str,
    codes: Codes = (),
    dropped: int = 0,
    filled: int = 0,
    remarks: tuple[str, ...] = (),
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
        codes=codes,
        dropped=dropped,
        filled=filled,
        remarks=remarks,
    )
