"""From where to look at a landscape, so that what matters is seen."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.frame import Shaped

AZIMUTHS = range(-112, -5, 10)


@dataclass(frozen=True)
class _Usual:
    """From where to look unless that hides much.

    Attributes:
        camera: at best.
        elevations: others.
    """

    camera: Camera
    elevations: tuple[int, ...]


OBLONG = _Usual(Camera(), (44, 50, 58))
UPRIGHT = _Usual(Camera(-42.0, 54.0), (50, 54, 60))
"""For a room that is wider than it is high; and at a corner from higher up, for a taller one."""


class _Views:
    """From where to look at a landscape that has all of the frame."""

    alone = Shaped(OBLONG, tall=UPRIGHT)


def camera_on(shown: LandscapeRuns, *, alone: bool = True) -> Camera:
    """Choose from where most of some runs' paths is seen; see `best_camera`."""
    points = np.concatenate([path.points for path in shown.traces])
    values = np.concatenate([path.values for path in shown.traces])
    seen = np.isfinite(values)
    return best_camera(shown.landscape, points[seen], values[seen], alone=alone)


def best_camera(
    landscape: Landscape, points: FloatArray, values: FloatArray, *, alone: bool = True
) -> Camera:
    """Choose from where to look so that most of some points are seen.

    x grows to the right and y away from the viewer, more or less as on a map.

    Args:
        landscape: what is looked at.
        points: (n, 2), such as a run's path.
        values: (n,) of the function at them.
        alone: whether it has all of the frame, not only the room beside or above a panel.
    """
    relief = Relief(landscape)
    places = relief.on(points, values)
    usual = _Views.alone if alone else OBLONG
    best = usual.camera

    def blame(camera: Camera) -> float:
        unseen = float(relief.hidden(places, camera.towards).mean())
        turned = abs(camera.azimuth - best.azimuth) + 2 * abs(camera.elevation - best.elevation)
        return unseen + turned / 500

    return min((Camera(a, e) for a in AZIMUTHS for e in usual.elevations), key=blame)
