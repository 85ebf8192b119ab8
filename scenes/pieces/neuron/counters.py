"""The plate of a run on the board: steps, the full loss, and how many rows are judged right."""

from collections.abc import Callable, Sequence

from manim import VGroup

from gradreel.scenes.stage.manim.place import share_of_width
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.type.grid import SIZES

GAP = 0.055
"""Between two counters, as a fraction of the frame's width."""

Counter = tuple[str, Callable[[], float], int, str, str]
"""A title, what is counted, its places, its colour, and the text about it."""


def counters(board: Workings, contents: Sequence[Counter]) -> list[VGroup]:
    """Set counters side by side on a board, to be written."""
    made, cursor = [], board.left
    for title, value, places, colour, form in contents:
        name = board.title(title, cursor)
        number = Number(value, places, colour=colour, size=SIZES.number, form=form)
        number.place(board.baseline(cursor), "left")
        made.append(VGroup(name, number))
        cursor += max(share_of_width(name.width), 0.09) + GAP
    return made
