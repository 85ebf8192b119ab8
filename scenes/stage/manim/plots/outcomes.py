"""Data of two classes on axes, by one feature and by which class happened: 0 or 1."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.stage.manim.marks import jitter
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.plots.moving_plot import DataMarks, MovingPlot
from gradreel.scenes.stage.manim.text import Label, Lines
from gradreel.scenes.stage.runs.objective import direction
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme

HALF_JITTER = 0.085
PROBABILITY = Scale(-0.25, 1.25, (0.0, 0.5, 1.0))
LONGEST_CLASS = 14.0
"""Of a class's label, in em: a line and its values at the other side stay clear of it."""
BESIDE_DATA = 0.04
"""The same from the data to it, as a share of the way from one value to the other."""
CROWDED = 500
"""More data than these have smaller marks."""


class OutcomeRooms:
    """The plot where it has the frame for itself, and beside a panel, or above one."""

    whole = Shaped(Box(0.105, 0.915, 0.285, 0.83), tall=Box(0.14, 0.91, 0.28, 0.845))
    beside = Shaped(Box(0.105, 0.655, 0.285, 0.83), tall=Box(0.14, 0.91, 0.28, 0.565))


class _ClassNames:
    """How high on the plot the baselines of the classes' names are, of 0 and of 1."""

    heights = Shaped((-HALF_JITTER - 0.125, 1 + HALF_JITTER + 0.05), tall=(-0.25, 1.16))


class OutcomePlot:
    """The data of a logistic regression with one feature; nothing is on a stage yet.

    Attributes:
        data: what is drawn.
        plot: the axes: the feature, and the class or its probability.
        classes, marks, class_labels: those of class 0 and of class 1.
        spread, meaning: above the plot, that its points are jittered, and what p is.
    """

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
        self.plot = MovingPlot(
            theme,
            data_scale(data.features[:, 0]),
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
        return self.texts.class_label(data.target_name, data.class_names, label, LONGEST_CLASS)

    def marks_on(self, plot: MovingPlot, label: int) -> DataMarks:
        """The data of a class on this plot or another, which carries them."""
        values = self.data.features[self.data.target == label, 0]
        radius = 5.0 if self.data.n <= CROWDED else 3.5
        order = np.searchsorted(np.sort(self.data.features[:, 0]), values) / self.data.n
        offsets = jitter(len(values), HALF_JITTER)
        low = OutcomeRooms.beside
        made = DataMarks(
            plot,
            values,
            offsets,
            order=order,
            label=label,
            radius=radius,
            whole_from=low.bottom - low.top,
        )
        plot.carry(made)
        return made

    def _class_label(self, label: int) -> Label:
        content = self.texts.label("outcome", y=label, name=self._outcome(label))
        made = Label(content, size=SIZES.label, colour=self.theme.of_class(label))
        at_right = (direction(self.data) < 0) == bool(label)
        x, y = self._edge(at_right=at_right), _ClassNames.heights[label]
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


def data_scale(values: FloatArray) -> Scale:
    """An axis over the data with a little room at both ends."""
    low, high = float(values.min()), float(values.max())
    room = 0.05 * (high - low)
    return scale(low - room, high + room)
