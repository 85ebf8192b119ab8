"""A hidden layer that grows, and others that start anew, turned into runs."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.data_names import CURVE_NAMES
from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.mlp import MLP, SQUARED_ERROR
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import COSINE, RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Continuation, Role

STEPS, RECORDS = 1000, 200
"""Steps of each run unless it is said, and about how many of them are recorded."""

STEEPEST = 2.0
"""The least slope of a new unit; wider layers have steeper ones, half their number of units."""

STARTS = 4
"""From how many starts each width is trained anew."""

FEWEST, MOST, WIDEST = 3, 7, 64
"""How many widths there may be, and how many units the last may have."""


@dataclass(frozen=True)
class Grown(Role):
    """The network that grows, at one of its widths."""

    curve: str
    units: int


@dataclass(frozen=True)
class Anew(Role):
    """A network of a width that starts anew."""

    units: int
    seed: int


def first_spec(options: RunOptions) -> RunSpec:
    """Return the run of the narrowest network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    name, steps, seed = options["target"], options.steps or STEPS, options.seed or 0
    if name not in CURVE_NAMES:
        raise unknown("curve", name, CURVE_NAMES)
    units = _checked(options["units"])[0]
    return RunSpec(
        objective=ModelObjective(network(units), load(name)),
        optimizer=optimizers.build("adam"),
        learning_rate=options.learning_rate or 0.05,
        steps=steps,
        batch_size=None,
        start=_start(*new_units(units, units, seed)),
        seed=seed,
        stride=max(1, steps // RECORDS),
        schedule=COSINE,
    )


def further_specs(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec | Continuation]:
    """Return the network that grows, on each curve, and those of each width that start anew.

    Raises:
        RequestError: none of the widths is above that of the main run.
    """
    curve, widths = learned_curve(main), widths_from(main, options)
    others: dict[Role, RunSpec | Continuation] = _growth(curve, widths, None)
    for other in CURVE_NAMES:
        if other != curve:
            first = Grown(other, widths[0])
            others[first] = _with_units(main, widths[0], main.seed, other)
            others |= _growth(other, widths, first)
    for units in widths[1:]:
        for seed in seeds_of(main):
            others[Anew(units, seed)] = _with_units(main, units, seed, curve)
    return others


def is_one_layer(spec: RunSpec) -> bool:
    """Whether a run is of a network with one hidden layer on a curve."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not isinstance(objective.model, MLP):
        return False
    sizes = objective.model.sizes
    on_curve = objective.dataset.source in CURVE_NAMES
    return on_curve and len(sizes) == 3 and objective.model == network(sizes[1])


def learned_curve(spec: RunSpec) -> str:
    """The name of the curve that a run learns."""
    return _parts(spec)[1]


def widths_from(main: RunSpec, options: RunOptions) -> tuple[int, ...]:
    """Numbers of units: that of the main run, and those above it.

    Raises:
        RequestError: there are none.
    """
    first = _parts(main)[0]
    return _checked((first, *(each for each in options["units"] if each > first)))


def seeds_of(main: RunSpec) -> range:
    """The seeds from which each width starts anew."""
    return range(main.seed, main.seed + STARTS)


def new_units(units: int, count: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Draw the weights (count,) and biases (count,) of units that are new in a layer.

    Each turns somewhere on the curve, the more steeply the wider the layer is.

    Args:
        units: how many the layer has with them.
        count: how many are new.
        seed: of the run.
    """
    rng = np.random.default_rng([seed, units, 0])
    centres = rng.uniform(-1.0, 1.0, count)
    weights = rng.choice([-1.0, 1.0], count) * max(STEEPEST, units / 2)
    return weights, -weights * centres


def network(units: int) -> MLP:
    """The network with so many hidden units."""
    return MLP((1, units, 1), "tanh", SQUARED_ERROR)


def _checked(units: tuple[int, ...]) -> tuple[int, ...]:
    if list(units) != sorted(set(units)) or not 1 <= units[0] <= units[-1] <= WIDEST:
        raise RequestError(f"--units takes whole numbers that rise, from 1 to {WIDEST}: 1,2,4,8")
    if not FEWEST <= len(units) <= MOST:
        raise RequestError(f"--units takes {FEWEST} to {MOST} widths, such as 1,2,4,8,16,32")
    return units


def _growth(
    curve: str, widths: tuple[int, ...], first: Role | None
) -> dict[Role, RunSpec | Continuation]:
    """Each width after the first, that goes on from the one before it."""
    made: dict[Role, RunSpec | Continuation] = {}
    before = first
    for units in widths[1:]:
        role = Grown(curve, units)
        made[role] = Continuation(before, partial(_grown, units=units))
        before = role
    return made


def _grown(before: Trajectory, units: int) -> RunSpec:
    """Return the run that goes on from another's end with new units, which add nothing yet."""
    count, curve = _parts(before.spec)
    hidden, output = network(count).layers(before.parameters[-1])
    new = units - count
    weights, biases = new_units(units, new, before.spec.seed)
    parts = (hidden.weights[:, 0], weights, hidden.biases, biases)
    start = np.concatenate([*parts, output.weights[0], np.zeros(new), output.biases])
    objective = ModelObjective(network(units), load(curve))
    return replace(before.spec, objective=objective, start=start)


def _with_units(main: RunSpec, units: int, seed: int, curve: str) -> RunSpec:
    """A run like the main one, that starts anew."""
    objective = ModelObjective(network(units), load(curve))
    start = _start(*new_units(units, units, seed))
    return replace(main, objective=objective, start=start, seed=seed)


def _start(weights: FloatArray, biases: FloatArray) -> FloatArray:
    """Parameters of a network to whose output its units add nothing yet."""
    return np.concatenate([weights, biases, np.zeros(len(weights) + 1)])


def _parts(spec: RunSpec) -> tuple[int, str]:
    """How many hidden units a run's network has, and the curve that it learns."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not isinstance(objective.model, MLP):
        raise TypeError("only a network has units")
    return objective.model.sizes[1], objective.dataset.source
