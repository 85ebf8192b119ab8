"""The line of a film: a piece for each scene, lit as far as the film has come."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from manim import Line, VGroup

from gradreel.scenes.stage.manim.place import at, stroke
from gradreel.scenes.stage.type.grid import GRID
from gradreel.scenes.stage.type.theme import Theme

BASELINE = 0.885
BETWEEN_SCENES, BETWEEN_CHAPTERS = 0.008, 0.026
"""Gaps, as fractions of the frame's width."""
THICKNESS = 5
"""Pixels of a 1280x720 frame."""


class ReelLine(VGroup):
    """A line of pieces, one a scene, in groups, one a chapter.

    Args:
        sizes: how many scenes each chapter of the film has.
        theme: the colours.
        seen: how many of the chapters are over: their pieces are lit.
    """

    def __init__(self, sizes: Sequence[int], theme: Theme, seen: int = 0) -> None:
        self._theme = theme
        pieces = [_piece(left, right, theme.line) for left, right in _edges(sizes)]
        ends = [0, *accumulate(sizes)]
        self.chapters = [pieces[start:end] for start, end in pairwise(ends)]
        super().__init__(*pieces)
        for piece in pieces[: ends[seen]]:
            piece.set_stroke(theme.muted)

    def lit(self, chapter: int, scene: int) -> Line:
        """Return the piece of one scene as it is when it is lit."""
        return self.chapters[chapter][scene].copy().set_stroke(self._theme.text)


def _edges(sizes: Sequence[int]) -> list[tuple[float, float]]:
    """Where pieces begin and end, as fractions of the frame's width: all are of one width."""
    count, chapters = sum(sizes), len(sizes)
    gaps = (count - chapters) * BETWEEN_SCENES + (chapters - 1) * BETWEEN_CHAPTERS
    width = (1 - 2 * GRID.margin - gaps) / count
    edges, left = [], GRID.margin
    for size in sizes:
        for _ in range(size):
            edges.append((left, left + width))
            left += width + BETWEEN_SCENES
        left += BETWEEN_CHAPTERS - BETWEEN_SCENES
    return edges


def _piece(left: float, right: float, colour: str) -> Line:
    return Line(
        at(left, BASELINE), at(right, BASELINE), color=colour, stroke_width=stroke(THICKNESS)
    )
