"""The names of the cell's parts, and below each that of the model's part which stands for it."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.biology.anatomy import AXON_END, BODY, HILLOCK, Anatomy
from gradreel.scenes.pieces.biology.model import ACTIVATION, AREA, OUTPUT
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Edge
from gradreel.scenes.stage.type.theme import Theme

PARTS = ("signal", "synapse", "body", "hillock", "axon")
COLUMNS = (0.17, 0.355, AREA.right, ACTIVATION, OUTPUT)
"""Across the frame: the middles of the names."""
UPPER, LOWER = 0.595, 0.645
"""Baselines of a part of the cell and of the model's."""


class Columns:
    """Names of parts.

    Attributes:
        pairs: for each part the cell's name and the model's, between the two drawings.
    """

    def __init__(self, anatomy: Anatomy, theme: Theme, texts: Captions) -> None:
        self.theme, self.texts, self.anatomy = theme, texts, anatomy
        self.pairs = [self._pair(key, across) for key, across in zip(PARTS, COLUMNS, strict=True)]

    def names_on(self, cell: Anatomy) -> list[Label]:
        """The names of the parts beside the large cell."""
        axon = cell.place((HILLOCK + AXON_END) / 2, 0.5)
        places: dict[str, tuple[FloatArray, Edge]] = {
            "synapse": (cell.synapse(0) + np.array([pixels(8), pixels(34), 0]), "right"),
            "dendrites": (cell.place(0.35, 0.1), "left"),
            "body": (cell.place(BODY, 0.5) - np.array([0, pixels(110), 0]), "centre"),
            "axon": (axon + np.array([0, pixels(40), 0]), "centre"),
        }
        return [
            Label(self.texts.label(key), size=SIZES.label, colour=self.theme.text).place(*place)
            for key, place in places.items()
        ]

    def _pair(self, key: str, across: float) -> VGroup:
        upper = Label(self.texts.label(key), size=SIZES.label, colour=self.theme.muted)
        lower = Label(
            self.texts.label(f"model_{key}"), size=SIZES.label, colour=self.theme.model, bold=True
        )
        return VGroup(
            upper.place(at(across, UPPER), "centre"), lower.place(at(across, LOWER), "centre")
        )
