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
from gradreel.scenes.stage.type.grid import SIZES

LEAST = 0.14
"""How far a cell that holds one digit stands out."""

GAP = 0.06
"""Of a cell's side, between two."""

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
        theme, (wide, side) = sheet.theme, self._side
        self._names: list[Artist] = []
        for digit in range(self._count):
            column = (
                DigitRooms.matrix.left + wide * (digit + 0.5),
                DigitRooms.matrix.top - down(0.014),
            )
            row = (
                DigitRooms.matrix.left - 0.008,
                DigitRooms.matrix.top + side * (digit + 0.5) + down(SIZES.smallest * 0.36),
            )
            for place, edge in ((column, "centre"), (row, "right")):
                self._names.append(
                    Label(
                        sheet,
                        str(digit),
                        place,
                        colour=theme.muted,
                        size=SIZES.smallest,
                        edge="centre" if edge == "centre" else "right",
                    )
                )
        middle = (DigitRooms.matrix.left + DigitRooms.matrix.right) / 2
        self._names.append(
            Label(
                sheet,
                texts.label("answers"),
                (middle, DigitRooms.matrix.top - down(0.056)),
                colour=theme.muted,
                edge="centre",
            )
        )
        truth = Label(
            sheet,
            texts.label("truths"),
            (
                DigitRooms.matrix.left - DigitRooms.to_truth,
                (DigitRooms.matrix.top + DigitRooms.matrix.bottom) / 2,
            ),
            colour=theme.muted,
            edge="centre",
        )
        truth.set_rotation(90)
        self._names.append(truth)
        self._numbers = self._number_places()

    @property
    def _side(self) -> tuple[float, float]:
        """A cell's width and height, as fractions of the stage's."""
        width, height = (
            DigitRooms.matrix.right - DigitRooms.matrix.left,
            DigitRooms.matrix.bottom - DigitRooms.matrix.top,
        )
        return width / self._count, height / self._count

    def _corners(self) -> list[FloatArray]:
        wide, tall = (
            DigitRooms.matrix.right - DigitRooms.matrix.left,
            DigitRooms.matrix.bottom - DigitRooms.matrix.top,
        )
        made = []
        for row in range(self._count):
            for column in range(self._count):
                spans = (
                    np.array([column + GAP, column + 1 - GAP]),
                    np.array([row + GAP, row + 1 - GAP]),
                )
                (left, right), (top, low) = (each / self._count for each in spans)
                corners = np.array([[left, top], [right, top], [right, low], [left, low]])
                made.append(
                    in_pixels(
                        self._sheet,
                        np.array([DigitRooms.matrix.left, DigitRooms.matrix.top])
                        + corners * [wide, tall],
                    )
                )
        return made

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
        wide, tall = self._side
        return [
            Label(
                self._sheet,
                "0",
                (
                    DigitRooms.matrix.left + wide * (column + 0.5),
                    DigitRooms.matrix.top + tall * (row + 0.5) + down(SIZES.smallest * 0.36),
                ),
                colour=self._sheet.theme.text,
                size=SIZES.smallest,
                edge="centre",
            )
            for row in range(self._count)
            for column in range(self._count)
        ]
