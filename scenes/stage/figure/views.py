"""A landscape in 3-D and as a map, side by side, with paths and arrows that lie on both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.contour import ContourView, beside, spread
from gradreel.scenes.stage.figure.marks import arrow
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.surface import LIFT, Camera, SurfaceView
from gradreel.scenes.stage.figure.trace import TraceArtists
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.trace import Trace, inside
from gradreel.scenes.stage.type.grid import Box

SURFACE_BOX = Box(left=0.05, right=0.66, top=0.25, bottom=0.8)
MAP_BOX = Box(left=0.69, right=0.95, top=0.27, bottom=0.67)


@dataclass(frozen=True)
class PathOnViews:
    """A run's path on both views.

    Attributes:
        above: on the 3-D view.
        flat: on the map.
    """

    above: TraceArtists
    flat: TraceArtists

    def at(self, step: float, alpha: float = 1.0) -> list[Artist]:
        """The path up to a step; none where `alpha` is 0."""
        return [*self.above.at(step), *self.flat.at(step)] if alpha else []


class LandscapeViews:
    """Both views of a landscape on a sheet.

    Attributes:
        surface: the 3-D view.
        chart: the map.
    """

    def __init__(
        self,
        sheet: Sheet,
        landscape: Landscape,
        camera: Camera,
        *,
        surface_box: Box = SURFACE_BOX,
        map_box: Box = MAP_BOX,
    ) -> None:
        """Draw both.

        Args:
            sheet: where they will be drawn.
            landscape: what they show.
            camera: from where the 3-D view looks.
            surface_box: the 3-D view's room, its names included.
            map_box: the map's room, without the numbers and names at its edges.
        """
        self.sheet, self.landscape = sheet, landscape
        self.surface = SurfaceView(sheet, surface_box, landscape, camera)
        self.chart = ContourView(sheet, map_box, landscape)

    def named_surface(self, names: tuple[str, str], height: str) -> list[Artist]:
        """The 3-D view with the names of its axes."""
        view = self.surface
        return [view.image, *view.names(*names), *view.upright(height)]

    def named_chart(self, names: tuple[str, str]) -> list[Artist]:
        """The map with its scales and their names."""
        return [self.chart.image, *self.chart.scales(*names)]

    def path(self, path: Trace, *, filled: bool = True, colour: str | None = None) -> PathOnViews:
        """Put a run's path on both views.

        Args:
            path: the run.
            filled: whether its point is a disc, or else a ring.
            colour: that of a point unless given.
        """
        above = self.surface.project(path.points, path.values, lift=LIFT)
        hidden = self.surface.hidden(path.points, path.values)
        transform = self.chart.to_pixels
        artists = partial(TraceArtists, self.sheet, path, filled=filled, colour=colour)
        return PathOnViews(artists(above, hidden=hidden), artists(path.points, transform=transform))

    def arrow(
        self,
        tail: FloatArray,
        tip: FloatArray,
        evaluate: Callable[[FloatArray], FloatArray],
        colour: str,
    ) -> Callable[[float], list[Artist]]:
        """Put an arrow between two parameter vectors (2,) on both views.

        Args:
            tail: where it begins.
            tip: where it ends.
            evaluate: the function at points (n, 2).
            colour: as "#RRGGBB".

        Returns:
            a drawing that lets it grow: of its share from 0 to 1.
        """
        ends = np.array([tail, tip])
        above = self.surface.project(ends, evaluate(ends), lift=LIFT)
        places = above, self.chart.project(ends)
        pair = arrow(self.sheet, colour), arrow(self.sheet, colour)

        def shown(share: float) -> list[Artist]:
            drawn: list[Artist] = []
            for between, (start, end) in zip(pair, places, strict=True):
                drawn += between(start, start + share * (end - start))
            return drawn

        return shown

    def reach(self, start: FloatArray, direction: FloatArray, share: float) -> FloatArray:
        """Where an arrow ends (2,) that has a length in the window's sides, cut at the window."""
        length = self.landscape.share(direction)
        if not length:
            return start
        end = start + direction / length * share
        _, last = inside(start, end, self.landscape.window)
        return np.asarray(start + (end - start) * last)

    def beside(
        self, content: str, point: FloatArray, paths: Sequence[Trace], words: Sequence[Artist] = ()
    ) -> list[Artist]:
        """Write beside a point (2,) on the map where it covers least of some paths and words."""
        taken = [self.chart.project(path.points) for path in paths]
        taken += [spread(each.get_window_extent(self.sheet.renderer)) for each in words]
        return [beside(self.sheet, self.chart, content, point, np.concatenate(taken))]
