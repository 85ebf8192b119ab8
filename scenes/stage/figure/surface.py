"""A landscape in three dimensions that stands still, and from where to look at one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.image import FigureImage
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import SolidNames
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.figure.turning.view import TurningView
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.type.grid import Box

USUAL = Camera()
AZIMUTHS = range(-112, -5, 10)
ELEVATIONS = (44, 50, 58)

NAMES_ROOM = 0.03, 0.06
"""Room in a box for the upright arrow at the left, and for names below."""


def behind(
    landscape: Landscape, camera: Camera, points: FloatArray, heights: FloatArray
) -> NDArray[np.bool_]:
    """Whether the landscape hides points from a camera.

    Args:
        landscape: what may hide them.
        camera: from where it is seen.
        points: (n, 2) parameters.
        heights: (n,) of the points, from 0 to 1.

    Returns:
        (n,).
    """
    relief = Relief(landscape)
    return relief.hidden(relief.places(points, heights), camera.towards)


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


class SurfaceView:
    """A landscape seen from a side, as large as its box allows.

    Attributes:
        image: the landscape.
        landscape: what it shows.
        camera: from where it is seen.
    """

    def __init__(
        self, sheet: Sheet, box: Box, landscape: Landscape, camera: Camera | None = None
    ) -> None:
        """Draw the landscape.

        Args:
            sheet: where it will be drawn.
            box: the room that it has, the names of the axes included.
            landscape: what it shows.
            camera: from where.
        """
        self.landscape, self.camera = landscape, camera or USUAL
        aside, below = NAMES_ROOM
        inner = replace(box, left=box.left + aside, bottom=box.bottom - below)
        self._view = TurningView(sheet, landscape, wide=inner, narrow=inner, room=box)
        seen = self._view.seen_from(self.camera)
        pixels, left, low = self._view.picture.pixels(seen, self._view.room, sheet.stroke(1))
        self.image: FigureImage = sheet.picture(pixels, left, low)

    def project(self, points: FloatArray, values: FloatArray, *, lift: float = 0) -> FloatArray:
        """Turn parameters (n, 2) and the function's values (n,) there into pixels (n, 2).

        Args:
            points: parameters.
            values: of the function at them.
            lift: how far above, as a share of the landscape's height.
        """
        places = self._view.relief.on(points, values, lift=lift)
        return self._view.seen_from(self.camera)(places)

    def hidden(self, points: FloatArray, values: FloatArray) -> NDArray[np.bool_]:
        """Whether parameters (n, 2) at the function's values (n,) lie behind the landscape.

        Returns:
            (n,).
        """
        return self._view.hidden(points, values, self.camera)

    def names(self, x_name: str, y_name: str) -> Sequence[Artist]:
        """The names of both axes along the nearest edges of the floor; dollars for maths."""
        return SolidNames(self._view, (x_name, y_name)).at(self.camera, 1.0)
