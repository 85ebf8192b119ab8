"""The board of the story: what is written on it beside the workings of a pass."""

import numpy as np
from manim import VGroup, VMobject

from gradreel.scenes.pieces.backprop.diagram import PassDiagram
from gradreel.scenes.pieces.backprop.sentences import PassTexts
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.place import fractions, pixels
from gradreel.scenes.stage.manim.workings import GAP, LARGEST, Workings
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.sample_pass import SamplePass


class PassBoard(Workings):
    """Workings that know the diagram above them."""

    def __init__(self, diagram: PassDiagram, texts: PassTexts) -> None:
        self.diagram, self.texts = diagram, texts
        super().__init__(diagram.theme)

    def cell(self, key: str, formula: str, **values: object) -> VGroup:
        """A formula under the label of a key, to be written at the left."""
        (made,) = self.cells((self.texts.texts.label(key, **values), formula))
        return made

    def scaled_unit(self) -> int | None:
        """The first input with more than two values, if inputs were scaled."""
        data = self.texts.data
        if not np.any(data.mean):
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
        """What the edges' widths and colours mean."""
        left = self.left
        title = self.title(self.texts.label("edges"), left)
        key = VGroup(title, self.diagram.key_to_weights(self.baseline(left)))
        beside = fractions(key.get_right())[0] + 2 * GAP
        edges, units = len(self.diagram.network.edges), sum(self.diagram.network.sizes[1:])
        counted = math(f"{edges} + {units} = {edges + units}", self.theme, size=LARGEST)
        return key.add(
            self.title(self.texts.texts.label("counted", edges=edges, units=units), beside),
            counted.place(self.baseline(beside)),
        )

    def coming_back(
        self, titles: tuple[str, str], done: SamplePass, layer: int, unit: int
    ) -> list[VGroup]:
        """Two cells: how the error comes back to a unit's value, and from that to its sum."""
        gathered, summed = titles
        return self.in_turn(
            (gathered, maths.gathered(done, layer, unit)),
            (summed, maths.through_activation(done, layer, unit)),
        )

    def key_to_gradients(self, done: SamplePass) -> list[VGroup]:
        """What lines of gradients mean, and how a bias gets its own, right of what is written."""
        left = self.next_left
        title = self.title(self.texts.label("gradients"), left)
        key = VGroup(title, self.diagram.widths_of_gradients(self.baseline(left)))
        bias = self.texts.label("bias_title"), maths.bias_gradient(done, done.last, 0)
        (cell,) = self.cells(bias, left=fractions(key.get_right())[0] + GAP)
        return [key, cell] if fractions(cell.get_right())[0] <= self.right else [key]

    def handing_on(self, found: VGroup, used: VGroup) -> VMobject:
        """An arrow from one cell's formula to the next cell's."""
        height = used[1].get_center()[1]
        start = np.array([found[1].get_right()[0] + pixels(16), height, 0])
        end = np.array([used.get_left()[0] - pixels(16), height, 0])
        return self.diagram.arrow_on(start, end)
