"""The table of the steps: a row for each node, its value, its own derivative, and the loss's."""

from collections.abc import Sequence

import numpy as np
from manim import RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.autodiff.digits import written
from gradreel.scenes.pieces.autodiff.graph import ChainGraph
from gradreel.scenes.pieces.autodiff.steps import WorkedExample
from gradreel.scenes.stage.manim.board.stacked import StackedWorkings
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

FIRST, LAST, WIDEST = 0.502, 0.852, 0.0585
"""Baselines of the first row and of the last if there are many, and from one row to the next at the
most."""
LOWER, MIDDLE = 27.0, 9.0
"""In a tall frame, where rows are those of the graph's nodes: pixels from a node's middle down to
the baseline of its own derivative, and of the loss's."""
SPARE = 20.0
"""Pixels of the board that a calculation leaves free, for frames about its numbers."""
ROOM = 10.0, 7.0
"""Between a number and the frame about it, in pixels of a 1280x720 frame."""


class _Places:
    """Of the four columns the baselines of the heads, and an edge; and the em size of the cells.

    The edges are the left one of the names, the right one of the values, the left one of the steps'
    own derivatives, and the right one of the loss's.
    """

    heads = Shaped((0.442,) * 4, tall=(0.272, 0.272, 0.302, 0.287))
    names, values = Shaped(0.072, tall=0.05), Shaped(0.43, tall=0.59)
    own, back = Shaped(0.52, tall=0.175), Shaped(0.928, tall=0.93)
    size = Shaped(0.041, tall=0.036)


class StepTable:
    """All cells; the story decides when they come.

    In a tall frame the graph's nodes, with what is beside them, are its first two columns.

    Attributes:
        heads: of the four columns.
        names: w, and of each step its symbol and what it is.
        values: of w and of each step.
        own: each step's own derivative; slot 0 is its number.
        back: the derivative of the loss in w and in each step.
    """

    def __init__(
        self, example: WorkedExample, theme: Theme, texts: Captions, graph: ChainGraph
    ) -> None:
        self.theme, self.graph, steps = theme, graph, example.steps
        self._pitch = min(WIDEST, (LAST - FIRST) / len(steps))
        keys = "node", "value", "own_derivative", "loss_derivative"
        edges = _Places.names, _Places.values, _Places.own, _Places.back
        self.heads = VGroup(
            *(
                self._head(texts.label(key), at(x, y), right=bool(index % 2))
                for index, (key, x, y) in enumerate(zip(keys, edges, _Places.heads, strict=True))
            )
        )
        self.names, self.values = self._nodes_and_values(example)
        self.own = [
            self._maths(each.own_derivative(), _Places.own, row)
            for row, each in enumerate(steps, 1)
        ]
        adjoints = float(example.weight.adjoint), *(each.adjoint for each in steps)
        self.back = [
            self._number(each, _Places.back, row, theme.gradient)
            for row, each in enumerate(adjoints)
        ]

    def _nodes_and_values(
        self, example: WorkedExample
    ) -> tuple[Sequence[VMobject], Sequence[Label]]:
        if is_tall():
            return [self.graph.nodes[0], *self.graph.expressions], self.graph.values
        symbols = "w", *(f"{each.name} = {each.expression}" for each in example.steps)
        values = float(example.weight.value), *(each.value for each in example.steps)
        return (
            [self._maths(each, _Places.names, row) for row, each in enumerate(symbols)],
            [
                self._number(each, _Places.values, row, self.theme.model)
                for row, each in enumerate(values)
            ],
        )

    def marked(self, colour: str, *numbers: VMobject) -> VGroup:
        """A frame about each of the numbers that a calculation takes."""
        across, above = map(pixels, ROOM)
        return VGroup(
            *(
                RoundedRectangle(
                    corner_radius=pixels(6),
                    width=each.width + 2 * across,
                    height=each.height + 2 * above,
                    stroke_color=colour,
                    stroke_width=stroke(2),
                ).move_to(each)
                for each in numbers
            )
        )

    def _head(self, content: str, place: FloatArray, *, right: bool) -> Label:
        made = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return made.place(place, "right" if right else "left")

    def _maths(self, maths: str, x: float, row: int) -> Formula:
        return math(maths, self.theme, size=_Places.size).place(self._place(x, row, LOWER))

    def _number(self, value: float, x: float, row: int, colour: str) -> Label:
        made = Label(written(value), size=_Places.size, colour=colour, bold=True)
        return made.place(self._place(x, row, MIDDLE), "right")

    def _place(self, x: float, row: int, drop: float) -> FloatArray:
        """A place (3,) in a row; in a tall frame so many pixels below the middle of its node."""
        if is_tall():
            return np.array([at(x, 0)[0], self.graph.places[row][1] - pixels(drop), 0])
        return at(x, FIRST + self._pitch * row)


class _LinePlaces:
    """The edges of the board: in a tall frame a calculation has lines."""

    top, bottom = Shaped(0.88, tall=0.838), 0.95


class WorkingLine(StackedWorkings):
    """One line on a board below the table, for a calculation at a time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, top=_LinePlaces.top, bottom=_LinePlaces.bottom)

    def line(self, *formulas: str) -> Sequence[VMobject]:
        """Set formulas beside each other, to be written; in a tall frame below each other."""
        if is_tall():
            return self.equations(formulas, SPARE)
        made, left = self._fitted(formulas, 0.06 * (len(formulas) - 1)), self.left
        for each in made:
            each.place(at(left, self._row(0.62)))
            left += each.width / (at(1, 0) - at(0, 0))[0] + 0.06
        return made
