"""From options to the run of one weight of a logistic regression, all others held."""

from dataclasses import replace

import numpy as np

from gradreel.engine.errors import RequestError, quoted, unknown
from gradreel.engine.models import LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.options import RunOptions

STEEPEST = "steepest"
FLAT = 2e-3
"""Of an input of the weight's usual size: a slope that changes the loss by less isn't seen."""
DRAWN = 20
"""Random starts that are tried, since one may be where the loss is flat."""


def one_weight_spec(options: RunOptions) -> RunSpec:
    """Return the run of one weight, from a start where the loss isn't flat; its rate is 1.

    The option `weight` names its feature, or is "steepest".

    Raises:
        RequestError: there is no such weight, or the loss is flat along it.
    """
    data, drawing = runs.dataset(options), np.random.default_rng(options.seed or 0)
    model = LogisticRegression(data.n_features)
    given = options.changed(optimizer=None, learning_rate=1.0)
    for _ in range(1 if options.start else DRAWN):
        start = options.start or tuple(model.initial(drawing).tolist())
        whole = runs.logistic_on(data, given.changed(start=start))
        index = _chosen(str(options["weight"] or STEEPEST), whole)
        held = ModelObjective(PartlyFrozen(model, tuple(whole.start.tolist()), (index,)), data)
        spec = replace(whole, objective=held, start=whole.start[[index]])
        if not is_flat(spec):
            return spec
    raise RequestError(
        f"at the start the loss is flat along the weight of {quoted(data.feature_names[index - 1])}"
        ": start elsewhere with --start, or choose another with --weight"
    )


def _chosen(name: str, whole: RunSpec) -> int:
    """The index of a weight among the parameters."""
    objective = whole.objective
    assert isinstance(objective, ModelObjective)  # noqa: S101  what is built above
    data = objective.dataset
    if name == STEEPEST:
        sizes = np.sqrt(np.square(data.inputs).mean(axis=0))
        slopes = np.abs(objective.gradient(whole.start)[1:])
        return 1 + int(np.argmax(slopes / np.where(sizes > 0, sizes, 1.0)))
    if name not in data.feature_names:
        raise unknown("feature", name, (*data.feature_names, STEEPEST))
    return 1 + data.feature_names.index(name)


def is_flat(spec: RunSpec) -> bool:
    """Whether nothing of the slope at the start of a run of one weight would be seen."""
    size = input_size(spec)
    return not size or abs(float(spec.objective.gradient(spec.start)[0])) / size < FLAT


def input_size(spec: RunSpec) -> float:
    """The usual size of the input of the one weight."""
    objective = spec.objective
    assert isinstance(objective, ModelObjective)  # noqa: S101  what was asked for
    assert isinstance(objective.model, PartlyFrozen)  # noqa: S101  likewise
    inputs = objective.dataset.inputs[:, objective.model.free[0] - 1]
    return float(np.sqrt(np.square(inputs).mean()))
