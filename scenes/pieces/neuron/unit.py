"""A run of one neuron: a logistic regression, as a network of one unit has it, at any step."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.at_step import at_step, between_steps
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.story.paced import PacedRun, paced

INPUTS = range(2, 6)
"""How many there may be."""
SHOWN = 60
"""How many of a run's steps are shown at the most."""
LONGEST = 6.0
"""Seconds that the run takes at the most."""


def check_inputs(data: Dataset) -> None:
    """Refuse data that one neuron with readable weights can't tell apart.

    Raises:
        RequestError: there are other than two classes, one feature or too many.
    """
    if data.n_classes != 2:
        raise RequestError(
            f"neuron draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features not in INPUTS:
        raise RequestError(
            f"neuron draws {INPUTS[0]} to {INPUTS[-1]} inputs, not {data.n_features}: "
            "choose others with --x"
        )


def is_neuron(spec: RunSpec) -> bool:
    """Whether a run is of a logistic regression with several features, and not too many."""
    objective = spec.objective
    is_regression = isinstance(objective, ModelObjective) and isinstance(
        objective.model, LogisticRegression
    )
    return is_regression and objective_of(spec).dataset.n_features in INPUTS


@dataclass(frozen=True, eq=False)
class NeuronRun:
    """A recorded run, and one row of its data.

    Attributes:
        run: of a logistic regression.
        row: the row that is shown.
    """

    run: Trajectory
    row: int

    @property
    def data(self) -> Dataset:
        """All rows."""
        return objective_of(self.run).dataset

    @cached_property
    def paced(self) -> PacedRun:
        """The film's rhythm of the run: each step at first, when most is learned, then leaps."""
        recorded = self.run.recorded_steps
        last = int(recorded[-1])
        wanted = np.unique(np.ceil(np.geomspace(1, max(last, 1), SHOWN)).astype(int))
        places = np.unique(np.searchsorted(recorded, [0, *wanted[wanted <= last]]))
        return paced(recorded[places].tolist(), seconds=LONGEST)

    @property
    def is_random(self) -> bool:
        """Whether the run starts from what the seed draws."""
        drawn = objective_of(self.run).model.initial(np.random.default_rng(self.run.spec.seed))
        return bool(np.array_equal(drawn, self.run.spec.start))

    def passed(self, step: int) -> SamplePass:
        """The row's way through the neuron after so many steps."""
        model = MLP((self.data.n_features, 1))
        intercept, *weights = at_step(self.run, step).parameters
        return SamplePass(model, np.array([*weights, intercept]), self.data.rows([self.row]))

    def weights(self, step: float) -> tuple[FloatArray, ...]:
        """The weights as a layer of a network has them, (1, d), on the way between two steps."""
        return (between_steps(self.run, self.run.parameters[:, 1:], step)[None],)

    def parameters(self, step: int) -> FloatArray:
        """The bias and the weights (1 + d,), as they were recorded."""
        return at_step(self.run, step).parameters

    @cached_property
    def sums(self) -> FloatArray:
        """Z of every row at every recorded step, (R, n)."""
        return np.asarray(
            objective_of(self.run).model.logits(self.run.parameters, self.data.inputs)
        )

    def sums_at(self, step: float) -> FloatArray:
        """Z of every row (n,), on the way between two steps."""
        parameters = between_steps(self.run, self.run.parameters, step)
        return np.asarray(objective_of(self.run).model.logits(parameters, self.data.inputs))

    def share_right(self, step: int) -> float:
        """The share of rows whose class has the greater probability."""
        found = self.sums[np.searchsorted(self.run.recorded_steps, at_step(self.run, step).step)]
        return float(((found > 0) == (self.data.target == 1)).mean())

    def loss(self, step: int) -> float:
        """The loss on all rows."""
        return at_step(self.run, step).loss

    @property
    def last_step(self) -> int:
        """How many steps the run took."""
        return int(self.run.recorded_steps[-1])

    @property
    def most_moved(self) -> int:
        """The feature whose weight the run has changed most."""
        change = np.abs(self.run.parameters[-1] - self.run.parameters[0])[1:]
        return int(np.argmax(change))
