"""Which run the scene asks for, and which digits it holds out."""

from dataclasses import replace

import numpy as np

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.models import Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.runs import mlp_spec

HELD_OUT, SHUFFLE = 360, 0
"""How many digits are held out, and the seed of the order whose first ones they are."""

MOST_LAYERS, MOST_UNITS = 2, 64
FEWEST = 20
"""Digits that must be held out, for a share of them to say something."""

RECORDS = 180
"""About how many steps are recorded."""


def digits_spec(options: RunOptions) -> RunSpec:
    """Return the run of a network on all digits but those that are held out.

    Raises:
        RequestError: a digit that there isn't, or layers that can't be drawn.
    """
    if not 0 <= options["show"] <= 9:
        raise RequestError(f"--show {options['show']} is no digit: choose one from 0 to 9")
    stride = max(1, (options.steps or 0) // RECORDS)
    spec = mlp_spec(options.changed(data="digits", stride=stride))
    model, data = _of_a_model(spec).model, _of_a_model(spec).dataset
    if not _has_room_for(model):
        raise RequestError(
            f"digits draws one or two hidden layers of at most {MOST_UNITS} units: "
            "choose others with --hidden"
        )
    order = np.random.default_rng(SHUFFLE).permutation(data.n)
    return replace(spec, objective=ModelObjective(model, data.rows(order[HELD_OUT:].tolist())))


def _has_room_for(model: Model) -> bool:
    hidden = model.sizes[1:-1] if isinstance(model, MLP) else ()
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS


def others_than(main: RunSpec) -> Dataset:
    """Return the digits that a run doesn't train on, in the order in which scikit-learn has them.

    Raises:
        RequestError: these are too few.
    """
    seen = {row.tobytes() for row in _of_a_model(main).dataset.features}
    data = load("digits")
    rows = [index for index, row in enumerate(data.features) if row.tobytes() not in seen]
    if len(rows) < FEWEST:
        raise RequestError(f"digits needs {FEWEST} digits that the run wasn't trained on")
    return data.rows(rows)


def reads_digits(spec: RunSpec) -> bool:
    """Whether a run is of a network on some of the digits, with layers that can be drawn."""
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and objective.dataset.source == "digits"
        and objective.dataset.n_features == 64
        and _has_room_for(objective.model)
    )


def _of_a_model(spec: RunSpec) -> ModelObjective:
    if not isinstance(spec.objective, ModelObjective):
        raise TypeError("a run on a surface has no digits")
    return spec.objective
