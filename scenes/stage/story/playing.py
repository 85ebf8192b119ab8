"""A run in a film's time, as a value of the story."""

from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.story.values import Steady, Value


class RunPlayer:
    """A run that a figure's story plays: `FigureStory.play` lets its seconds go on evenly.

    Attributes:
        pace: when it takes its steps.
        lasting: how long all of it takes.
        seconds: how long it has been under way.
        told: the step whose numbers are shown: it changes five times a second at the most.
    """

    def __init__(self, pace: PacedRun, rest: float = 0.0) -> None:
        """Take a run at rest.

        Args:
            pace: when it takes its steps.
            rest: seconds after the last step that are its own too, in which its end is marked.
        """
        self.pace, self.lasting = pace, pace.seconds + rest
        self.seconds = Value()
        self.told = Steady(lambda: pace.told(self.seconds()))

    def step(self) -> float:
        """Where the run is: at a recorded step, or between two."""
        return self.pace.step(self.seconds())
