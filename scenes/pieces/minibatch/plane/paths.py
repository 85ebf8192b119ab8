"""The paths of both runs on the map, the step on a batch's map, and what became of them."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.names_on_map import NameOnMap
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.stage.figure.contour import ContourView
from gradreel.scenes.stage.figure.marks import arrive, arrow
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.trace import TraceArtists
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import number_text

WEIGHT = 0.75
"""A path on batches crosses itself often: thinner lines keep it legible."""

APART = 0.15
"""Two ends are named when they are at least so far apart, in the window's sides."""


class RunsOnMap:
    """Both runs as functions of the story's values.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
        chart: the map of the loss of all the data.
        course: the steps of the run on batches in time.
        twin_run: those of its full-batch twin.

    Attributes:
        main_on_map: the path of the run on batches.
    """

    def __init__(  # noqa: PLR0913  what the drawings are functions of
        self,
        sheet: Sheet,
        plane: PlaneRun,
        texts: Captions,
        chart: ContourView,
        *,
        course: Course,
        twin_run: PacedRun,
    ) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.chart, self.course, self.twin_run = chart, course, twin_run
        self.main, self.twin = plane.path(plane.main), plane.path(plane.twin)
        self._add_paths()

    def _add_paths(self) -> None:
        sheet, ring, point = self.sheet, self.theme.full_loss, self.theme.point
        twin = self._on_chart(self.twin, filled=False, colour=ring)
        self.main_on_map = self._on_chart(self.main, filled=True, colour=point)
        sheet.add(
            lambda seconds, alpha: _seen(twin, self.twin_run.step(seconds), alpha),
            "twin",
            "twin_shown",
        )
        sheet.add(self._ring_at(self.plane.twin, ring), "twin_ring")
        if self.plane.main.n_steps:
            sheet.add(self._step_ahead(), "film")
        sheet.add(
            lambda seconds, alpha: _seen(self.main_on_map, self.course.at(seconds).place, alpha),
            "film",
            "main_shown",
        )
        sheet.add(self._ring_at(self.plane.main, point), "main_ring")
        for name, alpha in zip(self._named_ends(), ("twin_named", "main_named"), strict=False):
            sheet.add(faded(*name.artists), alpha)

    def _on_chart(self, path: Trace, *, filled: bool, colour: str) -> TraceArtists:
        flat, transform = self.plane.shown(path.points), self.chart.to_pixels
        look = partial(TraceArtists, self.sheet, path, filled=filled, colour=colour, weight=WEIGHT)
        return look(flat, transform=transform)

    def _ring_at(self, run: Trajectory, colour: str) -> Callable[..., Sequence[Artist]]:
        """The ring of an arrival, where a run ends; none outside the map."""
        end, (low, high) = run.parameters[-1], self.plane.window
        place = self.chart.project(self.plane.shown(end)[None])[0]
        if not ((low <= end) & (end <= high)).all():
            place = place * np.nan
        return partial(_swapped, arrive(self.sheet, colour=colour), place)

    def _step_ahead(self) -> Callable[..., Sequence[Artist]]:
        """The step on the batch's map, while that lies large: what is left of it."""
        run, between = self.plane.main, arrow(self.sheet, self.theme.gradient)

        def shown(seconds: float) -> Sequence[Artist]:
            now = self.course.at(seconds)
            if not now.on_batch or not now.aim or now.move == 1:
                return ()
            before, after = self.plane.shown(run.parameters[now.step : now.step + 2])
            shares = np.array([[now.move], [now.aim]])
            return between(*self.chart.project(before + shares * (after - before)))

        return shown

    def _named_ends(self) -> list[NameOnMap]:
        """What became of the twin and of the run, beside their points, if they are apart."""
        plane, words = self.plane, self.texts.label
        runs = plane.twin, plane.main
        low, high = plane.window
        ends = [run.parameters[-1] for run in runs]
        inside = all(((low <= end) & (end <= high)).all() for end in ends)
        if not inside or plane.landscape.share(ends[0] - ends[1]) < APART:
            return []
        places = self.chart.project(plane.shown(np.array(ends)))
        taken = np.concatenate([places, *(self._on_map(path) for path in (self.main, self.twin))])
        made: list[NameOnMap] = []
        names = words("all_rows", n=plane.data.n), words("batches_end")
        for name, run, place in zip(names, runs, places, strict=True):
            loss = number_text(float(run.loss[-1]), plane.loss_decimals)
            made.append(NameOnMap(self.sheet, self.chart, f"{name}: {loss}", place, taken))
            taken = np.concatenate([taken, made[-1].taken])
        return made

    def _on_map(self, path: Trace) -> FloatArray:
        return self.chart.project(self.plane.shown(path.points[np.isfinite(path.values)]))


def _seen(path: TraceArtists, step: float, alpha: float) -> Sequence[Artist]:
    return path.at(step) if alpha >= 0.5 else ()


def _swapped(
    ring: Callable[[float, FloatArray], Sequence[Artist]], place: FloatArray, share: float
) -> Sequence[Artist]:
    return ring(share, place)
