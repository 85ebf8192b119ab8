"""A landscape on a sheet whose camera is a story's values: it turns, tilts and comes near."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.scenes.stage.figure.picture import Camera, Projection, ReliefPicture
from gradreel.scenes.stage.figure.relief import LIFT, Relief, sides
from gradreel.scenes.stage.figure.sheet import Artists, Sheet
from gradreel.scenes.stage.figure.text import SCENERY
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.story.values import Read
from gradreel.scenes.stage.type.style import GRID, Box, ByShape, between, down, is_tall, laid_out

MAP_ROOM = 0.035, 0.09
"""So much less has a map above and below, where the names and numbers of its axes stand, in heights
of a wide stage."""

NEAR = 1.2
"""From this zoom on a landscape is drawn with all its facets: of fewer, single ones show."""

GAP = 0.028
"""How far a landscape that is near may reach over its room beside a panel, in the stage's
widths."""

PANEL_GAP = 0.005
"""And over its room above a panel, in a tall stage's heights."""

EDGE = 2.0
"""Pixels that stay free inside a landscape's room, for its smooth edges."""

CAMERAS = 8
"""So many cameras' views of a thing are kept: a story rests at few."""


class Rooms:
    """Where a landscape is.

    Attributes:
        whole: where it has the frame's width, without the names below it.
        beside: where it is beside a panel, or above one.
        numbers: how much room the numbers left of a map want, where its solid reaches further.
        near: where it is when it is seen from near: the frame below the sentence.
    """

    whole = ByShape(Box(0.11, 1 - GRID.margin, 0.25, 0.92), tall=Box(0.10, 0.95, 0.27, 0.88))
    beside = ByShape(Box(0.11, 0.66, 0.25, 0.92), tall=Box(0.10, 0.95, 0.245, 0.615))
    numbers = ByShape(0.0, tall=0.05)
    near = ByShape(Box(0.0, 1.0, 0.235, 1.0), tall=Box(0.0, 1.0, 0.245, 1.0))


Around = tuple[float, float, float]
"""How much less room a map has, for what stands about it: on its left, in the stage's widths, and
above and below, in heights of a wide stage."""


def map_room(box: Box, around: Around) -> Box:
    """The room that a map has in the one of its landscape."""
    beside, above, below = around
    return replace(
        box, left=box.left + beside, top=box.top + down(above), bottom=box.bottom - down(below)
    )


def map_size(landscape: Landscape, room: Box) -> FloatArray:
    """How wide and high (2,) the map of a landscape is in a room, as fractions of the stage."""
    frame, size = laid_out(), np.array([room.width, room.height])
    shape = sides(landscape)[:2] / np.array([frame.across, frame.down])
    return np.asarray(shape * (size / shape).min())


