"""Matrices as squares of colours: where these are, as large as they fit, and their picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations, pairwise, product
from typing import TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.moves import stretch
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.quantity import sized
from gradreel.scenes.stage.type.style import SIZES, Theme, down

STRENGTH = 0.6
"""Of a number whose size is a share of the limit, colour has this power of the share."""
SEAM, FINE = 0.1, 5.0
"""What is left free of a square's side, unless that has at most so many pixels."""
BAR, RAISED, POINTER, GAP = 0.026, 0.024, 0.014, 0.012
"""How high a scale of colours is, from its number down to it and that number's pointer, in heights
of a wide stage; and from the scale to its ends' numbers, in the stage's widths."""
POWERS = 0.0, 0.08, 0.16
"""By these powers of how many squares it has, those of a large matrix may be smaller."""
ROUNDS = 12
"""How often the size of what is packed is halved upon."""
Index = TypeVar("Index", int, IntArray)


class SignColours:
    """The colours of numbers by their sign and size, a faint one of 0.

    Args:
        theme: its colours of signs are those of the limit.
        limit: the size from which on a number has the full colour.

    Attributes:
        limit: that size.
        scale: (511, 3), those of numbers from the negative limit to the positive one.
    """

    def __init__(self, theme: Theme, limit: float) -> None:
        self.limit = limit
        colours = theme.surface, theme.negative, theme.positive
        ground, low, high = (np.array(to_rgb(each)) for each in colours)
        along = np.linspace(-1, 1, 511)[:, None]
        mixed = ground + np.abs(along) ** STRENGTH * (np.where(along < 0, low, high) - ground)
        self.scale = np.round(255 * mixed).astype(np.uint8)

    def of(self, numbers: FloatArray) -> Pixels:
        """Those of numbers (...): (..., 3)."""
        shares = np.clip(numbers / self.limit, -1, 1)
        return np.asarray(self.scale[np.round(255 * (1 + shares)).astype(int)])


class SignScale:
    """A bar of such colours with its limits, and a pointer to a number.

    Args:
        sheet: where it will be drawn.
        colours: those that it explains.
        left: the left edge of all, a fraction of the stage's width.
        wide: how wide the bar itself is, likewise.
        baseline: of its words, a fraction of the stage's height.

    Attributes:
        artists: the bar and its limits.
    """

    def __init__(
        self, sheet: Sheet, colours: SignColours, left: float, wide: float, baseline: float
    ) -> None:
        self._sheet, self._limit = sheet, colours.limit
        limit = sized(self._limit, 2).text(self._limit)
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.smallest)
        low = small(f"≤ −{limit}", (left, baseline))
        left += low.width + GAP
        high = small(f"≥ {limit}", (left + wide + GAP, baseline))
        self._ends = sheet.at(left, baseline), sheet.at(left + wide, baseline - down(BAR))
        opaque = np.full((1, len(colours.scale), 1), 255, dtype=np.uint8)
        bar = stretch(sheet)(np.dstack([colours.scale[None], opaque]), Bbox([*self._ends]))
        self.artists: Sequence[Artist] = (low, bar, high)
        self._tip = Polygon([(0, 0)], color=sheet.theme.text, linewidth=0, figure=sheet.figure)
        self._number = Label(sheet, "", edge="centre", bold=True)

    def pointed(self, number: float, alpha: float) -> Sequence[Artist]:
        """Point to a number, or to the end beyond which it lies."""
        (left, _), (right, high) = self._ends
        share = (1 + float(np.clip(number / self._limit, -1, 1))) / 2
        size, x = self._sheet.tall(POINTER), left + share * (right - left)
        self._tip.set_xy([(x, high), (x + size / 2, high + size), (x - size / 2, high + size)])
        self._tip.set_alpha(alpha)
        self._number.set_text(sized(self._limit, 3).text(number))
        return [self._tip, *self._number.put(np.array([x, high + self._sheet.tall(RAISED)]), alpha)]


