"""Boxes for small panels side by side: a row of them, a column, or both."""

from gradreel.scenes.stage.type.grid import Box


def row_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one width, from the left to the right.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's width.
    """
    edges = _spans(count, area.left, area.right, gap)
    return tuple(Box(left, right, area.top, area.bottom) for left, right in edges)


def column_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one height, from the top to the bottom.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's height.
    """
    edges = _spans(count, area.top, area.bottom, gap)
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


def _spans(count: int, first: float, last: float, gap: float) -> list[tuple[float, float]]:
    pitch = (last - first + gap) / count
    starts = [first + pitch * index for index in range(count)]
    return [(start, start + pitch - gap) for start in starts]