class TurningView:
    """A landscape, and where what lies on it is for any camera.

    Attributes:
        relief: the landscape as a solid.
        picture: draws it.
        room: (left, low, right, high) in pixels, where the landscape is cut off.
        seen_from: says, for a camera, how the landscape's room becomes pixels.
    """

    def __init__(  # noqa: PLR0913  what a landscape's places are
        self,
        sheet: Sheet,
        landscape: Landscape,
        *,
        wide: Box | None = None,
        narrow: Box | None = None,
        room: Box | None = None,
        around: Around = (0.0, *MAP_ROOM),
    ) -> None:
        """Prepare the landscape; `add` puts it on the sheet.

        Args:
            sheet: where it will be drawn.
            landscape: what it shows.
            wide: the room that it has by itself; as in `Rooms` when None, as the others.
            narrow: the room that it has beside a panel.
            room: where it is cut off when the camera is near.
            around: so much less room has it as a map.
        """
        self.sheet, self.landscape = sheet, landscape
        self.relief = Relief(landscape)
        self.picture = ReliefPicture(self.relief, sheet.theme)
        self._boxes, self._around = (wide or Rooms.whole, narrow or Rooms.beside), around
        room = room or Rooms.near
        corners = sheet.x(room.left), sheet.y(room.bottom), sheet.x(room.right), sheet.y(room.top)
        left, low, right, high = map(round, corners)
        self.room = left, low, right, high
        self.seen_from = lru_cache(maxsize=CAMERAS)(self._seen_from)

    def project(self, points: FloatArray, values: FloatArray, camera: Camera) -> FloatArray:
        """Turn parameters (n, 2) and the function's values (n,) there into pixels (n, 2)."""
        return self.seen_from(camera)(self.relief.on(points, values, lift=LIFT))

    def hidden(self, points: FloatArray, values: FloatArray, camera: Camera) -> BoolArray:
        """Whether parameters (n, 2) at the function's values (n,) lie behind the landscape."""
        return self.relief.hidden(self.relief.on(points, values, lift=LIFT), camera.towards)

    def in_sight(self, pixel: FloatArray) -> bool:
        """Whether a place (2,) in pixels is where the landscape isn't cut off."""
        left, low, right, high = self.room
        return bool(left <= pixel[0] <= right and low <= pixel[1] <= high)

    def map_box(self, aside: float) -> tuple[float, float, float, float]:
        """(left, low, right, high) in pixels of the map, seen from above."""
        half = self.relief.sides / 2
        corners = np.array([[-half[0], -half[1], 0.0], [half[0], half[1], 0.0]])
        (left, low), (right, high) = self.seen_from(Camera(aside=aside).above())(corners)
        return float(left), float(low), float(right), float(high)

    def _seen_from(self, camera: Camera) -> Projection:
        """Let the landscape fill its box, then let the camera come near a point of it."""
        unit = Projection.along(camera)
        sheet, box = self.sheet, between(*self._boxes, camera.aside)
        flat = min(max((camera.elevation - 50) / 40, 0.0), 1.0)
        beside, above, below = self._around
        left, low = sheet.at(box.left + flat * beside, box.bottom - flat * down(below))
        right, high = sheet.at(box.right, box.top + flat * down(above))
        hull = unit(self.relief.hull)
        first, last = hull.min(axis=0), hull.max(axis=0)
        width, height = last - first
        spare = 2 * EDGE
        scale = min((right - left - spare) / width, (high - low - spare) / height) * camera.zoom
        middle = (1 - camera.centred) * (first + last) / 2
        if camera.centred:
            point = np.array([camera.at_x, camera.at_y])
            height = np.nan_to_num(self.landscape.height_at(*point[:, None]), nan=0.5)
            aim = self.relief.places(point[None], height)[0]
            middle = middle + camera.centred * unit(aim)
        at = np.array([(left + right) / 2, (low + high) / 2]) - middle * scale
        over = max(last[1] * scale + at[1] - (self.room[3] - EDGE), 0.0)
        at[1] -= (1 - flat) * over  # a solid is seen up to its top, a map is cut
        return replace(unit, scale=float(scale), offset=at)

    def cut_at(self, camera: Camera) -> tuple[int, int, int, int]:
        """Where the landscape is cut off, (left, low, right, high) in pixels: at a panel."""
        left, low, right, high = self.room
        if is_tall():
            above = self.sheet.y(self.panel_top)
            return left, round(low + camera.aside * (max(above, low) - low)), right, high
        beside = self.sheet.x(self.panel_edge)
        return left, low, round(right + camera.aside * (min(beside, right) - right)), high

    @property
    def panel_edge(self) -> float:
        """Up to where anything of it may reach beside a panel, as a fraction of the stage."""
        return min(self._boxes[1].right + GAP, 1 - GRID.margin)

    @property
    def panel_top(self) -> float:
        """Down to where anything of it may reach above a panel, as a fraction of the stage."""
        return self._boxes[1].bottom + PANEL_GAP

    def show_landscape(self, alpha: Read) -> None:
        """Put the landscape on the sheet, at an opacity."""
        image = self.sheet.picture(np.zeros((1, 1, 4), np.uint8), 0, 0)

        def shown(camera: Camera, opacity: float) -> Artists:
            line, seen = self.sheet.stroke(camera.zoom**0.5), self.seen_from(camera)
            near, room = camera.zoom > NEAR, self.cut_at(camera)
            pixels, image.ox, image.oy = self.picture.pixels(seen, room, line, near=near)
            image.set_data(pixels)
            image.set_alpha(opacity)
            return (image,)

        self.show(alpha, shown)

    def show(
        self,
        alpha: Read,
        drawing: Callable[[Camera, float], Artists],
        *,
        within: bool = True,
    ) -> None:
        """Put on the sheet what is a function of the camera.

        Args:
            alpha: its opacity; where that is 0, nothing is drawn.
            drawing: takes the camera and the opacity; as for `Sheet.show`.
            within: whether it is cut where the landscape is; words are not.
        """

        def shown(opacity: float) -> Artists:
            camera = Camera.now()
            drawn = drawing(camera, opacity)
            return [self._cut(each, camera) for each in drawn] if within else drawn

        self.sheet.show_at(alpha, shown)

    def _cut(self, artist: Artist, camera: Camera) -> Artist:
        artist.set_gid(SCENERY)
        left, low, right, high = self.cut_at(camera)
        artist.set_clip_box(Bbox([[left, low], [right, high]]))
        return artist


AZIMUTHS = range(-112, -5, 10)


OBLONG = Camera(), (44, 50, 58)
UPRIGHT = Camera(-42.0, 54.0), (50, 54, 60)
"""From where to look unless that hides much, and other elevations: for a room that is wider than it
is high; and at a corner from higher up, for a taller one."""


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
    best, elevations = UPRIGHT if alone and is_tall() else OBLONG

    def blame(camera: Camera) -> float:
        unseen = float(relief.hidden(places, camera.towards).mean())
        turned = abs(camera.azimuth - best.azimuth) + 2 * abs(camera.elevation - best.elevation)
        return unseen + turned / 500

    return min((Camera(a, e) for a in AZIMUTHS for e in elevations), key=blame)