def block_sizes(shape: Sequence[int], largest: Sequence[int]) -> tuple[int, ...]:
    """How many rows and columns are told as one, for there to be no more than the largest."""
    return tuple(-(-count // most) for count, most in zip(shape, largest, strict=True))


def block_means(given: FloatArray, largest: tuple[int, int]) -> FloatArray:
    """The means (S, r, c) of blocks of matrices (S, R, C) that are too large."""
    for axis, size in enumerate(block_sizes(given.shape[1:], largest), start=1):
        count = given.shape[axis]
        starts = np.arange(0, count, size)
        shape = [-1 if each == axis else 1 for each in range(3)]
        given = np.add.reduceat(given, starts, axis=axis)
        given = given / np.diff([*starts, count]).reshape(shape)
    return given


def tiled(given: FloatArray, rows: int, columns: int) -> FloatArray:
    """Rows (r, side**2) as square pictures in rows and columns of such; 0 where there is none."""
    side = math.isqrt(given.shape[1])
    padded = np.zeros((rows * columns, side, side))
    padded[: len(given)] = given.reshape(-1, side, side)
    return padded.reshape(rows, columns, side, side).swapaxes(1, 2).reshape(rows * side, -1)


def in_tiles(row: Index, column: Index, side: int, columns: int) -> tuple[Index, Index]:
    """Row and column there of what is at a row and column of the matrix that was tiled."""
    (below, right), (y, x) = (row // columns, row % columns), (column // side, column % side)
    return below * side + y, right * side + x


@dataclass(frozen=True, eq=False)
class Squares:
    """Where the rows and columns of squares are, in pixels.

    Attributes:
        x, y: (2, c), (2, r): where each begins and ends; y is counted from above.
    """

    x: FloatArray
    y: FloatArray

    @classmethod
    def of(
        cls, corner: FloatArray, pitch: FloatArray, shape: tuple[int, int], every: float = np.inf
    ) -> "Squares":
        """Lay out squares.

        Args:
            corner: (2,), their left and upper edge.
            pitch: (2,), from one to the next, across and down.
            shape: of how many rows and columns.
            every: after so many, across and down, one is left free.
        """
        rows, columns = shape
        return cls(
            _spaced(corner[0], pitch[0], columns, every), _spaced(corner[1], pitch[1], rows, every)
        )

    def at(self, row: int | IntArray, column: int | IntArray) -> FloatArray:
        """Left, right, upper and lower edges (4, ...) of squares."""
        return np.concatenate([self.x[:, column], self.y[:, row]])

    def pixels(self, colours: Pixels, alphas: FloatArray) -> tuple[Pixels, int, int]:
        """Draw them on whole pixels, softly where one ends within a pixel.

        Args:
            colours: (r, c, 3).
            alphas: (r, c).

        Returns:
            pixels (h, w, 4), straight alpha, and their left and upper edge.
        """
        (left, column, across), (top, row, along) = _covered(self.x), _covered(self.y)
        at = np.ix_(row, column)
        opaque = np.round(255 * np.outer(along, across) * alphas[at]).astype(np.uint8)
        return np.dstack([colours[at], opaque]), left, top


def _spaced(start: float, pitch: float, count: int, every: float) -> FloatArray:
    index, free = np.arange(count), SEAM * pitch / 2 if pitch > FINE else 0.0
    starts = start + pitch * (index + index // every)
    return np.stack([starts + free, starts + pitch - free])


def _covered(edges: FloatArray) -> tuple[int, IntArray, FloatArray]:
    """The first pixel of a row of squares, and of each which one it shows and how much of it."""
    first, last = int(np.floor(edges[0, 0])), int(np.ceil(edges[1, -1]))
    pixels = np.arange(first, max(last, first + 1))
    index = np.clip(np.searchsorted(edges[0], pixels + 0.5, side="right") - 1, 0, None)
    begins, ends = edges[:, index]
    joined = np.isclose(edges[0, 1:], edges[1, :-1])  # as far as there is no seam
    begins = np.where(np.append(False, joined)[index], np.minimum(begins, pixels), begins)
    ends = np.where(np.append(joined, False)[index], np.maximum(ends, pixels + 1), ends)
    return first, index, np.clip(np.minimum(ends, pixels + 1) - np.maximum(begins, pixels), 0, 1)


Tree = int | tuple["Tree", ...]
"""An arrangement: a rectangle, or some beside each other, or below, in turn from level to level."""


@dataclass(frozen=True)
class Packing:
    """Rectangles beside and below each other, in their order, that cover most of a room.

    Attributes:
        sizes: widths and heights, all counted in squares.
        least: how much room across each takes at the least.
        room: width and height of what they fill.
        gap: between two of them.
        head: what is free above each.
    """

    sizes: Sequence[tuple[float, float]]
    least: Sequence[float]
    room: tuple[float, float]
    gap: float
    head: float

    def packed(self) -> FloatArray:
        """Left, top, width and height (n, 4) of each, from the room's upper left corner."""
        sizes, best = np.array(self.sizes, dtype=float), np.zeros((len(self.sizes), 2))
        found: tuple[Tree, int] = tuple(range(len(sizes))), 0
        for power in POWERS:
            scaled = sizes * np.prod(sizes, axis=1, keepdims=True) ** -power
            for tree, along in product(_trees(0, len(sizes)), (0, 1)):
                least = math.sqrt(float(best.prod(axis=1).sum() / scaled.prod(axis=1).sum()))
                larger = self._largest(tree, along, scaled, least)
                if larger is not None:
                    best, found = larger, (tree, along)
        return self._laid(*found, best)

    def _largest(
        self, tree: Tree, along: int, sizes: FloatArray, least: float
    ) -> FloatArray | None:
        """The sizes so many times as large as they fit; nothing if that is less than the least."""
        low, high = least, max(self.room) / float(sizes.max())
        if not self._fits(tree, along, sizes * low):
            return None
        for _ in range(ROUNDS):
            middle = (low + high) / 2
            fits = self._fits(tree, along, sizes * middle)
            low, high = (middle, high) if fits else (low, middle)
        return sizes * low

    def _fits(self, tree: Tree, along: int, sizes: FloatArray) -> bool:
        return bool((self._taken(tree, along, sizes) <= self.room).all())

    def _taken(self, tree: Tree, along: int, sizes: FloatArray) -> FloatArray:
        """Width and height (2,) of an arrangement, whose parts lie across (0) or down (1)."""
        if isinstance(tree, int):
            wide, high = sizes[tree].tolist()
            return np.array([max(wide, self.least[tree]), high + self.head])
        parts = np.array([self._taken(each, 1 - along, sizes) for each in tree])
        taken = parts.max(axis=0)
        taken[along] = parts[:, along].sum() + self.gap * (len(tree) - 1)
        return np.asarray(taken)

    def _laid(self, tree: Tree, along: int, sizes: FloatArray) -> FloatArray:
        """Where they are in such an arrangement, in the middle of the room."""
        found = np.zeros((len(sizes), 4))
        corner = (self.room - self._taken(tree, along, sizes)) / 2
        for index, place in self._placed(tree, along, sizes, corner):
            found[index] = *place, *sizes[index]
        return found

    def _placed(
        self, tree: Tree, along: int, sizes: FloatArray, corner: FloatArray
    ) -> Iterator[tuple[int, FloatArray]]:
        taken = self._taken(tree, along, sizes)
        if isinstance(tree, int):
            beside = (taken[0] - sizes[tree, 0]) / 2
            yield tree, corner + np.array([beside, self.head])
            return
        for each in tree:
            part = self._taken(each, 1 - along, sizes)
            free = (taken - part) / 2
            free[along] = 0.0
            yield from self._placed(each, 1 - along, sizes, corner + free)
            corner = corner + (part + self.gap) * (1 - np.abs(np.arange(2) - along))


def covered(rects: FloatArray) -> float:
    """The area of rectangles (n, 4)."""
    return float((rects[:, 2] * rects[:, 3]).sum())


@cache
def _trees(start: int, stop: int) -> tuple[Tree, ...]:
    """All arrangements of some rectangles that keep their order."""
    if stop - start == 1:
        return (start,)
    inner = range(start + 1, stop)
    cuts = (cut for many in range(1, stop - start) for cut in combinations(inner, many))
    return tuple(
        tree
        for cut in cuts
        for tree in product(*(_trees(*ends) for ends in pairwise((start, *cut, stop))))
    )
