"""When each step of a run over maps is taken: some phase by phase, the others at a run's pace."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.story.paced import PacedRun, paced

NEXT, OVER = (0.6, 0.45, 0.4, 0.6), (0.8, 0.7, 0.9, 0.7)
"""Seconds of the phases of a step that is like the first, and of the one that leads out: the
batch's map forms, the step is shown, the point moves, the map goes to the others."""

LEAST_TURN, MEET, TILT, SCALE = 2.4, 2.9, 1.0, 0.2
"""Seconds for which the landscape turns at the least, and while it is said what its points are; in
which it becomes the map, and in which scales appear at this."""

LIGHT, GATHER, COUNT, RING, READ_OFF, LAST = 2.4, 0.7, 2.2, 0.5, 0.8, 1.6
"""Seconds in which a batch is lit, maps become a bar and rows are counted, of an arrival's ring,
in which an end is read off the axes, and of rest before the end of the last beat."""

RESTING = ("global", "only", "lowest", "local")
"""Ends of the twin after which nothing moves that can be seen."""

APART = 0.45
"""Seconds from one map to the next that is laid to the others while a run goes fast."""


@dataclass(frozen=True)
class Tempo:
    """How many seconds things take.

    Attributes:
        turn: the landscape, before anything is on it.
        twin: all steps of the full-batch twin, at the most.
        near: how near the camera comes to where the twin ends, over its distance at rest.
        first: the phases of the first step.
        left: all steps that are left at the end, at the most.
    """

    turn: float
    twin: float
    near: float
    first: tuple[float, ...]
    left: float


WHOLE = Tempo(turn=3.0, twin=3.0, near=1.0, first=(1.2, 0.8, 0.7, 0.9), left=6.0)
SHORT = Tempo(turn=0.8, twin=1.4, near=1.3, first=(0.8, 0.6, 0.4, 0.6), left=3.6)
"""Of a run that is told whole, and of one that is the second part of the scene."""


def of_twin(plane: PlaneRun, longest: float) -> PacedRun:
    """The steps of the full-batch twin in time: to where it rests, then at once to its end."""
    n_steps = plane.twin.n_steps
    rests = plane.twin_verdict.step if plane.twin_verdict.ending in RESTING else n_steps
    steps = [*range(min(rests, n_steps - 1) + 1), n_steps] if n_steps else [0]
    return paced(steps, seconds=longest)


@dataclass(frozen=True)
class MapMoment:
    """Where a run is.

    Attributes:
        step: the step that is being taken, or was last, from 0: its batch is lit.
        told: the recorded step whose numbers are shown.
        place: where the point is: a recorded step, or between two of them.
        reform, aim, move, file: how much of each phase is done, 0 to 1; all of it at a fast pace.
    """

    step: int
    told: int
    place: float
    reform: float = 1.0
    aim: float = 1.0
    move: float = 1.0
    file: float = 1.0

    @property
    def on_batch(self) -> bool:
        """Whether the batch's map lies over that of all the data."""
        return self.reform > 0 and self.file < 1


@dataclass(frozen=True)
class Card:
    """A batch's map that is laid to the others.

    Attributes:
        step: of whose batch it is, from 0.
        start: when it begins to move there, in seconds.
        seconds: how long that takes.
        shown_large: whether it has lain over the map of all the data before.
    """

    step: int
    start: float
    seconds: float
    shown_large: bool


@dataclass
class Course:
    """The steps of a run in time, stretch after stretch; a story moves its seconds linearly.

    Attributes:
        seconds: how long all stretches so far take.
        step: the step that they have come to.
        cards: the maps that are laid to the others, in order.
    """

    seconds: float = 0.0
    step: int = 0
    cards: list[Card] = field(default_factory=list)
    _starts: list[float] = field(default_factory=list)
    _stretches: list["tuple[float, ...] | PacedRun"] = field(default_factory=list)
    _steps: list[int] = field(default_factory=list)

    def slowly(self, durations: tuple[float, ...]) -> float:
        """Add a step phase by phase.

        Args:
            durations: seconds of its phases, as in `NEXT`.

        Returns:
            when it has been taken.
        """
        last = durations[-1]
        self._add(durations)
        self.seconds += sum(durations)
        self.cards.append(Card(self.step, self.seconds - last, last, shown_large=True))
        self.step += 1
        return self.seconds

    def fast(
        self,
        until: int,
        *,
        slow: Sequence[int] = (),
        seconds: float | None = None,
        under_way: bool = False,
    ) -> float:
        """Add steps that follow each other at a run's pace.

        Args:
            until: the step to come to.
            slow: steps that matter.
            seconds: how long it may take at the most.
            under_way: whether it begins at its pace, as steps were seen just before.

        Returns:
            when it has come there.
        """
        if until <= self.step:
            return self.seconds
        steps = range(self.step, until + 1)
        run = paced(steps, slow=slow, seconds=seconds, under_way=under_way)
        self._add(run)
        self._lay(run)
        self.seconds += run.seconds
        self.step = until
        return self.seconds

    def at(self, seconds: float) -> MapMoment:
        """Where the run is at a time; between two stretches, at the end of the one before."""
        index = max(bisect_left(self._starts, seconds - 1e-9) - 1, 0)
        if not self._stretches:
            return MapMoment(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
        stretch, passed = self._stretches[index], seconds - self._starts[index]
        if isinstance(stretch, PacedRun):
            told = stretch.told(passed)
            return MapMoment(max(told - 1, 0), told, stretch.step(passed))
        return _slow_moment(self._steps[index], stretch, passed)

    def _add(self, stretch: "tuple[float, ...] | PacedRun") -> None:
        self._starts.append(self.seconds)
        self._steps.append(self.step)
        self._stretches.append(stretch)

    def _lay(self, run: PacedRun) -> None:
        """Lay the map of the step that was told last to the others, again and again."""
        count = max(int(run.seconds / APART), 1)
        for index in range(1, count + 1):
            passed = run.seconds * index / count
            told, known = run.told(passed), self.cards[-1].step if self.cards else -1
            if told - 1 > known:
                start = self.seconds + passed - min(APART, run.seconds)
                self.cards.append(Card(told - 1, start, APART * 0.8, shown_large=False))


def _slow_moment(step: int, durations: tuple[float, ...], passed: float) -> MapMoment:
    shares = list[float]()
    for duration in durations:
        shares.append(min(max(passed / duration, 0.0), 1.0))
        passed -= duration
    reform, aim, move, file = (share if share < 1 - 1e-6 else 1.0 for share in shares)
    told = step + int(move == 1)
    return MapMoment(step, told, step + smooth(move), *map(smooth, (reform, aim, move, file)))
