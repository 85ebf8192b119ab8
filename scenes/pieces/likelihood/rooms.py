"""Where the figures are: the curve, the bars below it, the chart or the map beside or below."""

from gradreel.scenes.stage.manim.plots.outcomes import OutcomeRooms
from gradreel.scenes.stage.type.frame import WIDE, Shaped, laying_out
from gradreel.scenes.stage.type.grid import Box

with laying_out(WIDE):
    _WHOLE = OutcomeRooms.whole


class FigureRooms:
    """The figures, as parts of the frame.

    Attributes:
        whole: the curve at first; in a tall frame a remark has its own line below.
        upper, lower: the curve while there are bars, and the bars.
        side: the chart, and the map after it.
        last: the curve at the end, with the map.
    """

    whole = Shaped(_WHOLE, tall=Box(0.14, 0.91, 0.27, 0.815))
    upper = Shaped(Box(0.105, 0.565, 0.285, 0.51), tall=Box(0.14, 0.82, 0.243, 0.388))
    lower = Shaped(Box(0.105, 0.565, 0.625, 0.885), tall=Box(0.14, 0.82, 0.48, 0.584))
    side = Shaped(Box(0.668, 0.938, 0.435, 0.80), tall=Box(0.61, 0.938, 0.665, 0.858))
    last = Shaped(Box(0.105, 0.565, 0.268, 0.83), tall=Box(0.14, 0.91, 0.243, 0.516))


class ColumnBeside:
    """In a tall frame, from where to where words and numbers are at the left of the chart."""

    left, right = 0.05, 0.53
    middle, room = (left + right) / 2, right - left
