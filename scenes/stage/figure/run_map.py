"""Runs on one landscape that turns: its solid, its map, its minima, and a path for each run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Circle

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import SHAPES, RingedPoint, Shape, arrive
from gradreel.scenes.stage.figure.picture import Camera
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Artists, Sheet
from gradreel.scenes.stage.figure.things import TurningPath
from gradreel.scenes.stage.figure.view import MAP_ROOM, Around, Rooms, TurningView
from gradreel.scenes.stage.figure.words import SolidNames, Words
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.story.values import Read, always
from gradreel.scenes.stage.type.maths import maths_name
from gradreel.scenes.stage.type.style import Box, Theme


@dataclass(frozen=True)
class RunLook:
    """How a run is told from the others.

    Attributes:
        name: in the panel.
        colour: of its path and point.
        filled: whether its point is a disc, or else a ring.
        shape: of its point.
    """

    name: str
    colour: str
    filled: bool
    shape: Shape = "round"

    def sign(self, sheet: Sheet, radius: float = 8.5) -> RingedPoint:
        """Make a point that looks like the run's, with a radius in pixels of a 1280x720 frame."""
        return RingedPoint(
            sheet, colour=self.colour, radius=radius, filled=self.filled, shape=self.shape
        )


def distinct_looks(theme: Theme, names: Sequence[str]) -> tuple[RunLook, ...]:
    """Give runs looks of their own: a colour each, and shapes that are filled or not in turn.

    Twelve can be told apart, and six without their colours too.

    Args:
        theme: gives the colours.
        names: the runs' names.
    """
    colours = theme.runs
    return tuple(
        RunLook(
            name=name,
            colour=colours[index % len(colours)],
            filled=(index + index // len(colours)) % 2 == 0,
            shape=SHAPES[index // 2 % len(SHAPES)],
        )
        for index, name in enumerate(names)
    )


class RunMap:
    """The drawing; each part is put on the sheet with what its opacity is read from.

    Attributes:
        view: the landscape.
        paths: of the runs.
        names: of both parameters, as maths in dollars.
    """

    def __init__(  # noqa: PLR0913  what a landscape's places are
        self,
        sheet: Sheet,
        shown: LandscapeRuns,
        looks: Sequence[RunLook],
        *,
        wide: Box | None = None,
        narrow: Box | None = None,
        room: Box | None = None,
        around: Around | None = None,
        weight: float | None = None,
    ) -> None:
        """Prepare the drawing.

        Args:
            sheet: where it will be drawn.
            shown: the runs.
            looks: one a run.
            wide: as for `TurningView`, as the next three.
            narrow: the room beside a panel.
            room: where the landscape is cut off.
            around: what a map has less; room for the numbers and names of its scales when None.
            weight: how thick paths are; chosen by the number of points unless given.
        """
        self.sheet, self.shown, self.looks = sheet, shown, looks
        self.view = TurningView(
            sheet,
            shown.landscape,
            wide=wide,
            narrow=narrow,
            room=room,
            around=around or (Rooms.numbers, *MAP_ROOM),
        )
        self.paths = [
            TurningPath(
                self.view,
                path,
                filled=look.filled,
                colour=look.colour,
                weight=weight,
                shape=look.shape,
            )
            for path, look in zip(shown.traces, looks, strict=True)
        ]
        first, second = map(maths_name, shown.parameter_names)
        self.names = f"${first}$", f"${second}$"

    def loss_at(self, point: FloatArray) -> float:
        """The function at a point (2,)."""
        return float(self.shown.objective.losses(point[None])[0])

    def at(self, point: FloatArray, camera: Camera) -> FloatArray:
        """Where a point (2,) of the landscape is, (2,) in pixels."""
        return np.asarray(
            self.view.project(point[None], self.shown.objective.losses(point[None]), camera)[0]
        )

    def show_names(self, alpha: Read, height: str = "") -> None:
        """The names of the solid's axes, and of its height if it is given one."""
        self.view.show(alpha, SolidNames(self.view, self.names, height).at, within=False)

    def scales(self, aside: float) -> MapScales:
        """The scales of the map; `aside` as of the camera."""
        return MapScales(self.sheet, self.view.map_box(aside), self.view.landscape.window)

    def show_ring(self, alpha: Read, point: FloatArray, radius: float) -> None:
        """A ring about a point (2,), with its radius in pixels of a 1280x720 frame."""
        sheet = self.sheet
        rings = [
            Circle((0, 0), sheet.stroke(radius), fill=False, edgecolor=colour, figure=sheet.figure)
            for colour in (sheet.theme.background, sheet.theme.text)
        ]
        for ring, width in zip(rings, (6.0, 2.5), strict=True):
            ring.set_linewidth(sheet.stroke(width))

        def shown(camera: Camera, opacity: float) -> Artists:
            x, y = map(float, self.at(point, camera))
            for ring in rings:
                ring.set_center((x, y))
                ring.set_alpha(opacity)
            return rings

        self.view.show(alpha, shown)

    def show_point(self, alpha: Read, point: FloatArray) -> None:
        """A point (2,) of the landscape."""
        dot = RingedPoint(self.sheet)
        self.view.show(alpha, lambda camera, opacity: dot.at(self.at(point, camera), opacity))

    def show_run(
        self, alpha: Read, index: int, step: Read, arriving: Read, way: Read = always
    ) -> None:
        """A run's path.

        Args:
            alpha: its opacity.
            index: which run.
            step: how many steps are done.
            arriving: the share of the ring that marks where it arrives.
            way: the opacity of all but the point that it is at, times `alpha`.
        """
        path, ring = self.paths[index], arrive(self.sheet, colour=self.looks[index].colour)

        def shown(camera: Camera, opacity: float) -> Artists:
            done = step()
            return [
                *path.at(camera, done, opacity, way()),
                *ring(arriving(), path.head_at(camera, done)),
            ]

        self.view.show(alpha, shown)

    def words(self, *rests: Camera) -> Words:
        """Words that stand beside points while the story rests at some cameras."""
        return Words(self.view, self.shown.objective.losses, rests)
