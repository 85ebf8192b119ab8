"""The losses of a run of two parameters on mini-batches: in 3-D, and as a map that re-forms."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.phases import moment, steps_done
from gradreel.scenes.pieces.minibatch.plane_run import PlaneRun
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.contour import ContourView, beside, spread
from gradreel.scenes.stage.figure.marks import arrow
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.strip import cells, corners
from gradreel.scenes.stage.figure.surface import LIFT, Camera, SurfaceView, behind, best_camera
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.figure.trace import TraceArtists
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.epochs import batch_of, epoch_of, read_before
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Strip
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.typesetting import name_end, number_text

SURFACE_BOX = Box(left=0.05, right=0.56, top=0.255, bottom=0.815)
MAP_BOX = Box(left=0.625, right=0.95, top=0.30, bottom=0.71)
STRIP = Box(left=GRID.margin, right=1 - GRID.margin, top=0.866, bottom=0.898)
TITLES, NOTE, CAPTION = 0.232, 0.845, 0.94
"""Baselines: above the views, below the 3-D view, and below the strip."""
STEPS, EPOCHS = 0.81, 1 - GRID.margin
"""Right edges of both counters below the strip."""

FRONT, HIDDEN = Camera(-66.0, 38.0), 0.05
"""The usual camera, and what share of the paths it may not see."""

WEIGHT = 0.62
"""A path on batches crosses itself often: thinner lines keep it legible."""

APART = 0.15
"""Two ends are named when they are at least so far apart, in the window's sides."""

MapDrawing = Callable[..., Sequence[Artist]]


