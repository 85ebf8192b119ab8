"""What a probability costs: the curve of -log, the examples on it, and a example worked out."""

from collections.abc import Callable

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.likelihood.example import Example
from gradreel.scenes.pieces.likelihood.fitting import LOSS
from gradreel.scenes.pieces.likelihood.rooms import ColumnBeside, FigureRooms
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, disc, triangle
from gradreel.scenes.stage.manim.place import at, pixels, share_of_width
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, Lines
from gradreel.scenes.stage.type.arithmetic import ways, worked
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import LINE_WIDTH

DOT = 4.0
"""Radius of one of many points on the curve, in pixels."""
CHANCE = 79.0
"""From the chart to the name below it, in pixels."""
CHANCES = Scale(0.0, 1.0, (0.0, 0.5, 1.0))


class _Places:
    """Where a calculation is, above the chart or at its left.

    Attributes:
        title, formula: baselines, and of the second line of a long formula.
        notes: how high those of the log are, as shares of the chart.
        normal, small: em sizes of a calculation, and of a long formula.
    """

    title = Shaped(0.25, tall=0.785)
    formula = Shaped((0.325, 0.325), tall=(0.84, 0.882))
    notes = Shaped((0.84, 0.68), tall=(0.87, 0.69))
    normal, small = Shaped(0.048, tall=0.04), Shaped(0.04, tall=0.042)


class PenaltyChart:
    """The penalty against the probability of what happened.

    Attributes:
        plot: its axes.
        curve: -log.
        drawn: both, and what log is and where it is 0.
    """

    def __init__(self, penalties: Scale, theme: Theme, texts: Captions) -> None:
        self.theme, self.texts = theme, texts
        self.plot = Plot(
            theme,
            CHANCES,
            penalties,
            box=FigureRooms.side,
            y_title=texts.label("penalty"),
        )
        lowest = float(np.exp(-penalties.high))
        self.curve = self.plot.curve(
            lambda q: -np.log(q), theme.full_loss, width=4, between=lambda: (lowest, 1.0)
        )
        self.plot.titles.add(self._chance())
        self.drawn = self.plot, self.curve, self._notes()

    def _chance(self) -> Label:
        """The name below, on one line, which is wider than the chart if the frame is tall."""
        size = SIZES.smallest if is_tall() else SIZES.label
        made = Label(self.texts.label("chance"), size=size, colour=self.theme.muted)
        side = self.plot.box
        middle = min((side.left + side.right) / 2, 1 - GRID.margin - share_of_width(made.width) / 2)
        return made.place(at(middle, side.bottom) - np.array([0, pixels(CHANCE), 0]), "centre")

    def _notes(self) -> VGroup:
        """Which log it is, and that what is certain costs nothing."""
        notes = VGroup()
        for key, height in zip(("natural", "certain"), _Places.notes, strict=True):
            made = Label(self.texts.label(key), size=SIZES.smallest, colour=self.theme.muted)
            place = self.plot.points_at_shares(np.array([1.0]), np.array([height]))[0]
            notes.add(made.place(place, "right"))
        return notes

    def point(self, example: Example, gone: ValueTracker) -> RingedPoint:
        """A example, on its way along the curve: from what is certain to what it is."""
        farthest = example.penalty

        def where() -> FloatArray | None:
            share = gone.get_value()
            penalty = share * farthest
            return self.plot.point(float(np.exp(-penalty)), penalty) if share else None

        colour = self.theme.of_class(example.label)
        return RingedPoint(where, self.theme, colour=colour, radius=8)

    def crowd(
        self, data: Dataset, penalties: Callable[[], FloatArray], grown: Callable[[], FloatArray]
    ) -> VGroup:
        """All the data on the curve, as far as they have become bars.

        Args:
            data: they.
            penalties: what each costs, (n,).
            grown: how far each has come, (n,), 0 to 1.
        """

        def of_class(label: int) -> Follower:
            shape = triangle(DOT) if label else disc(DOT)

            def outline() -> FloatArray:
                costs = penalties()[(data.target == label) & (grown() > 0)]
                places = self.plot.points_at(np.exp(-costs), costs)
                return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

            colour = self.theme.of_class(label)
            return Follower(outline, fill_color=colour, fill_opacity=0.8, stroke_width=0)

        return VGroup(of_class(0), of_class(1))

    def working(self, example: Example) -> tuple[VGroup, Formula]:
        """The penalty of a example with its title; slots are what goes in and what comes out."""
        (chance,), result = example.worked.terms, example.worked.result
        colour = f"class{example.label}"
        maths = f"-log slot0({colour}({chance})) {example.worked.sign} slot1({colour}({result}))"
        return self._written("penalty_of_one", maths)

    def rule(self) -> VGroup:
        """Both examples in one formula, over two lines if the frame is tall."""
        halves = "class1(-y log p)", "class0(- (1 - y) log(1 - p))"
        if not is_tall():
            return self._written("penalty_of_all", " ".join(halves), size=_Places.small)[0]
        written, _ = self._written("penalty_of_all", halves[0], size=_Places.small)
        second = math(halves[1], self.theme, size=_Places.small)
        return written.add(second.place(at(self._middle(), _Places.formula[1]), "centre"))

    def mean(self, loss: float, count: int) -> tuple[VGroup, Formula]:
        """The mean of so many penalties, in a slot."""
        made = worked(lambda each: each / count, [ways(loss * count, 1)], loss, LOSS.text)
        divided = f"{made.terms[0]} slash {count}"
        maths = f"{divided} {made.sign} fullloss(slot0({made.result}))"
        return self._written("mean_of_all", maths)

    def _written(self, key: str, maths: str, size: float | None = None) -> tuple[VGroup, Formula]:
        middle, room = self._middle(), ColumnBeside.room if is_tall() else LINE_WIDTH
        content, colour = self.texts.label(key), self.theme.muted
        title = Lines(content, size=SIZES.label, colour=colour, room=room)
        title.place(at(middle, _Places.title), "centre")
        formula = self._fitted(maths, size or _Places.normal, room)
        formula.place(at(middle, _Places.formula[0]), "centre")
        return VGroup(title, formula), formula

    def _fitted(self, maths: str, size: float, room: float) -> Formula:
        """A formula of a size, or as much smaller as its room, a share of the width, asks for."""
        made = math(maths, self.theme, size=size)
        too_wide = share_of_width(made.width) / room
        if too_wide <= 1:
            return made
        return math(maths, self.theme, size=max(size / too_wide, SIZES.smallest))

    def _middle(self) -> float:
        """The middle of what is worked out, as a fraction of the frame's width."""
        side = FigureRooms.side
        return ColumnBeside.middle if is_tall() else (side.left + side.right) / 2
