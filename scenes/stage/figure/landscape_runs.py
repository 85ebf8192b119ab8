"""Any number of runs on one landscape that turns: a path and a point for each, and a panel."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.layout import ink, spread
from gradreel.scenes.stage.figure.marks import arrive
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.run_map import RunLook
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.table import Cell, RunName, RunTable, fitting_name
from gradreel.scenes.stage.figure.travelling import travel
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord, SolidNames, map_scales
from gradreel.scenes.stage.figure.turning.things import TurningPath
from gradreel.scenes.stage.figure.turning.view import MAP_ROOM, Rooms, TurningView
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.quantity import Quantity, resolved, sized
from gradreel.scenes.stage.type.typesetting import as_given, decimals_for, scientific

DIGITS, TINY_DIGITS, MOST_DECIMALS, LONGEST_CELL, LARGE = 4, 2, 6, 7, 1e6
"""Of a parameter, and of parameters so small that they need a power of ten; so many decimals and
digits in a column at the most; and from here on a number is a power of ten."""
LOSS_DIGITS, SAME, ALIKE, LONGEST_LOSS = 2, 1e-9, 1e-3, 10
"""Of the least loss; losses that differ by so little of their size are written so that the
difference is seen, in so many characters."""

ON_A_SLOPE = "moving", "swinging", "slow"
"""Ends of runs where there is a slope yet, however small."""


def _told(look: RunLook, value: float, seen: float, table: float) -> tuple[float, float]:
    """What a run's row depends on."""
    return look.told(value), seen * table


