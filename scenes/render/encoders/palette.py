"""The few colours that stand for all colours of a clip with the least squared error.

Boxes of colours are cut where that lessens the error most, after X. Wu, "Color quantization by
dynamic programming and principal analysis" (1992), with his cut of one box at a time; then the
colours move to the means of what they stand for (S. Lloyd, "Least squares quantization in PCM",
1982).
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.render.encoders.changes import CLEAR, Colours, channels

MOST_DISTINCT: Final = 1 << 17
ROUNDS: Final = 2
BLOCK: Final = 1 << 13
TRANSPARENT: Final = 255
WEIGHT_BITS: Final = 37


@dataclass(frozen=True)
class Counts:
    """How often colours are shown.

    Attributes:
        colours: (n,), ascending, each once.
        weights: (n,), pixels times frames, all positive.
    """

    colours: Colours
    weights: IntArray

    @classmethod
    def of(cls, colours: Sequence[Colours], weights: Sequence[IntArray]) -> "Counts":
        """Add up what is counted of each colour; what is clear has none.

        Args:
            colours: arrays of any length.
            weights: as long, each below 2**37 in size; a negative one takes away.
        """
        joined = np.concatenate(colours).astype(np.int64) << WEIGHT_BITS + 1
        joined += np.concatenate(weights) + (1 << WEIGHT_BITS)
        joined.sort()  # numbers alone sort many times faster than an order of them
        each = joined >> WEIGHT_BITS + 1
        firsts = np.flatnonzero(np.diff(each, prepend=-1))
        sums = np.add.reduceat(joined - (each << WEIGHT_BITS + 1) - (1 << WEIGHT_BITS), firsts)
        kept = (sums > 0) & (each[firsts] < CLEAR)
        return cls(each[firsts][kept].astype(np.uint32), sums[kept])

    @classmethod
    def sum(cls, counts: Sequence["Counts"]) -> "Counts":
        """Add counts up."""
        joined = np.concatenate([each.colours for each in counts])
        colours, numbers = np.unique(joined, return_inverse=True)
        weights = np.bincount(numbers, np.concatenate([each.weights for each in counts]))
        return cls(colours, weights.astype(np.int64))

    def to_bytes(self) -> bytes:
        """Write them."""
        return self.colours.astype("<u4").tobytes() + self.weights.astype("<i8").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Counts":
        """Read what `to_bytes` wrote."""
        n_colours = len(data) // 12
        colours = np.frombuffer(data, "<u4", n_colours).astype(np.uint32, copy=False)
        return cls(colours, np.frombuffer(data, "<i8", offset=4 * n_colours).astype(np.int64))

    def coarse(self) -> tuple["Counts", IntArray]:
        """Join colours that are nearly the same, as far as there are too many.

        Returns:
            The joined ones, and for each colour the number of the one that it went into.
        """
        bits = 0
        while True:
            step = 1 << bits
            mask = (256 - step) * 0x010101
            middles = (self.colours & np.uint32(mask)) + np.uint32((step >> 1) * 0x010101)
            joined, numbers = np.unique(middles, return_inverse=True)
            if len(joined) <= MOST_DISTINCT:
                weights = np.bincount(numbers, self.weights).astype(np.int64)
                return Counts(joined, weights), numbers
            bits += 1


@dataclass(frozen=True)
class Palette:
    """Colours, and which of them stands for each colour that was counted.

    Attributes:
        colours: (n, 3), red, green and blue.
        index: (2**24 + 1,), for each packed colour the number of the one that stands for it; 0
            for those that were never counted, and 255 for CLEAR.
    """

    colours: NDArray[np.uint8]
    index: NDArray[np.uint8]


def choose(counts: Counts, most: int = TRANSPARENT) -> Palette:
    """Choose the colours that serve best, at most 255 or as many as are given."""
    if not len(counts.colours):
        counts = Counts(np.zeros(1, np.uint32), np.ones(1, np.int64))
    coarse, numbers = counts.coarse()
    points = channels(coarse.colours).astype(np.float64)
    weights = coarse.weights.astype(np.float64)
    centres = _cut(points, weights, most)
    if len(centres) < len(points):
        for _ in range(ROUNDS):
            centres = _means(points, weights, _nearest(points, centres), len(centres))
    rounded = np.rint(centres)
    index = np.zeros(CLEAR + 1, np.uint8)
    index[CLEAR] = TRANSPARENT
    index[counts.colours] = _nearest(points, rounded)[numbers]
    return Palette(rounded.astype(np.uint8), index)


@dataclass(frozen=True)
class _Box:
    """Some of the colours: their numbers, their mean, and their squared error by channel."""

    numbers: IntArray
    mean: FloatArray
    errors: FloatArray


def _cut(points: FloatArray, weights: FloatArray, most: int) -> FloatArray:
    """Cut the box with the greatest error until there are enough, and return the means."""
    order = count()
    boxes: list[tuple[float, int, _Box]] = []

    def put(numbers: IntArray) -> None:
        box = _box(points, weights, numbers)
        heapq.heappush(boxes, (-float(box.errors.sum()), next(order), box))

    put(np.arange(len(points)))
    while len(boxes) < most and len(boxes[0][2].numbers) > 1:
        _, _, box = heapq.heappop(boxes)
        for half in _halves(points, weights, box):
            put(half)
    return np.array([box.mean for _, _, box in boxes])


def _box(points: FloatArray, weights: FloatArray, numbers: IntArray) -> _Box:
    inside, shares = points[numbers], weights[numbers]
    mean = shares @ inside / shares.sum()
    return _Box(numbers, mean, shares @ (inside - mean) ** 2)


def _halves(points: FloatArray, weights: FloatArray, box: _Box) -> list[IntArray]:
    """Cut a box across its longest side, where the two means explain the most."""
    side = points[box.numbers, int(np.argmax(box.errors))]
    order = np.argsort(side, kind="stable")
    numbers, side = box.numbers[order], side[order]
    shares = np.cumsum(weights[numbers])
    sums = np.cumsum(weights[numbers, None] * (points[numbers] - box.mean), axis=0)
    explained = np.square(sums[:-1]).sum(axis=1) * (
        1 / shares[:-1] + 1 / (shares[-1] - shares[:-1])
    )
    explained[side[1:] == side[:-1]] = -1
    return np.split(numbers, [int(np.argmax(explained)) + 1])


def _nearest(points: FloatArray, centres: FloatArray) -> IntArray:
    """Return for each point the number of the nearest centre."""
    squares = np.square(centres).sum(axis=1)
    blocks = np.split(points, range(BLOCK, len(points), BLOCK))
    return np.concatenate([(squares - 2 * block @ centres.T).argmin(axis=1) for block in blocks])


def _means(
    points: FloatArray, weights: FloatArray, nearest: IntArray, n_centres: int
) -> FloatArray:
    """Return the mean of the points that are nearest to each centre; a centre without any goes."""
    total = np.bincount(nearest, weights, n_centres)
    sums = [np.bincount(nearest, weights * channel, n_centres) for channel in points.T]
    return (np.stack(sums, axis=1) / np.maximum(total, 1)[:, None])[total > 0]
