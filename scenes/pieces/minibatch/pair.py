"""A run on mini-batches and the same on all the data."""

from dataclasses import dataclass

from gradreel.engine.data import Dataset
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.objective import objective_of


@dataclass(frozen=True, eq=False)
class RunPair:
    """Both runs, and what they have in common.

    Attributes:
        main: the run on batches.
        twin: the same on all the data.
    """

    main: Trajectory
    twin: Trajectory

    @property
    def objective(self) -> ModelObjective:
        """What both lower."""
        return objective_of(self.main)

    @property
    def data(self) -> Dataset:
        """What both were trained on."""
        return self.objective.dataset
