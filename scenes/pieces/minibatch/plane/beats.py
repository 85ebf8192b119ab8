"""The beats of a story of a run of two parameters on mini-batches, one method each."""

from functools import cached_property

import numpy as np

from gradreel.scenes.pieces.minibatch import pace, sentences
from gradreel.scenes.pieces.minibatch.plane import course
from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.ground import ORBIT, solid_camera, turned
from gradreel.scenes.pieces.minibatch.plane.handover import PictureBefore
from gradreel.scenes.pieces.minibatch.plane.maps import BatchMaps
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.runs import line_of, plane_of
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import FADE, linear
from gradreel.scenes.stage.story.paced import PacedRun


class BeatsOnMaps(FigureStory):
    """What a story of two parameters is told by; what is said is judged from the records.

    Attributes:
        maps: all drawings, once there is a sheet.
        steps: the steps of the run on batches in time, as far as the story has come.
    """

    maps: BatchMaps
    steps: Course

    def begin_story(self) -> None:
        """Name the story's values, before any step."""
        self.steps = Course()
        self.begin_camera(turned(solid_camera(self.plane)))
        self.begin(handed=0, land=0, solid=0, scaled=0, cards=0)
        self.begin(strip=0 if self.is_whole else 1, everyone=0 if self.is_whole else 1)
        self.begin(counted=0, lit=0, film=0, gathered=0, work=0)
        self.begin(twin=0, twin_shown=0, twin_ring=0, twin_named=0)
        self.begin(main_shown=0, main_ring=0, main_named=0, found=0)

    def draw(self, sheet: Sheet) -> None:
        """Put everything on the sheet."""
        before = None if self.is_whole else PictureBefore(sheet, self.recording, self.texts)
        self.maps = BatchMaps(
            sheet, self.plane, self.texts, self.steps, self.twin_run, before=before
        )

    @property
    def is_whole(self) -> bool:
        """Whether the run is the one that was asked for."""
        return self.recording.main.objective.n_parameters == 2

    @property
    def tempo(self) -> course.Tempo:
        """How long things take."""
        return course.WHOLE if self.is_whole else course.SHORT

    @cached_property
    def plane(self) -> PlaneRun:
        """The runs over the plane of their parameters."""
        return plane_of(self.recording)

    @cached_property
    def twin_run(self) -> PacedRun:
        """The steps of the twin in time."""
        return course.of_twin(self.plane, self.tempo.twin)

    @cached_property
    def facts(self) -> dict[str, object]:
        """What sentences are filled with."""
        return sentences.facts_of_plane(self.plane, self.texts)

    def run_until(self, seconds: float) -> None:
        """Let the run on batches go on until a time of its course."""
        if (left := seconds - self._values["film"]) > 0:
            self.move(left, linear, film=seconds)

    def meet_the_loss(self) -> None:
        """The loss of all the data, a landscape that turns; or what a point of it is."""
        turn = self.orbit(ORBIT / 2)
        if self.is_whole:
            self.beat("map_meet", {"land": 1, "solid": 1}, **self.facts)
            self.move(self.tempo.turn, **turn)
            return
        self.beat("map_point", None, **self.facts)
        self.take_over()
        self.meanwhile(course.MEET, **turn)
        self.move(FADE, twin_shown=1)

    def descend_on_all(self) -> None:
        """The twin, on all the data at every step."""
        before = None if self.is_whole else line_of(self.recording)
        key, seconds = sentences.twin_key(self.plane, before), self.twin_run.seconds
        self.meanwhile(max(FADE + seconds, course.LEAST_TURN), **self.orbit(ORBIT / 2))
        self.beat(key, {"twin_shown": 1}, **self.facts)
        if self.tempo.near > 1:
            end = np.clip(self.plane.twin.parameters[-1], *self.plane.window)
            near = self.focus(self.plane.on_floor(end), self.tempo.near)
            self.meanwhile(seconds + course.RING, solid=0, **near)
        if seconds:
            self.move(seconds, linear, twin=seconds)
        rests = self.plane.twin_verdict.ending in course.RESTING
        self.move(course.RING, twin_ring=float(rests), twin_named=1)

    def take_over(self) -> None:
        """What the part before has left becomes the landscape."""
        self.move(self.tempo.turn, handed=1, solid=1)
        self.jump(land=1)

    def diverge_at_once(self) -> None:
        """No step on batches leads to finite values."""
        self.beat("map_diverged", {"main_shown": 1}, **self.facts)
        self.become_a_map()

    def become_a_map(self, **shown: float) -> None:
        """Look at the landscape from above; what else is shown appears beside it."""
        self.move(course.TILT, aside=1, solid=0, **self.tilt(), **self.pull_out())
        self.move(course.SCALE, scaled=1, **shown)

    def draw_a_batch(self) -> None:
        """The strip of the data, and the batch in it."""
        self.beat("batch", {"strip": 1, "counted": 1}, **self.facts)
        self.move(course.LIGHT, linear, lit=1)

    def step_on_its_map(self) -> None:
        """The batch's map lies over the full one, and the point steps down on that."""
        self.beat("map_own", {"counted": 1, "everyone": 0, "main_shown": 1}, **self.facts)
        self.become_a_map(cards=1)
        self.run_until(self.steps.slowly(self.tempo.first))

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = self.last_before(pace.SLOW_STEPS)
        if last > self.steps.step:
            self.beat("map_again", None, **self.facts)
        while self.steps.step < last:
            self.run_until(self.steps.slowly(course.NEXT))

    def go_faster(self) -> None:
        """Steps up to the second epoch, or as many as fit."""
        first, run = self.steps.step, self.plane.main
        epoch = max(steps_in_epoch(run) + 1, first + 1)
        last = self.last_before(min(epoch, first + pace.MOST_FAST))
        if last > first:
            self.beat(pace.faster_key(run, last))
            self.run_until(self.steps.fast(last))

    def last_before(self, step: int) -> int:
        """The step to go on to: no further than to where the run has come to the barrier."""
        crossing = self.plane.crossing
        return min(step, self.plane.main.n_steps if crossing is None else crossing - 1)

    def cross_the_barrier(self) -> None:
        """The batch that leads out of where the twin is stuck."""
        crossing = self.plane.crossing
        if crossing is None or crossing <= self.steps.step:
            return
        self.run_until(self.steps.fast(crossing - 1))
        self.beat(sentences.crossing_key(self.plane), None, **self.facts)
        self.run_until(self.steps.slowly(course.OVER))

    def take_all_steps(self) -> None:
        """All the other steps, over the loss of all the data, and both ends.

        They go on from the step before, under the sentence that appears.
        """
        plane = self.plane
        slow = () if plane.crossing is None else (plane.crossing,)
        steps, longest = self.steps, self.tempo.left
        under_way = steps.step > 0
        end = steps.fast(plane.main.n_steps, slow=slow, seconds=longest, under_way=under_way)
        if (left := end - self._values["film"]) > 0:
            self.meanwhile(left, linear, film=end)
        key = sentences.closing_key(plane, is_whole=self.is_whole)
        self.beat(key, None, **self.facts)
        self.run_until(end)
        has_come = plane.ending in ("out", "ended")
        self.move(course.RING, main_ring=float(has_come), main_named=1)

    def count_the_rows(self) -> None:
        """How many rows both have read: the batches' maps become a bar."""
        self.beat("work", None, **self.facts)
        self.move(course.GATHER, gathered=1)
        self.move(course.COUNT, linear, work=1)

    def read_off_the_end(self) -> None:
        """What the batches have found, in the units of the data, with the ways dimmed."""
        if not self.plane.finds_high_risk:
            return
        if self.is_whole:
            self.beat("map_found", None, **self.facts)
        self.move(course.READ_OFF, found=1)

    def hold(self) -> None:
        """Let the last picture stand for a while."""
        self.wait(course.LAST)
