"""What the part before has left on the stage: the lines of all shuffles, and how many arrive."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.minibatch import luck
from gradreel.scenes.pieces.minibatch.bars import HALF, NAMES_BELOW, TITLE_RISE
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.runs import line_of
from gradreel.scenes.pieces.minibatch.traces import (
    ARMS,
    BELOW,
    CLEAR,
    CROSS,
    CROSS_WIDTH,
    FAINT,
    THIN,
    end_inside,
    pieces_inside,
    title_of,
)
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.manim.plot import TITLE_LINE
from gradreel.scenes.stage.type import frame
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.typesetting import broken_if_tall

WIDE, AXIS = 3.0, 1.6
"""How thick the lines of the run and its twin are, and those of axes, in pixels of a 1280x720
frame."""


class PictureBefore:
    """The picture that the part before ends with, drawn once more, to become what comes.

    Args:
        sheet: where it will be drawn.
        recording: all runs of the scene.
        texts: the scene's texts.

    Attributes:
        runs: the lines of all shuffles; nothing where that part ends otherwise.
        rest: what is about them, and the bars.
    """

    def __init__(self, sheet: Sheet, recording: Recording, texts: Captions) -> None:
        self.sheet, self.theme, self.texts = sheet, sheet.theme, texts
        self.runs: list[Artist] = []
        self.rest: list[Artist] = []
        line = line_of(recording)
        counts = luck.counts_by_size(recording, line)
        if not counts or line.trap is None or line.goal is None:
            return
        own = line.main.spec.batch_size or 0
        self._add_lines(line, luck.shuffles_of_size(recording, own))
        noisy = texts.label(luck.noise_told(recording, line, counts))
        self._add_bars(counts, line.data.n, noisy)

    def _add_lines(self, line: LineRun, others: list[Trajectory]) -> None:
        steps, marked = line.main.n_steps, [each for each in (line.trap, line.goal) if each]
        centres = tuple(float(round(each.at)) for each in marked)
        across, up = Scale(0, steps, (0, steps)), Scale(*line.window, centres)
        title = title_of(line, others, self.texts)
        room = BatchRooms.shuffles
        self._add_axes(room, across, up, title, rise=0.025)
        middle, below = (room.left + room.right) / 2, room.bottom + frame.down(79 / 720)
        self._write(self.texts.label("step"), middle, below, "centre")
        there = [each for each in others if line.reaches_goal(each)]
        rest = [each for each in others if not line.reaches_goal(each)]
        theme = self.theme
        self._add_runs(there, across, up, theme.batch_loss, THIN, FAINT)
        self._add_runs(rest, across, up, theme.text, THIN, CLEAR)
        self._add_crosses(rest, across, up)
        self._add_runs([line.twin], across, up, theme.full_loss, WIDE, 1.0)
        self._add_runs([line.main], across, up, theme.batch_loss, WIDE, 1.0)
        end = float(up.share(np.clip(line.twin.parameters[-1, 0], *line.window)))
        height = room.bottom - end * (room.bottom - room.top) + frame.down(BELOW / 720)
        words = self.texts.label("all_rows", n=line.data.n)
        place = room.right, height
        self.rest.append(Label(self.sheet, words, place, colour=theme.full_loss, edge="right"))

    def _add_runs(  # noqa: PLR0913, PLR0917  what lines are
        self,
        runs: Sequence[Trajectory],
        across: Scale,
        up: Scale,
        colour: str,
        width: float,
        opacity: float,
    ) -> None:
        if not runs:
            return
        lines = [  # as one path, since many faint lines would add up to bright ones
            self._points(
                BatchRooms.shuffles,
                across.share(each.recorded_steps.astype(np.float64)),
                up.share(each.parameters[:, 0]),
            )
            for each in runs
        ]
        window = up.low, up.high
        seen = [pieces_inside(each.parameters[:, 0], window) for each in runs]
        parts = [
            np.insert(line, 1 + np.flatnonzero(~kept), np.nan, axis=0)
            for line, kept in zip(lines, seen, strict=True)
        ]
        self._add_path(parts, colour, width, opacity)

    def _add_crosses(self, runs: Sequence[Trajectory], across: Scale, up: Scale) -> None:
        """A cross where each run ends, or leaves the window for good."""
        if not runs:
            return
        steps, values = np.array([end_inside(each, (up.low, up.high)) for each in runs]).T
        places = self._points(BatchRooms.shuffles, across.share(steps), up.share(values))
        arm = self.sheet.stroke(CROSS)
        strokes = (places[:, None, None] + arm * ARMS).reshape(-1, 2, 2)
        self._add_path(list(strokes), self.theme.text, CROSS_WIDTH, 1.0)

    def _add_path(
        self, parts: Sequence[FloatArray], colour: str, width: float, opacity: float
    ) -> None:
        """Lines through pixels (n, 2), as one path."""
        apart = np.concatenate([np.vstack([each, [[np.nan, np.nan]]]) for each in parts])
        made = Line2D(*apart.T, color=colour, linewidth=self.sheet.stroke(width), alpha=opacity)
        made.set_figure(self.sheet.figure)
        made.set_snap(False)
        self.runs.append(made)

    def _add_bars(self, counts: dict[int, int], n: int, noisy: str) -> None:
        across, up = Scale(-0.6, len(counts) - 0.4, ()), Scale(0, luck.SEEDS, (0, 50, 100))
        words, room = self.texts.label, BatchRooms.counts
        self._add_axes(room, across, up, words("counted", total=luck.SEEDS), rise=TITLE_RISE)
        for place, (size, count) in enumerate(counts.items()):
            xs = across.share(np.array([place - HALF, place, place + HALF]))
            (left, foot), (middle, _), (right, top) = self._points(
                room, xs, up.share(np.array([0.0, 0.0, count]))
            )
            colour = self.theme.full_loss if size == n else self.theme.batch_loss
            bar = Rectangle((left, foot), right - left, top - foot, facecolor=colour)
            bar.set_figure(self.sheet.figure)
            bar.set_snap(False)
            x, y = self._fractions(middle, top)
            number = Number(
                self.sheet, 0, (x, y - frame.down(12 / 720)), colour=self.theme.text, edge="centre"
            )
            self.rest += [bar, number.show(count)]
            self._write(str(size), x, room.bottom + frame.down(34 / 720), "centre", SIZES.tick)
        above, below = (room.bottom + frame.down(each) for each in NAMES_BELOW)
        self._write(words("batch_size"), (room.left + room.right) / 2, above, "centre")
        self._write(noisy, room.left, below, "left")
        self._write(words("quiet"), room.right, below, "right")

    def _add_axes(self, box: Box, across: Scale, up: Scale, title: str, *, rise: float) -> None:
        """The lines and numbers of a plot, and its title."""
        sheet = self.sheet
        heights = up.share(np.array(up.ticks))
        ends = [self._points(box, np.array([0.0, 1.0]), np.array([each] * 2)) for each in heights]
        grid = LineCollection(ends, colors=self.theme.grid, linewidths=sheet.stroke(AXIS))
        grid.set_figure(sheet.figure)
        grid.set_snap(False)
        self.rest.append(grid)
        for value, height in zip(up.ticks, heights, strict=True):
            y = box.bottom - height * (box.bottom - box.top) + frame.down(0.36 * SIZES.tick)
            self._write(f"{value:g}", box.left - frame.across(14 / 720), y, "right", SIZES.tick)
        for value in across.ticks:
            x = box.left + float(across.share(value)) * (box.right - box.left)
            self._write(f"{value:g}", x, box.bottom + frame.down(33 / 720), "centre", SIZES.tick)
        room = 1 - GRID.margin - box.left
        lines = broken_if_tall(title, SIZES.label, room, bold=False)
        for index, line in enumerate(reversed(lines)):
            lift = frame.down(index * TITLE_LINE / 720)
            self._write(line, box.left, box.top - rise - lift, "left")

    def _write(
        self, content: str, x: float, y: float, edge: Edge, size: float = SIZES.label
    ) -> None:
        label = Label(self.sheet, content, (x, y), colour=self.theme.muted, size=size, edge=edge)
        self.rest.append(label)

    def _points(self, box: Box, across: FloatArray, up: FloatArray) -> FloatArray:
        """Pixels (n, 2) of shares of a box, 0 to 1, or the next ones inside."""
        left, low = self.sheet.x(box.left), self.sheet.y(box.bottom)
        width, height = self.sheet.x(box.right) - left, self.sheet.y(box.top) - low
        shares = np.clip(np.stack([across, up], axis=-1), 0, 1)
        return np.asarray([left, low] + shares * [width, height])

    def _fractions(self, x: float, y: float) -> tuple[float, float]:
        sheet = self.sheet
        return (x - sheet.x(0)) / sheet.width, (sheet.y(0) - y) / sheet.height
