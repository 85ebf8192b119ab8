"""What a descent is asked for, turned into the run of the story."""

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.runs import (
    check_one_feature,
    dataset,
    logistic_spec,
    surface_spec,
    with_own_rate,
)

STEPS = 100
"""How many steps a run takes unless it is said."""


def requested(scene: str, options: RunOptions) -> RunSpec:
    """Return the run that the options ask for: of a logistic regression if they name data.

    Args:
        scene: whose name errors have.
        options: what is asked for.

    Raises:
        RequestError: the data have more than one feature.
    """
    chosen = options.changed(steps=options.steps or STEPS, learning_rate=options.learning_rate)
    if options.data or options.x or options.y:
        check_one_feature(scene, dataset(chosen))
        return logistic_spec(chosen)
    spec = surface_spec(chosen.changed(learning_rate=1.0))
    return with_own_rate(spec, options.learning_rate)
