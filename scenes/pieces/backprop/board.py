"""The board of the story: what is written on it beside the workings of a pass."""

import numpy as np
from manim import VGroup, VMobject

from gradreel.scenes.pieces.backprop.diagram import PassDiagram
from gradreel.scenes.pieces.backprop.sentences import PassTexts
from gradreel.scenes.stage.manim.board.stacked import StackedWorkings
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.place import fractions
from gradreel.scenes.stage.manim.workings import GAP, LARGEST
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.frame import Shaped, is_tall

KEY = 31.0
"""Pixels that the key to gradients takes in a tall frame."""


class _Places:
    """The board's edges, as fractions of the frame's height."""

    top, bottom = Shaped(0.772, tall=0.725), 0.95


class PassBoard(StackedWorkings):
    """Workings that know the diagram above them."""

    def __init__(self, diagram: PassDiagram, texts: PassTexts) -> None:
        self.diagram, self.texts = diagram, texts
        super().__init__(diagram.theme, top=_Places.top, bottom=_Places.bottom)

    def cell(self, key: str, formula: str, **values: object) -> VGroup:
        """A formula under the label of a key, to be written at the left."""
        (made,) = self.cells((self.texts.texts.label(key, **values), formula))
        return made

    def scaled_unit(self) -> int | None:
        """The first input with more than two values, if inputs were scaled."""
        data = self.texts.data
        if not data.is_scaled:
            return None
        counts = [len(np.unique(column)) for column in data.features.T]
        return next((unit for unit, count in enumerate(counts) if count > 2), 0)

    def scaling(self, done: SamplePass, unit: int) -> VGroup:
        """How an input was scaled."""
        data = self.texts.data
        scaled = maths.standardised(
            float(done.sample.features[0, unit]),
            float(data.mean[unit]),
            float(data.sd[unit]),
            done.activation(0, unit),
        )
        name = self.texts.texts.column(data.feature_names[unit])
        return self.cell("standardised", scaled, name=name)

    def key_to_edges(self) -> VGroup:
        """What the edges' widths and colours mean, and how many parameters there are."""
        key = VGroup(
            self.title(self.texts.label("edges"), self.left),
            self.diagram.key_to_weights(self.baseline(self.left)),
        )
        beside = self.left if is_tall() else fractions(key.get_right())[0] + 2 * GAP
        edges, units = len(self.diagram.network.edges), sum(self.diagram.network.sizes[1:])
        counted = math(f"{edges} + {units} = {edges + units}", self.theme, size=LARGEST)
        count = VGroup(
            self.title(self.texts.texts.label("counted", edges=edges, units=units), beside),
            counted.place(self.baseline(beside)),
        )
        if is_tall():
            self.spread([key, count])
        return VGroup(key, count)

    def coming_back(
        self, titles: tuple[str, str], done: SamplePass, layer: int, unit: int
    ) -> list[VGroup]:
        """Two cells: how the error comes back to a unit's value, and from that to its sum."""
        gathered, summed = titles
        return self.in_turn(
            (gathered, maths.gathered(done, layer, unit)),
            (summed, maths.through_activation(done, layer, unit)),
        )

    def gradients(self, done: SamplePass, edge: EdgeIndex) -> list[VMobject]:
        """How an edge gets its gradient, what lines of gradients mean, how a bias gets its own.

        The last is left out where there is no room for it.
        """
        words = self.texts.label
        of_weight = words("weight_title"), maths.weight_gradient(done, edge)
        of_bias = words("bias_title"), maths.bias_gradient(done, done.last, 0)
        if is_tall():
            return self._gradients_below_each_other(of_weight, of_bias)
        (weight,) = self.cells(of_weight)
        left = fractions(weight.get_right())[0] + GAP
        title = self.title(words("gradients"), left)
        key = VGroup(title, self.diagram.widths_of_gradients(self.baseline(left)))
        (bias,) = self.cells(of_bias, left=fractions(key.get_right())[0] + GAP)
        fits = fractions(bias.get_right())[0] <= self.right
        return [weight, key, bias] if fits else [weight, key]

    def computed_and_used(
        self, computed: tuple[str, str], title: str, updates: tuple[str, str]
    ) -> list[VGroup]:
        """Two cells: a gradient, and the step by it, with its rule if there is room for that."""
        for update in updates:
            made = self.cells(computed, (title, update), gap=0.06)
            if not is_tall() or self.holds(made):
                break
        return made

    def _gradients_below_each_other(self, *contents: tuple[str, str]) -> list[VMobject]:
        """The same in a tall frame, where the lines are beside their title."""
        weight, bias = self._below_each_other(*contents, spare=KEY)
        title = self.title(self.texts.label("gradients"), self.left)
        beside = fractions(title.get_right())[0] + GAP
        lines = self.diagram.widths_of_gradients(self.title_foot(beside))
        made: list[VMobject] = [weight, VGroup(title, lines), bias]
        self.spread(made)
        return made
