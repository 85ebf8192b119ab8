"""The path of a line on a chart: what of it is seen, on any scale, and in how many pieces."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray

COLUMNS = 400
"""Of a longer line no more is drawn than is seen: in so many columns each has its first and last
loss, its least and its greatest."""

ROUGH, WIDTHS = 8.0, (5.0, 2.0)
"""A line that goes up and down by so many times the axis is thin, or it would bury itself."""

Ends = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, eq=False)
class LinePath:
    """A line as places on a chart: steps, and shares of the axis from 0 to 1 where it is seen.

    Attributes:
        steps: (n,) rising.
        shares: (n,).
    """

    steps: FloatArray
    shares: FloatArray

    @classmethod
    def of(cls, steps: FloatArray, shares: FloatArray) -> "LinePath":
        """Keep what is seen of a line: of a long one, few points in each column."""
        kept = np.arange(len(steps))
        if len(steps) > 4 * COLUMNS:
            pieces = np.array_split(kept, COLUMNS)
            kept = np.unique([_shape_of(piece, shares) for piece in pieces])
        return cls(steps[kept], shares[kept])

    @property
    def width(self) -> float:
        """How thick the line may be, in pixels."""
        moves = np.abs(np.diff(np.clip(self.shares, 0, 1)))
        return WIDTHS[int(moves.sum() > ROUGH)]

    def until(self, step: float) -> tuple[Ends, Ends]:
        """What is seen of it up to a step, which may lie between two recorded ones.

        Returns:
            steps and shares of where its pieces start, and of where they end.
        """
        passed = self.steps[self.steps < step]
        end = min(step, float(self.steps[-1]))
        steps = np.append(passed[passed < end], end)
        shares = np.interp(steps, self.steps, self.shares)
        starts, ends = below((steps[:-1], shares[:-1]), (steps[1:], shares[1:]), 1.0)
        upside_down = below(_flipped(starts), _flipped(ends), 0.0)
        return _flipped(upside_down[0]), _flipped(upside_down[1])


def below(starts: Ends, ends: Ends, high: float) -> tuple[Ends, Ends]:
    """Cut pieces of a line where they rise above a height, and leave out those all above it.

    Args:
        starts: steps (n,) and heights (n,); a height may be infinite, its piece is upright then.
        ends: likewise.
        high: what no piece is above.
    """
    seen = np.fmin(starts[1], ends[1]) <= high
    (first, start), (last, end) = ((side[0][seen], side[1][seen]) for side in (starts, ends))
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = first + (high - start) / (end - start) * (last - first)
        crossing = np.where(np.isinf(start), last, crossing)
    rises, falls = ~(end <= high), ~(start <= high)
    return (
        (np.where(falls, crossing, first), np.where(falls, high, start)),
        (np.where(rises, crossing, last), np.where(rises, high, end)),
    )


def _flipped(ends: Ends) -> Ends:
    return ends[0], -ends[1]


def _shape_of(piece: IntArray, shares: FloatArray) -> tuple[int, int, int, int]:
    """The first and the last of some points, the lowest and the highest."""
    own = shares[piece]
    return piece[0], piece[-1], piece[np.nanargmin(own)], piece[np.nanargmax(own)]
