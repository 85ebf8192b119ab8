"""From where the story of a descent looks at its landscape."""

from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.turning.aim import best_camera
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.view import MAP_ROOM, Rooms, map_room, map_size
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.frame import Shaped, is_tall

ORBIT = 36.0
"""Degrees by which the landscape turns while it is introduced."""

STEP_SEEN, LEAST_ZOOM = 0.2, 1.6
"""How long, in the window's sides, the first step should look from near, and how near that is at
least."""

STARTS_ZOOM = 1.7
"""How near the camera comes to both starts."""

ASIDE = 0.15, 0.11
"""How far from the middle the start may then be, across and down, as fractions of a tall stage."""

HIDDEN = 0.05, 0.22
"""So near to the edges nothing should happen, across and down, likewise: there may be words."""

RIM, LOOK_IN, TOWARDS_STARTS = 0.07, 1.3, 0.45
"""How far about the place where a run is stuck all should be seen, in the window's sides, how near
the camera comes to it, and how far from there to the starts it looks, for these to be seen too."""


class _Zooms:
    """How near the first step is at the most; a wide map then fills a tall frame."""

    most = Shaped(3.0, tall=3.12)


@dataclass(frozen=True)
class Cameras:
    """Where the camera rests.

    Attributes:
        opening: at first, turned away from `solid`.
        solid: from where most of the paths is seen.
        near: above the start, near enough to see the first step.
        map: above, beside the panel.
        starts: above, on both starts, near enough to see what lies between them.
        into: into the place where the last run has ended, beside the panel.
        both: from there on all of the landscape.
    """

    opening: Camera
    solid: Camera
    near: Camera
    map: Camera
    starts: Camera
    into: Camera
    both: Camera


def cameras_on(shown: LandscapeRuns) -> Cameras:
    """Choose from where to look at some runs."""
    points = [each.points[np.isfinite(each.values)] for each in shown.traces]
    solid = _seeing(shown, np.concatenate(points))
    end = shown.runs[-1].parameters[-1]
    stuck = np.concatenate([points[-1], _about(shown, end)])
    both = replace(_seeing(shown, stuck, alone=False), aside=1.0)
    near = _near_zoom(shown)
    start = _filling(shown.landscape, shown.runs[0].parameters[:2], near)
    return Cameras(
        opening=replace(solid, azimuth=solid.azimuth - ORBIT),
        solid=solid,
        near=_on(solid.above(), start, near),
        map=replace(solid.above(), aside=1.0),
        starts=_on(replace(solid.above(), aside=1.0), _between_starts(shown), STARTS_ZOOM),
        into=_on(both, end + TOWARDS_STARTS * (_between_starts(shown) - end), LOOK_IN),
        both=both,
    )


def _between_starts(shown: LandscapeRuns) -> FloatArray:
    return np.asarray(np.mean([run.parameters[0] for run in shown.runs], axis=0))


def _on(camera: Camera, point: FloatArray, zoom: float) -> Camera:
    x, y = map(float, point)
    return replace(camera, zoom=zoom, centred=1.0, at_x=x, at_y=y)


def _near_zoom(shown: LandscapeRuns) -> float:
    """How near the first step is seen well."""
    run = shown.runs[0]
    share = shown.landscape.share(run.parameters[1] - run.parameters[0]) if run.n_steps else 0.0
    wanted = STEP_SEEN / share if share else LEAST_ZOOM
    return float(min(max(wanted, LEAST_ZOOM), _Zooms.most))


def _filling(landscape: Landscape, step: FloatArray, zoom: float) -> FloatArray:
    """A place (2,) near a start on which the camera looks so that the map fills a tall frame.

    A wide one has the start itself in the middle, and a tall one if the step leads out of sight.

    Args:
        landscape: the map's.
        step: (1, 2) or (2, 2), from the start on.
        zoom: how near the camera is.
    """
    if not is_tall():
        return np.asarray(step[0])
    low, high = landscape.window
    room = map_room(Rooms.whole, (Rooms.numbers, *MAP_ROOM))
    size, all_of_it = map_size(landscape, room) * zoom, Rooms.near
    middle = np.array([room.left + room.right, room.top + room.bottom]) / 2
    before = np.array([middle[0] - all_of_it.left, all_of_it.bottom - middle[1]]) / size
    after = np.array([all_of_it.right - middle[0], middle[1] - all_of_it.top]) / size
    start, end = (step[[0, -1]] - low) / (high - low)
    first, last = before, 1 - after
    wanted = np.where(first < last, np.clip(start, first, last), (first + last) / 2)
    aside = np.array(ASIDE) / size
    found = start + np.clip(wanted - start, -aside, aside)
    hidden = np.array(HIDDEN) / size
    seen = (found - before + hidden < end) & (end < found + after - hidden)
    return np.asarray(low + (found if seen.all() else start) * (high - low))


def _seeing(shown: LandscapeRuns, points: FloatArray, *, alone: bool = True) -> Camera:
    return best_camera(shown.landscape, points, shown.objective.losses(points), alone=alone)


def _about(shown: LandscapeRuns, place: FloatArray) -> FloatArray:
    """Points (n, 2) on a ring about a place, inside the window."""
    low, high = shown.landscape.window
    turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = place + RIM * (high - low) * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.asarray(ring[((low <= ring) & (ring <= high)).all(axis=1)])
