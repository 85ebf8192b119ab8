"""The losses over the steps, and the plate of what a step has come to."""

import numpy as np
from manim import Animation, Dot, ShowPassingFlash, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.loop.shown import ShownLoop, Station
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, polyline
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

RISES = 0.07, 0.028
"""Of the names of both losses above the plot, in heights of a wide frame."""


class _Places:
    """The plot of the losses, and the plate's upper left corner, as fractions of the frame."""

    plot = Shaped(Box(0.705, 0.935, 0.29, 0.525), tall=Box(0.16, 0.47, 0.67, 0.855))
    plate = Shaped((0.66, 0.675), tall=(0.505, 0.67))


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
        for name, rise in zip(names, RISES, strict=True):
            name.place(at(_Places.plot.left, _Places.plot.top - down(rise)))
        return names

    def _dot(self) -> Dot:
        dot = Dot(radius=pixels(5), color=self.theme.batch_loss)
        dot.add_updater(lambda dot: dot.move_to(self._last_batch()))
        return dot.move_to(self._last_batch())

    def _plate(self, losses: Quantity) -> Panel:
        theme, label, (left, top) = self.theme, self.texts.label, _Places.plate
        plate = Panel(theme, top=top, left=left)
        plate.row(label("step"), self.shown.told, 0)
        if self.shown.run.spec.batch_size is not None:
            epochs = plate.fitting([label("epochs_done"), label("epochs_narrow")], "100")
            plate.row(epochs, self._epochs, 0)
        plate.row(label("full_loss"), self._full_loss, losses.text, colour=theme.full_loss)
        right = plate.fitting([label("right"), label("right_narrow")], in_percent(100))
        plate.row(right, self._right, in_percent, colour=theme.model)
        return plate

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