class RunsOnLandscape:
    """The drawing, as functions of a story's values: the landscape, the runs, their panel.

    Its values are those of `VIEW`; `surface`, `names` and `scales`, opacities of the landscape, of
    the names of its axes, and of the scales of the map; `table`, of the panel; those of each run.

    Attributes:
        view: the landscape.
        names: of both parameters, as maths in dollars.
        panel: the numbers of the runs.
    """

    def __init__(
        self,
        sheet: Sheet,
        shown: LandscapeRuns,
        looks: Sequence[RunLook],
        texts: Captions,
        rests: Sequence[Camera],
    ) -> None:
        """Prepare the drawing.

        Args:
            sheet: where it will be drawn.
            shown: the runs.
            looks: one a run.
            texts: words for the panel and the axes.
            rests: the cameras at which the story rests while words stand beside the runs' ends,
                first that of the map beside the panel.
        """
        self.sheet, self.shown, self.looks, self.texts = sheet, shown, looks, texts
        first, second = map(maths_name, shown.objective.parameter_names)
        self.names = f"${first}$", f"${second}$"
        self.view = TurningView(sheet, shown.landscape, around=(Rooms.numbers, *MAP_ROOM))
        self.paths = [
            TurningPath(self.view, path, filled=look.filled, colour=look.colour, shape=look.shape)
            for path, look in zip(shown.traces, looks, strict=True)
        ]
        runs = [RunName(look.name, look.colour, look.filled, look.shape) for look in looks]
        self.panel = RunTable(sheet, self._cells_of_runs(), runs)
        self._rest = rests[0]
        self._taken = {camera: self._taken_at(camera) for camera in rests}
        self.words = [self._ending(index) for index in range(len(looks))]

    def _taken_at(self, camera: Camera) -> list[FloatArray]:
        """Pixels (n, 2) of the paths, and of the numbers beside a map."""
        taken = [self.view.project(path.points, path.values, camera) for path in self.shown.traces]
        if camera == camera.above():
            scales = map_scales(self.view, camera.aside)
            below = scales.numbers_below() if is_tall() else []
            taken += [spread(ink(each)) for each in (*scales.numbers_at_left(), *below)]
        return taken

    def add_landscape(self) -> None:
        """Put the landscape at the bottom, with the names of its axes."""
        view = self.view
        view.add("surface")
        solid = SolidNames(view, self.names, self.texts.label("height"))
        view.draw(solid.at, "names", within=False)
        scales = [faded(*map_scales(view, at).artists(*self.names)) for at in (0.0, 1.0)]
        self.sheet.add(lambda aside, alpha: scales[round(aside)](alpha), "aside", "scales")

    def add_runs(self) -> None:
        """Put the runs' paths and points on top of what is there, and words beside their ends."""
        for index in range(len(self.looks)):
            self._add_path(index)
        for look, word in zip(self.looks, self.words, strict=True):
            if word is not None:
                self.view.draw(word.at, f"{look.key}_label", within=False)

    def add_panel(self) -> None:
        """Put the panel on top."""
        sheet, shown = self.sheet, [f"{look.key}_shown" for look in self.looks]
        sheet.add(faded(*self.panel.notes(self._notes())), "table", apart=True)
        sheet.add(self.panel.back, "table", *shown, apart=True)
        for index, look in enumerate(self.looks):
            reads = look.key, f"{look.key}_shown", "table"
            sheet.add(self._row(index), *reads, apart=True, told=partial(_told, look))
        for index in range(len(self.looks)):
            self._add_flight(index)  # over the rows, which are kept while it crosses them

    def loss_at(self, point: FloatArray) -> float:
        """The function at a point (2,)."""
        return float(self.shown.objective.losses(point[None])[0])

    def loss_text(self, loss: float) -> str:
        """A loss as the panel writes it."""
        return loss_quantity(self.shown).text(loss)

    def _add_path(self, index: int) -> None:
        look, path = self.looks[index], self.paths[index]
        ring = arrive(self.sheet, colour=look.colour)

        def shown(camera: Camera, value: float, seen: float, share: float) -> list[Artist]:
            if not seen:
                return []
            step = look.step(value)
            return [*path.at(camera, step, seen), *ring(share, path.head_at(camera, step))]

        self.view.draw(shown, look.key, f"{look.key}_shown", f"{look.key}_ring")

    def _add_flight(self, index: int) -> None:
        """Let the last loss fly from the panel to the word beside the run's end, on the map."""
        word, look = self.words[index], self.looks[index]
        if word is None:
            return
        self.panel.row(index, self._cells(index)(self.shown.runs[index].n_steps), 1.0)
        word.at(self._rest, 1.0)
        flying = travel(self.sheet, self.panel.number(index, self._loss_cell), word.label)
        self.sheet.add(flying, f"{look.key}_flight")

    @property
    def _loss_cell(self) -> int:
        return 1 if len(self.looks) > 2 else 3

    def _row(self, index: int) -> Callable[[float, float, float], list[Artist]]:
        look, cells = self.looks[index], self._cells(index)

        def shown(value: float, seen: float, table: float) -> list[Artist]:
            return self.panel.row(index, cells(look.told(value)), seen * table)

        return shown

    def _ending(self, index: int) -> PointWord | None:
        """What became of a run, and at which loss, beside its point."""
        found = self.shown.verdicts[index]
        key = f"ends_{found.ending}"
        if key not in self.texts.labels:
            return None
        content = self.texts.label("ending", word=self.texts.label(key), loss=self._short(index))
        spot = self.shown.runs[index].parameters[-1], float(self.shown.runs[index].loss[-1])
        seen = [(camera, np.concatenate(taken)) for camera, taken in self._taken.items()]
        word = PointWord(self.view, content, spot, seen)
        for camera, taken in self._taken.items():
            taken.append(word.taken(camera))
        return word

    def _short(self, index: int) -> str:
        return self.loss_text(float(self.shown.runs[index].loss[-1]))

    def _cells_of_runs(self) -> tuple[Cell, ...]:
        """Where there are many runs, only what a race is about."""
        theme, words = self.sheet.theme, self.texts.label
        step, loss = Cell(words("step"), theme.text), Cell(words("loss"), theme.full_loss)
        if len(self.looks) > 2:
            return step, loss
        parameters = (Cell(name, theme.text) for name in self.names)
        slope = [Cell(self._slope_name, theme.gradient)] if self._has_slopes else []
        return (step, *parameters, loss, *slope, Cell(words("learning_rate"), theme.muted))

    def _cells(self, index: int) -> Callable[[float], Sequence[str]]:
        """The numbers of a run's row at a step: what was recorded last."""
        run, written = self.shown.runs[index], parameter_quantity(self.shown)
        is_race = len(self.looks) > 2

        def cells(step: float) -> Sequence[str]:
            now = at_step(run, step)
            loss = self.loss_text(now.loss)
            if is_race:
                return str(now.step), loss
            x, y = (written.text(float(each)) for each in now.parameters)
            slope = [self._slope(index, now.parameters)] if self._has_slopes else []
            return str(now.step), x, y, loss, *slope, as_given(now.learning_rate)

        return cells

    @property
    def _has_slopes(self) -> bool:
        """Whether the panel has room for them above its notes."""
        spare = 0 if len(self.looks) > 1 else 1 if is_tall() else 2
        return len(self._notes()) <= spare

    @property
    def _slope_name(self) -> str:
        """What slopes are called beside the longest of them."""
        names = [self.texts.label(key) for key in ("gradient_size", "gradient", "slope")]
        runs = enumerate(self.shown.runs)
        slopes = {self._slope(index, place) for index, run in runs for place in run.parameters}
        return fitting_name(self.sheet, names, sorted(slopes))

    def _slope(self, index: int, parameters: FloatArray) -> str:
        """The slope of all the loss, the gradient's length: none is written where a run rests."""
        with np.errstate(all="ignore"):
            slope = float(np.hypot(*self.shown.objective.gradient(parameters)))
        written = slope_quantity(self.shown)
        rests = self.shown.verdicts[index].ending not in ON_A_SLOPE
        return written.text(slope) if rests or slope >= written.step else scientific(slope)

    def _notes(self) -> list[str]:
        """What must be said of the scales, if anything."""
        notes = []
        if self.shown.landscape.heights.compressed:
            notes.append(self.texts.label("log_heights"))
        data = self.shown.runs[0].dataset
        if data is not None and not (data.sd == 1).all():
            notes.append(self.texts.label("scaled"))
        return notes


