"""A landscape in three dimensions, drawn once by mplot3d, and where its points are in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from mpl_toolkits.mplot3d import Axes3D, proj3d  # type: ignore[import-untyped]
from mpl_toolkits.mplot3d.art3d import Poly3DCollection  # type: ignore[import-untyped]
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.contour import line_colour
from gradreel.scenes.stage.figure.landscape import COLOURS, SUPERSAMPLED, supersampled
from gradreel.scenes.stage.figure.marks import arrow
from gradreel.scenes.stage.figure.sentence import axis_name
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.type.grid import Box

HEIGHT = 0.45
"""The landscape's height over the width of its floor."""

FLATTEST, LONGEST = 0.6, 1.6
"""Limits of the floor's depth over its width."""

SHADOW = 0.35

MESH = 15
"""Lines of the mesh in each direction."""

LIFT = 0.012
"""How far, in heights, a path hovers so that it doesn't sink into the facets."""

UPRIGHT, UPRIGHT_GAP = 0.55, 0.045
"""How long, in heights, and how far aside, in the stage's heights, the upright arrow is."""

ROUNDS = 4
"""Names keep their size, so the scale at which all fits is found in a few rounds."""

NAME_GAP = 0.055
"""From the floor's edge to the baseline of its name, in the stage's heights."""


@dataclass(frozen=True)
class Camera:
    """From where the landscape is seen, infinitely far away, in degrees."""

    azimuth: float = -50.0
    elevation: float = 38.0

    @property
    def towards(self) -> FloatArray:
        """The direction (3,) from the landscape to the camera, of length 1."""
        turn, rise = np.radians(self.azimuth), np.radians(self.elevation)
        return np.array([np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)])


USUAL = Camera()
AZIMUTHS = range(-80, -5, 10)
ELEVATIONS = (38, 46, 56)


def sides(landscape: Landscape) -> FloatArray:
    """Width, depth and height (3,) of a landscape as it is drawn; the width is 1."""
    across, along = landscape.window[1] - landscape.window[0]
    return np.array([1.0, min(max(along / across, FLATTEST), LONGEST), HEIGHT])


def behind(
    landscape: Landscape, camera: Camera, points: FloatArray, heights: FloatArray
) -> NDArray[np.bool_]:
    """Whether the landscape hides points: march from each towards the camera, and see.

    Args:
        landscape: what may hide them.
        camera: from where it is seen.
        points: (n, 2) parameters.
        heights: (n,) of the points, from 0 to 1.

    Returns:
        (n,).
    """
    low, high = landscape.window
    step = camera.towards / sides(landscape)
    travel = np.linspace(0.01, 1, 96) * (np.maximum(1 - heights, 0) / step[2])[:, None]
    x = points[:, :1] + travel * step[0] * (high[0] - low[0])
    y = points[:, 1:] + travel * step[1] * (high[1] - low[1])
    ground = np.nan_to_num(landscape.height_at(x, y), nan=-1.0)
    above = heights[:, None] + LIFT + travel * step[2]
    return np.asarray((ground > above).any(axis=1))


def best_camera(landscape: Landscape, points: FloatArray, values: FloatArray) -> Camera:
    """Choose from where to look so that most of some points are seen.

    x always grows to the right and y away from the viewer, as on a map.

    Args:
        landscape: what is looked at.
        points: (n, 2), such as a run's path.
        values: (n,) of the function at them.
    """
    heights = landscape.heights(values)

    def blame(camera: Camera) -> float:
        unseen = float(behind(landscape, camera, points, heights).mean())
        turned = abs(camera.azimuth - USUAL.azimuth) + 2 * abs(camera.elevation - USUAL.elevation)
        return unseen + turned / 500

    return min((Camera(a, e) for a in AZIMUTHS for e in ELEVATIONS), key=blame)


