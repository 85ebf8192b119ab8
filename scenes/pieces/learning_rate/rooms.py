"""Where the runs of three rates are: columns of a wide frame, rows of a tall one."""

from collections.abc import Iterator
from dataclasses import dataclass

from gradreel.scenes.stage.type.columns import row_of
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import GRID, Box, Edge

WIDE, GAP = Box(left=0.112, right=0.929, top=0.32, bottom=0.83), 0.065
"""What the columns fill, and between two of them."""
MIDDLE, SEEN = 0.46, (0.278, 0.722)
"""Of what is looked at from near: how far down it is, and where it may be across the frame."""
FIRST, PITCH = 0.326, 0.203
"""Where the first row of a tall frame begins, and from one to the next."""


@dataclass(frozen=True)
class RateRoom:
    """Where one rate is; places are fractions of the frame.

    Attributes:
        curve, trace: the plots of its run on the curve, and of its loss over the steps.
        head: baseline of the rate and of what is said of it.
        told: the edge by which that is held, and where.
        loss_name, loss: left and right edge of the loss's name and number, and their baselines.
        ticks: baseline of the numbers below the curve.
        sum, slope, limit: the first step's sum, and a slope and its limit, which are looked for by
            hand: left edge, or None for where the curve is low, and baseline.
        probed: the width of the name and the number of a slope.
        names_steps: whether the axis of the steps is named.
        middle: what the camera looks at from near; None in a row, from which near words would be
            cut off beside the curve.
    """

    curve: Box
    trace: Box
    head: float
    told: tuple[float, Edge]
    loss_name: tuple[float, float]
    loss: tuple[float, float]
    ticks: float
    sum: tuple[float | None, float]
    slope: tuple[float | None, float]
    limit: tuple[float | None, float]
    probed: float
    names_steps: bool
    middle: tuple[float, float] | None


def rooms(count: int) -> list[RateRoom]:
    """Divide the frame among some rates."""
    return list(_rows(count) if is_tall() else _columns(count))


def _columns(count: int) -> Iterator[RateRoom]:
    for box in row_of(count, WIDE, GAP):
        across = (box.left + box.right) / 2
        yield RateRoom(
            curve=Box(box.left, box.right, box.top, 0.555),
            trace=Box(box.left, box.right, 0.69, box.bottom),
            head=0.275,
            told=(box.right, "right"),
            loss_name=(box.left, 0.662),
            loss=(box.right, 0.662),
            ticks=0.601,
            sum=(None, 0.385),
            slope=(None, 0.385),
            limit=(None, 0.43),
            probed=0.125,
            names_steps=True,
            middle=(min(max(across, SEEN[0]), SEEN[1]), MIDDLE),
        )


def _rows(count: int) -> Iterator[RateRoom]:
    for row in range(count):
        top = FIRST + row * PITCH
        yield RateRoom(
            curve=Box(0.19, 0.58, top + 0.034, top + 0.131),
            trace=Box(0.72, 0.915, top + 0.060, top + 0.131),
            head=top,
            told=(0.46, "left"),
            loss_name=(0.60, top + 0.036),
            loss=(0.94, top + 0.036),
            ticks=top + 0.165,
            sum=(0.46, top),
            slope=(GRID.margin, FIRST - 0.042),
            limit=(0.42, FIRST - 0.042),
            probed=0.28,
            names_steps=row == count - 1,
            middle=None,
        )
