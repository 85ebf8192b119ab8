"""The full loss as a landscape that turns and becomes a map, and where things are on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.rooms import MapRooms
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.trace import TraceArtists
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.picture import ReliefPicture
from gradreel.scenes.stage.figure.turning.relief import Relief
from gradreel.scenes.stage.figure.turning.view import MAP_ROOM, TurningView
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.type.frame import down

CAMERAS = [(azimuth, elevation) for elevation in (40, 48, 56) for azimuth in (-66, -60, -72, -114)]
"""Azimuths and elevations from which the landscape may be seen, the better ones first."""

ORBIT = 36.0
"""Degrees by which the landscape turns."""

WEIGHT = 0.75
"""A path on batches crosses itself often: thinner lines keep it legible."""

MAP = Camera(aside=1.0).above()
"""From where the landscape is the map."""


class Ground:
    """What the runs are on.

    Args:
        sheet: where it will be drawn.
        plane: the runs.

    Attributes:
        view: the landscape.
        large: the box of the map in pixels.
        solid: from where most of the runs is seen, before the landscape is a map.
        opening: from where the landscape is seen at first.
    """

    def __init__(self, sheet: Sheet, plane: PlaneRun) -> None:
        self.sheet, self.plane, self.solid = sheet, plane, solid_camera(plane)
        self.opening = turned(self.solid)
        flat, (above, below) = MapRooms.map, map(down, MAP_ROOM)
        room = replace(flat, top=flat.top - above, bottom=flat.bottom + below)
        self.view = TurningView(
            sheet, plane.relief, wide=MapRooms.solid, narrow=room, room=MapRooms.scene
        )
        left, low, right, high = (round(each) for each in self.view.map_box(1.0))
        self.large = Bbox([[left, low], [right, high]])

    def places(self, parameters: FloatArray, camera: Camera = MAP) -> FloatArray:
        """Turn parameters (n, 2) into pixels (n, 2), on the loss of all the data."""
        losses = self.plane.objective.losses(parameters)
        return self.view.project(self.plane.on_floor(parameters), losses, camera)

    def path(
        self, path: Trace, *, filled: bool, colour: str
    ) -> tuple[TraceArtists, Callable[[Camera, float, float], Sequence[Artist]]]:
        """Put a run's path on it.

        Args:
            path: over the parameters.
            filled: whether its point is a disc, or else a ring.
            colour: that of its line.

        Returns:
            what it is drawn with, and a drawing of the camera, a step, and the opacity of all
            but its point.
        """
        points, values = self.plane.on_floor(path.points), path.values
        artists = TraceArtists(
            self.sheet, path, points, filled=filled, colour=colour, weight=WEIGHT
        )

        @lru_cache(maxsize=4)
        def placed(camera: Camera) -> tuple[FloatArray, NDArray[np.bool_]]:
            seen = self.view.project(points, values, camera)
            return seen, self.view.hidden(points, values, camera)

        def shown(camera: Camera, step: float, way: float) -> Sequence[Artist]:
            artists.put(*placed(camera))
            return artists.at(step, way=way)

        return artists, shown

    def seen_from(self, camera: Camera) -> Artist:
        """A picture of the landscape alone."""
        view, line = self.view, self.sheet.stroke(1)
        return self.sheet.picture(*view.picture.pixels(view.seen_from(camera), view.room, line))

    def map_of(self, step: int) -> Pixels:
        """The pixels of the map of a step's batch, as large as the map."""
        floor = self.plane.relief
        own = Landscape(floor.xs, floor.ys, self.plane.losses_of(step))
        picture = ReliefPicture(Relief(own), self.sheet.theme)
        seen, line = self.view.seen_from(MAP), self.sheet.stroke(1)
        pixels, left, low = picture.pixels(seen, self.view.room, line)
        box, rows = self.large, pixels.shape[0]
        top = low + rows - round(box.y1)
        return pixels[top : top + round(box.height), round(box.x0) - left : round(box.x1) - left]


def solid_camera(plane: PlaneRun) -> Camera:
    """From where most of both runs is seen, rather from the front."""
    paths = [plane.path(run) for run in (plane.main, plane.twin)]
    points = np.concatenate([each.points[np.isfinite(each.values)] for each in paths])
    relief = Relief(plane.relief)
    places = relief.on(plane.on_floor(points), plane.objective.losses(points))

    def unseen(camera: Camera) -> float:
        return float(relief.hidden(places, camera.towards).mean())

    return min((Camera(*each) for each in CAMERAS), key=lambda each: round(unseen(each), 1))


def turned(camera: Camera) -> Camera:
    """From where the landscape is seen before it turns to where a camera sees it."""
    return replace(camera, azimuth=camera.azimuth - ORBIT)
