"""The chart of a run of one parameter on mini-batches: the losses, the point, the strip of data."""

from collections.abc import Callable

import numpy as np
from manim import ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.pieces.minibatch.batch_cells import BatchCells
from gradreel.scenes.pieces.minibatch.data_chart import DataChart, strip_of
from gradreel.scenes.pieces.minibatch.line_run import LineRun, batch_curve
from gradreel.scenes.pieces.minibatch.phases import steps_done
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.run_clock import RunClock
from gradreel.scenes.pieces.minibatch.views import Views
from gradreel.scenes.stage.manim.marks import (
    Follower,
    RingedPoint,
    arrow,
    dash_points,
    dashes,
    disc,
)
from gradreel.scenes.stage.manim.motion import share_of
from gradreel.scenes.stage.manim.place import fractions, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.runs.at_step import between_steps
from gradreel.scenes.stage.runs.line_landscape import SAMPLES
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme

GHOSTS = (0.5, 0.28, 0.16, 0.0)
"""What is left of a batch's curve as the next one leaves it, and one, two, three steps later."""

CALM = 0.45
"""What is left of the batch's curve while many steps run by."""

ZOOM = 1.5
"""How near the camera goes to the step that leads out."""

MOST_MARKS = 300
"""Of more places than this, those that stand apart are marked."""

EMPTY = np.zeros((0, 3))


class _Room:
    """Of the loss of all the data, below its lowest place, in the range of what is seen of it."""

    below = Shaped(0.1, tall=0.4)


class Ghost(Follower):
    """A curve whose opacity, too, is written anew at every frame."""

    def __init__(
        self,
        outline: Callable[[], FloatArray],
        opacity: Callable[[], float],
        colour: str,
        *,
        width: float,
    ) -> None:
        self.opacity_now = opacity
        super().__init__(outline, stroke_color=colour, stroke_width=stroke(width))

    def write(self) -> None:
        """Set the path and its opacity to what they are now."""
        super().write()
        self.stroke_rgbas[:, 3] = self.opacity_now() * share_of(self)


