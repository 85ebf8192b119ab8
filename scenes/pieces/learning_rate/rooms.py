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
FIRST, LAST = 0.344, 0.858
"""The first baseline of the first row of a tall frame, and where the axes of the last one end."""
HEAD, APART = 0.016, 0.037
"""From the first baseline of a row down to its curve, and from that to the next row's."""


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
        names_axes: whether what is below the axes is written, as it is once for rows.
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
    names_axes: bool
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
            names_axes=True,
            middle=(min(max(across, SEEN[0]), SEEN[1]), MIDDLE),
        )


def _rows(count: int) -> Iterator[RateRoom]:
    pitch = (LAST + APART - FIRST) / count
    for row in range(count):
        head = FIRST + row * pitch
        top, bottom = head + HEAD, head + pitch - APART
        yield RateRoom(
            curve=Box(0.19, 0.582, top, bottom),
            trace=Box(0.73, 0.925, top + 0.036, bottom),
            head=head,
            told=(0.46, "left"),
            loss_name=(0.60, top + 0.020),
            loss=(0.94, top + 0.020),
            ticks=bottom + 0.034,
            sum=(0.46, head),
            slope=(GRID.margin, FIRST - 0.038),
            limit=(0.42, FIRST - 0.038),
            probed=0.28,
            names_axes=row == count - 1,
            middle=None,
        )
