"""The losses over the steps, and the plate of what a step has come to."""

import numpy as np
from manim import Animation, Dot, ShowPassingFlash, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.loop.shown import ShownLoop, Station
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, polyline
from gradreel.scenes.stage.manim.panel import Panel, Row
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

NameRoom = tuple[Edge, float]


class _Places:
    """The plot of the losses, and the plate's upper left corner, as fractions of the frame.

    Both names of losses are held by an edge of the plot, so far above it in heights of a wide one.
    """

    plot = Shaped(Box(0.705, 0.935, 0.29, 0.525), tall=Box(0.16, 0.89, 0.631, 0.776))
    plate = Shaped((0.66, 0.675), tall=(GRID.margin, 0.869))
    names: Shaped[tuple[NameRoom, NameRoom]] = Shaped(
        (("left", 0.07), ("left", 0.028)), tall=(("left", 0.028), ("right", 0.028))
    )


class LearningProgress:
    """What is drawn beside the loop; nothing is on a stage yet.

    Attributes:
        plot: the axes of losses over steps.
        names: of the full loss and of the batch's, above it.
        batch, full: both lines, as far as the loop has come.
        dot: the batch's loss that was computed last.
        tip: the point at the end of the full loss.
        plate: step, epoch, full loss and how many are judged right.
    """

    def __init__(
        self, shown: ShownLoop, theme: Theme, texts: Captions, numbers: dict[str, Quantity]
    ) -> None:
        self.shown, self.theme, self.texts = shown, theme, texts
        self.plot, self.names = self._axes(), self._names()
        self.batch = Follower(
            self._batch, stroke_color=theme.batch_loss, stroke_width=stroke(2), stroke_opacity=0.75
        )
        self.full = Follower(self._full, stroke_color=theme.full_loss, stroke_width=stroke(4.5))
        self.tip = RingedPoint(self._tip, theme, radius=7.0)
        self.dot = self._dot()
        self.dot.set_z_index(self.tip.z_index + 1)
        self.plate = self._plate(numbers["loss"])

    def _axes(self) -> Plot:
        run = self.shown.run
        finite = np.concatenate([run.batch_loss, run.loss])
        low, top = float(finite.min()), max(float(finite.max()), 1e-6)
        room = 0.08 * (top - low) or 0.5 * top
        return Plot(
            self.theme,
            scale(0, max(run.n_steps, 1), count=4),
            scale(low - room, top + room, count=3),
            box=_Places.plot,
            x_title=self.texts.label("steps"),
        )

    def _names(self) -> list[Label]:
        theme, count = self.theme, self.shown.objective.dataset.n
        full, batch = self.texts.label("full_loss_of", count=count), self.texts.label("batch_loss")
        names = [
            Label(full, size=SIZES.label, colour=theme.full_loss),
            Label(batch, size=SIZES.label, colour=theme.batch_loss_text),
        ]
        box = _Places.plot
        for name, (edge, rise) in zip(names, _Places.names, strict=True):
            x = box.left if edge == "left" else box.right
            name.place(at(x, box.top - down(rise)), edge)
        return names

    def _dot(self) -> Dot:
        dot = Dot(radius=pixels(5), color=self.theme.batch_loss)
        dot.add_updater(lambda dot: dot.move_to(self._last_batch()))
        return dot.move_to(self._last_batch())

    def _plate(self, losses: Quantity) -> Panel:
        left, top = _Places.plate
        plate = Panel(self.theme, top=top, left=left)
        told = self._told(plate, losses)
        if is_tall():
            plate.counters(*told)
        else:
            for each in told:
                plate.row(each.name, each.value, each.decimals, colour=each.colour)
        return plate

    def _told(self, plate: Panel, losses: Quantity) -> list[Row]:
        """What the plate tells of a step."""
        run, theme, label = self.shown.run, self.theme, self.texts.label
        last, longest = str(run.n_steps), max(map(losses.text, run.loss.tolist()), key=len)
        counts = [Row(label("step"), self.shown.told, 0, theme.text, last)]
        if run.spec.batch_size is not None:
            epochs = self._name(plate, "epochs_done", "epochs_narrow", "100")
            counts.append(Row(epochs, self._epochs, 0, theme.text, last))
        right = self._name(plate, "right", "right_narrow", in_percent(100))
        loss = (label("full_loss"), self._full_loss, losses.text, theme.full_loss, longest)
        return [
            *counts,
            Row(*loss),
            Row(right, self._right, in_percent, theme.model, in_percent(100)),
        ]

    def _name(self, plate: Panel, key: str, narrow: str, number: str) -> str | Formula:
        """The name of a number that the plate has room for."""
        names = [self.texts.label(narrow)] if is_tall() else [*map(self.texts.label, (key, narrow))]
        return plate.fitting(names, number)

    def _epochs(self) -> float:
        return float(self.shown.told() // steps_in_epoch(self.shown.run))

    def _full_loss(self) -> float:
        run = self.shown.run
        return float(run.loss[index_at(run.recorded_steps, self.shown.told())])

    def _right(self) -> float:
        return self.shown.share_right(self.shown.told())

    def _done(self) -> float:
        return max(min(self.shown.updated(), float(self.shown.run.n_steps)), 0.0)

    def _full(self) -> FloatArray:
        run, done = self.shown.run, self._done()
        kept = run.recorded_steps <= done
        steps = np.append(run.recorded_steps[kept], done).astype(float)
        losses = np.append(run.loss[kept], np.interp(done, run.recorded_steps, run.loss))
        return polyline(self.plot.points_at(steps, losses))

    def _batch(self) -> FloatArray:
        run = self.shown.run
        last = self.shown.last_at(Station.LOSS)
        count = 0 if last is None else last + 1
        steps = np.arange(count, dtype=float)
        return polyline(self.plot.points_at(steps, run.batch_loss[:count]))

    def flash_of_fall(self, seconds: float) -> Animation:
        """A flash along the full loss, from its start to where it has come."""
        line = VMobject(stroke_color=self.theme.text, stroke_width=stroke(7))
        line.points = self._full()
        return ShowPassingFlash(line, time_width=0.25, run_time=seconds)

    def _last_batch(self) -> FloatArray:
        run = self.shown.run
        if not run.n_steps:
            return self._tip()
        step = self.shown.last_at(Station.LOSS) or 0
        return self.plot.point(step, float(run.batch_loss[step]))

    def _tip(self) -> FloatArray:
        run, done = self.shown.run, self._done()
        return self.plot.point(done, float(np.interp(done, run.recorded_steps, run.loss)))


def in_percent(value: float) -> str:
    """A share in per cent with one place after the point."""
    return f"{number_text(value, 1)} %"
