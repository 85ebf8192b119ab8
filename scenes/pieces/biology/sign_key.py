"""What the two colours of synapses mean."""

import numpy as np
from manim import VGroup, VMobject

from gradreel.scenes.pieces.biology.anatomy import Anatomy
from gradreel.scenes.pieces.biology.signals import CellResponse
from gradreel.scenes.stage.manim.marks import disc
from gradreel.scenes.stage.manim.place import pixels
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

RADIUS, ASIDE = 9.0, 20.0
"""Of a disc, and from its middle to the words, in pixels."""


class _Places:
    """Of the cell's box: where it begins, its first line, and from line to line."""

    across, first, line = (
        Shaped(0.47, tall=0.33),
        Shaped(0.845, tall=1.03),
        Shaped(0.085, tall=0.112),
    )


class SignKey(VGroup):
    """A disc in the colour of each sign that the synapses have, with what it does."""

    def __init__(
        self, cell: Anatomy, response: CellResponse, theme: Theme, texts: Captions
    ) -> None:
        signs = [("lifts", 1.0)] + [("lowers", -1.0)] * response.has_inhibition
        super().__init__()
        for index, (key, sign) in enumerate(signs):
            middle = cell.place(_Places.across, _Places.first + _Places.line * index)
            mark = VMobject(fill_color=theme.of_sign(sign), fill_opacity=1, stroke_width=0)
            words = Label(texts.label(key), size=SIZES.label, colour=theme.muted)
            words.place(middle + np.array([pixels(ASIDE), -words.em * 0.3, 0]))
            self.add(mark.set_points(disc(RADIUS) + middle), words)
