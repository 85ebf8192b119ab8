"""The data by their one column: every sample, the share of class 1, and the band over them."""

from collections.abc import Callable

import numpy as np
from manim import ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.functions import sigmoid
from gradreel.engine.models import Band
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.views import Views
from gradreel.scenes.stage.manim.marks import Follower, arrow_outline, disc, jitter, polyline
from gradreel.scenes.stage.manim.marks import triangle as upright
from gradreel.scenes.stage.manim.motion import share_of
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.strip import cell_outlines
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge, Strip
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import percent

TENTHS, FEWEST = 10, 5
"""The shares are of tenths of the window with at least so many samples."""

INWARDS, RADIUS = 0.07, 4.5
"""How far samples are spread from 0 and 1 so that all are seen, and how large their marks are."""

WAVE = 0.5
"""The share of the way to the strip by which the last sample sets out later than the first."""

QUIET = 0.45
"""How opaque the samples are while their shares are spoken of."""


class _Places:
    """Of the names of both classes, their baselines; and how far above a chart its title is."""

    class_names = Shaped((0.265, 0.715), tall=(0.384, 0.795))
    title_rise = Shaped(0.035, tall=0.02)


class Samples(Follower):
    """The samples of one class: on the chart, or on their way to their cells in the strip.

    Attributes:
        gathered: how far they have come, 0 to 1.
        quiet: 0 while they are spoken of themselves, 1 while their shares are.
    """

    def __init__(
        self,
        outline: Callable[[], FloatArray],
        gathered: ValueTracker,
        quiet: ValueTracker,
        colour: FloatArray,
        in_strip: FloatArray,
    ) -> None:
        self.gathered, self.quiet, self._colours = gathered, quiet, (colour, in_strip)
        super().__init__(outline, fill_color="#FFFFFF", fill_opacity=1, stroke_width=0)

    def write(self) -> None:
        """Set their outlines and their colour to what they are now."""
        super().write()
        share = float(self.gathered.get_value())
        start, end = self._colours
        opacity = 1 - (1 - QUIET) * float(self.quiet.get_value()) * (1 - share)
        colour = start + share * (end - start)
        self.fill_rgbas = np.array([[*colour, opacity * share_of(self)]])


class DataChart:
    """Samples, bars and band, as functions of a few trackers.

    Attributes:
        arrived: how much of the samples has come, by their value.
        grown: how far the bars have grown.
        gathered: how far the samples are on their way into the strip.
        centre: where the band is laid by hand.
        quiet: how far the samples have stepped back for their shares.
        drawn, height, reach: how much of the band's curve there is, of its height, and of the
            arrow that shows its width.
        views: wide and tall at first, then beside a panel, then small above the loss.
    """

    def __init__(self, line: LineRun, theme: Theme, texts: Captions, strip: Strip) -> None:
        self.line, self.theme, self.texts, self.strip = line, theme, texts, strip
        self.arrived, self.grown, self.gathered = (ValueTracker(0) for _ in range(3))
        self.quiet = ValueTracker(0)
        self.drawn, self.height, self.reach = (ValueTracker(0) for _ in range(3))
        self.centre = ValueTracker(float(np.mean(line.window)))
        self.values, self.target = line.data.inputs[:, 0], np.asarray(line.data.target)
        self.views = Views(self._plots())
        self.samples = [self._samples(label) for label in (0, 1)]
        self.bars = Follower(self._bars, fill_color=theme.class1, fill_opacity=0.42, stroke_width=0)
        self.risk = self.views.curve(self._risk, theme.model)

    @property
    def layers(self) -> list[VMobject]:
        """Everything, from the bottom to the top; the samples apart."""
        return [*self.views.plots, self.views.axis, self.bars, self.risk]

    def probability(self, xs: FloatArray) -> FloatArray:
        """The band's probability at values (n,), as high as it has grown."""
        centre = np.array([self.centre.get_value()])
        logits = self.line.objective.model.logits(centre, xs[:, None])
        base = self.base
        return sigmoid(base + float(self.height.get_value()) * (logits - base))

    @property
    def base(self) -> float:
        """The band's logit far from its centre."""
        return self.band.base

    @property
    def band(self) -> Band:
        """The model, the one there is with one parameter."""
        model = self.line.objective.model
        assert isinstance(model, Band)  # noqa: S101  no other has one parameter
        return model

    @property
    def risks(self) -> tuple[str, str]:
        """The risk far from the band's centre and at it."""
        return _share(self.base), _share(self.base + self.band.height)

    @property
    def grows(self) -> list[ValueTracker]:
        """What shows what base, height and width do, in that order."""
        return [self.drawn, self.height, self.reach]

    # What each number of the band does.

    def class_names(self) -> VGroup:
        """What 1 and 0 are, at the right of the first chart."""
        data, theme = self.line.data, self.theme
        names = VGroup()
        right = BatchRooms.everyone.right - 0.008
        for label, down in zip((1, 0), _Places.class_names, strict=True):
            content = self.texts.class_label(data.target_name, data.class_names, label)
            name = Label(f"y = {label}: {content}", size=SIZES.label, colour=theme.of_class(label))
            names.add(backed(name.place(at(right, down), "right"), theme))
        return names

    def marks(self) -> list[VGroup]:
        """What base, height and width do, in that order."""
        return [self._base_name(), self._top_name(), self._width_mark()]

    def _base_name(self) -> VGroup:
        """The risk outside the band."""
        low = self.line.window[0]
        return self._at(self.risks[0], (low + 0.03 * self._span, self.base), "left", 14)

    def _top_name(self) -> VGroup:
        """The risk at the band's centre."""
        top = self.base + self.band.height
        place = float(self.centre.get_value()) + 0.055 * self._span, top
        return self._at(self.risks[1], place, "left", -8)

    def _width_mark(self) -> VGroup:
        """How far from the centre the band has fallen to what it is at a distance of one width."""
        centre, reach = float(self.centre.get_value()), self.band.widths[0]
        logit = self.base + self.band.height * np.exp(-0.5)
        height = float(sigmoid(np.array(logit)))
        start = self.views.point(centre, height)

        def outline() -> FloatArray:
            end = self.views.point(centre + reach * float(self.reach.get_value()), height)
            return arrow_outline(start, end, pixels(4), pixels(14))

        line = Follower(
            outline,
            fill_color=self.theme.text,
            fill_opacity=1,
            stroke_width=0,
        )
        name = self._at(f"{reach:g}", (centre + reach + 0.012 * self._span, logit), "left", -8)
        return VGroup(line, *name)

    @property
    def _span(self) -> float:
        low, high = self.line.window
        return high - low

    def _at(self, content: str, place: tuple[float, float], edge: Edge, rise: float) -> VGroup:
        """A text beside a value and a logit of the tall chart."""
        x, logit = place
        label = Label(content, size=SIZES.number, colour=self.theme.text, bold=True)
        point = self.views.point(x, float(sigmoid(np.array(logit))))
        return backed(label.place(point + np.array([0, pixels(rise), 0]), edge), self.theme)

    # The charts.

    def _plots(self) -> list[Plot]:
        low, high = (float(each) for each in (self.values.min(), self.values.max()))
        room = 0.02 * (high - low) or 1.0
        everyone = scale(low - room, high + room, count=6)
        near = scale(*self.line.window, count=6)
        return [
            self._plot(everyone, BatchRooms.everyone, "share"),
            self._plot(near, BatchRooms.under_band, "probability"),
            self._plot(near, BatchRooms.over_loss, "probability"),
        ]

    def _plot(self, across: Scale, box: Box, up: str) -> Plot:
        data, column = self.line.data, self.line.data.feature_names[0]
        outcome = self.texts.class_label(data.target_name, data.class_names, 1)
        title = self.texts.label(up, outcome=outcome)
        below = "" if box is BatchRooms.over_loss else self.texts.column_with_unit(column)
        shares = Scale(0, 1, (0, 0.5, 1))
        return Plot(
            self.theme,
            across,
            shares,
            box=box,
            x_title=below,
            y_title=title,
            y_title_rise=_Places.title_rise,
        )

    def _risk(self) -> tuple[FloatArray, FloatArray]:
        low, high = self.line.window
        xs = np.linspace(low, low + max(float(self.drawn.get_value()), 1e-6) * (high - low), 241)
        return xs, self.probability(xs)

    # The bars.

    def _bars(self) -> FloatArray:
        """The share of class 1 in each tenth of the window, and beyond it where samples are."""
        grown = float(self.grown.get_value())
        lefts, width, shares = self._shares()
        order = np.arange(len(lefts)) / max(len(lefts) - 1, 1)
        high = [share * _late(grown, late) for share, late in zip(shares, order, strict=True)]
        corners = [
            self.views.points_at(
                np.array([left + 0.06 * width, left + 0.94 * width]), np.array([0.0, top])
            )
            for left, top in zip(lefts, high, strict=True)
        ]
        kept = [self.views.clipped(each) for each in corners]
        return np.concatenate([np.zeros((0, 3)), *(_rectangle(*each) for each in kept)])

    def _shares(self) -> tuple[FloatArray, float, FloatArray]:
        low, high = self.line.window
        width = (high - low) / TENTHS
        first = low + width * 2 / 3
        start = first - width * np.ceil((first - self.values.min()) / width)
        lefts = np.arange(start, self.values.max(), width)
        within = [(self.values >= left) & (self.values < left + width) for left in lefts]
        kept = [index for index, each in enumerate(within) if each.sum() >= FEWEST]
        return lefts[kept], width, np.array([self.target[within[i]].mean() for i in kept])

    # The samples.

    def _samples(self, label: int) -> Samples:
        chosen = np.flatnonzero((self.target > 0) == bool(label))
        shape = np.concatenate([upright(RADIUS), np.zeros((4, 3))]) if label else disc(RADIUS)
        if label:
            shape[12:] = shape[11]
        order = np.argsort(np.argsort(self.values[chosen], kind="stable"))
        spread = (jitter(len(chosen), 0.5)[order] + 0.5) * INWARDS * (-1 if label else 1)
        cells = cell_outlines(self.strip, chosen).reshape(-1, 16, 3)
        colours = [_rgb(each) for each in (self.theme.of_class(label), self.theme.full_loss)]
        return Samples(
            lambda: self._outlines(chosen, spread + label, shape, cells),
            self.gathered,
            self.quiet,
            *colours,
        )

    def _outlines(
        self, chosen: IntArray, heights: FloatArray, shape: FloatArray, cells: FloatArray
    ) -> FloatArray:
        """The samples' outlines: marks on the chart, cells in the strip, or between."""
        ages, gathered = self.values[chosen], float(self.gathered.get_value())
        if gathered >= 1:
            return cells.reshape(-1, 3)
        (low, high), arrived = (self.values.min(), self.values.max()), self.arrived.get_value()
        come = np.clip((arrived * 1.15 - (ages - low) / (high - low)) / 0.15, 0, 1)
        places = self.views.points_at(ages, heights)
        kept = self.views.clipped(places)
        inside = np.abs(kept[:, 0] - places[:, 0]) < 1e-9
        kept[:, 1] = places[:, 1]
        late = chosen / max(self.strip.count - 1, 1)
        way = np.array([_late(gathered, each) for each in late])
        size = np.where(inside, come, way)[:, None, None]
        marks = kept[:, None, :] + size * shape[None]
        outlines: FloatArray = marks + way[:, None, None] * (cells - marks)
        return outlines[size[:, 0, 0] > 0].reshape(-1, 3)


def strip_of(count: int) -> Strip:
    """The strip of so many samples, below everything."""
    return Strip(count, BatchRooms.strip)


def _late(share: float, late: float) -> float:
    """How far one of many has come that sets out later than the first, by a share of the wave."""
    return smooth(min(max(share * (1 + WAVE) - WAVE * late, 0.0), 1.0))


def _rectangle(low: FloatArray, high: FloatArray) -> FloatArray:
    corners = [(low[0], low[1]), (low[0], high[1]), (high[0], high[1]), (high[0], low[1])]
    return polyline(np.array([(x, y, 0.0) for x, y in (*corners, corners[0])]))


def _rgb(colour: str) -> FloatArray:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def _share(logit: float) -> str:
    """A logit as a probability in per cent."""
    return percent(float(sigmoid(np.array(logit)))) + " %"
