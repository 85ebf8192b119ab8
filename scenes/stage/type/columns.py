"""Boxes side by side: of a mosaic that tells what is where, or for small panels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from gradreel.scenes.stage.type.frame import across, down
from gradreel.scenes.stage.type.grid import GRID, Box


@dataclass(frozen=True)
class Mosaic:
    """Places of the stage by letters, in the notation of Matplotlib's `subplot_mosaic`.

        places = Shaped(Mosaic("MMN;MMP"), tall=Mosaic("M;N;P"))

    `self.places["M"]` is then the box of M.

    Attributes:
        rows: letters, a row after the other with ";" between; a dot leaves a cell free.
        widths, heights: of the columns and rows beside each other; all alike when empty.
        area: what they fill; all between the sentence and the margins when None.
        gap: between two cells, in heights of the wide frame.
    """

    rows: str
    widths: Sequence[float] = ()
    heights: Sequence[float] = ()
    area: Box | None = None
    gap: float = 0.04

    def __getitem__(self, name: str) -> Box:
        """Return the box of a letter.

        Raises:
            KeyError: its cells are no rectangle, or there are none.
        """
        rows, margin = self.rows.split(";"), GRID.margin
        area = self.area or Box(margin, 1 - margin, GRID.below_sentence, 1 - margin)
        places = [(row, at) for row, cells in enumerate(rows) for at, cell in enumerate(cells)]
        mine = [(row, at) for row, at in places if rows[row][at] == name]
        if not mine or len(mine) != _area(mine[0], mine[-1]):
            raise KeyError(f"{name!r} is no rectangle of {self.rows!r}")
        (top, left), (bottom, right) = mine[0], mine[-1]
        columns = _spans(self.widths or [1] * len(rows[0]), area.left, area.right, across(self.gap))
        lines = _spans(self.heights or [1] * len(rows), area.top, area.bottom, down(self.gap))
        return Box(columns[left][0], columns[right][1], lines[top][0], lines[bottom][1])


def row_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one width, from the left to the right.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's width.
    """
    edges = _spans([1] * count, area.left, area.right, gap)
    return tuple(Box(left, right, area.top, area.bottom) for left, right in edges)


def column_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one height, from the top to the bottom.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's height.
    """
    edges = _spans([1] * count, area.top, area.bottom, gap)
    return tuple(Box(area.left, area.right, top, bottom) for top, bottom in edges)


def rows_of(rows: int, columns: int, area: Box, across: float, down: float) -> tuple[Box, ...]:
    """Divide an area into rows of boxes of one size, row by row.

    Args:
        rows: how many of them.
        columns: how many boxes each has.
        area: what they fill together.
        across: between two boxes of a row, as a fraction of the frame's width.
        down: between two rows, as a fraction of the frame's height.
    """
    strips = column_of(rows, area, down)
    return tuple(box for strip in strips for box in row_of(columns, strip, across))


def between(start: Box, end: Box, share: float) -> Box:
    """The box on the way from one to another."""
    pairs = zip(_edges(start), _edges(end), strict=True)
    return Box(*(first + (last - first) * share for first, last in pairs))


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.right, box.top, box.bottom


def _area(first: tuple[int, int], last: tuple[int, int]) -> int:
    return (last[0] - first[0] + 1) * (last[1] - first[1] + 1)


def _spans(
    sizes: Sequence[float], first: float, last: float, gap: float
) -> list[tuple[float, float]]:
    pitch = (last - first + gap) / sum(sizes)
    starts = [first + pitch * before for before in accumulate(sizes[:-1], initial=0)]
    ends = [start + pitch * size - gap for start, size in zip(starts, sizes, strict=True)]
    return list(zip(starts, ends, strict=True))