class SurfaceView:
    """A landscape seen from a side, as large as its box allows.

    mplot3d fits its axes into a square and clips what leaves it; here the axes are made larger
    than the box, by what makes the landscape itself fill the box.

    Attributes:
        image: the landscape.
        landscape: what it shows.
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
        self.sheet, self.landscape = sheet, landscape
        self.camera = camera or USUAL
        self._sides = sides(landscape)
        self._axes = self._made_axes(Figure((1, 1), dpi=72))
        self._matrix = self._axes.get_proj()
        self._scale, self._offset = self._fitted(box)
        left, low = (round(float(each)) for each in (sheet.x(box.left), sheet.y(box.bottom)))
        size = (round(sheet.x(box.right)) - left, round(sheet.y(box.top)) - low)
        self._corner = np.array([left, low])
        self.image = sheet.picture(self._drawn(*size), left, low)

    def project(self, points: FloatArray, values: FloatArray, *, lift: float = 0) -> FloatArray:
        """Turn parameters (n, 2) and the function's values (n,) there into pixels (n, 2).

        Args:
            points: parameters.
            values: of the function at them.
            lift: how far above, as a share of the landscape's height.
        """
        return self._pixels(points, self.landscape.heights(values) + lift)

    def hidden(self, points: FloatArray, values: FloatArray) -> NDArray[np.bool_]:
        """Whether parameters (n, 2) at the function's values (n,) lie behind the landscape.

        Returns:
            (n,).
        """
        return behind(self.landscape, self.camera, points, self.landscape.heights(values))

    def names(self, x_name: str, y_name: str) -> Sequence[Artist]:
        """The names of both axes along the nearest edges of the floor; dollars for maths."""
        return [self._named(x_name, 0), self._named(y_name, 1)]

    def upright(self, content: str) -> Sequence[Artist]:
        """An arrow upwards at the left corner, with the name of what the height is."""
        sheet = self.sheet
        aside = np.array([sheet.tall(UPRIGHT_GAP), 0.0])
        foot, top = self._left_corner() * self._scale + self._offset - aside
        upwards = arrow(sheet, sheet.theme.muted, width=2.0)
        place = self._fractions(top + np.array([0.0, sheet.tall(0.014)]))
        return [*upwards(foot, top), axis_name(sheet, content, place, edge="centre")]

    def _fractions(self, pixels: FloatArray) -> tuple[float, float]:
        sheet = self.sheet
        return (
            float((pixels[0] - sheet.x(0)) / sheet.width),
            float((sheet.y(0) - pixels[1]) / sheet.height),
        )

    def _made_axes(self, figure: Figure) -> Axes3D:
        axes = figure.add_axes((0, 0, 1, 1), projection="3d", computed_zorder=False)
        assert isinstance(axes, Axes3D)  # noqa: S101  the projection asked for
        axes.set_proj_type("ortho")
        axes.view_init(self.camera.elevation, self.camera.azimuth)
        low, high = self.landscape.window
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(0, 1))
        axes.set_box_aspect(tuple(self._sides))
        axes.set_axis_off()
        axes.patch.set_visible(False)
        return axes

    def _plane(self, points: FloatArray, heights: FloatArray) -> FloatArray:
        """Project onto the plane of the picture, in mplot3d's own units."""
        across, up, _ = proj3d.proj_transform(points[:, 0], points[:, 1], heights, self._matrix)
        return np.column_stack([np.asarray(across), np.asarray(up)])

    def _pixels(self, points: FloatArray, heights: FloatArray) -> FloatArray:
        return np.asarray(self._plane(points, heights) * self._scale + self._offset)

    def _fitted(self, box: Box) -> tuple[float, FloatArray]:
        """Find the scale and the offset that make the landscape and its names fill the box."""
        sheet, land = self.sheet, self.landscape
        points = np.stack(np.meshgrid(land.xs, land.ys), axis=-1).reshape(-1, 2)
        surface = self._plane(points, np.nan_to_num(land.grid.ravel()))
        anchors, reach = self._ornaments()
        places = np.vstack([surface.min(axis=0), surface.max(axis=0), anchors])
        pixels = np.vstack([np.zeros((2, 2)), reach])
        corners = np.array(
            [[sheet.x(box.left), sheet.y(box.bottom)], [sheet.x(box.right), sheet.y(box.top)]]
        )
        corners += np.array([[1], [-1]]) * (1 + sheet.stroke(1))
        scale = float(((corners[1] - corners[0]) / np.ptp(surface, axis=0)).min())
        for _ in range(ROUNDS):
            extent = np.ptp(places * scale + pixels, axis=0)
            scale *= float(((corners[1] - corners[0]) / extent).min())
        drawn = places * scale + pixels
        return scale, corners.mean(axis=0) - (drawn.min(axis=0) + drawn.max(axis=0)) / 2

    def _ornaments(self) -> tuple[FloatArray, FloatArray]:
        """Where names hang on, in mplot3d's units (n, 2), and their reach from there in pixels."""
        gap, half = self.sheet.tall(NAME_GAP), self.sheet.tall(0.02)
        anchors, reach = [], []
        for axis in (0, 1):
            middle, _, below = self._edge(axis)
            anchors += [middle, middle]
            reach += [below * gap - half, below * gap + half]
        aside = self.sheet.tall(UPRIGHT_GAP + 0.04)
        anchors += list(self._left_corner())
        reach += [np.array([-aside, 0.0]), np.array([-aside, 2.2 * half])]
        return np.array(anchors), np.array(reach)

    def _left_corner(self) -> FloatArray:
        """Foot and top (2, 2) of the upright arrow, in mplot3d's units."""
        window = self.landscape.window
        corners = np.array([[x, y] for x in window[:, 0] for y in window[:, 1]])
        feet = self._plane(corners, np.zeros(4))
        left = int(np.argmin(feet[:, 0]))
        return np.array([feet[left], self._plane(corners, np.full(4, UPRIGHT))[left]])

    def _edge(self, axis: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The edge of an axis that is nearest to the camera, as low as the landscape in its middle.

        Returns:
            its middle (2,), in mplot3d's units; the directions along it and below it.
        """
        window, land = self.landscape.window, self.landscape
        near = int(self.camera.towards[1 - axis] > 0)
        ends = window.copy()
        ends[:, 1 - axis] = window[near, 1 - axis]
        line = ends[0] + np.linspace(0.35, 0.65, 11)[:, None] * (ends[1] - ends[0])
        heights = land.height_at(line[:, 0], line[:, 1])
        lowest = np.nanmin(heights) if np.isfinite(heights).any() else 0.0
        start, end = self._plane(ends, np.full(2, lowest))
        along = (end - start) / np.hypot(*(end - start)) * (1 if end[0] >= start[0] else -1)
        return (start + end) / 2, along, np.array([along[1], -along[0]])

    def _drawn(self, width: int, height: int) -> Pixels:
        def draw(figure: Figure) -> None:
            axes = self._made_axes(figure)
            self._place(axes, width, height)
            axes.add_collection3d(self._facets())
            figure.add_artist(self._mesh())

        return supersampled(width, height, draw)

    def _place(self, axes: Axes3D, width: int, height: int) -> None:
        """Make the axes the square in which mplot3d's projection has our scale and offset."""
        axes.set_position((0, 0, 1 / width, 1 / height))
        origin, unit = axes.transData.transform([(0, 0), (1, 1)]) / SUPERSAMPLED
        side = self._scale / (unit[0] - origin[0])
        left, low = self._offset - self._corner - origin * side
        axes.set_position((left / width, low / height, side / width, side / height))

    def _facets(self) -> Poly3DCollection:
        """The grid's cells, each in the colour of its middle; plot_surface is four times slower."""
        land = self.landscape
        corners = np.stack([*np.meshgrid(land.xs, land.ys), land.grid], axis=-1)
        around = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
        cells = np.stack(around, axis=2).reshape(-1, 4, 3)
        colours = np.asarray(COLOURS(land.shade(cells[..., 2].mean(axis=1))), dtype=np.float64)
        light = self._light()
        between = (light[:-1, :-1] + light[:-1, 1:] + light[1:, 1:] + light[1:, :-1]) / 4
        colours[:, :3] *= between.reshape(-1, 1)
        whole = np.isfinite(cells).all(axis=(1, 2))
        return Poly3DCollection(
            cells[whole],
            facecolors=colours[whole],
            edgecolors="none",
            antialiased=False,
            linewidths=0,
        )

    def _light(self) -> FloatArray:
        """How bright each point of the grid is: slopes that face the light, a little brighter."""
        grid = np.nan_to_num(self.landscape.grid) * HEIGHT
        rise_y, rise_x = np.gradient(
            grid, *(side / (n - 1) for side, n in zip(self._sides[1::-1], grid.shape, strict=True))
        )
        normal = np.stack([-rise_x, -rise_y, np.ones_like(grid)], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        turn = np.radians(self.camera.azimuth - 60)
        light = np.array([np.cos(turn), np.sin(turn), 1.2])
        facing = normal @ (light / np.linalg.norm(light))
        return np.asarray(1 - SHADOW * (1 - np.clip(facing, 0, 1)))

    def _mesh(self) -> LineCollection:
        xs, ys = self.landscape.xs, self.landscape.ys
        (x_low, y_low), (x_high, y_high) = self.landscape.window
        pieces: list[FloatArray] = []
        for x in np.linspace(x_low, x_high, MESH):
            pieces += self._seen(np.column_stack([np.full(ys.size, x), ys]))
        for y in np.linspace(y_low, y_high, MESH):
            pieces += self._seen(np.column_stack([xs, np.full(xs.size, y)]))
        colour, opacity = line_colour(self.sheet.theme)
        return LineCollection(
            pieces,
            colors=[to_rgba(colour, opacity * 0.6)],
            linewidths=self.sheet.stroke(1),
            transform=IdentityTransform(),
        )

    def _seen(self, line: FloatArray) -> list[FloatArray]:
        """The parts of a line on the landscape that aren't hidden, in the pixels of its image."""
        heights = self.landscape.height_at(line[:, 0], line[:, 1])
        seen = np.isfinite(heights) & ~behind(self.landscape, self.camera, line, heights)
        drawn = (self._pixels(line, heights) - self._corner) * SUPERSAMPLED
        breaks = np.flatnonzero(np.diff(seen.astype(int))) + 1
        runs = zip(np.split(drawn, breaks), np.split(seen, breaks), strict=True)
        return [part for part, shown in runs if shown[0] and len(part) > 1]

    def _named(self, content: str, axis: int) -> Artist:
        """Write a name below an edge, as steep as the edge's floor."""
        middle, along, below = self._edge(axis)
        place = middle * self._scale + self._offset + below * self.sheet.tall(NAME_GAP)
        made = axis_name(self.sheet, content, self._fractions(place), edge="centre")
        if isinstance(made, Text):
            made.set_rotation(float(np.degrees(np.arctan2(along[1], along[0]))))
        return made
