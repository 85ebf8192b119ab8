"""A digit as 64 squares, that may lie anywhere, and the numbers in them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.digits.places import in_pixels, pixel_places
from gradreel.scenes.pieces.digits.shapes import paint, polygons
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.typesetting import number_text

FILL = 0.92
"""Of a pixel's side that is drawn."""

SWEEP = 0.125
"""Share of a sweep over the rows that each row takes."""

MIDDLING = 0.4
"""From so much ink on a number is written in the background's colour."""


class DigitPicture:
    """The pixels of one digit, nearer to the text's colour where there is more ink.

    It hides what is below it, edges that begin at its pixels among that.
    """

    def __init__(self, sheet: Sheet, pixels: FloatArray) -> None:
        """Make the squares.

        Args:
            sheet: where they will be drawn.
            pixels: (64,), from 0 to 1.
        """
        self._sheet, self._pixels = sheet, pixels
        self._squares, self._ground = polygons(sheet), polygons(sheet)

    def shown(self, box: Box, seen: float = 1.0, opacity: float = 1.0) -> Sequence[Artist]:
        """Its artists in a box.

        Args:
            box: where.
            seen: how far a sweep from the first row to the last has come, 0 to 1.
            opacity: of all of it.
        """
        if not seen or not opacity:
            return ()
        self._squares.set_verts(list(_corners(self._sheet, box)))
        ink, ground = (np.array(to_rgb(each)) for each in self._colours)
        rows = np.repeat(np.clip((seen * (1 + SWEEP) - np.arange(8) / 8) / SWEEP, 0, 1), 8)
        colours = ground + self._pixels[:, None] * (ink - ground)
        paint(self._squares, colours, rows * opacity)
        self._ground.set_verts([_outline(self._sheet, box)])
        paint(self._ground, np.array([to_rgb(self._sheet.theme.background)]), opacity)
        return self._ground, self._squares

    @property
    def _colours(self) -> tuple[str, str]:
        return self._sheet.theme.text, self._sheet.theme.surface

    def numbers(self, box: Box, written: float, opacity: float) -> Sequence[Artist]:
        """So large a share of its pixels' values, written in them one after the other."""
        if not opacity:
            return ()
        labels = self._labels(box)[: round(64 * written)]
        for label in labels:
            label.set_alpha(opacity)
        return labels

    def _labels(self, box: Box) -> list[Label]:
        if not hasattr(self, "_written"):
            theme = self._sheet.theme
            self._written = [
                Label(
                    self._sheet,
                    number_text(value, 0 if value in (0, 1) else 1),
                    (float(x), float(y) + down(SIZES.label * 0.36)),
                    colour=theme.background if value > MIDDLING else theme.text,
                    edge="centre",
                    bold=True,
                )
                for value, (x, y) in zip(self._pixels.tolist(), pixel_places(box), strict=True)
            ]
        return self._written


def _corners(sheet: Sheet, box: Box) -> FloatArray:
    """The corners (64, 4, 2) of the squares, in pixels of the frame."""
    middles = pixel_places(box)
    reach = np.array([box.right - box.left, box.bottom - box.top]) / 16 * FILL
    around = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach
    return in_pixels(sheet, middles[:, None] + around)


def _outline(sheet: Sheet, box: Box) -> FloatArray:
    corners = [(box.left, box.top), (box.right, box.top)]
    corners += [(box.right, box.bottom), (box.left, box.bottom)]
    return in_pixels(sheet, np.array(corners))
