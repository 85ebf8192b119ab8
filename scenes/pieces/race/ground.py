"""The landscape of a race: its goal, the paths and their names."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Circle
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import shorten
from gradreel.engine.objectives import SurfaceObjective
from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.stage.figure.landscape_runs import RunLook
from gradreel.scenes.stage.figure.layout import ink, spread
from gradreel.scenes.stage.figure.marks import RingedPoint, arrive
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.turning.aim import best_camera
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord, SolidNames, map_scales
from gradreel.scenes.stage.figure.turning.things import TurningPath
from gradreel.scenes.stage.figure.turning.view import MAP_ROOM, CameraUpdate, TurningView
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.typesetting import number_text

ORBIT = 30.0
"""Degrees by which a landscape turns while it is looked at."""

TARGET, TRAP, WEIGHT = 15.0, 7.0, 0.62
"""Radii of the rings about a goal and about a minimum that is none, in pixels of a 1280x720 frame;
and how thick paths are."""

TITLE_ABOVE, BESIDE_NAME = 0.022, 0.02
"""From a map's upper edge to its title, in heights of a wide stage; and the width that stays free
left of it, where the name of the axis ends, as a fraction of the stage's."""

DECIMALS = 2
"""Of a loss beside a point of the landscape."""

HEAD = 11.0
"""So far about each run's point, in pixels of a 1280x720 frame, no name should be."""

AROUND = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 7)]), axis=-1).reshape(-1, 2)
"""Places (n, 2) all about a point."""


class RaceRooms:
    """Where the landscape is; a tall frame has no room for the scales of its map.

    Attributes:
        beside: beside the chart, or above it.
        around: how much less room it there has as a map; see `TurningView`.
        near: where it is cut off when it is seen from near.
        note: the baseline of how its heights are to be read.
        title: how many characters a map's title has at the most; the note stands beside it in a
            tall frame, so it ends at the margin there.
    """

    beside = Shaped(Box(0.1, 0.46, 0.25, 0.92), tall=Box(0.1, 0.95, 0.247, 0.485))
    around = Shaped((0.0, *MAP_ROOM), tall=(0.0, 0.0, 0.0))
    near = Shaped(Box(0.0, 1.0, 0.235, 1.0), tall=Box(0.0, 1.0, 0.21, 1.0))
    note = Shaped(GRID.lowest_baseline, tall=0.234)
    title = Shaped(24, tall=18)


def camera_on(shown: LandscapeRuns, *, alone: bool = False) -> Camera:
    """From where most of the paths of some runs is seen; alone if there is no chart."""
    points = np.concatenate([each.points[np.isfinite(each.values)] for each in shown.traces])
    return best_camera(shown.landscape, points, shown.objective.losses(points), alone=alone)


def goals_of(shown: LandscapeRuns) -> list[FloatArray]:
    """The lowest minima (2,) of a surface that lie on the map, as far as they are known."""
    return _minima(shown, is_global=True)


def traps_of(shown: LandscapeRuns) -> list[FloatArray]:
    """The other minima (2,) of a surface that lie on the map, as far as they are known."""
    return _minima(shown, is_global=False)


def _minima(shown: LandscapeRuns, *, is_global: bool) -> list[FloatArray]:
    objective, (low, high) = shown.objective, shown.landscape.window
    known = objective.surface.minima if isinstance(objective, SurfaceObjective) else ()
    places = [np.array([each.x, each.y]) for each in known if each.is_global == is_global]
    return [each for each in places if ((low <= each) & (each <= high)).all()]