class BatchChart(RunClock):
    """All that moves in the picture, as functions of the record and a few trackers.

    Attributes:
        data: the data and the band over them.
        traced: how much of the loss is traced.
        twin_clock: how many steps the twin has done.
        twin_told: the recorded step of the twin whose numbers the plate shows.
        layers: everything, from the bottom to the top.
    """

    def __init__(self, line: LineRun, theme: Theme, texts: Captions) -> None:
        super().__init__(line.main)
        self.line, self.theme, self.texts = line, theme, texts
        self.strip = strip_of(line.data.n)
        self.data = DataChart(line, theme, texts, self.strip)
        self.traced = ValueTracker(0)
        self.twin_clock, self.twin_told = ValueTracker(0), ValueTracker(0)
        self.views = Views(self._loss_charts())
        self.barrier = self._barrier()
        self.cells = BatchCells(self, self.strip, theme)
        self.full = self.views.curve(self._full_curve, theme.full_loss)
        self.batch = Ghost(self._batch_path, self._batch_opacity, theme.batch_loss, width=4.5)
        self.ghosts = [self._ghost(back) for back in (3, 2, 1)]
        self._make_points()
        self.layers: list[VMobject] = [
            *(*self.data.layers, *self.views.plots, self.views.axis, self.barrier, self.cells),
            *(*self.data.samples, *self.ghosts, self.full, self.batch, self.plumb),
            *(self.drop, self.twin_path, self.twin_ring, self.slope, self.point, self.probe),
        ]

    @property
    def probe_layers(self) -> list[VMobject]:
        """What shows the loss of the band that is laid by hand."""
        return [self.plumb, self.probe]

    @property
    def batch_layers(self) -> list[VMobject]:
        """What shows a batch's loss and the step on it."""
        return [*self.ghosts, self.batch, self.drop, self.slope]

    def twin_told_step(self) -> int:
        """The recorded step of the twin whose numbers are shown."""
        return round(self.twin_told.get_value())

    # The charts.

    def _loss_charts(self) -> list[Plot]:
        column = self.texts.column_with_unit(self.line.data.feature_names[0])
        titles = self.texts.label("axis", column=column), self.texts.label("loss")
        near, far = near_scale(self.line), far_scale(self.line)
        rooms = BatchRooms.under_data, BatchRooms.for_twin, BatchRooms.for_batches
        boxes = zip((near, near, far), rooms, strict=True)
        return [self._loss_chart(y, box, titles) for y, box in boxes]

    def _loss_chart(self, y: Scale, box: Box, titles: tuple[str, str]) -> Plot:
        x_title, y_title = titles
        across = scale(*self.line.window, count=6)
        return Plot(self.theme, across, y, box=box, x_title=x_title, y_title=y_title)

    def _barrier(self) -> VGroup:
        """A dashed line where the barrier is, in the last chart."""
        if self.line.barrier is None or self.line.trap is None:
            return VGroup()
        plot = self.views.plots[-1]
        foot, top = (plot.point(self.line.barrier, y) for y in (plot.y.low, plot.y.high))
        label = Label(self.texts.label("barrier"), size=SIZES.label, colour=self.theme.muted)
        label.place(top + np.array([0, pixels(8), 0]), "centre")
        beyond = plot.titles[-1].get_right()[0] + pixels(14) - label.get_left()[0]
        label.shift(np.array([max(beyond, 0), 0, 0]))
        return VGroup(dashes(foot, top, self.theme.muted, width=1.6), label)

    # The curves.

    def _full_curve(self) -> tuple[FloatArray, FloatArray]:
        """The loss of all the data, as far as it has been traced."""
        share = self.traced.get_value()
        if share >= 1:
            return self.line.xs, self.line.full
        low, high = self.line.window
        xs = np.linspace(low, low + max(share, 1e-6) * (high - low), SAMPLES)
        return xs, self.line.losses(xs)

    def _batch_path(self) -> FloatArray:
        """The curve of the batch, or one on the way to it from the batch before."""
        if self.clock.get_value() <= 0:
            return EMPTY
        now = self.now()
        before, after = (batch_curve(self.line, step) for step in (now.step - 1, now.step))
        return self.views.path(self.line.xs, before + now.reform * (after - before))

    def _batch_opacity(self) -> float:
        return 1 - (1 - CALM) * float(self.calm.get_value())

    def _ghost(self, back: int) -> Ghost:
        """The curve of the batch of so many steps ago."""

        def path() -> FloatArray:
            step = self.now().step - back
            if step < 0 or self.calm.get_value() >= 1:
                return EMPTY
            return self.views.path(self.line.xs, batch_curve(self.line, step))

        def opacity() -> float:
            left = GHOSTS[back - 1] + (GHOSTS[back] - GHOSTS[back - 1]) * self.now().reform
            return left * (1 - float(self.calm.get_value()))

        return Ghost(path, opacity, self.theme.batch_loss, width=3)

    # The points.

    def _make_points(self) -> None:
        theme = self.theme
        self.probe = RingedPoint(self._probe_place, theme)
        self.plumb = Follower(self._plumb_path, stroke_color=theme.muted, stroke_width=stroke(2))
        self.twin_path = Follower(
            self._twin_steps, fill_color=theme.full_loss, fill_opacity=1, stroke_width=0
        )
        self.twin_ring = RingedPoint(self.twin_place, theme)
        ring = self.twin_ring.submobjects[1]
        ring.set_fill(theme.background).set_stroke(theme.full_loss, stroke(4))
        self.drop = Follower(self._drop_path, stroke_color=theme.muted, stroke_width=stroke(2.5))
        self.slope = arrow(self._slope_ends, theme.gradient, width=5)
        self.point = RingedPoint(self.point_place, theme)

    def probed(self) -> tuple[float, float]:
        """The centre of the band over the data, and the loss of all the data there."""
        centre = float(self.data.centre.get_value())
        return centre, self.line.loss(centre)

    def _probe_place(self) -> FloatArray:
        return self.views.point(*self.probed())

    def _plumb_path(self) -> FloatArray:
        """From below the band's centre down to its loss."""
        foot = self.data.views.point(self.probed()[0], 0) - np.array([0, pixels(44), 0])
        return dash_points(foot, self._probe_place())

    def twin_place(self) -> FloatArray:
        """The twin's point on the full loss; between two steps while it moves."""
        twin = self.line.twin
        centre = float(between_steps(twin, twin.parameters, self.twin_clock.get_value())[0])
        return self._kept(centre, self.line.loss(centre))

    def _twin_steps(self) -> FloatArray:
        twin = self.line.twin
        done = steps_done(self.twin_clock.get_value())
        seen = self._apart(twin.parameters[: done + 1, 0])
        places = self._kept(twin.parameters[seen, 0], twin.loss[seen])
        return np.concatenate(places[:, None] + disc(5))

    def point_place(self) -> FloatArray:
        """The run's point: in calm on the full loss, else where it is within its step."""
        if self.is_calm:
            step = self.shown()
            return self._kept(float(self.line.centres[step]), float(self.run.loss[step]))
        now = self.now()
        return self._kept(self.line.place(now), self.line.height(now))

    def landing(self, step: int) -> FloatArray:
        """The middle between where a step's point starts on the full loss and where it lands."""
        ends = [float(each) for each in self.line.centres[step : step + 2]]
        places = [self._kept(each, self.line.loss(each)) for each in ends]
        return np.asarray((places[0] + places[1]) / 2)

    def near(self, step: int) -> Box:
        """What the camera shows of the stage that is on a step's landing."""
        x, y = fractions(self.landing(step))
        room = BatchRooms.seen_near
        wide, tall = room.right - room.left, room.bottom - room.top
        across, down = wide / 2 / ZOOM - 0.01, tall / 2 / ZOOM - 0.01
        return Box(x - across, x + across, y - down, y + down)

    def _kept(self, xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
        """A place (3,) or several (n, 3), or the ones next to them on the chart's edge."""
        seen = self.views.plots[-1].y
        return self.views.points_at(
            np.clip(xs, *self.line.window), np.clip(ys, seen.low, seen.high)
        )

    def _apart(self, places: FloatArray) -> IntArray:
        """The indices of places; of very many, of those that stand apart on the chart."""
        if len(places) <= MOST_MARKS:
            return np.arange(len(places))
        low, high = self.line.window
        columns = np.round((np.clip(places, low, high) - low) / (high - low) * MOST_MARKS)
        return np.sort(np.unique(columns, return_index=True)[1])

    def _drop_path(self) -> FloatArray:
        """The way upright: onto the batch's curve, and at the end back to the full loss."""
        now = self.now()
        if self.is_calm or not now.jump or now.fallen >= 1:
            return EMPTY
        x, step = self.line.place(now), now.step
        if now.fallen:
            return dash_points(self._kept(x, self.line.tip(step)), self.point_place())
        if now.stepped:
            return EMPTY
        return dash_points(self._kept(x, float(self.run.loss[step])), self.point_place())

    def _slope_ends(self) -> tuple[FloatArray, FloatArray]:
        """From the point along the batch's slope to where the step ends."""
        now, start = self.now(), self.point_place()
        if self.is_calm or not now.aim or now.stepped >= 1:
            return start, start
        end = self._kept(float(self.line.centres[now.step + 1]), self.line.tip(now.step))
        return start, start + now.aim * (end - start)


def near_scale(line: LineRun) -> Scale:
    """Losses as low and high as those of all the data are."""
    low, high = float(line.full.min()), float(line.full.max())
    room = 0.1 * (high - low)
    return scale(low - _Room.below * (high - low), high + room, count=3)


def far_scale(line: LineRun) -> Scale:
    """Losses as low and high as those of nearly all batches are."""
    run = line.main
    steps = np.unique(np.linspace(0, run.n_steps - 1, 60).astype(int))
    some = np.array([batch_curve(line, int(step)) for step in steps])
    usual = np.quantile(some, (0.02, 0.98)), np.quantile(run.batch_loss, (0.02, 0.98))
    seen = np.concatenate([*usual, batch_curve(line, 0), line.full])
    low, high = float(seen.min()), float(seen.max())
    room = 0.04 * (high - low)
    return scale(low - room, high + room, count=4)
