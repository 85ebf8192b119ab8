"""The names of the cell's parts, and below each that of the model's part which stands for it."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.biology.anatomy import AXON_END, BODY, HILLOCK, Anatomy
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Edge
from gradreel.scenes.stage.type.theme import Theme

PARTS = ("signal", "synapse", "body", "hillock", "axon")


class _Places:
    """The names of each part of the cell and of the model's, as fractions of the frame.

    Attributes:
        cell, model: where they are held, for each part.
        held: by which edge.
        synapse, body: pixels from a synapse to the end of its name, from the body down to its own.
    """

    columns = 0.17, 0.355, 0.475, 0.595, 0.81
    cell = Shaped(
        tuple((x, 0.595) for x in columns),
        tall=((0.05, 0.372), (0.05, 0.575), (0.95, 0.622), (0.95, 0.722), (0.95, 0.815)),
    )
    model = Shaped(
        tuple((x, 0.645) for x in columns),
        tall=((0.25, 0.372), (0.05, 0.607), (0.95, 0.654), (0.95, 0.754), (0.95, 0.847)),
    )
    held: Shaped[tuple[Edge, ...]] = Shaped(
        ("centre",) * 5, tall=("left", "left", "right", "right", "right")
    )
    synapse, body = Shaped(8.0, tall=22.0), Shaped(110.0, tall=80.0)


class Columns:
    """Names of parts.

    Attributes:
        pairs: for each part the cell's name and the model's, between the two drawings.
    """

    def __init__(self, anatomy: Anatomy, theme: Theme, texts: Captions) -> None:
        self.theme, self.texts, self.anatomy = theme, texts, anatomy
        places = zip(PARTS, _Places.cell, _Places.model, _Places.held, strict=True)
        self.pairs = [self._pair(*each) for each in places]

    def names_on(self, cell: Anatomy) -> list[Label]:
        """The names of the parts beside the large cell."""
        right_of_synapse = np.array([pixels(_Places.synapse), pixels(34), 0])
        below_body = np.array([0, pixels(_Places.body), 0])
        axon = cell.place((HILLOCK + AXON_END) / 2, 0.5)
        places: dict[str, tuple[FloatArray, Edge]] = {
            "synapse": (cell.synapse(0) + right_of_synapse, "right"),
            "dendrites": (cell.place(0.35, 0.1), "left"),
            "body": (cell.place(BODY, 0.5) - below_body, "centre"),
            "axon": (axon + np.array([0, pixels(40), 0]), "centre"),
        }
        return [
            Label(self.texts.label(key), size=SIZES.label, colour=self.theme.text).place(*place)
            for key, place in places.items()
        ]

    def _pair(
        self, key: str, cell: tuple[float, float], model: tuple[float, float], edge: Edge
    ) -> VGroup:
        upper = Label(self.texts.label(key), size=SIZES.label, colour=self.theme.muted)
        lower = Label(
            self.texts.label(f"model_{key}"), size=SIZES.label, colour=self.theme.model, bold=True
        )
        return VGroup(upper.place(at(*cell), edge), lower.place(at(*model), edge))
