"""The neuron of a network below the cell: inputs, weights, sum, activation, output."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import Circle, Line, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import sigmoid
from gradreel.scenes.pieces.biology.cell import ALONG_AXON, GOING
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, arrow, disc, smooth_path
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

AREA = Box(left=0.225, right=0.44, top=0.725, bottom=0.905)
ACTIVATION, OUTPUT = 0.62, 0.83
"""Across the frame: the middles of the activation and of the output."""
RADIUS, INPUT = 40.0, 13.0
"""Of the units and of the inputs, in pixels of a 1280x720 frame."""
WIDEST = 6.0
"""The sums that the small curve is drawn over go from minus this to this."""


class ModelNeuron:
    """The parts of a neuron, each of which comes onto the stage by itself.

    Attributes:
        inputs: a disc for each, with its name.
        edges: from them to the sum, as wide as their weights.
        sum: the unit that adds up, with its letter.
        activation: the unit that bends, with its curve and a point on it.
        output: the arrow and the number that leaves.
    """

    def __init__(
        self,
        theme: Theme,
        names: Sequence[str],
        weights: Callable[[], FloatArray],
        total: Callable[[], float],
    ) -> None:
        self.theme, self.total = theme, total
        self.network = Network(
            theme, (len(names), 1), lambda: [weights()[None]], box=AREA, radius=RADIUS
        )
        middle = self.network.centre(1, 0)
        self.inputs = VGroup(*(self._input(index, name) for index, name in enumerate(names)))
        self.edges = VGroup(*self.network.edges.values())
        for (_, _, source), edge in zip(self.network.edges, self.edges, strict=True):
            start = self.network.centre(0, source)
            way = (middle - start) / np.linalg.norm(middle - start)
            edge.put_start_and_end_on(start + way * pixels(INPUT), middle - way * pixels(RADIUS))
        sign = math("Sigma", theme, size=SIZES.formula)
        self.sum = VGroup(self.network.nodes[1][0], sign.move_to(middle))
        self.activation = self._activation(at(ACTIVATION, 0)[0], middle)
        self.output = self._output(middle)

    def flowing(self, clock: Callable[[], float], begun: float, passed: float) -> VGroup:
        """What flows from each input to the sum, on to the activation and out.

        Args:
            clock: the time now.
            begun: when it leaves the inputs.
            passed: when it leaves the activation.
        """
        middle = self.network.centre(1, 0)
        bent = np.array([at(ACTIVATION, 0)[0], middle[1], 0.0])
        out = np.array([at(OUTPUT, 0)[0] - pixels(60), middle[1], 0.0])
        times = [begun, begun + GOING, passed, passed + ALONG_AXON]

        def moving(source: int) -> Follower:
            places = np.array([self.network.centre(0, source), middle, bent, out])

            def outline() -> FloatArray:
                if not times[0] < clock() < times[-1]:
                    return np.zeros((0, 3))
                where = [np.interp(clock(), times, column) for column in places.T]
                return np.asarray(disc(7) + np.array(where))

            return Follower(outline, fill_color=self.theme.point, fill_opacity=1, stroke_width=0)

        return VGroup(*(moving(each) for each in range(len(self.inputs))))

    def _input(self, index: int, name: str) -> VGroup:
        centre = self.network.centre(0, index)
        mark = Circle(radius=pixels(INPUT), stroke_width=stroke(3), stroke_color=self.theme.model)
        mark.set_fill(self.theme.surface, opacity=1).move_to(centre)
        label = Label(name, size=SIZES.smallest, colour=self.theme.muted)
        aside = np.array([pixels(INPUT + 10), label.em * 0.36, 0])
        return VGroup(mark, label.place(centre - aside, "right"))

    def _activation(self, across: float, middle: FloatArray) -> VGroup:
        centre = np.array([across, middle[1], 0.0])
        circle = Circle(radius=pixels(RADIUS), stroke_width=stroke(3))
        circle.set_stroke(self.theme.model).set_fill(self.theme.surface, opacity=1).move_to(centre)
        reach = np.array([pixels(RADIUS) * 0.62 / WIDEST, pixels(RADIUS) * 1.0, 0.0])

        def on_curve(sums: FloatArray) -> FloatArray:
            heights = sigmoid(sums) - 0.5
            return np.asarray(centre + np.stack([sums, heights, 0 * sums], axis=1) * reach)

        sums = np.linspace(-WIDEST, WIDEST, 41)
        curve = Follower(
            lambda: smooth_path(on_curve(sums)),
            stroke_color=self.theme.model,
            stroke_width=stroke(3.5),
        )
        point = Follower(
            lambda: disc(6) + on_curve(np.clip([self.total()], -WIDEST, WIDEST)),
            fill_color=self.theme.point,
            fill_opacity=1,
            stroke_width=0,
        )
        link = Line(
            middle + np.array([pixels(RADIUS), 0, 0]),
            centre - np.array([pixels(RADIUS), 0, 0]),
            color=self.theme.line,
            stroke_width=stroke(3),
        )
        return VGroup(link, circle, curve, point)

    def _output(self, middle: FloatArray) -> VGroup:
        start = np.array([at(ACTIVATION, 0)[0] + pixels(RADIUS), middle[1], 0.0])
        end = np.array([at(OUTPUT, 0)[0] - pixels(52), middle[1], 0.0])
        letter = math("model(p) =", self.theme, size=SIZES.formula)
        number = Number(lambda: float(sigmoid(np.array(self.total()))), 3, colour=self.theme.model)
        letter.place(end + np.array([pixels(14), -pixels(11), 0]))
        number.place(
            letter.get_right() * np.array([1, 0, 0]) + np.array([pixels(10), 0, 0]), "left"
        )
        baseline = middle[1] - pixels(11)
        number.place(np.array([letter.get_right()[0] + pixels(10), baseline, 0]), "left")
        return VGroup(arrow(lambda: (start, end), self.theme.model), letter, number)
