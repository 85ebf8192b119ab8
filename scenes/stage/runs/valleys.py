"""The valleys of a loss over one parameter: where they are, and which one a point is in."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class Valley:
    """One dip of a curve, from the barrier at its left to the one at its right.

    Attributes:
        at: where it is lowest.
        loss: how low it is there.
        left, right: the barriers; infinite where the curve shows none.
    """

    at: float
    loss: float
    left: float
    right: float

    def holds(self, place: float) -> bool:
        """Whether a place is in the valley."""
        return self.left <= place < self.right


def valleys(xs: FloatArray, losses: FloatArray) -> tuple[Valley, ...]:
    """Find the valleys of a sampled curve, from the left to the right.

    A curve that only falls towards an edge has no valley there.

    Args:
        xs: (m,) evenly spaced.
        losses: (m,) at these.
    """
    slopes = np.sign(np.diff(losses))
    turns = [_turn(xs, losses, int(i)) for i in np.flatnonzero(np.diff(slopes)) + 1]
    lows = [i for i, (_, _, is_low) in enumerate(turns) if is_low]
    return tuple(
        Valley(
            at=turns[i][0],
            loss=turns[i][1],
            left=turns[i - 1][0] if i > 0 else -np.inf,
            right=turns[i + 1][0] if i + 1 < len(turns) else np.inf,
        )
        for i in lows
    )


def valley_of(found: tuple[Valley, ...], place: float) -> Valley | None:
    """The valley that a place is in, if it is in one."""
    return next((each for each in found if each.holds(place)), None)


def _turn(xs: FloatArray, losses: FloatArray, i: int) -> tuple[float, float, bool]:
    """Where the parabola through three neighbours turns, its value there, and whether it is low."""
    before, here, after = losses[i - 1 : i + 2]
    bend = before - 2 * here + after
    shift = float((before - after) / (2 * bend)) if bend else 0.0
    place = float(xs[i] + shift * (xs[1] - xs[0]))
    return place, float(here - (before - after) * shift / 4), bool(bend > 0)
