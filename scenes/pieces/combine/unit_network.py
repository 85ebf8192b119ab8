"""The network that the two curves are: each node shows its curve, each edge its weight."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.combine.two_units import SIZES, UNITS, TwoUnits
from gradreel.scenes.stage.manim.marks import Follower, smooth_path
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.manim.place import at, fractions, pixels, stroke
from gradreel.scenes.stage.manim.text import Label, Lines, Number
from gradreel.scenes.stage.runs.edges import EdgeIndex, every_edge
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, Box
from gradreel.scenes.stage.type.grid import SIZES as TYPE_SIZES
from gradreel.scenes.stage.type.theme import Theme

BESIDE, BELOW, OVER = 16.0, 30.0, 13.0
"""From an edge to its weight, and from a node to what is below it and above it, in pixels."""
SPACE, ROOM = 8.0, 68.0
"""From a word to its number, and what both need beyond the word, in pixels."""
NAME_BELOW = 62.0
"""From a node to a name below it, in pixels."""
POINTS = 61

Now = Callable[[], TwoUnits]


class _Places:
    """Where the network is, and a note about its input, as fractions of the frame.

    Attributes:
        note_room: the width of a line of the note.
        radius: of a node, in pixels.
        inside: half the width and the height of the curve in a node, in pixels.
    """

    network = Shaped(Box(0.145, 0.42, 0.38, 0.68), tall=Box(0.20, 0.68, 0.355, 0.504))
    note = Shaped((GRID.margin, 0.315), tall=(GRID.margin, 0.336))
    note_room = Shaped(0.9, tall=0.28)
    radius = Shaped(46.0, tall=37.0)
    inside = Shaped((30.0, 24.0), tall=(24.0, 19.0))


class UnitNetwork(VGroup):
    """One input, two hidden units, one output, with all seven numbers.

    Attributes:
        network: nodes and edges.
        curves: in the nodes: the two hidden units', and the output's.
        numbers: the weights, and the biases.
        names: of the hidden units.
    """

    def __init__(self, theme: Theme, now: Now, low: float, high: float, texts: Captions) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            now: the network's parameters, read at every frame.
            low: the feature's value at the left end of the nodes' curves.
            high: that at their right end.
            texts: the scene's.
        """
        self._theme, self._now, self._texts = theme, now, texts
        self._ends = now()
        self._xs = np.linspace(low, high, POINTS)
        self.network = Network(
            theme, SIZES, lambda: now().layers(), box=_Places.network, radius=_Places.radius
        )
        self.curves = [self._of_unit(number) for number in range(UNITS)] + [self._of_output()]
        self.numbers = VGroup(*self._weights(), *self._biases())
        self.names = VGroup(*self._unit_names())
        super().__init__(self.network, *self.curves, self.numbers, self.names)

    def name_input(self, content: str) -> Label:
        """Name the input: at its left, or below it where that has no room."""
        label = self.network.label(0, 0, content)
        if fractions(label.get_left())[0] < GRID.margin:
            below = np.array([0, pixels(_Places.radius + NAME_BELOW), 0])
            label.place(self.network.centre(0, 0) - below, "centre")
        return label

    def notes(self, *, is_scaled: bool) -> list[Lines]:
        """What is said of the input, beside the network, if it isn't the data's own."""
        if not is_scaled:
            return []
        words, size, colour = self._texts.label("scaled"), TYPE_SIZES.smallest, self._theme.muted
        note = Lines(words, size=size, colour=colour, room=_Places.note_room)
        return [note.place(at(*_Places.note))]

    def _of_unit(self, number: int) -> Follower:
        colour = self._theme.of_sign(float(self._ends.weights[number]))
        return self._curve((1, number), lambda: self._now().unit(number, self._xs), colour)

    def _of_output(self) -> Follower:
        return self._curve((2, 0), lambda: self._now().probability(self._xs), self._theme.model)

    def _curve(
        self, node: tuple[int, int], values: Callable[[], FloatArray], colour: str
    ) -> Follower:
        centre = self.network.centre(*node)
        across = np.linspace(-1, 1, POINTS) * pixels(_Places.inside[0])

        def path() -> FloatArray:
            up = (2 * values() - 1) * pixels(_Places.inside[1])
            return smooth_path(centre + np.stack([across, up, np.zeros(POINTS)], axis=1))

        return Follower(path, stroke_color=colour, stroke_width=stroke(3.4))

    def _weights(self) -> list[Number]:
        return [self._weight(edge) for edge in every_edge(SIZES)]

    def _weight(self, edge: EdgeIndex) -> Number:
        def value() -> float:
            return float(self._now().layers()[edge.layer - 1][edge.unit, edge.source])

        upper = max(edge.unit, edge.source) == 0
        number = self._number(value)
        place = self.network.along_edge(edge, aside=BESIDE if upper else -BESIDE)
        drop = np.array([0, 0 if upper else number.em * 0.7, 0])
        number.place(place - drop, "right" if edge.layer == 1 else "left")
        return number

    def _biases(self) -> list[VGroup]:
        return [
            self._bias(layer, unit)
            for layer in range(1, len(SIZES))
            for unit in range(SIZES[layer])
        ]

    def _bias(self, layer: int, unit: int) -> VGroup:
        """A bias says what it is, so that it isn't taken for a weight."""
        place = UNITS + unit if layer == 1 else len(self._now().parameters) - 1
        number = self._number(lambda: float(self._now().parameters[place]))
        word = Label(self._texts.label("bias"), size=TYPE_SIZES.smallest, colour=self._theme.muted)
        above, below = pixels(_Places.radius + OVER), -pixels(_Places.radius + BELOW)
        is_output = layer == len(SIZES) - 1  # at its left, there is a weight
        aside = pixels(OVER) if is_output else -(word.width + pixels(ROOM)) / 2
        start = self.network.centre(layer, unit)
        start = start + np.array([aside, above if is_output or unit else below, 0])
        word.place(start, "left")
        number.place(start + np.array([word.width + pixels(SPACE), 0, 0]), "left")
        return VGroup(word, number)

    def _unit_names(self) -> list[Label]:
        """Above the upper unit, below the lower one."""
        names = []
        for unit, aside in enumerate((_Places.radius + OVER, -_Places.radius - BELOW)):
            content = self._texts.label("unit", number=unit + 1)
            colour = self._theme.of_sign(float(self._ends.weights[unit]))
            name = Label(content, size=TYPE_SIZES.label, colour=colour)
            place = self.network.centre(1, unit) + np.array([0, pixels(aside), 0])
            names.append(name.place(place, "centre"))
        return names

    def _number(self, value: Callable[[], float]) -> Number:
        return Number(value, 2, colour=self._theme.text, size=TYPE_SIZES.smallest)
