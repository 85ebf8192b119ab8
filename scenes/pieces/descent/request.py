"""What a descent is asked for, turned into the runs of the story."""

from dataclasses import replace
from enum import Enum, auto

import numpy as np

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Role
from gradreel.scenes.app.runs import (
    check_one_feature,
    dataset,
    logistic_on,
    surface_spec,
    with_rate,
)

STEPS = 100
"""How many steps a run takes unless it is said."""

PLAIN = "gradient-descent"

OTHER_START = (0.3, 1.0)
"""The second start of the default story: close to the first, on the other side of the ridge."""


class DescentRole(Role, Enum):
    """A run beside the main one: from another start, or of plain gradient descent."""

    SECOND_START = auto()
    PLAIN_TWIN = auto()


def is_plain(spec: RunSpec) -> bool:
    """Whether a run is plain gradient descent's."""
    return spec.optimizer_name == PLAIN


def starts_at(spec: RunSpec, surface: object, start: object) -> bool:
    """Whether a run is on a surface of that name, from that start."""
    objective = spec.objective
    known = isinstance(objective, SurfaceObjective) and objective.surface.name == surface
    return known and tuple(spec.start) == start


def plain_twin(main: RunSpec) -> RunSpec:
    """Plain gradient descent from the same start, at a rate of its own."""
    return with_rate(replace(main, optimizer=optimizers.build(PLAIN)), None)


def second_start(main: RunSpec) -> RunSpec:
    """The same from the other side of the ridge."""
    return replace(main, start=np.array(OTHER_START))


def requested(scene: str, options: RunOptions) -> RunSpec:
    """Return the run that the options ask for: of a logistic regression if they name data.

    Args:
        scene: whose name errors have.
        options: what is asked for.

    Raises:
        RequestError: the data have more than one feature.
    """
    chosen = options.changed(steps=options.steps or STEPS, learning_rate=options.learning_rate)
    if options.data or options.x or options.y or options.positive:
        data = dataset(chosen)
        check_one_feature(scene, data)
        return logistic_on(data, chosen)
    spec = surface_spec(chosen.changed(learning_rate=1.0))
    return with_rate(spec, options.learning_rate)
