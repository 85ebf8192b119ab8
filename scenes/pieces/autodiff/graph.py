"""The computational graph: a chain of nodes, each with what it does and the value that it has."""

import numpy as np
from manim import Circle, Line, VGroup

from gradreel.scenes.pieces.autodiff.digits import DIGITS, written
from gradreel.scenes.pieces.autodiff.steps import WorkedExample
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

LEFT, RIGHT, MIDDLE = 0.085, 0.89, 0.292
"""Where the first node and the last are, and at what height."""
RADIUS, BELOW, ABOVE = 25.0, 0.381, 0.241
"""Of a node, in pixels of a 1280x720 frame; the baselines of what is below and above it."""
FEW = 7
"""With more nodes than these, values above them have a digit less."""
NARROW = 0.034
"""Em size of what is above a node."""


class ChainGraph:
    """A node for w and one for each step, joined in a row.

    Attributes:
        nodes: circles with their symbols, w's first.
        edges: from each node to the next.
        expressions: below the nodes of the steps, what they do.
        values: above all nodes, what has come out.
    """

    def __init__(self, example: WorkedExample, theme: Theme) -> None:
        self.theme, names = theme, example.names
        self.places = [
            at(LEFT + (RIGHT - LEFT) * index / (len(names) - 1), MIDDLE)
            for index in range(len(names))
        ]
        self.nodes = [self._node(index, name) for index, name in enumerate(names)]
        self.edges = [self.edge(index, theme.line, 3) for index in range(len(names) - 1)]
        self.expressions = [
            math(each.expression, theme, size=SIZES.label).place(self._below(index), "centre")
            for index, each in enumerate(example.steps, 1)
        ]
        every = float(example.weight.value), *(each.value for each in example.steps)
        digits = DIGITS if len(every) <= FEW else DIGITS - 1
        self.values = [
            self._value(index, written(each, digits)) for index, each in enumerate(every)
        ]

    def edge(self, index: int, colour: str, width: float, *, back: bool = False) -> Line:
        """A line from a node to the next one, or back."""
        aside = np.array([pixels(RADIUS), 0, 0])
        ends = self.places[index] + aside, self.places[index + 1] - aside
        start, end = ends[::-1] if back else ends
        return Line(start, end, color=colour, stroke_width=stroke(width))

    def _below(self, index: int) -> np.ndarray:
        place = self.places[index].copy()
        place[1] = at(0, BELOW)[1]
        return place

    def _node(self, index: int, name: str) -> VGroup:
        colour = self.theme.full_loss if index == len(self.places) - 1 else self.theme.model
        circle = Circle(
            radius=pixels(RADIUS),
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
        place = self.places[index].copy()
        place[1] = at(0, ABOVE)[1]
        return Label(shown, size=NARROW, colour=self.theme.model, bold=True).place(place, "centre")
