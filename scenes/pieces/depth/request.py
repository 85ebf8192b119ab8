"""A wide and a deep network of as many parameters, turned into runs."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gradreel.engine.data import Dataset, load
from gradreel.engine.data.toys import TOYS
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.adam import Adam
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role

Build = Literal["wide", "deep"]
KINDS: tuple[Build, Build] = "wide", "deep"

BATCH, STEPS, RECORDS, FEATURES = 100, 3000, 100, 2
"""Rows in a batch; steps unless it is said, and about how many of them are recorded in full; both
features span the map."""

FIRST_LAYER = 3.0
"""How many times as large as usual the wide network's first weights begin: it does better so."""

TIE_DATA, TIE_STEPS, TIE_RECORDS = "moons", 400, 40
"""Data on which both networks do as well, how many steps that takes, how many are recorded."""

LEAST_SEEDS, MOST_SEEDS = 2, 20

HELD_OUT = 1
"""After a run's seed, the seed of the data that are held out."""


@dataclass(frozen=True)
class Rival(Role):
    """The wide network beside the deep one, from the same seed on the same data."""


@dataclass(frozen=True)
class Again(Role):
    """Either network from another seed, on data drawn anew."""

    kind: Build
    seed: int


@dataclass(frozen=True)
class Elsewhere(Role):
    """Either network on other data."""

    kind: Build


@dataclass(frozen=True)
class ElsewhereAnew(Role):
    """A run of one step that brings another draw of the other data, for both to be asked about."""


@dataclass(frozen=True)
class Setting:
    """What both networks have in common, and what tells them apart.

    Attributes:
        data: the name of the data.
        hidden: units in each layer of the deep network.
        activation: of the units.
        rates: learning rates of the wide and of the deep network.
        steps: of the training.
    """

    data: str
    hidden: tuple[int, ...]
    activation: str
    rates: tuple[float, float]
    steps: int

    def model(self, kind: Build) -> MLP:
        """Either network; the wide one's width comes nearest to as many parameters."""
        deep = MLP((FEATURES, *self.hidden, 1), self.activation)
        if kind == "deep":
            return deep
        width = max(1, round((deep.n_parameters - 1) / (FEATURES + 2)))
        return MLP((FEATURES, width, 1), self.activation)

    def spec(self, kind: Build, seed: int, records: int = RECORDS) -> RunSpec:
        """The run of either network from a seed, on data drawn with it."""
        model, drawn = self.model(kind), load(self.data, rng=np.random.default_rng(seed))
        start = model.initial(np.random.default_rng(seed))
        if kind == "wide":
            start[: (FEATURES + 1) * model.sizes[1]] *= FIRST_LAYER
        return RunSpec(
            objective=ModelObjective(model, drawn),
            optimizer=Adam(),
            learning_rate=self.rates[KINDS.index(kind)],
            steps=self.steps,
            batch_size=min(BATCH, drawn.n // 2),
            start=start,
            seed=seed,
            stride=max(1, self.steps // records),
        )


def deep_spec(options: RunOptions) -> RunSpec:
    """The run of the deep network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    _check(options)
    setting = Setting(
        data=options.data or "rings",
        hidden=options.hidden or (8, 8, 8),
        activation="relu",
        rates=options["rates"],
        steps=options.steps or STEPS,
    )
    return setting.spec("deep", options.seed or 0)


def other_specs(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """The wide network's run, both from other seeds, and both on other data."""
    setting, seed = _setting_of(main, options), main.seed
    specs: dict[Role, RunSpec] = {Rival(): setting.spec("wide", seed)}
    for other in range(seed + 1, seed + options["seeds"]):
        for kind in KINDS:
            specs[Again(kind, other)] = setting.spec(kind, other, records=1)
    if setting.data != TIE_DATA:
        tie = replace(setting, data=TIE_DATA, steps=TIE_STEPS)
        for kind in KINDS:
            specs[Elsewhere(kind)] = tie.spec(kind, seed, TIE_RECORDS)
        specs[ElsewhereAnew()] = replace(tie, steps=1).spec("deep", seed + 1)
    return specs


def drawn_anew(main: RunSpec) -> Dataset:
    """Data of the same kind as the main run's, which no run has seen."""
    rng = np.random.default_rng([main.seed, HELD_OUT])
    return load(_model_and_data(main)[1].source, rng=rng)


def is_deep(spec: RunSpec) -> bool:
    """Whether a run is of a network of several layers, on points that can be drawn anew."""
    if not isinstance(spec.objective, ModelObjective):
        return False
    model, data = spec.objective.model, spec.objective.dataset
    deep = isinstance(model, MLP) and len(model.sizes) > 3
    return deep and data.source in TOYS and data.n_features == FEATURES and not data.mean.any()


def _setting_of(main: RunSpec, options: RunOptions) -> Setting:
    model, data = _model_and_data(main)
    rates = options["rates"][0], main.learning_rate
    return Setting(data.source, model.sizes[1:-1], model.activation, rates, main.steps)


def _model_and_data(main: RunSpec) -> tuple[MLP, Dataset]:
    objective = main.objective
    assert isinstance(objective, ModelObjective)  # noqa: S101  `is_deep` has been asked
    assert isinstance(objective.model, MLP)  # noqa: S101  likewise
    return objective.model, objective.dataset


def _check(options: RunOptions) -> None:
    if options.data and options.data not in TOYS:
        raise RequestError(f"depth draws points of a plane: take one of {', '.join(TOYS)}")
    if options.hidden and len(options.hidden) < 2:
        raise RequestError("--hidden names one layer, and a deep network has more: take 8,8,8")
    if len(options["rates"]) != 2 or min(options["rates"]) <= 0:
        raise RequestError("--rates takes two above 0: the wide network's and the deep one's")
    if not LEAST_SEEDS <= options["seeds"] <= MOST_SEEDS:
        raise RequestError(f"--seeds takes a number from {LEAST_SEEDS} to {MOST_SEEDS}")
