"""All drawings of a run of two parameters on mini-batches, from the bottom to the top."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.patches import Rectangle

from gradreel.engine.models import Band
from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.ground import Ground
from gradreel.scenes.pieces.minibatch.plane.handover import PictureBefore
from gradreel.scenes.pieces.minibatch.plane.numbers import MapNumbers
from gradreel.scenes.pieces.minibatch.plane.paths import RunsOnGround
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.reel import Reel
from gradreel.scenes.pieces.minibatch.plane.rooms import MapRooms
from gradreel.scenes.pieces.minibatch.plane.tally import Tally
from gradreel.scenes.stage.figure.becoming import become
from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.scales import MapScales
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.turning.names import SolidNames
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.parameters import maths_name

GONE = 0.4
"""The share of the landscape's coming by which what doesn't become it is gone."""


class BatchMaps:
    """All drawings of the story, as functions of the story's values.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
        course: the steps of the run on batches in time.
        twin_run: those of its full-batch twin.
        before: what the part before has left on the stage.

    Attributes:
        ground: the landscape of the full loss.
        reel: the maps of the batches.
        numbers: the plates, and the strip of the data.
        runs: the paths.
    """

    def __init__(  # noqa: PLR0913  what the drawings are functions of
        self,
        sheet: Sheet,
        plane: PlaneRun,
        texts: Captions,
        course: Course,
        twin_run: PacedRun,
        *,
        before: PictureBefore | None = None,
    ) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.ground = Ground(sheet, plane)
        if before is not None and before.runs:
            self._add_change(before)
        self._add_landscape()
        if plane.main.n_steps:
            self.reel = Reel(sheet, plane, self.ground, course)
            self._add_cards()
        self.numbers = MapNumbers(sheet, plane, texts, course, twin_run)
        self.runs = RunsOnGround(sheet, plane, texts, self.ground, course, twin_run)
        if plane.main.n_steps:
            Tally(sheet, plane, texts)

    def _add_change(self, before: PictureBefore) -> None:
        """The lines that the part before has left become the landscape, as that is seen at first.

        What else is there goes before, so that no word is read through the landscape.
        """
        ground, rest = self.ground, faded(*before.rest)
        change = become(self.sheet, before.runs, [ground.seen_from(ground.opening)])
        self.sheet.add(lambda share: rest(max(1 - share / GONE, 0.0)), "handed")
        self.sheet.add(lambda share: change(share) if share < 1 else (), "handed")

    def _add_landscape(self) -> None:
        """The loss of all the data, its axes' names, and the scales of the map."""
        sheet, view = self.sheet, self.ground.view
        view.add("land")
        solid = SolidNames(view, self.names(with_units=False))
        view.draw(solid.at, "solid", within=False)
        window = self.plane.shown(self.plane.window)
        scales = MapScales(sheet, view.map_box(1.0), window).artists(*self.names(with_units=True))
        frame = Rectangle(
            tuple(self.ground.large.p0),
            *self.ground.large.size,
            fill=False,
            edgecolor=self.theme.full_loss,
            linewidth=sheet.stroke(1.5),
        )
        frame.set_figure(sheet.figure)
        sheet.add(faded(*scales, *self._note(), frame), "scaled")
        if self.plane.is_band:
            sheet.add(faded(*self._model()), "solid")

    def _add_cards(self) -> None:
        """The batches' maps, and what the column is."""
        place = MapRooms.batches.left, MapRooms.batches_name
        ink = self.theme.batch_loss_text
        title = faded(Label(self.sheet, self.texts.label("batch_maps"), place, colour=ink))

        def titled(seconds: float, alpha: float, gathered: float) -> Sequence[Artist]:
            now = self.reel.course.at(seconds)
            begun = 1.0 if now.step else now.reform
            return title(begun * alpha * (1 - gathered))

        self.sheet.add(titled, "film", "cards", "gathered")
        self.sheet.add(self.reel.shown, "film", "cards", "gathered")

    def names(self, *, with_units: bool) -> tuple[str, str]:
        """What the axes are: a band's centre is a place among the features."""
        if self.plane.is_band:
            columns = self.plane.data.feature_names
            if with_units:
                measured = map(self.texts.column_with_unit, columns)
                first, second = (self.texts.label("axis_of_two", column=each) for each in measured)
            else:
                first, second = self.texts.column_labels(columns)
            return first, second
        first, second = map(maths_name, self.plane.objective.parameter_names)
        return f"${first}$", f"${second}$"

    def _model(self) -> list[Artist]:
        """The band of two parameters, and what of it is set by hand."""
        model = self.plane.objective.model
        if not isinstance(model, Band):
            return []
        low, high, (first, second) = model.base, model.height, model.widths
        band = f"model(p) = sigma({low:g} + {high:g} e^(-(d_1^2 + d_2^2) \\/ 2))"
        away = f"d_1 = (x_1 - c_1) \\/ {first:g} quad d_2 = (x_2 - c_2) \\/ {second:g}"
        made: list[Artist] = []
        for maths, (x, y, edge) in ((band, MapRooms.formula), (away, MapRooms.squares)):
            made.append(math(self.sheet, maths, (x, y), size=MapRooms.formula_size, edge=edge))
        note, (x, y, edge) = self.texts.label("model_note"), MapRooms.model_note
        made.append(Label(self.sheet, note, (x, y), colour=self.theme.muted, edge=edge))
        return made

    def _note(self) -> list[Artist]:
        """What of the model was set by hand, or that its inputs are standardised."""
        data = self.plane.data
        scaled = "standardised" if not (data.sd == 1).all() else ""
        key = "band_note" if self.plane.is_band else scaled
        if not key:
            return []
        content, (x, y, edge) = self.texts.label(key), MapRooms.map_note
        muted, size = self.theme.muted, SIZES.smallest
        return [Label(self.sheet, content, (x, y), colour=muted, size=size, edge=edge)]
