"""A table of a few rows and columns of the data."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.stage.manim.place import at, share_of_width, tall, wide
from gradreel.scenes.stage.manim.text import Label, Lines, Writer
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.fonts import typeface
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.names import told_apart
from gradreel.scenes.stage.type.quantity import LARGE, can_be_told_apart, told_apart_by
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import LINE_WIDTH, number_text

ROWS = 6
"""So many are shown at the most."""
NARROWEST = 0.08
"""The width of a column at the least."""
LIFT = 0.013
"""How far a dot's middle is above its row's baseline, in heights of a wide frame."""
GAP, CLASS = 0.6, 6.0
"""Between two names of columns at the least, and the widest name of a class, in em."""


class _Places:
    """Where the table is.

    Attributes:
        columns: so many features are shown at the most.
        left, right: the dots' column, and where the last column ends.
        head_room: the width of a line of a column's name.
        head, first, pitch, others: the last baseline of the head and that of the first row, from
            row to row, and the last baseline.
    """

    columns = Shaped(4, tall=3)
    left, right = Shaped(0.1, tall=0.07), 1 - GRID.margin - 0.01
    head_room = Shaped(LINE_WIDTH, tall=0.24)
    head, first = Shaped(0.29, tall=0.325), Shaped(0.362, tall=0.378)
    pitch, others = Shaped(0.066, tall=0.052), Shaped(0.757, tall=0.722)


class DataTable(VGroup):
    """The last column is the outcome, that before it the feature that is kept.

    Attributes:
        heads: a name for each column.
        cells, columns: the cells of each column, from the top.
        outcomes: those of the last column again, in the colours of the classes.
        others: below the rows, how many more there are.
    """

    def __init__(self, data: Dataset, theme: Theme, texts: Captions) -> None:
        self.data, self.theme, self.texts = data, theme, texts
        chosen = [*range(1, min(data.n_features, _Places.columns)), 0]
        self.count = min(data.n, ROWS)
        names = [data.feature_names[index] for index in chosen]
        room = wide((_Places.right - _Places.left) / (len(chosen) + 1)) / tall(SIZES.smallest)
        heads = texts.column_labels([*names, data.target_name], room / typeface().bold.scale - GAP)
        self.heads = VGroup(*(self._head(name) for name in heads))
        self._edges = self._put_heads()
        numbers = [self._numbers(at, index) for at, index in enumerate(chosen)]
        self.cells = [*numbers, self._classes(coloured=False)]
        self.columns = VGroup(*(VGroup(*column) for column in self.cells))
        self.outcomes = VGroup(*self._classes(coloured=True))
        self.others = self._others()
        super().__init__(self.heads, self.columns)

    def dots(self) -> FloatArray:
        """Places (k, 3) of the dots of the rows that are shown."""
        return np.array(
            [at(_Places.left, self._baseline(row) - down(LIFT)) for row in range(self.count)]
        )

    def row(self, index: int) -> list[Label]:
        """All cells of a row."""
        return [column[index] for column in self.cells]

    def _baseline(self, row: int) -> float:
        return _Places.first + row * _Places.pitch

    def _cell(self, column: int, row: int, content: str, colour: str) -> Label:
        made = Label(content, size=SIZES.label, colour=colour)
        return made.place(at(float(self._edges[column]), self._baseline(row)), "right")

    def _head(self, name: str) -> Lines:
        room, colour = _Places.head_room, self.theme.muted
        return Lines(name, size=SIZES.smallest, colour=colour, bold=True, room=room)

    def _put_heads(self) -> FloatArray:
        """Set the names of columns with equal gaps, and return their right edges (k,)."""
        widths = np.array(
            [max(share_of_width(float(each.width)), NARROWEST) for each in self.heads]
        )
        gap = (_Places.right - _Places.left - widths.sum()) / len(widths)
        edges = _Places.left + np.cumsum(widths + gap)
        for head, edge in zip(self.heads, edges, strict=True):
            head.place(at(float(edge), _Places.head), "right")
        return np.asarray(edges)

    def _others(self) -> VGroup:
        count = self.data.n - self.count
        words = self.texts.label("more", count=count)
        made = Label(words, size=SIZES.smallest, colour=self.theme.muted)
        return VGroup(*([made.place(at(_Places.left, _Places.others))] if count else []))

    def _numbers(self, column: int, index: int) -> list[Label]:
        values, colour = self.data.features[:, index], self.theme.text
        name, write = self.data.feature_names[index], _writer(values)
        return [
            self._cell(column, row, self.texts.value(name, f"{value:g}") or write(value), colour)
            for row, value in enumerate(values[: self.count].tolist())
        ]

    def _classes(self, *, coloured: bool) -> list[Label]:
        names = told_apart(self.data.class_names, CLASS, in_chinese=self.texts.in_chinese)
        labels = self.data.target[: self.count].astype(int)
        colours = [self.theme.of_class(each) if coloured else self.theme.text for each in labels]
        return [
            self._cell(len(self._edges) - 1, row, names[label], colour)
            for row, (label, colour) in enumerate(zip(labels, colours, strict=True))
        ]


def _writer(values: FloatArray) -> Writer:
    """How the values (n,) of a column are written: whole numbers as such."""
    if (values == np.round(values)).all() and np.abs(values).max() < LARGE:
        return lambda value: number_text(value, 0)
    if not can_be_told_apart(values):
        return lambda value: number_text(value, 3)
    return told_apart_by(values, float(values.std())).text
