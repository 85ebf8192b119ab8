"""The computational graph: a chain of nodes, each with what it does and the value that it has."""

import numpy as np
from manim import Circle, Line, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.autodiff.digits import DIGITS, written
from gradreel.scenes.pieces.autodiff.steps import WorkedExample
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

FEW = 7
"""With more nodes than these, values above them have a digit less."""


class ChainPlaces:
    """Where the first node and the last are, and a node's radius in pixels of a 1280x720 frame."""

    first, last = (
        Shaped((0.085, 0.292), tall=(0.095, 0.348)),
        Shaped((0.89, 0.292), tall=(0.095, 0.795)),
    )
    radius = Shaped(25.0, tall=23.0)


class _Places:
    """The baselines of what is below and above a node, and the em sizes of both.

    In a tall frame they are right of it: from the left edge on, and up to the right one, in pixels
    above the node's middle.
    """

    below, above = 0.381, 0.241
    left, right, rise = 0.175, 0.59, 5.0
    expression, value = Shaped(SIZES.label, tall=0.036), Shaped(0.034, tall=0.036)


class ChainGraph:
    """A node for w and one for each step, joined in a row, or in a column of a tall frame.

    Attributes:
        nodes: circles with their symbols, w's first.
        edges: from each node to the next.
        expressions: below the nodes of the steps, what they do.
        values: above all nodes, what has come out; in a tall frame both are right of them.
    """

    def __init__(self, example: WorkedExample, theme: Theme) -> None:
        self.theme, names = theme, example.names
        first, last = at(*ChainPlaces.first), at(*ChainPlaces.last)
        self.places = [
            first + (last - first) * index / (len(names) - 1) for index in range(len(names))
        ]
        self.nodes = [self._node(index, name) for index, name in enumerate(names)]
        self.edges = [self.edge(index, theme.line, 3) for index in range(len(names) - 1)]
        self.expressions = [
            self._expression(index, each.expression) for index, each in enumerate(example.steps, 1)
        ]
        every = float(example.weight.value), *(each.value for each in example.steps)
        digits = DIGITS if len(every) <= FEW else DIGITS - 1
        self.values = [
            self._value(index, written(each, digits)) for index, each in enumerate(every)
        ]

    def edge(self, index: int, colour: str, width: float, *, back: bool = False) -> Line:
        """A line from a node to the next one, or back."""
        along = np.array([0, -1, 0] if is_tall() else [1, 0, 0]) * pixels(ChainPlaces.radius)
        ends = self.places[index] + along, self.places[index + 1] - along
        start, end = ends[::-1] if back else ends
        return Line(start, end, color=colour, stroke_width=stroke(width))

    def _expression(self, index: int, maths: str) -> Formula:
        made = math(maths, self.theme, size=_Places.expression)
        if is_tall():
            return made.place(self._beside(index, _Places.left))
        place = self.places[index].copy()
        place[1] = at(0, _Places.below)[1]
        return made.place(place, "centre")

    def _beside(self, index: int, x: float) -> FloatArray:
        """A place (3,) in the row of a node, its line above the middle."""
        return np.array([at(x, 0)[0], self.places[index][1] + pixels(_Places.rise), 0])

    def _node(self, index: int, name: str) -> VGroup:
        colour = self.theme.full_loss if index == len(self.places) - 1 else self.theme.model
        circle = Circle(
            radius=pixels(ChainPlaces.radius),
            stroke_color=colour,
            stroke_width=stroke(2.6),
            fill_color=self.theme.surface,
            fill_opacity=1,
        ).move_to(self.places[index])
        symbol: Formula = math(name, self.theme, size=SIZES.label)
        return VGroup(
            circle, symbol.place(self.places[index] - np.array([0, pixels(7), 0]), "centre")
        )

    def _value(self, index: int, shown: str) -> Label:
        made = Label(shown, size=_Places.value, colour=self.theme.model, bold=True)
        if is_tall():
            return made.place(self._beside(index, _Places.right), "right")
        place = self.places[index].copy()
        place[1] = at(0, _Places.above)[1]
        return made.place(place, "centre")