def parameter_quantity(shown: LandscapeRuns) -> Quantity:
    """How parameters are written: as the window's size calls for, and as columns have room for."""
    size = float((shown.landscape.window[1] - shown.landscape.window[0]).max())
    decimals = decimals_for(size, DIGITS)
    if decimals > MOST_DECIMALS and max(_largest(shown, axis) for axis in (0, 1)) <= size:
        return sized(size, TINY_DIGITS)
    room = (max(0, LONGEST_CELL - len(f"{_largest(shown, axis):.0f}")) for axis in (0, 1))
    return Quantity(min(decimals, MOST_DECIMALS, *room))


def _largest(shown: LandscapeRuns, axis: int) -> float:
    """The largest size of a parameter that isn't a power of ten."""
    sizes = np.concatenate([np.abs(run.parameters[:, axis]) for run in shown.runs])
    return float(sizes[sizes < LARGE].max(initial=0.0))


def slope_quantity(shown: LandscapeRuns) -> Quantity:
    """How slopes are written: with the digits of those at the starts."""
    slopes = [np.hypot(*shown.objective.gradient(run.parameters[0])) for run in shown.runs]
    largest = max((float(each) for each in slopes if np.isfinite(each)), default=0.0)
    return sized(largest or 1.0, DIGITS)


def close_losses(shown: LandscapeRuns) -> Quantity | None:
    """How losses are written that differ by little of their size; None for all others."""
    losses = np.concatenate([run.loss for run in shown.runs])
    ends = float(losses.min()), float(losses.max())
    size, apart = max(map(abs, ends)), ends[1] - ends[0]
    if not SAME < apart / (size or 1.0) < ALIKE:
        return None
    written = resolved(ends, apart, 2)
    spare = LONGEST_LOSS - max(len(written.text(end)) for end in ends)
    written = replace(written, decimals=max(0, written.decimals + min(spare, 0)))
    texts = [written.text(end) for end in ends]
    fits = max(map(len, texts)) <= LONGEST_LOSS
    return written if fits and texts[0] != texts[1] else None


def loss_quantity(shown: LandscapeRuns) -> Quantity:
    """How losses are written: with as many decimals as the least of the ends calls for."""
    least = min(abs(float(run.loss[-1])) for run in shown.runs)
    decimals = min(max(decimals_for(least, LOSS_DIGITS), 3 if least < 1 else 2), 4)
    return close_losses(shown) or Quantity(decimals)
