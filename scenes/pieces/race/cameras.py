"""From where the story of a race looks at its landscapes."""

from dataclasses import dataclass, replace

import numpy as np

from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.pieces.race.ground import ORBIT, RaceRooms, camera_on
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.view import map_room, map_size
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.frame import Shaped

NEAREST = 2.2
"""How near the first steps may be seen."""

CLOSER = 1.12
"""How near the last landscape is, without the numbers of its axes."""


class _Places:
    """How the landscape lies in the frame.

    Attributes:
        seen: how large the first steps should be, as fractions of the stage.
        goal_aside: how far from all of the frame to beside the chart it is when its goal is named.
    """

    seen = Shaped((0.37, 0.56), tall=(0.8, 0.22))
    goal_aside = Shaped(1.0, tall=0.35)


@dataclass(frozen=True)
class RaceCameras:
    """Where the camera rests.

    Attributes:
        opening: at first, turned away from `solid`.
        solid: from where most of the paths is seen, with all of the frame.
        beside: the same, beside the chart.
        goal: above, while the goal is named: in a tall frame there is no chart below it yet.
        map: above, beside the chart.
        near: above the first steps, up to where the paths are named.
        all_paths: above all paths of the last race.
        last: from where most of the paths of the last race is seen, beside the board.
    """

    opening: Camera
    solid: Camera
    beside: Camera
    goal: Camera
    map: Camera
    near: Camera
    all_paths: Camera
    last: Camera

    @classmethod
    def of(cls, clock: RaceClock, last: RaceClock) -> "RaceCameras":
        """Choose from where to look at a race, and at the last one."""
        first = clock.standings.shown
        solid = camera_on(first, alone=True)
        flat = replace(solid.above(), aside=1.0)
        return cls(
            opening=replace(solid, azimuth=solid.azimuth - ORBIT),
            solid=solid,
            beside=replace(camera_on(first), aside=1.0),
            goal=replace(flat, aside=_Places.goal_aside),
            map=flat,
            near=_near(flat, first, clock.parted),
            all_paths=_near(flat, last.standings.shown, last.standings.steps),
            last=replace(camera_on(last.standings.shown), aside=1.0, zoom=CLOSER),
        )


def _near(flat: Camera, shown: LandscapeRuns, parted: int) -> Camera:
    """Above the middle of the first steps, so near that they fill most of the map's room."""
    points = np.concatenate([path.points[path.steps <= parted] for path in shown.traces])
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    share = np.maximum((high - low) / np.ptp(shown.landscape.window, axis=0), 1e-3)
    x, y = map(float, (low + high) / 2)
    size = map_size(shown.landscape, map_room(RaceRooms.beside, RaceRooms.around))
    zoom = float((np.array(_Places.seen) / (share * size)).min())
    return replace(flat, zoom=min(max(zoom, 1.0), NEAREST), centred=1.0, at_x=x, at_y=y)
