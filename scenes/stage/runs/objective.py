"""What a run on data lowers."""

from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory


def objective_of(run: Trajectory | RunSpec) -> ModelObjective:
    """The loss of a run's model on its data.

    Raises:
        TypeError: the run is on a surface.
    """
    if not isinstance(run.objective, ModelObjective):
        raise TypeError("a run on a surface has no model and no data")
    return run.objective
