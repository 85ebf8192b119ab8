"""The paths of both runs on the landscape, the step on a batch's map, and what became of them."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.end_on_axes import EndOnAxes
from gradreel.scenes.pieces.minibatch.plane.ground import MAP, Ground
from gradreel.scenes.pieces.minibatch.plane.names_on_ground import NameOnGround
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.sentences import measured_end
from gradreel.scenes.stage.figure.marks import arrive, arrow
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import number_text

PAST = 0.2
"""The opacity of both ways once it matters only where they have led."""

APART = 0.15
"""Two ends are named when they are at least so far apart, in the window's sides."""


class RunsOnGround:
    """Both runs as functions of the story's values.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
        ground: the landscape that they are on.
        course: the steps of the run on batches in time.
        twin_run: those of its full-batch twin.

    Attributes:
        main_on_ground: what the path of the run on batches is drawn with.
    """

    def __init__(  # noqa: PLR0913, PLR0917  what the drawings are functions of
        self,
        sheet: Sheet,
        plane: PlaneRun,
        texts: Captions,
        ground: Ground,
        course: Course,
        twin_run: PacedRun,
    ) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.ground, self.course, self.twin_run = ground, course, twin_run
        self.main, self.twin = plane.path(plane.main), plane.path(plane.twin)
        finds = plane.finds_high_risk
        self.end = EndOnAxes(ground, measured_end(plane, texts)) if finds else None
        self._add_paths()
        self._add_names()

    def _add_paths(self) -> None:
        ring, point, draw = self.theme.full_loss, self.theme.point, self.ground.view.draw
        _, twin = self.ground.path(self.twin, filled=False, colour=ring)
        self.main_on_ground, main = self.ground.path(self.main, filled=True, colour=point)

        def twin_at(camera: Camera, *values: float) -> Sequence[Artist]:
            seconds, alpha, found = values
            step, way = self.twin_run.step(seconds), 1 - (1 - PAST) * found
            return twin(camera, step, way) if alpha >= 0.5 else ()

        def main_at(camera: Camera, *values: float) -> Sequence[Artist]:
            seconds, alpha, found = values
            step, way = self.course.at(seconds).place, 1 - (1 - PAST) * found
            return main(camera, step, way) if alpha >= 0.5 else ()

        draw(twin_at, "twin", "twin_shown", "found")
        draw(self._ring_at(self.plane.twin, ring), "twin_ring")
        if self.plane.main.n_steps:
            self.sheet.add(self._step_ahead(), "film")
        if self.end is not None:
            self.sheet.add(self.end.shown, "found")
        draw(main_at, "film", "main_shown", "found")
        draw(self._ring_at(self.plane.main, point), "main_ring")

    def _add_names(self) -> None:
        """What became of the twin and of the run, beside their points, if they are apart."""
        for name, alpha in zip(self._named_ends(), ("twin_named", "main_named"), strict=False):
            self.ground.view.draw(name.at, alpha, within=False)

    def _ring_at(self, run: Trajectory, colour: str) -> Callable[..., Sequence[Artist]]:
        """The ring of an arrival, where a run ends; none outside the window."""
        end, (low, high) = run.parameters[-1], self.plane.window
        seen, ring = bool(((low <= end) & (end <= high)).all()), arrive(self.sheet, colour=colour)

        def shown(camera: Camera, share: float) -> Sequence[Artist]:
            return ring(share, self.ground.places(end[None], camera)[0]) if seen else ()

        return shown

    def _step_ahead(self) -> Callable[..., Sequence[Artist]]:
        """The step on the batch's map, while that lies large: what is left of it."""
        between = arrow(self.sheet, self.theme.gradient, width=6.0)

        def shown(seconds: float) -> Sequence[Artist]:
            now = self.course.at(seconds)
            if not now.on_batch or not now.aim or now.move == 1:
                return ()
            before, after = self.plane.step_seen(now.step)
            shares = np.array([[now.move], [now.aim]])
            return between(*self.ground.places(before + shares * (after - before)))

        return shown

    def _named_ends(self) -> list[NameOnGround]:
        """What became of the twin and of the run, beside their points, if they are apart."""
        plane, words = self.plane, self.texts.label
        runs = plane.twin, plane.main
        low, high = plane.window
        ends = [run.parameters[-1] for run in runs]
        inside = all(((low <= end) & (end <= high)).all() for end in ends)
        if not inside or plane.landscape.share(ends[0] - ends[1]) < APART:
            return []
        made: list[NameOnGround] = []
        keys = "stuck_end" if plane.twin_is_stuck else "twin_end", "batches_end"
        for key, run, end in zip(keys, runs, ends, strict=True):
            loss = number_text(float(run.loss[-1]), plane.loss_decimals)
            name = words(key, n=plane.data.n, loss=loss)
            made.append(NameOnGround(self.ground, name, end))
        for camera in (self.ground.solid, MAP):
            taken = np.concatenate([self._taken(path, camera) for path in (self.main, self.twin)])
            read_off = np.zeros((0, 2))
            if camera == MAP and self.end is not None:
                read_off = self.end.taken
            taken = np.concatenate([taken, read_off])
            for each in made:
                taken = np.concatenate([taken, each.settle(camera, taken, read_off)])
                read_off = np.zeros((0, 2))  # the lines begin where the other name's does
        return made

    def _taken(self, path: Trace, camera: Camera) -> FloatArray:
        """Pixels (n, 2) of a path, and of the point at its end."""
        return self.ground.places(path.points[np.isfinite(path.values)], camera)
