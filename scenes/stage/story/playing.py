"""A run in a film's time, as a value of the story."""

from dataclasses import dataclass, field

from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.story.values import Steady, Value


@dataclass(frozen=True, eq=False)
class RunPlayer:
    """A run that the story plays: `FigureStory.play` lets its seconds go on evenly.

    Attributes:
        pace: when it takes its steps.
        seconds: how long it has been under way.
        told: the step whose numbers are shown: it changes five times a second at the most.
    """

    pace: PacedRun
    seconds: Value = field(default_factory=Value)
    told: Steady[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", Steady(lambda: self.pace.told(self.seconds())))

    @property
    def lasting(self) -> float:
        """How long all of it takes."""
        return self.pace.seconds

    def step(self) -> float:
        """Where the run is: at a recorded step, or between two."""
        return self.pace.step(self.seconds())