class RaceGround:
    """The drawing of one race on its landscape, as functions of a story's values.

    Its values, each after the ground's own prefix: `surface`, `scales`, `start`, `goals` and
    `named`, opacities of the landscape, the scales of its map, the word at the start, those at the
    goals, the name of the leader; `runs`, of the paths; and `race`, the seconds of the clock.
    """

    def __init__(
        self,
        sheet: Sheet,
        clock: RaceClock,
        looks: Sequence[RunLook],
        texts: Captions,
        prefix: str = "",
    ) -> None:
        """Prepare the drawing.

        Args:
            sheet: where it will be drawn.
            clock: of the race.
            looks: of the runs.
            texts: words for what is marked.
            prefix: of the values' names.
        """
        self.sheet, self.clock, self.looks, self.texts = sheet, clock, looks, texts
        self.shown, self.prefix = clock.standings.shown, prefix
        self.view = TurningView(
            sheet,
            self.shown.landscape,
            narrow=RaceRooms.beside,
            room=RaceRooms.near,
            around=RaceRooms.around,
        )
        self._paths = [
            TurningPath(
                self.view,
                path,
                filled=look.filled,
                colour=look.colour,
                weight=WEIGHT,
                shape=look.shape,
            )
            for path, look in zip(self.shown.traces, looks, strict=True)
        ]

    def add(self, rests: Sequence[Camera], flat: Camera) -> None:
        """Put all of it on the sheet.

        Args:
            rests: the cameras at which the story rests while its goal is named.
            flat: that from which it is a map beside the chart.
        """
        view, prefix = self.view, self.prefix
        view.add(f"{prefix}surface")
        first, second = map(maths_name, self.shown.objective.parameter_names)
        names = f"${first}$", f"${second}$"
        upright = SolidNames(view, names, self.texts.label("height"))
        view.draw(upright.at, f"{prefix}names", within=False)
        scales = () if is_tall() else map_scales(view, flat.aside).artists(*names)
        self.sheet.add(faded(*scales, *self._title(flat)), f"{prefix}scales")
        rings = [(each, TRAP) for each in traps_of(self.shown)]
        for ring in [*rings, *((each, TARGET) for each in goals_of(self.shown))]:
            view.draw(self._ring_about(*ring), f"{prefix}surface")
        for index in range(len(self.looks)):
            self._add_path(index)
        self._add_marks([*dict.fromkeys([*rests, flat])])
        view.add_haze()
        if self.shown.landscape.heights.compressed:
            view.draw(self._note(), f"{prefix}surface", within=False)

    def head_at(self, index: int, camera: Camera, seconds: float) -> FloatArray:
        """Where a run is, (2,) in pixels."""
        return self._paths[index].head_at(camera, self.clock.step(seconds))

    def _title(self, flat: Camera) -> Sequence[Label]:
        """A surface's name above its map, if there is room beside the name of the axis."""
        objective = self.shown.objective
        if not isinstance(objective, SurfaceObjective):
            return ()
        left, _, right, high = self.view.map_box(flat.aside)
        sheet, content = self.sheet, self.texts.surface(objective.surface)
        end = 1 - GRID.margin if is_tall() else (right - sheet.x(0)) / sheet.width
        place = end, (sheet.y(0) - high) / sheet.height - down(TITLE_ABOVE)
        title = Label(sheet, "", place, colour=sheet.theme.muted, edge="right", bold=True)
        for count in range(RaceRooms.title, 0, -1):
            title.set_text(shorten(content, count))
            if is_tall() or title.width <= (right - left) / sheet.width - BESIDE_NAME:
                break
        return (title,)

    def _ring_about(self, minimum: FloatArray, radius: float) -> CameraUpdate:
        sheet, value = self.sheet, self.shown.objective.losses(minimum[None])
        rings = [
            Circle((0, 0), sheet.stroke(radius), fill=False, edgecolor=colour, figure=sheet.figure)
            for colour in (sheet.theme.background, sheet.theme.text)
        ]
        for ring, width in zip(rings, (6.0, 2.5), strict=True):
            ring.set_linewidth(sheet.stroke(width))

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            x, y = map(float, self.view.project(minimum[None], value, camera)[0])
            for ring in rings:
                ring.set_center((x, y))
                ring.set_alpha(alpha)
            return rings if alpha else ()

        return shown

    def _add_path(self, index: int) -> None:
        path, look = self._paths[index], self.looks[index]
        ring = arrive(self.sheet, colour=look.colour)

        def shown(camera: Camera, alpha: float, seconds: float) -> list[Artist]:
            if not alpha:
                return []
            step = self.clock.step(seconds)
            share = self.clock.arriving(index, seconds)
            return [*path.at(camera, step, alpha), *ring(share, path.head_at(camera, step))]

        self.view.draw(shown, f"{self.prefix}runs", f"{self.prefix}race")

    def _add_marks(self, seen: Sequence[Camera]) -> None:
        """Put words at the start and the goals, and the point at the start."""
        view, prefix, words = self.view, self.prefix, self.texts.label
        start = self.shown.runs[0].parameters[0]
        value = float(self.shown.objective.losses(start[None])[0])
        dot = RingedPoint(self.sheet)

        def point(camera: Camera, alpha: float) -> Sequence[Artist]:
            drawn = dot.at(view.project(start[None], np.array([value]), camera)[0])
            for each in drawn:
                each.set_alpha(alpha)
            return drawn if alpha else ()

        view.draw(point, f"{prefix}start")
        reach = self.sheet.stroke(HEAD) if is_tall() else 0.0
        taken = {
            camera: [view.project(start[None], np.array([value]), camera) + reach * AROUND]
            for camera in seen
        }
        spots = [
            (goal, self._named_minimum(goal), f"{prefix}goals") for goal in goals_of(self.shown)
        ]
        for spot, word, name in [*spots, (start, words("start"), f"{prefix}start")]:
            height = float(self.shown.objective.losses(spot[None])[0])
            around = [(each, np.concatenate(taken[each])) for each in seen]
            made = PointWord(view, word, (spot, height), around)
            for camera in seen:
                taken[camera].append(made.taken(camera))
            view.draw(made.at, name, within=False)

    def _named_minimum(self, goal: FloatArray) -> str:
        """What a goal is, and the loss there if it is the only one: several have little room."""
        if len(goals_of(self.shown)) > 1:
            return self.texts.label("minimum")
        loss = number_text(float(self.shown.objective.losses(goal[None])[0]), DECIMALS)
        return self.texts.label("minimum_at", loss=loss)

    def add_ends(self, rests: Sequence[Camera]) -> None:
        """Put the name of each that arrives at its end, and one word where others are stuck.

        Args:
            rests: the cameras at which the story rests meanwhile.
        """
        standings, names = self.clock.standings, {}
        stuck = [index for index in standings.order if standings.in_another_valley(index)]
        if stuck:
            names[stuck[0]] = self.texts.label("stuck")
        names |= {index: self.looks[index].name for index in standings.arrived[:1]}
        taken = {each: [self._all_ways(each), *self._rings_of_goals(each)] for each in rests}
        for index, name in names.items():
            end = self.shown.runs[index].parameters[-1]
            spot = end, float(self.shown.runs[index].loss[-1])
            seen = [(camera, np.concatenate(taken[camera])) for camera in rests]
            word = PointWord(self.view, name, spot, seen)
            for camera in rests:
                taken[camera].append(word.taken(camera))
            self.view.draw(word.at, f"{self.prefix}ends", within=False)

    def _all_ways(self, camera: Camera) -> FloatArray:
        steps = self.clock.standings.steps
        return np.concatenate([self._way(path, steps, camera) for path in self.shown.traces])

    def _note(self) -> CameraUpdate:
        """How the heights are to be read, as long as the landscape isn't near."""
        note = faded(self._note_label())
        return lambda camera, alpha: note(alpha * min(max(1 - 10 * (camera.zoom - 1), 0.0), 1.0))

    def _note_label(self) -> Label:
        content, place = self.texts.label("log_heights"), (GRID.margin, RaceRooms.note)
        return Label(self.sheet, content, place, colour=self.sheet.theme.muted, size=SIZES.smallest)

    def add_leader(self, flat: Camera) -> None:
        """Put the name of the run that is lowest beside its point where the race is stopped.

        Args:
            flat: the camera from above from which it is read.
        """
        index, parted = self.clock.leader, self.clock.parted
        path, look = self.shown.traces[index], self.looks[index]
        told = path.recorded & (path.steps <= parted) & np.isfinite(path.values)
        at = np.flatnonzero(told)[-1]
        spot = path.points[at], float(path.values[at])
        ways = [self._way(each, parted, flat) for each in self.shown.traces]
        heads = [way[-1] + self.sheet.stroke(HEAD) * AROUND for way in ways if len(way)]
        written = [spread(ink(each)) for each in self._written_about(flat)]
        seen = [(flat, np.concatenate([*ways, *heads, *self._rings_of_goals(flat), *written]))]
        word = PointWord(self.view, look.name, spot, seen, colour=look.colour)
        self.view.draw(word.at, f"{self.prefix}named", within=False)

    def _written_about(self, flat: Camera) -> list[Text]:
        """What is written about the map and may not be covered."""
        scales = map_scales(self.view, flat.aside)
        numbers = [] if is_tall() else [*scales.numbers_at_left(), *scales.numbers_below()]
        return [*self._title(flat), self._note_label(), *numbers]

    def _rings_of_goals(self, camera: Camera) -> list[FloatArray]:
        """Pixels (n, 2) all over the ring about each goal."""
        reach, losses = self.sheet.stroke(TARGET), self.shown.objective.losses
        goals = [goal[None] for goal in goals_of(self.shown)]
        return [self.view.project(each, losses(each), camera) + reach * AROUND for each in goals]

    def _way(self, path: Trace, parted: int, flat: Camera) -> FloatArray:
        """Pixels (n, 2) all along a path up to a step."""
        seen = (path.steps <= parted) & np.isfinite(path.values)
        drawn = self.view.project(path.points[seen], path.values[seen], flat)
        if len(drawn) < 2:
            return drawn
        share = np.linspace(0, 1, 6, endpoint=False)[:, None, None]
        return np.asarray((drawn[:-1] + share * np.diff(drawn, axis=0)).reshape(-1, 2))
