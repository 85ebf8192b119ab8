"""A run of two parameters on mini-batches: the full loss as a map, and each batch's map."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Rectangle

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.numbers import MAP_BOX, TITLES, MapNumbers
from gradreel.scenes.pieces.minibatch.plane.paths import RunsOnMap
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.reel import Reel
from gradreel.scenes.pieces.minibatch.plane.tally import COLUMN, Tally
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.contour import ContourView
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.parameters import maths_name

NOTE = 0.838
"""The baseline of the note below the column."""

SOFT = 0.12
"""How gradually the map is uncovered, as a share of it."""


class BatchMaps:
    """All drawings of the story, as functions of the story's values.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
        course: the steps of the run on batches in time.
        twin_run: those of its full-batch twin.

    Attributes:
        chart: the map of the loss of all the data.
        reel: the maps of the batches.
        numbers: the plates, and the strip of the data.
        runs: the paths.
    """

    def __init__(
        self, sheet: Sheet, plane: PlaneRun, texts: Captions, course: Course, twin_run: PacedRun
    ) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.chart = ContourView(sheet, MAP_BOX, plane.map_of(None), to_scale=False)
        self.reel = Reel(sheet, plane, self.chart, course)
        self._add_map()
        self.numbers = MapNumbers(sheet, plane, texts, course, twin_run)
        self.runs = RunsOnMap(sheet, plane, texts, self.chart, course=course, twin_run=twin_run)
        if plane.main.n_steps:
            self.tally = Tally(sheet, plane, texts)

    def _add_map(self) -> None:
        sheet = self.sheet
        scales = self.chart.scales(*self.names())
        left, low, right, high = self.chart.box
        frame = Rectangle(
            (left, low),
            right - left,
            high - low,
            fill=False,
            edgecolor=self.theme.full_loss,
            linewidth=sheet.stroke(1.5),
        )
        frame.set_figure(sheet.figure)
        sheet.add(faded(*scales, *self._note(), frame), "named")
        sheet.add(self._uncovered(), "land")
        if self.plane.main.n_steps:
            words = self.texts.label("batch_maps")
            title = Label(sheet, words, (COLUMN.left, TITLES), colour=self.theme.batch_loss_text)
            sheet.add(
                lambda alpha, gathered: faded(title)(alpha * (1 - gathered)), "cards", "gathered"
            )
            sheet.add(self.reel.shown, "film", "cards", "gathered")

    def names(self) -> tuple[str, str]:
        """What the axes are: a band's centre is a place among the features."""
        if self.plane.is_band:
            first, second = self.texts.column_labels(self.plane.data.feature_names)
            return first, second
        first, second = map(maths_name, self.plane.objective.parameter_names)
        return f"${first}$", f"${second}$"

    def _note(self) -> list[Artist]:
        """What of the model was set by hand, or that its inputs are standardised."""
        data = self.plane.data
        scaled = "standardised" if not (data.sd == 1).all() else ""
        key = "band_note" if self.plane.is_band else scaled
        if not key:
            return []
        content, place = self.texts.label(key), (1 - GRID.margin, NOTE)
        muted, size = self.theme.muted, SIZES.smallest
        return [Label(self.sheet, content, place, colour=muted, size=size, edge="right")]

    def _uncovered(self) -> Callable[..., Sequence[Artist]]:
        """The map, uncovered from its heights down to the last of its valleys."""
        image = self.chart.image
        whole = np.array(image.get_array(), dtype=np.uint8)
        ranks = self._ranks(whole)

        def shown(share: float) -> Sequence[Artist]:
            above = (ranks - 1 + share * (1 + SOFT)) / SOFT
            image.set_data(whole if share == 1 else _masked(whole, np.clip(above, 0, 1)))
            return (image,) if share else ()

        return shown

    def _ranks(self, pixels: Pixels) -> FloatArray:
        """The rank of each of the map's pixels (h, w) by height, from 0 to 1."""
        land, (rows, columns) = self.chart.landscape, pixels.shape[:2]
        (x_low, y_low), (x_high, y_high) = land.window
        x, y = np.meshgrid(np.linspace(x_low, x_high, columns), np.linspace(y_high, y_low, rows))
        heights = np.nan_to_num(land.height_at(x, y), nan=1.0)
        ranks = heights.ravel().argsort(kind="stable").argsort(kind="stable")
        return np.asarray(ranks.reshape(rows, columns) / ranks.size)


def _masked(pixels: Pixels, opacity: FloatArray) -> Pixels:
    """A picture (h, w, 4) at an opacity (h, w) for each of its pixels."""
    made = pixels.copy()
    made[..., 3] = (made[..., 3] * opacity).round()
    return made
