"""All digits that are held out, side by side: those that are misread shine."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.digits.places import RATIO, WALL
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.type.grid import Box

FILLED = 0.88
"""Of a cell's side that a digit takes."""

RIGHT = 0.2
"""The opacity of a digit that is read right."""


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
        width, height = WALL.right - WALL.left, WALL.bottom - WALL.top
        self.columns = int(np.ceil(np.sqrt(self.n * width * RATIO / height)))
        self.rows = -(-self.n // self.columns)
        self._pitch = max(
            int(min(width * sheet.width / self.columns, height * sheet.height / self.rows)), 2
        )
        self._side = max(round(FILLED * self._pitch), 1)
        self._ink = self._inked()
        pixels = np.zeros((*self._ink.shape, 4), dtype=np.uint8)
        pixels[..., :3] = np.round(255 * np.array(to_rgb(sheet.theme.text)))
        self._left = round(sheet.x(WALL.left))
        low = round(sheet.y(WALL.top)) - self._ink.shape[0]
        self._low, self._pixels = low, pixels
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
        left = WALL.left + self._pitch * (row % self.columns) / self._sheet.width
        top = WALL.top + self._pitch * (row // self.columns) / self._sheet.height
        side = self._side
        return Box(left, left + side / self._sheet.width, top, top + side / self._sheet.height)

    def shown(
        self, record: tuple[int, int, float], opacity: float, judged: float
    ) -> Sequence[Artist]:
        """The wall as the network reads it, at a record or between two.

        Args:
            record: the indices of two records, and how far it is from the one to the other.
            opacity: of all of it.
            judged: how far down the rows those that are read right have stepped back, 0 to 1.
        """
        if not opacity:
            return ()
        before, after, share = record
        right = self._seen.are_right
        is_right = right[before] + share * (right[after] - right[before])
        row = np.arange(self.n) // self.columns
        swept = np.clip(judged * (self.rows + 1) - row, 0, 1)
        cells = np.zeros(self.rows * self.columns)
        cells[: self.n] = opacity * (1.0 - (1.0 - RIGHT) * swept * is_right)
        lights = np.kron(cells.reshape(self.rows, self.columns), np.ones((self._pitch,) * 2))
        pixels = self._pixels.copy()
        pixels[..., 3] = np.round(255 * self._ink * lights)
        self._image.set_data(pixels)
        return (self._image,)
