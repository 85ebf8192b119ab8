"""The board of the story: what is written on it beside the workings of a pass."""

import numpy as np
from manim import VGroup, VMobject

from gradreel.scenes.pieces.backprop import maths
from gradreel.scenes.pieces.backprop.diagram import PassDiagram
from gradreel.scenes.pieces.backprop.sentences import PassTexts
from gradreel.scenes.stage.manim.place import pixels
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.runs.sample_pass import SamplePass


class PassBoard(Workings):
    """Workings that know the diagram above them."""

    def __init__(self, diagram: PassDiagram, texts: PassTexts) -> None:
        self.diagram, self.texts = diagram, texts
        super().__init__(diagram.theme)

    def scaling(self, done: SamplePass) -> list[tuple[str, str]]:
        """How the first input with more than two values was scaled; nothing if none was."""
        data = self.texts.data
        if not np.any(data.mean):
            return []
        counts = [len(np.unique(column)) for column in data.features.T]
        unit = next((unit for unit, count in enumerate(counts) if count > 2), 0)
        scaled = maths.standardised(
            float(done.sample.features[0, unit]),
            float(data.mean[unit]),
            float(data.sd[unit]),
            done.activation(0, unit),
        )
        name = self.texts.texts.column(data.feature_names[unit])
        return [(self.texts.texts.label("standardised", name=name), scaled)]

    def key_to_edges(self) -> VGroup:
        """What the edges' widths and colours mean, right of what is written."""
        left = self.next_left
        title = self.title(self.texts.label("edges"), left)
        return VGroup(title, self.diagram.key_to_weights(self.baseline(left)))

    def coming_back(
        self, titles: tuple[str, str], done: SamplePass, layer: int, unit: int
    ) -> list[VGroup]:
        """Two cells: how the error comes back to a unit's value, and from that to its sum."""
        gathered, summed = titles
        return self.in_turn(
            (gathered, maths.gathered(done, layer, unit)),
            (summed, maths.through_activation(done, layer, unit)),
        )

    def footnote(self, done: SamplePass) -> list[VMobject]:
        """How a bias gets its gradient; or that some edges have no room for their number."""
        left = self.next_left
        if all(self.diagram.network.has_room(layer) for layer in range(1, done.last + 1)):
            bias = maths.bias_gradient(done, done.last, 0)
            return [*self.cells((self.texts.label("bias_title"), bias), left=left)]
        return [self.title(self.texts.label("no_room"), left)]

    def handing_on(self, found: VGroup, used: VGroup) -> VMobject:
        """An arrow from one cell's formula to the next cell's."""
        height = used[1].get_center()[1]
        start = np.array([found[1].get_right()[0] + pixels(16), height, 0])
        end = np.array([used.get_left()[0] - pixels(16), height, 0])
        return self.diagram.arrow_on(start, end)
