"""The run on one row that the story follows, pass by pass, and the edge that it speaks of."""

from dataclasses import dataclass
from functools import cached_property

from gradreel.engine.arrays import FloatArray
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.pass_maths import update, update_rule
from gradreel.scenes.stage.runs.sample_pass import SamplePass


@dataclass(frozen=True, eq=False)
class ShownStep:
    """The first steps of a run on one row: at least one, of which the first is shown whole.

    Attributes:
        run: the run.
    """

    run: Trajectory

    @cached_property
    def passes(self) -> tuple[SamplePass, ...]:
        """The passes before the first step and after it."""
        model, data = network_of(self.run), objective_of(self.run).dataset
        return tuple(SamplePass(model, each, data) for each in self.run.parameters[:2])

    @property
    def before(self) -> SamplePass:
        """The pass before the step."""
        return self.passes[0]

    @property
    def after(self) -> SamplePass:
        """The pass after it."""
        return self.passes[1]

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

    def updates(self) -> tuple[str, str]:
        """The step of the weight that is spoken of, with its rule and without, for Typst."""
        old, new = self.before.weight(self.spoken), self.after.weight(self.spoken)
        slope = self.before.weight_gradient(self.spoken)
        numbers = update(old, self.run.spec.learning_rate, slope, new)
        return f"{update_rule()} = {numbers}", f"w <- {numbers}"

    def steepest(self, layer: int) -> EdgeIndex:
        """The edge into a layer whose gradient is printed: the one spoken of, or the largest."""
        if layer == self.last:
            return self.spoken
        edges = edges_into(self.before.model.sizes, layer)
        return max(edges, key=lambda edge: abs(self.before.weight_gradient(edge)))


def network_of(run: Trajectory | RunSpec) -> MLP:
    """The network of a run.

    Raises:
        TypeError: the run is of something else.
    """
    model = objective_of(run).model
    if not isinstance(model, MLP):
        raise TypeError("the run isn't of a network")
    return model
