"""Where a run on mini-batches is: the values that move, and what is drawn and told by them."""

from manim import ValueTracker

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.phases import SLIP, Moment, moment, steps_done


class RunClock:
    """A run's clock, in steps and their phases.

    Attributes:
        run: the run.
        clock: how many steps it has done.
        told: the recorded step whose numbers the plates show.
        lit: the share of the first batch that has been drawn.
        calm: 0 while a step is shown in its phases, 1 while steps run by on the full loss.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run = run
        self.clock, self.told = ValueTracker(0), ValueTracker(0)
        self.lit, self.calm = ValueTracker(0), ValueTracker(0)

    def now(self) -> Moment:
        """Where the run is on its clock."""
        return moment(self.clock.get_value(), self.run.n_steps)

    def done(self) -> int:
        """How many steps the run has done."""
        return steps_done(self.clock.get_value())

    def told_step(self) -> int:
        """The recorded step of the run whose numbers are shown."""
        return round(self.told.get_value())

    @property
    def is_calm(self) -> bool:
        """Whether steps run by, none of them in its phases."""
        return float(self.calm.get_value()) > 0

    def has_batch(self) -> bool:
        """Whether the batch of the step that is told has been drawn."""
        begun = self.clock.get_value() - self.told_step()
        return begun > SLIP if self.is_calm else self.now().jump > 0 and begun > SLIP

    def batch_step(self) -> int:
        """The step whose batch is lit: the told one's as soon as that is drawn."""
        told = self.told_step()
        begun = self.is_calm and self.clock.get_value() - told > SLIP
        return told if begun else self.now().step
