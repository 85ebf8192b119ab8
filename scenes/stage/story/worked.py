"""A story on manim's stage that works out numbers on a board: they fly in, and results fly out."""

from collections.abc import Mapping, Sequence
from typing import Any

from manim import Animation, Mobject, VMobject

from gradreel.scenes.stage.manim.motion import appear, set_share
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.workings import Workings, slots
from gradreel.scenes.stage.story.manim import ManimStory

LAG = 0.75
"""The share of a number's flight after which the next sets out: never over each other."""
SHOWN = 0.2
"""Seconds in which a result appears."""


class WorkedStory(ManimStory):
    """A story with a board under its figure.

    Attributes:
        board: where calculations are written out; a subclass makes it before its first beat.
    """

    board: Workings

    def outlined(self, *cells: VMobject, keep: bool = False) -> list[Animation]:
        """Put cells on the board in place of what is there, without what will land in them.

        Args:
            cells: to be written.
            keep: whether what is there stays.
        """
        gone = [] if keep else self.board.wipe()
        for cell in cells:
            set_share(cell, 0)
        self.add(*cells)
        return [*gone, *self.board.outline(*cells)]

    def fly_in(
        self,
        cell: VMobject,
        sources: Sequence[Mobject | None],
        *beside: object,
        leaving: Mapping[Any, Mobject] | None = None,
    ) -> None:
        """Let numbers fly into a cell's slots one after the other; then its result appears.

        Args:
            cell: its formulas' slots are those of the sources, in order, and last the result's.
            sources: where each number is; None where it is nowhere yet.
            beside: what is played meanwhile.
            leaving: what vanishes as a number sets out, by the part that this becomes.
        """
        self.play(reveal(cell, *sources, leaving=leaving, lag=LAG, closing=True), *beside)
        self.play(appear([*slots(cell).values()][len(sources)], run_time=SHOWN))

    def land(self, cell: VMobject, target: Mobject, *beside: object) -> None:
        """Let what comes out of a cell fly to where it belongs."""
        places = slots(cell)
        self.play(travel([*places.values()][-1], target), *beside)
