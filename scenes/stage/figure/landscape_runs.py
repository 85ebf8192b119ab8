"""Any number of runs on one landscape: both views, a path and a point for each, and a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.surface import Camera, best_camera
from gradreel.scenes.stage.figure.table import Column, Row, RunTable
from gradreel.scenes.stage.figure.views import MAP_BOX, SURFACE_BOX, LandscapeViews
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.quantity import Quantity, resolved, sized
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import as_given, decimals_for

DIGITS, TINY_DIGITS, MOST_DECIMALS, LONGEST_CELL, LARGE = 4, 2, 6, 7, 1e6
"""Of a parameter and of a loss, and of parameters so small that they need a power of ten; so many
decimals and digits in a column at the most; and from here on a number is a power of ten."""
SAME, ALIKE, LONGEST_LOSS = 1e-9, 1e-3, 10
"""Losses that differ by so little of their size are written so that the difference is seen, in so
many characters."""

Cells = Callable[[float], Sequence[str]]
"""The numbers of a run's row at a step."""


@dataclass(frozen=True)
class RunLook:
    """How a run is told from the others.

    Attributes:
        key: the story's value that says how many steps the run has done. With `_shown` it is
            whether the run is seen at all, with `_label` how much of the word on the map that
            says what became of it: where many runs end in one place there is no room for all.
        name: in the table.
        colour: of its path and point.
        filled: whether its point is a disc, or else a ring.
    """

    key: str
    name: str
    colour: str
    filled: bool


def distinct_looks(theme: Theme, names: dict[str, str]) -> tuple[RunLook, ...]:
    """Give runs looks of their own: a colour each, and discs and rings in turn.

    Twelve can be told apart, and six by a colour-blind person too.

    Args:
        theme: gives the colours.
        names: the runs' names in the table by their keys.
    """
    colours = theme.runs
    return tuple(
        RunLook(
            key=key,
            name=name,
            colour=colours[index % len(colours)],
            filled=(index + index // len(colours)) % 2 == 0,
        )
        for index, (key, name) in enumerate(names.items())
    )


def camera_on(shown: LandscapeRuns) -> Camera:
    """From where most of the paths is seen."""
    inside = [each.points[np.isfinite(each.values)] for each in shown.traces]
    heights = [each.values[np.isfinite(each.values)] for each in shown.traces]
    return best_camera(shown.landscape, np.concatenate(inside), np.concatenate(heights))


class RunsOnViews:
    """The drawing, as functions of a story's values: surface, map, table, and those of each run.

    Attributes:
        views: the landscape in 3-D and as a map; lower if the table is high.
        names: of both parameters, as maths in dollars.
    """

    def __init__(
        self,
        sheet: Sheet,
        shown: LandscapeRuns,
        looks: Sequence[RunLook],
        texts: Captions,
        camera: Camera,
    ) -> None:
        """Put the views and the head of the table on a sheet.

        Args:
            sheet: where it will be drawn.
            shown: the runs.
            looks: one a run.
            texts: words for the table and the axes.
            camera: from where the 3-D view looks.
        """
        self.sheet, self.shown, self.looks, self.texts = sheet, shown, looks, texts
        first, second = map(maths_name, shown.objective.parameter_names)
        self.names = f"${first}$", f"${second}$"
        self.table = RunTable(self._columns(), len(looks))
        surface_box, map_box = map(self.table.clear, (SURFACE_BOX, MAP_BOX))
        self.views = LandscapeViews(
            sheet, shown.landscape, camera, surface_box=surface_box, map_box=map_box
        )
        self._written: list[Artist] = []
        self._add_views()

    def add_runs(self) -> None:
        """Put the runs on top of what is there: what rests while they move belongs below."""
        for index, look in enumerate(self.looks):
            self._add_run(index, look)

    def _add_views(self) -> None:
        sheet, views = self.sheet, self.views
        surface = views.named_surface(self.names, self.texts.label("loss"))
        sheet.add(faded(*surface), "surface")
        sheet.add(faded(*views.named_chart(self.names)), "map")
        sheet.add(faded(*self.table.heads(sheet, self._notes())), "table")

    def _add_run(self, index: int, look: RunLook) -> None:
        shown_by = f"{look.key}_shown"
        path = self.views.path(self.shown.traces[index], filled=look.filled, colour=look.colour)
        self.sheet.add(path.at, look.key, shown_by)
        self.sheet.add(faded(*self._ending(index)), f"{look.key}_label")
        row = self.table.row(self.sheet, index, look.name, filled=look.filled, colour=look.colour)
        self.sheet.add(partial(_row_at, row, self._cells(index)), look.key, shown_by, "table")

    def _ending(self, index: int) -> list[Artist]:
        """What became of a run, beside its point on the map."""
        key = f"ends_{self.shown.verdicts[index].ending}"
        if key not in self.texts.labels:
            return []
        end = self.shown.runs[index].parameters[-1]
        word = self.views.beside(self.texts.label(key), end, self.shown.traces, self._written)
        self._written += word
        return word

    def _columns(self) -> tuple[Column, ...]:
        """Where there are many runs, only what a race is about."""
        theme, words = self.sheet.theme, self.texts.label
        if len(self.looks) > 2:
            return (
                Column(words("step"), 0.33, theme.text),
                Column(words("loss"), 0.47, theme.full_loss),
            )
        return (
            Column(words("step"), 0.335, theme.text),
            Column(self.names[0], 0.465, theme.text),
            Column(self.names[1], 0.595, theme.text),
            Column(words("loss"), 0.745, theme.full_loss),
            Column(words("learning_rate"), 0.95, theme.muted),
        )

    def _cells(self, index: int) -> Cells:
        """What was recorded last of a run, column by column."""
        run, written = self.shown.runs[index], parameter_quantity(self.shown)
        close, is_race = close_losses(self.shown), len(self.looks) > 2
        losses = close or Quantity(loss_decimals(self.shown))

        def cells(step: float) -> Sequence[str]:
            now = at_step(run, step)
            loss = losses.text(now.loss)
            if is_race:
                return str(now.step), loss
            x, y = (written.text(float(each)) for each in now.parameters)
            return str(now.step), x, y, loss, as_given(now.learning_rate)

        return cells

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


def loss_decimals(shown: LandscapeRuns) -> int:
    """Decimals of a loss: as many as the least of the ends calls for."""
    least = min(abs(float(run.loss[-1])) for run in shown.runs)
    return min(max(decimals_for(least, DIGITS), 2), 4)


def _row_at(row: Row, cells: Cells, step: float, alpha: float, table: float) -> list[Artist]:
    return row.show(cells(step), alpha * table)