class BatchMaps:
    """All drawings of the story, as functions of the story's values.

    Attributes:
        surface: the 3-D view of the loss of all the data.
        chart: the map, of all the data or of the batch.
        main_on_map: the path of the run on the map.
        read, drawn: the cells of the strip that are half lit, and lit.
    """

    def __init__(self, sheet: Sheet, plane: PlaneRun, texts: Captions) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.main, self.twin = plane.path(plane.main), plane.path(plane.twin)
        camera = self._camera()
        self.surface = SurfaceView(sheet, SURFACE_BOX, plane.landscape, camera)
        self.whole = plane.map_of(None)
        self.chart = ContourView(sheet, MAP_BOX, self.whole, to_scale=not plane.is_band)
        self._pixels = lru_cache(maxsize=6)(self._drawn_map)
        self._add_what_rests()
        sheet.add(self._map, "land", "batch", "clock")
        self._add_titles()
        if plane.main.n_steps:
            self._add_batch_title()
            self._add_strip()
        self._add_paths()

    # The two views.

    def _camera(self) -> Camera:
        """From the front where the runs are seen from there, else from where most of them is."""
        seen = [path.points[np.isfinite(path.values)] for path in (self.main, self.twin)]
        points, landscape = np.concatenate(seen), self.plane.landscape
        losses = self.plane.objective.losses(points)
        hidden = behind(landscape, FRONT, points, landscape.heights(losses)).mean()
        return FRONT if hidden <= HIDDEN else best_camera(landscape, points, losses)

    def _add_what_rests(self) -> None:
        """All that doesn't change once it is there lies at the bottom, and is drawn once."""
        surface, names = self.surface, self.names()
        scales = self.chart.scales(*names)
        self.sheet.add(faded(surface.image, *surface.names(*names), *self._note(), *scales), "land")
        if self.plane.main.n_steps:
            strip = Strip(self.plane.data.n, STRIP)
            everyone = cells(self.sheet, strip, np.arange(strip.count), self.theme.grid)
            self.sheet.add(faded(everyone, *self._captions()), "strip")

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
        content, place = self.texts.label(key), (GRID.margin, NOTE)
        return [Label(self.sheet, content, place, colour=self.theme.muted, size=SIZES.smallest)]

    def _drawn_map(self, step: int) -> Pixels:
        """The pixels of a batch's map; before the first step, of all the data."""
        return self.chart.pixels_of(self.plane.map_of(step if step >= 0 else None))

    def _map(self, alpha: float, batch: float, clock: float) -> Sequence[Artist]:
        """The map of all the data, of the batch, or what is between two of them."""
        image, shown = self.chart.image, self._pixels(-1)
        if batch and clock:
            now = moment(clock, self.plane.main.n_steps)
            own = blended(self._pixels(now.step - 1), self._pixels(now.step), now.reform)
            shown = blended(shown, own, batch)
        image.set_data(shown)
        image.set_alpha(alpha)
        return [image] if alpha else []

    # Words and numbers.

    def _add_titles(self) -> None:
        sheet, theme, n = self.sheet, self.theme, self.plane.data.n
        words = self.texts.label
        full = self._titled(words("full_title", n=n), GRID.margin, theme.full_loss, self._full_loss)
        sheet.add(full, "land", "twin", "clock", "main_shown")
        above = Label(
            sheet, words("from_above", n=n), (MAP_BOX.left, TITLES), colour=theme.full_loss
        )
        sheet.add(lambda land, batch: faded(above)(land * max(1 - 2 * batch, 0)), "land", "batch")

    def _add_batch_title(self) -> None:
        losses = self.plane.main.batch_loss
        own = self._titled(
            self.texts.label("batch_curve"),
            MAP_BOX.left,
            self.theme.batch_loss_text,
            lambda clock: float(losses[moment(clock, len(losses)).step]),
        )
        self.sheet.add(lambda batch, clock: own(max(2 * batch - 1, 0), clock), "batch", "clock")

    def _titled(
        self, content: str, left: float, colour: str, value: Callable[..., float]
    ) -> MapDrawing:
        """A name and a number that changes, above a view."""
        name = Label(self.sheet, content, (left, TITLES), colour=colour)
        place, decimals = (left + name.width + 0.012, TITLES), self.plane.loss_decimals
        number = Number(self.sheet, decimals, place, colour=colour, edge="left")

        def shown(alpha: float, *values: float) -> Sequence[Artist]:
            return faded(name, number.show(value(*values)))(alpha)

        return shown

    def _full_loss(self, twin: float, clock: float, main_shown: float) -> float:
        """The loss of all the data at the twin, and later at the run on batches."""
        if main_shown >= 0.5:
            return at_step(self.plane.main, steps_done(clock)).loss
        return at_step(self.plane.twin, steps_done(twin)).loss

    def _add_strip(self) -> None:
        sheet, theme, run = self.sheet, self.theme, self.plane.main
        strip, nobody = Strip(self.plane.data.n, STRIP), np.zeros(0, dtype=int)
        self.read = cells(sheet, strip, nobody, theme.batch_loss)
        self.drawn = cells(sheet, strip, nobody, theme.batch_loss)

        def lit(alpha: float, share: float, clock: float) -> Sequence[Artist]:
            step = moment(clock, run.n_steps).step
            batch = batch_of(run, step)
            self.read.set_verts(list(corners(sheet, strip, read_before(run, step))))
            self.drawn.set_verts(list(corners(sheet, strip, batch[: round(share * len(batch))])))
            self.read.set_alpha(0.34 * alpha)
            self.drawn.set_alpha(alpha)
            return [self.read, self.drawn] if alpha else []

        sheet.add(lit, "strip", "lit", "clock")
        sheet.add(self._counters(), "strip", "clock")

    def _captions(self) -> list[Artist]:
        """What the cells are, and the names of the two counters."""
        sheet, muted, words = self.sheet, self.theme.muted, self.texts.label
        main = self.plane.main
        content = words("batch_of", size=main.spec.batch_size, n=self.plane.data.n)
        steps = main.n_steps
        step_end = name_end(STEPS, steps, 0.745)
        epoch_end = name_end(EPOCHS, epoch_of(main, steps), 0.9)
        return [
            Label(sheet, content, (GRID.margin, CAPTION), colour=muted),
            Label(sheet, words("step"), (step_end, CAPTION), colour=muted, edge="right"),
            Label(sheet, words("epoch"), (epoch_end, CAPTION), colour=muted, edge="right"),
        ]

    def _counters(self) -> MapDrawing:
        run, ends = self.plane.main, (STEPS, EPOCHS)
        numbers = [
            Number(self.sheet, 0, (x, CAPTION), colour=self.theme.text, size=SIZES.label)
            for x in ends
        ]

        def shown(alpha: float, clock: float) -> Sequence[Artist]:
            counts = steps_done(clock), epoch_of(run, moment(clock, run.n_steps).step)
            pairs = zip(numbers, counts, strict=True)
            return faded(*(number.show(count) for number, count in pairs))(alpha)

        return shown

    # The runs.

    def _add_paths(self) -> None:
        sheet, ring = self.sheet, self.theme.full_loss
        twin = self._on_both(self.twin, filled=False, colour=ring)
        main = self._on_both(self.main, filled=True, colour=self.theme.point)
        self.main_on_map = main[1]
        sheet.add(_paths(twin), "twin", "twin_shown")
        if self.plane.main.n_steps:
            sheet.add(self._arrows(), "clock", "batch")
        sheet.add(
            lambda clock, alpha: _paths(main)(self._travelled(clock), alpha), "clock", "main_shown"
        )
        sheet.add(faded(*self._named_ends()), "ends")

    def _travelled(self, clock: float) -> float:
        """How far along its path the run is: within a step it moves in the last phase only."""
        if not clock:
            return 0.0
        now = moment(clock, self.plane.main.n_steps)
        return now.step + now.move

    def _on_both(self, path: Trace, *, filled: bool, colour: str) -> tuple[TraceArtists, ...]:
        sheet, surface = self.sheet, self.surface
        above = surface.project(path.points, path.values, lift=LIFT)
        hidden = surface.hidden(path.points, path.values)
        flat, transform = self.plane.shown(path.points), self.chart.to_pixels
        look = partial(TraceArtists, sheet, path, filled=filled, colour=colour, weight=WEIGHT)
        return look(above, hidden=hidden), look(flat, transform=transform)

    def _arrows(self) -> MapDrawing:
        """The step along the batch's slope, on both views, while its map is shown."""
        run, sheet = self.plane.main, self.sheet
        pair = arrow(sheet, self.theme.gradient), arrow(sheet, self.theme.gradient)

        def shown(clock: float, batch: float) -> Sequence[Artist]:
            now = moment(clock, run.n_steps)
            if not batch or not now.aim or now.move >= 1:
                return ()
            before, after = run.parameters[now.step : now.step + 2]
            ends = np.array(
                [before + now.move * (after - before), before + now.aim * (after - before)]
            )
            places = self.surface.project(ends, run.objective.losses(ends), lift=LIFT)
            flat = self.chart.project(self.plane.shown(ends))
            drawn: list[Artist] = []
            for between, line in zip(pair, (places, flat), strict=True):
                drawn += between(*line)
            return drawn

        return shown

    def _named_ends(self) -> list[Artist]:
        """What became of both runs, beside their points on the map, if they are apart."""
        plane, words = self.plane, self.texts.label
        ends = plane.main.parameters[-1], plane.twin.parameters[-1]
        low, high = plane.window
        inside = all(((low <= end) & (end <= high)).all() for end in ends)
        if not inside or plane.landscape.share(ends[0] - ends[1]) < APART:
            return []
        losses = (
            number_text(float(run.loss[-1]), plane.loss_decimals)
            for run in (plane.main, plane.twin)
        )
        names = words("batches_end"), words("all_rows", n=plane.data.n)
        taken = np.concatenate([self._on_map(path) for path in (self.main, self.twin)])
        made: list[Artist] = []
        for name, loss, end in zip(names, losses, ends, strict=True):
            word = beside(self.sheet, self.chart, f"{name}: {loss}", plane.shown(end), taken)
            taken = np.concatenate([taken, spread(word.get_window_extent(self.sheet.renderer))])
            made.append(word)
        return made

    def _on_map(self, path: Trace) -> FloatArray:
        return self.chart.project(self.plane.shown(path.points[np.isfinite(path.values)]))


def _paths(views: tuple[TraceArtists, ...]) -> MapDrawing:
    def shown(step: float, alpha: float) -> Sequence[Artist]:
        return [each for view in views for each in view.at(step)] if alpha >= 0.5 else ()

    return shown


def blended(before: Pixels, after: Pixels, share: float) -> Pixels:
    """Mix two pictures of one size."""
    if share in (0, 1):
        return after if share else before
    mixed = before.astype(np.float32)
    mixed += np.float32(share) * (after - mixed)
    return mixed.round().astype(np.uint8)
