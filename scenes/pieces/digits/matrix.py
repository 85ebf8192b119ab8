"""What the digits are taken for: rows of the truth, columns of the answer."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.pieces.digits.places import DigitRooms, in_pixels
from gradreel.scenes.pieces.digits.shapes import paint, polygons
from gradreel.scenes.pieces.digits.telling import Shares
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES, Edge

LEAST = 0.14
"""How far a cell that holds one digit stands out."""

GAP = 0.06
"""Of a cell's side, between two."""

HALF = 0.36
"""Of a digit's height, in em."""

BRIGHT = 0.45
"""How far a cell stands out whose number is written in the background's colour."""


class Matrix:
    """The answers counted: those on the diagonal are right."""

    def __init__(self, sheet: Sheet, seen: HeldOut, texts: Captions) -> None:
        """Make the cells and the names of rows and columns.

        Args:
            sheet: where they will be drawn.
            seen: the digits, and how they are read.
            texts: the words.
        """
        self._sheet, self._seen = sheet, seen
        self._count = seen.data.n_classes
        self._cells = polygons(sheet)
        self._cells.set_verts(self._corners())
        digits = [name for digit in range(self._count) for name in self._digit_names(digit)]
        self._names = [*digits, *self._titles(texts)]
        self._numbers = self._number_places()

    def _digit_names(self, digit: int) -> tuple[Label, Label]:
        """A digit above its column, and left of its row."""
        room, (wide, tall) = DigitRooms.matrix, self._side
        above = room.left + wide * (digit + 0.5), room.top - down(0.014)
        beside = room.left - 0.008, room.top + tall * (digit + 0.5) + down(SIZES.smallest * HALF)
        muted = self._sheet.theme.muted
        return (
            self._small(str(digit), above, "centre", muted),
            self._small(str(digit), beside, "right", muted),
        )

    def _titles(self, texts: Captions) -> tuple[Label, Label]:
        """What the columns are, above them, and the rows, left of them and turned."""
        room, muted = DigitRooms.matrix, self._sheet.theme.muted
        above = (room.left + room.right) / 2, room.top - down(0.056)
        beside = room.left - DigitRooms.to_truth, (room.top + room.bottom) / 2
        answers, truths = (
            Label(self._sheet, texts.label(key), place, colour=muted, edge="centre")
            for key, place in (("answers", above), ("truths", beside))
        )
        truths.set_rotation(90)
        return answers, truths

    def _small(self, content: str, place: tuple[float, float], edge: Edge, colour: str) -> Label:
        return Label(self._sheet, content, place, colour=colour, size=SIZES.smallest, edge=edge)

    @property
    def _side(self) -> tuple[float, float]:
        """A cell's width and height, as fractions of the stage's."""
        room = DigitRooms.matrix
        return (room.right - room.left) / self._count, (room.bottom - room.top) / self._count

    def _corners(self) -> list[FloatArray]:
        """The corners (4, 2) of each cell in pixels, row by row."""
        room = DigitRooms.matrix
        corner = np.array([room.left, room.top])
        whole = np.array([room.right - room.left, room.bottom - room.top])
        low, high = GAP, 1 - GAP
        square = np.array([[low, low], [high, low], [high, high], [low, high]])
        cells = ([column, row] for row in range(self._count) for column in range(self._count))
        return [
            in_pixels(self._sheet, corner + (square + cell) / self._count * whole) for cell in cells
        ]

    def shown(self, index: int, shares: Shares, opacity: float, counted: float) -> Sequence[Artist]:
        """The matrix at a recorded step: a cell stands out by its share of its row.

        Args:
            index: of the step.
            shares: of this step and those before it, of which the cells have the colours.
            opacity: of all of it.
            counted: how many of the cells that hold any are filled in, a share from 0 to 1.
        """
        if not opacity:
            return ()
        counts = self._seen.confusion(index)
        holding = (counts > 0).cumsum().reshape(counts.shape)
        filled = np.clip(counted * (holding.max() + 1) - holding + 1, 0, 1) * (counts > 0)
        lights = np.sum([share * self._lights(step) for step, share in shares], axis=0)
        self._paint(np.where(counts > 0, filled, 1.0 if counted == 1 else 0.0) * lights, opacity)
        for name in self._names:
            name.set_alpha(opacity)
        return [self._cells, *self._names, *self._written(counts, lights, opacity * filled)]

    def _lights(self, index: int) -> FloatArray:
        counts = self._seen.confusion(index)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return np.where(shares > 0, LEAST + (1 - LEAST) * np.sqrt(shares), 0.0)

    def _paint(self, lights: FloatArray, opacity: float) -> None:
        theme = self._sheet.theme
        ground, on, off = (
            np.array(to_rgb(each)) for each in (theme.surface, theme.model, theme.text)
        )
        is_right = np.eye(self._count, dtype=bool)[..., None]
        colours = ground + lights[..., None] * (np.where(is_right, on, off) - ground)
        paint(self._cells, colours.reshape(-1, 3), opacity)

    def _written(self, counts: IntArray, lights: FloatArray, shown: FloatArray) -> list[Label]:
        """How many each cell holds."""
        theme, made = self._sheet.theme, []
        for cell in zip(*np.nonzero(shown), strict=True):
            label = self._numbers[cell[0] * self._count + cell[1]]
            label.set_text(str(counts[cell]))
            label.set_color(theme.background if lights[cell] > BRIGHT else theme.text)
            label.set_alpha(float(shown[cell]))
            made.append(label)
        return made

    def _number_places(self) -> list[Label]:
        room, (wide, tall) = DigitRooms.matrix, self._side
        across = [room.left + wide * (column + 0.5) for column in range(self._count)]
        rows = [
            room.top + tall * (row + 0.5) + down(SIZES.smallest * HALF)
            for row in range(self._count)
        ]
        text = self._sheet.theme.text
        return [self._small("0", (x, y), "centre", text) for y in rows for x in across]
