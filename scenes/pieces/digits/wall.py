"""All digits that are held out, side by side, in one colour if read right, in another if not."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.digits.places import DigitRooms, in_pixels
from gradreel.scenes.pieces.digits.telling import Shares
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.type.frame import laid_out
from gradreel.scenes.stage.type.grid import Box

FILLED = 0.88
"""Of a cell's side that a digit takes."""

RIGHT, UNJUDGED = 0.75, 0.55
"""The opacities of a digit that is read right, and of one of which nothing is said yet."""


CORNERS, RING, WIDTH = 24, 1.35, 2.2
"""Of a ring about a digit; its size, that of a cell being 1; its width in pixels of a 1280x720
frame."""


class Wall:
    """A small picture of each held-out digit, in rows."""

    def __init__(self, sheet: Sheet, seen: HeldOut) -> None:
        """Make the pictures.

        Args:
            sheet: where they will be drawn.
            seen: the digits, and how they are read.
        """
        self._sheet, self._seen = sheet, seen
        self.n = seen.data.n
        width, height = (
            DigitRooms.wall.right - DigitRooms.wall.left,
            DigitRooms.wall.bottom - DigitRooms.wall.top,
        )
        ratio = laid_out().across / laid_out().down
        self.columns = int(np.ceil(np.sqrt(self.n * width * ratio / height)))
        self.rows = -(-self.n // self.columns)
        self._pitch = max(
            int(min(width * sheet.width / self.columns, height * sheet.height / self.rows)), 2
        )
        self._side = max(round(FILLED * self._pitch), 1)
        self._ink = self._inked()
        self._left = round(sheet.x(DigitRooms.wall.left))
        low = round(sheet.y(DigitRooms.wall.top)) - self._ink.shape[0]
        self._rings = LineCollection([], linewidths=sheet.stroke(WIDTH), colors=sheet.theme.text)
        self._rings.set_figure(sheet.figure)
        pixels = np.zeros((*self._ink.shape, 4), dtype=np.uint8)
        self._image = sheet.picture(pixels, self._left, low)

    def _inked(self) -> FloatArray:
        """The ink (h, w) of all digits in their cells, 0 to 1."""
        ink = np.zeros((self.rows * self._pitch, self.columns * self._pitch))
        for row, digit in enumerate(self._seen.data.inputs):
            scaled = Image.fromarray(np.round(255 * digit.reshape(8, 8)).astype(np.uint8)).resize(
                (self._side, self._side), Image.Resampling.HAMMING
            )
            top, left = self._pitch * (row // self.columns), self._pitch * (row % self.columns)
            ink[top : top + self._side, left : left + self._side] = np.asarray(scaled) / 255
        return ink

    def box(self, row: int) -> Box:
        """Where the picture of one of them is, as fractions of the stage."""
        left = DigitRooms.wall.left + self._pitch * (row % self.columns) / self._sheet.width
        top = DigitRooms.wall.top + self._pitch * (row // self.columns) / self._sheet.height
        side = self._side
        return Box(left, left + side / self._sheet.width, top, top + side / self._sheet.height)

    def shown(self, shares: Shares, opacity: float, judged: float) -> Sequence[Artist]:
        """The wall as the network reads it.

        Args:
            shares: of recorded steps.
            opacity: of all of it.
            judged: how far down the rows it is said what is right, 0 to 1.
        """
        if not opacity:
            return ()
        swept = np.clip(judged * (self.rows + 1) - np.arange(self.n) // self.columns, 0, 1)[:, None]
        right = self._seen.are_right
        is_right = np.sum([share * right[step] for step, share in shares], axis=0)[:, None]
        said = is_right * self._right + (1 - is_right) * self._misread
        cells = np.zeros((self.rows * self.columns, 4))
        cells[: self.n] = self._unjudged + swept * (said - self._unjudged)
        lights = cells.reshape(self.rows, self.columns, 4)
        pixels = lights.repeat(self._pitch, axis=0).repeat(self._pitch, axis=1)
        pixels[..., 3] *= opacity * self._ink
        self._image.set_data(np.round(255 * pixels).astype(np.uint8))
        return (self._image,)

    @property
    def _right(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.model, RIGHT))

    @property
    def _misread(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.text))

    @property
    def _unjudged(self) -> FloatArray:
        return np.array(to_rgba(self._sheet.theme.muted, UNJUDGED))

    def rings(self, ringed: float, opacity: float) -> Sequence[Artist]:
        """So large a share of rings about the digits that are misread at the end."""
        if not ringed or not opacity:
            return ()
        outlines = self._outlines[: round(ringed * len(self._outlines))]
        self._rings.set_segments(outlines)
        self._rings.set_alpha(opacity)
        return (self._rings,)

    @cached_property
    def _outlines(self) -> list[FloatArray]:
        turn = np.linspace(0, 2 * np.pi, CORNERS)
        circle = 0.5 * RING * self._pitch * np.column_stack([np.cos(turn), np.sin(turn)])
        return [
            in_pixels(self._sheet, _middle(self.box(row))) + circle
            for row in np.flatnonzero(self._seen.are_right[-1] == 0).tolist()
        ]


def _middle(box: Box) -> FloatArray:
    return np.array([box.left + box.right, box.top + box.bottom]) / 2
