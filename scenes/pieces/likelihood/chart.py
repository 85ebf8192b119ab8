"""What a probability costs: the curve of -log, the examples on it, and a example worked out."""

from collections.abc import Callable

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.likelihood.example import Example
from gradreel.scenes.pieces.likelihood.fitting import LOSS
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, disc, triangle
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.arithmetic import ways, worked
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme

RIGHT = Box(left=0.668, right=0.938, top=0.435, bottom=0.80)
"""Where the chart is, and the map after it."""
TITLE, FORMULA = 0.25, 0.325
"""Baselines of what is worked out above it."""
NORMAL, SMALL = 0.048, 0.04
"""Em sizes of a calculation, and of a long formula."""
DOT = 4.0
"""Radius of one of many points on the curve, in pixels."""
CHANCES = Scale(0.0, 1.0, (0.0, 0.5, 1.0))


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
            box=RIGHT,
            x_title=texts.label("chance"),
            y_title=texts.label("penalty"),
        )
        lowest = float(np.exp(-penalties.high))
        self.curve = self.plot.curve(
            lambda q: -np.log(q), theme.full_loss, width=4, between=lambda: (lowest, 1.0)
        )
        self.drawn = self.plot, self.curve, self._notes()

    def _notes(self) -> VGroup:
        """Which log it is, and that what is certain costs nothing."""
        notes = VGroup()
        for key, height in (("natural", 0.84), ("certain", 0.68)):
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
        """Both examples in one formula."""
        maths = "class1(-y log p) class0(- (1 - y) log(1 - p))"
        return self._written("penalty_of_all", maths, size=SMALL)[0]

    def mean(self, penalties: FloatArray) -> tuple[VGroup, Formula]:
        """The mean of all (n,), in a slot."""
        total, count = float(penalties.sum()), len(penalties)
        made = worked(lambda each: each / count, [ways(total, 1)], total / count, LOSS.text)
        divided = f"{made.terms[0]} slash {count}"
        maths = f"{divided} {made.sign} fullloss(slot0({made.result}))"
        return self._written("mean_of_all", maths)

    def _written(self, key: str, maths: str, size: float = NORMAL) -> tuple[VGroup, Formula]:
        middle = (RIGHT.left + RIGHT.right) / 2
        title = Label(self.texts.label(key), size=SIZES.label, colour=self.theme.muted)
        title.place(at(middle, TITLE), "centre")
        formula = math(maths, self.theme, size=size)
        formula.place(at(middle, FORMULA), "centre")
        return VGroup(title, formula), formula
