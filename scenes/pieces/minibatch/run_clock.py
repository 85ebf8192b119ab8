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
        """Where the run is: on its clock, or in calm in the step that is told."""
        if not self.is_calm:
            return moment(self.clock.get_value(), self.run.n_steps)
        told = self.told_step()
        return Moment(told, 1.0, 0.0, 0.0, 0.0) if self.has_batch() else self.ended(told)

    def ended(self, step: int) -> Moment:
        """The end of a step, when the next hasn't begun."""
        return moment(step, self.run.n_steps)

    def done(self) -> int:
        """How many steps the run has done."""
        return steps_done(self.clock.get_value())

    def shown(self) -> int:
        """How many steps of it are seen: in calm no more than are told, so that all agrees."""
        return self.told_step() if self.is_calm else self.done()

    def told_step(self) -> int:
        """The recorded step of the run whose numbers are shown."""
        return round(self.told.get_value())

    @property
    def is_calm(self) -> bool:
        """Whether steps run by, none of them in its phases."""
        return float(self.calm.get_value()) > 0

    def has_batch(self) -> bool:
        """Whether the batch of the step that is told has been drawn."""
        begun = self.clock.get_value() - self.told_step() > SLIP
        return begun and (self.is_calm or self.now().jump > 0)
