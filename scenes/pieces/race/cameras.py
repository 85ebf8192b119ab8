"""From where the story of a race looks at its landscapes."""

from dataclasses import dataclass, replace

from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.pieces.race.ground import ORBIT, camera_on
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.type.frame import Shaped

CLOSER = 1.12
"""How near the last landscape is, without the numbers of its axes."""


class _Places:
    """How the landscape lies in the frame.

    Attributes:
        larger: how near the last map is; in a tall frame it fills its room anyway.
        goal_aside: how far from all of the frame to beside the chart it is when its goal is named.
    """

    larger = Shaped(CLOSER, tall=1.0)
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
        larger: above the last race, whose map takes the room of the numbers of its axes too.
        turned: aside from `last`, from where the last race's result is seen.
        last: from where most of the paths of the last race is seen, beside the board.
    """

    opening: Camera
    solid: Camera
    beside: Camera
    goal: Camera
    map: Camera
    larger: Camera
    turned: Camera
    last: Camera

    @classmethod
    def of(cls, clock: RaceClock, last: RaceClock) -> "RaceCameras":
        """Choose from where to look at a race, and at the last one."""
        first = clock.standings.shown
        solid = camera_on(first, alone=True)
        flat = replace(solid.above(), aside=1.0)
        end = replace(camera_on(last.standings.shown), aside=1.0, zoom=CLOSER)
        return cls(
            opening=replace(solid, azimuth=solid.azimuth - ORBIT),
            solid=solid,
            beside=replace(camera_on(first), aside=1.0),
            goal=replace(flat, aside=_Places.goal_aside),
            map=flat,
            larger=replace(flat, zoom=_Places.larger),
            turned=replace(end, azimuth=end.azimuth - ORBIT),
            last=end,
        )
