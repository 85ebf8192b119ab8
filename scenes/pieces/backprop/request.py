"""What can be asked of the scene: networks that are small enough, and a row that there is."""

from dataclasses import replace

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.pieces.backprop.step import network_of
from gradreel.scenes.stage.runs.objective import objective_of

MOST_INPUTS, MOST_LAYERS, MOST_UNITS = 5, 3, 5
SPREAD = 0.8
"""Deviation of the parameters at the start."""


def is_readable(network: MLP) -> bool:
    """Whether a network is small enough for its numbers to be read."""
    inputs, *hidden, outputs = network.sizes
    return outputs == 1 and inputs <= MOST_INPUTS and _fit(tuple(hidden))


def check_readable(data: Dataset, hidden: tuple[int, ...]) -> None:
    """Refuse a network that isn't readable.

    Args:
        data: what it would be trained on.
        hidden: the sizes of its hidden layers.

    Raises:
        RequestError: it tells other than two classes apart, or has too many inputs or units.
    """
    if data.n_classes != 2:
        raise RequestError(
            f"backprop draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features > MOST_INPUTS:
        raise RequestError(
            f"backprop draws up to {MOST_INPUTS} inputs, these are {data.n_features}: "
            "choose fewer with --x"
        )
    if not _fit(hidden):
        raise RequestError(
            f"backprop draws up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units: "
            "choose --hidden such as 3,2"
        )


def readable_start(network: MLP, seed: int) -> tuple[float, ...]:
    """Draw parameters with one place after the point."""
    drawn = np.random.default_rng(seed).normal(0.0, SPREAD, network.n_parameters)
    return tuple(float(each) for each in np.round(drawn, 1))


def run_on_row(main: RunSpec, row: int, steps: int) -> RunSpec:
    """Return gradient descent on one row alone, from a run's start at its rate."""
    data = objective_of(main).dataset
    return replace(
        main,
        objective=ModelObjective(network_of(main), data.rows([row])),
        optimizer=optimizers.build("gradient-descent"),
        steps=steps,
        batch_size=None,
        stride=1,
        drop_last=False,
        rate_drops=(),
    )


def _fit(hidden: tuple[int, ...]) -> bool:
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS
