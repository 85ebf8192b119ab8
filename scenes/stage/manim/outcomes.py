"""Data of two classes on axes that move and stretch, by one feature and by the class: 0 or 1."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.stage.manim.marks import (
    Marks,
    RedrawnPath,
    at,
    disc,
    jitter,
    offset,
    polyline,
    share_of_width,
    stroked,
    wide,
)
from gradreel.scenes.stage.manim.motion import Rewriting
from gradreel.scenes.stage.manim.plot import TITLE, Plot
from gradreel.scenes.stage.manim.text import Label, Lines, TextLine, remark
from gradreel.scenes.stage.runs.objective import direction
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.style import (
    GRID,
    SIZES,
    Box,
    ByShape,
    Theme,
    between,
    down,
    is_tall,
)

WAVE = 0.35
"""Of the time in which all data rise, each of them takes so much."""


class MovingPlot(Plot):
    """Axes whose box can change, with what is held to a place on them.

    Names keep their size, as a plot that becomes wider has room for more, not for larger ones.

    Attributes:
        carried: the data on it.
    """

    def __init__(self, theme: Theme, x: Scale, y: Scale, *, box: Box, x_title: str) -> None:
        super().__init__(theme, x, y, box=box, x_title=x_title)
        self.carried: list[DataMarks] = []
        self._held: list[tuple[VMobject, FloatArray, tuple[float, float]]] = []
        for value, name in zip(y.ticks, self.y_axis, strict=True):
            self.hold(name, 0.0, float(y.share(value)))
        left, right = (self.points_at_shares(share, 0.0)[0] for share in (0.0, 1.0))
        for tick in self.x_axis:
            self.hold(tick, (tick[0].get_start()[0] - left) / (right - left), 0.0)
        for title in self.titles:
            self.hold(title, 0.5, 0.0)

    def hold(self, mobject: VMobject, x: float, y: float) -> None:
        """Let a mobject move with a place of the plot, given as shares of its axes."""
        shares = x, y
        parts = [each for each in mobject.get_family() if isinstance(each, VMobject)]
        place = self.points_at_shares(x, y)
        self._held += [(part, part.points - place, shares) for part in parts if len(part.points)]

    def carry(self, *marks: "DataMarks") -> None:
        """Let data move with the plot."""
        self.carried += marks

    def set_box(self, box: Box) -> None:
        """Put it into another box, with all that it holds and carries."""
        self.box = box
        for value, line in zip(self.y.ticks, self.grid, strict=True):
            ends = self.point(self.x.low, value), self.point(self.x.high, value)
            line.points = polyline(np.array(ends))
        for part, outline, shares in self._held:
            part.points = outline + self.points_at_shares(*shares)
        for marks in self.carried:
            marks.write()

    def into(self, box: Box, **kwargs: Any) -> list[Animation]:
        """Move it into another box."""
        start = self.box
        return [Rewriting(self, lambda share: self.set_box(between(start, box, share)), **kwargs)]

    def _x_title(self, title: str) -> Label:
        """The name on one line, in smaller type and beside the middle where it has to be."""
        label = Label(title, colour=self.theme.muted)
        if label.width > wide(1 - 2 * GRID.margin):
            label = Label(title, size=SIZES.smallest, colour=self.theme.muted)
        half = share_of_width(label.width) / 2
        middle = max(min(self.box.middle[0], 1 - GRID.margin - half), GRID.margin + half)
        return label.place(at(middle, self.box.bottom) - offset(0, TITLE), "centre")


class DataMarks(Marks):
    """The data of one class on a plot, at the height of the class or still among the others.

    Attributes:
        xs: (n,) values of the feature.
        offsets: (n,) by which points are spread up and down.
        order: (n,) their rank among all the data by that feature, 0 to 1.
        radius: of a mark, in pixels.
        whole_from: the height of the plot, as a fraction of the frame's, from which on marks have
            all of their radius.
        risen: how far they have come to their class, 0 to 1; they set out one after the other.
    """

    def __init__(  # noqa: PLR0913  what data are
        self,
        plot: MovingPlot,
        xs: FloatArray,
        offsets: FloatArray,
        *,
        order: FloatArray,
        label: int,
        radius: float,
        whole_from: float,
    ) -> None:
        self.plot, self.xs, self.offsets, self.order = plot, xs, offsets, order
        self.label, self.radius, self.risen = label, radius, 1.0
        self.whole_from = whole_from
        super().__init__(self._centres(), label, plot.theme, radius=radius)

    @property
    def size(self) -> float:
        """The radius that they have now, in pixels: smaller on a low plot."""
        return self.radius * min(1.0, self.plot.box.height / self.whole_from)

    def write(self) -> None:
        """Set the marks to where they are now."""
        self.put(self._centres(), self.size)

    def rise(self, share: float) -> None:
        """Bring them so far on their way to their class."""
        self.risen = share
        self.write()

    def _centres(self) -> FloatArray:
        eased = in_wave(self.order, self.risen)
        return self.plot.points_at(self.xs, 0.5 + (self.label - 0.5) * eased + self.offsets)


def in_wave(order: FloatArray, share: float) -> FloatArray:
    """How far each of many has come, (n,), when a share of the time of all has passed.

    Args:
        order: (n,) in which they set out, from 0 to 1.
        share: 0 to 1.
    """
    come = np.clip((share - order * (1 - WAVE)) / WAVE, 0.0, 1.0)
    return np.asarray(come * come * (3 - 2 * come))


def rising(classes: Sequence[DataMarks], seconds: float) -> list[Animation]:
    """Let all data come to their classes, one after the other by their feature."""
    return [Rewriting(each, each.rise, run_time=seconds, rate_func=linear) for each in classes]


HALF_JITTER = 0.085
PROBABILITY = Scale(-0.25, 1.25, (0.0, 0.5, 1.0))
LONGEST_CLASS = 14.0
"""Of a class's label, in em: a line and its values at the other side stay clear of it."""
BESIDE_DATA = 0.04
"""The same from the data to it, as a share of the way from one value to the other."""
CROWDED = 500
"""More data than these have smaller marks."""
RING = 5.0
"""How much larger than a mark is the ring about it, in pixels."""


class OutcomeRooms:
    """The plot where it has the frame for itself, and beside a panel, or above one."""

    whole = ByShape(Box(0.105, 0.915, 0.285, 0.83), tall=Box(0.14, 0.91, 0.28, 0.845))
    beside = ByShape(Box(0.105, 0.655, 0.285, 0.83), tall=Box(0.14, 0.91, 0.28, 0.565))


class OutcomePlot:
    """The data of a logistic regression with one feature; nothing is on a stage yet.

    Attributes:
        data: what is drawn.
        plot: the axes: the feature, and the class or its probability.
        classes, marks, class_labels: those of class 0 and of class 1.
        spread, meaning: above the plot, that its points are jittered, and what p is.
        heights: of the baselines of the classes' names on the plot, of 0 and of 1.
    """

    heights = ByShape((-HALF_JITTER - 0.125, 1 + HALF_JITTER + 0.065), tall=(-0.25, 1.16))

    def __init__(
        self,
        data: Dataset,
        theme: Theme,
        texts: Captions,
        box: Box | None = None,
        *,
        of: int | None = None,
    ) -> None:
        """Make it.

        Args:
            data: what is drawn.
            theme: gives the colours.
            texts: give the names.
            box: where it is.
            of: how many rows there are, if not all are drawn.
        """
        self._home = box = box or OutcomeRooms.whole
        self.data, self.theme, self.texts = data, theme, texts
        feature = texts.column_with_unit(data.feature_names[0])
        low, high = float(data.features[:, 0].min()), float(data.features[:, 0].max())
        room = 0.05 * (high - low)
        self.plot = MovingPlot(
            theme,
            scale(low - room, high + room),
            PROBABILITY,
            box=box,
            x_title=texts.label("feature", name=feature),
        )
        self.classes = [self.marks_on(self.plot, label) for label in (0, 1)]
        self.marks = VGroup(*self.classes)
        self.class_labels = VGroup(*(self._class_label(label) for label in (0, 1)))
        spread = "jitter" if of in (None, data.n) else "jitter_drawn"
        self.spread = self._at_top(spread, theme.muted, shown=data.n, count=of)
        self.meaning = self._at_top("probability_of", theme.model, name=self._outcome(1))

    def _at_top(self, key: str, colour: str, **values: object) -> Lines:
        """What is said of the plot, above its left corner, wherever its right one is."""
        room = 1 - GRID.margin - self._home.left
        content = self.texts.label(key, **values)
        lines = Lines(content, size=SIZES.label, colour=colour, room=room)
        return lines.place(at(self._home.left, self._home.top - down(0.022)))

    def _outcome(self, label: int) -> str:
        data = self.data
        return self.texts.class_label(data, label, LONGEST_CLASS)

    def marks_on(self, plot: MovingPlot, label: int) -> DataMarks:
        """The data of a class on this plot or another, which carries them."""
        values = self.data.features[self.data.target == label, 0]
        radius = 5.0 if self.data.n <= CROWDED else 3.5
        order = np.searchsorted(np.sort(self.data.features[:, 0]), values) / self.data.n
        offsets = jitter(len(values), HALF_JITTER)
        made = DataMarks(
            plot,
            values,
            offsets,
            order=order,
            label=label,
            radius=radius,
            whole_from=OutcomeRooms.beside.height,
        )
        plot.carry(made)
        return made

    def place_of(self, row: int) -> FloatArray:
        """Where the mark of one of the data is now, (3,)."""
        label = int(self.data.target[row])
        before = np.count_nonzero(self.data.target[:row] == label)
        return np.asarray(self.classes[label].places[before])

    def ring_about(self, row: int) -> RedrawnPath:
        """A ring about the mark of one of the data, which goes with it and is as small."""
        marks = self.classes[int(self.data.target[row])]
        outline = lambda: disc(marks.size + RING) + self.place_of(row)  # noqa: E731
        return stroked(outline, self.theme.point, 3.0)

    def note(self, words: str) -> VGroup:
        """Words at the upper right of the plot where it has the frame for itself."""
        if is_tall():
            return remark(words, theme=self.theme, y=0.2)
        line = TextLine(words, self.theme, size=SIZES.label, colour=self.theme.muted)
        return line.place(at(1 - GRID.margin, 0.263), "right")

    def _class_label(self, label: int) -> Label:
        content = self.texts.label("outcome", y=label, name=self._outcome(label))
        made = Label(content, colour=self.theme.of_class(label))
        at_right = (direction(self.data) < 0) == bool(label)
        x, y = self._edge(at_right=at_right), self.heights[label]
        made.place(self.plot.point(x, y), "right" if at_right else "left")
        self.plot.hold(made, float(self.plot.x.share(x)), float(self.plot.y.share(y)))
        return made

    def _edge(self, *, at_right: bool) -> float:
        """Where a class's name begins: beside the data where all of them are at two values."""
        low, *between, high = np.unique(self.data.features[:, 0]).tolist()
        if between:
            return self.plot.x.high if at_right else self.plot.x.low
        gap = BESIDE_DATA * (high - low)
        return float(high - gap if at_right else low + gap)
