"""From where to look at a landscape, so that what matters is seen."""

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.runs.landscape import Landscape

USUAL = Camera()
AZIMUTHS = range(-112, -5, 10)
ELEVATIONS = (44, 50, 58)


def best_camera(landscape: Landscape, points: FloatArray, values: FloatArray) -> Camera:
    """Choose from where to look so that most of some points are seen.

    x grows to the right and y away from the viewer, more or less as on a map.

    Args:
        landscape: what is looked at.
        points: (n, 2), such as a run's path.
        values: (n,) of the function at them.
    """
    relief = Relief(landscape)
    places = relief.on(points, values)

    def blame(camera: Camera) -> float:
        unseen = float(relief.hidden(places, camera.towards).mean())
        turned = abs(camera.azimuth - USUAL.azimuth) + 2 * abs(camera.elevation - USUAL.elevation)
        return unseen + turned / 500

    return min((Camera(a, e) for a in AZIMUTHS for e in ELEVATIONS), key=blame)
