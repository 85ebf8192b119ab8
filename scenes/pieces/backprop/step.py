"""The run on one row that the story follows, pass by pass, and the edge that it speaks of."""

from dataclasses import dataclass
from functools import cached_property

from gradreel.engine.arrays import FloatArray
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.backprop.maths import update
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.typesetting import number_text

LONGEST_ON_EDGE = 6
"""So many characters has the longest weight that there is room for on its edge."""


@dataclass(frozen=True, eq=False)
class ShownStep:
    """The first steps of a run on one row: at least one, of which the first is shown whole.

    Attributes:
        run: the run.
    """

    run: Trajectory

    @cached_property
    def passes(self) -> tuple[SamplePass, ...]:
        """The passes before the first step, after it, and after the second if there is one."""
        model, data = network_of(self.run), objective_of(self.run).dataset
        return tuple(SamplePass(model, each, data) for each in self.run.parameters[:3])

    @property
    def before(self) -> SamplePass:
        """The pass before the step."""
        return self.passes[0]

    @property
    def after(self) -> SamplePass:
        """The pass after it."""
        return self.passes[1]

    @property
    def latest(self) -> SamplePass:
        """The pass before the last step: the second one's, or the first one's if it is alone."""
        return self.passes[-2]

    @property
    def last(self) -> int:
        """The number of the output's layer."""
        return self.before.last

    @cached_property
    def spoken(self) -> EdgeIndex:
        """The edge to the output that the story speaks of."""
        return EdgeIndex(self.last, 0, self.before.speaking_unit(self.last - 1))

    def weights(self, share: float) -> list[FloatArray]:
        """The weights (out, in) of each layer at a share of the step, 0 to 1."""
        start, end = self.before.parameters, self.after.parameters
        now = start + share * (end - start)
        return [layer.weights for layer in self.before.model.layers(now)]

    def is_short(self, edge: EdgeIndex) -> bool:
        """Whether a weight has room on its edge before the step and after it."""
        ends = self.before.weight(edge), self.after.weight(edge)
        return max(len(number_text(each, 3)) for each in ends) <= LONGEST_ON_EDGE

    def first_update(self) -> str:
        """The step of the weight that is spoken of, with its numbers, for Typst."""
        return self._update(self.before, self.after)

    def latest_update(self) -> str:
        """The same for the last step."""
        return self._update(self.latest, self.passes[-1])

    def _update(self, done: SamplePass, following: SamplePass) -> str:
        old, new = done.weight(self.spoken), following.weight(self.spoken)
        return update(old, self.run.spec.learning_rate, done.weight_gradient(self.spoken), new)


def network_of(run: Trajectory | RunSpec) -> MLP:
    """The network of a run.

    Raises:
        TypeError: the run is of something else.
    """
    model = objective_of(run).model
    if not isinstance(model, MLP):
        raise TypeError("the run isn't of a network")
    return model
