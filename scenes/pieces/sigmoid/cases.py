"""The four kinds of logistic curves as small panels that unfold from the large figure."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from manim import DL, RIGHT, UR, Animation, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import sigmoid
from gradreel.scenes.pieces.sigmoid.figure import LogisticFigure
from gradreel.scenes.pieces.sigmoid.logistic import GENTLE, STEEP, Pose, pose
from gradreel.scenes.stage.manim.layout import Rectangle
from gradreel.scenes.stage.manim.motion import Rewriting, set_share
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.plots.moving_plot import DataMarks, MovingPlot
from gradreel.scenes.stage.manim.plots.outcomes import PROBABILITY
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.type.columns import between, column_of, rows_of
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import DIMMED

CASES = {
    "rises_gently": GENTLE,
    "rises_steeply": STEEP,
    "falls_gently": -GENTLE,
    "falls_steeply": -STEEP,
}
ASIDE = 1.6
"""How far b0 moves a panel's curve to either side, in units of its exponent for a gentle one."""
AIR = pixels(4)
"""Between a name and any curve at the least."""
REMARK = pixels(22)
"""From a panel's name to what is remarked on it."""
BESIDE = 0.025
"""How far beyond its panel a name may reach, of the frame's width."""
GAPS = 24.0, 34.0, 46.0
"""From a curve to its name, in pixels, the best first."""


class CaseRooms:
    """The panels: two side by side, twice, or all below each other.

    The empty lower part of a plot keeps the rows apart.

    Attributes:
        boxes: where they are.
        heights: where on the curve with a larger b0 its name may be, the best first; the other
            curve's name is as far below one half as this one's above.
        name_size: of such a name.
    """

    boxes = Shaped(
        rows_of(2, 2, Box(left=0.05, right=0.95, top=0.235, bottom=0.975), across=0.07, down=0.0),
        tall=column_of(4, Box(left=0.05, right=0.95, top=0.29, bottom=0.965), gap=0.015),
    )
    heights = Shaped(
        (0.62, 0.7, 0.54, 0.78, 0.46), tall=(0.62, 0.7, 0.54, 0.78, 0.46, 0.86, 0.92, 0.38)
    )
    name_size = Shaped(SIZES.label, tall=SIZES.smallest)


class Case(VGroup):
    """One panel: a curve over the data, and the same with a larger and with a smaller b0.

    Attributes:
        pose: of its curve once it has unfolded.
        plot: its axes, without names.
        title: which case it is.
        aside_names: what the curves aside are; nothing if they aren't named here.
        remark: that it is the one that suits the data, beside its name; nothing on the others.
    """

    def __init__(
        self, figure: LogisticFigure, poses: tuple[Pose, Pose], box: Box, words: Sequence[str]
    ) -> None:
        """Make it as it is before it unfolds.

        Args:
            figure: the large one, of which this is a small one.
            poses: of the curve that it unfolds from, and its own.
            box: where it goes.
            words: its name, and those of the curves with a larger and a smaller b0, if any.
        """
        self.start, self.pose = poses
        self.figure, self.origin, self.home = figure, figure.plot.box, box
        self.unfolded = self.aside = 0.0
        across = Scale(figure.plot.x.low, figure.plot.x.high, ())
        self.plot = MovingPlot(figure.theme, across, PROBABILITY, box=figure.plot.box, x_title="")
        self.plot.remove(self.plot.y_axis)
        self.marks = [self._marks_like(each) for each in figure.classes]
        self.plot.carry(*self.marks)
        self.plot.set_box(box)
        self.curve = self.plot.curve(self._function(0), figure.theme.model)
        self.moved = [
            self.plot.curve(self._function(way), figure.theme.beta0, width=3) for way in (1, -1)
        ]
        self.title, *self.aside_names = self._names(words)
        self.remark: list[TextLine] = []
        super().__init__(self.plot, *self.marks, *self.moved, self.curve)
        self.unfold(0.0)

    def unfold(self, share: float) -> None:
        """Bring it so far on its way from the large figure to its own place and curve.

        Only the first has the data from the start: four times as many would flash up.
        """
        self.unfolded = share
        self.plot.set_box(between(self.origin, self.home, share))
        for each in self.marks:
            set_share(each, DIMMED * (1.0 if self.home == CaseRooms.boxes[0] else share))
        self._write()

    def move_aside(self, share: float) -> None:
        """Bring the curves with another b0 so far on their way."""
        self.aside = share
        self._write()

    def remark_on(self, content: str) -> None:
        """Let something stand beside its name, to appear later."""
        theme = self.figure.theme
        line = TextLine(content, theme, size=SIZES.label, colour=theme.model)
        beside = np.array([self.title.width + REMARK, 0, 0])
        self.remark = [line.place(self._corner + beside)]

    def give_way(self) -> tuple[VMobject, ...]:
        """Put the large figure where this one is, looking the same, to be put on the stage."""
        figure = self.figure
        figure.shown.put(self.pose)
        figure.plot.set_box(self.home)
        set_share(figure.marks, 1.0)
        return figure.plot, figure.marks, figure.curve

    def _write(self) -> None:
        for each in (self.curve, *self.moved):
            each.write()

    def _function(self, way: int) -> Callable[[FloatArray], FloatArray]:
        def function(xs: FloatArray) -> FloatArray:
            parameters = self._parameters(way)
            return sigmoid(parameters[0] + parameters[1] * xs)

        return function

    def _parameters(self, way: int) -> FloatArray:
        slope = self.start.slope + (self.pose.slope - self.start.slope) * self.unfolded
        pose = Pose(self.pose.centre, slope)
        steepness = abs(self.pose.slope) * self.figure.shown.deviation
        by = ASIDE * way * self.aside * max(steepness / GENTLE, 1.0)
        return np.asarray(pose.parameters + np.array([by, 0.0]))

    def _marks_like(self, marks: DataMarks) -> DataMarks:
        return DataMarks(
            self.plot,
            marks.xs,
            marks.offsets,
            order=marks.order,
            label=marks.label,
            radius=marks.radius,
            whole_from=marks.whole_from,
        )

    def _names(self, words: Sequence[str]) -> list[TextLine]:
        """Its name above, and names beside the curves that are moved aside, outside of them."""
        theme = self.figure.theme
        self.unfold(1.0)
        self.move_aside(1.0)
        self._corner = self.plot.point(self.plot.x.low, 1.0) + np.array([0, pixels(29), 0])
        title = TextLine(words[0], theme, size=SIZES.label, colour=theme.text)
        names = [title.place(self._corner)]
        for content, way in zip(words[1:], (1, -1), strict=False):
            line = TextLine(content, theme, size=CaseRooms.name_size, colour=theme.beta0)
            if self._has_placed(line, way):
                names.append(line)
        self.move_aside(0.0)
        return names

    def _has_placed(self, line: TextLine, way: int) -> bool:
        """Whether there was a free place for a name outside of a curve that is moved aside."""
        at_right = (self.pose.slope < 0) == (way > 0)
        intercept, slope = self._parameters(way)
        curves = np.concatenate([each.points for each in (self.curve, *self.moved)])
        reach = max(self.home.left - BESIDE, GRID.margin), self.home.right + BESIDE
        ends = [at(min(each, 1 - GRID.margin), 0)[0] for each in reach]
        ink = line.get_corner(DL), line.get_corner(UR)
        for height, gap in product(CaseRooms.heights, GAPS):
            p = height if way > 0 else 1 - height
            x = (np.log(p / (1 - p)) - intercept) / slope
            edge = np.array([pixels(gap if at_right else -gap), -pixels(10), 0])
            place = self.plot.point(x, p) + edge - (0 if at_right else line.width) * RIGHT
            (left, bottom, _), (right, top, _) = (each + place for each in ink)
            box = Rectangle(left - AIR, bottom - AIR, right + AIR, top + AIR)
            if ends[0] <= left and right <= ends[1] and not box.holds_any(curves):
                line.place(place)
                return True
        return False


def four_cases(figure: LogisticFigure, kind: float, suits: bool) -> list[Case]:
    """Rising and falling, gently and steeply, as they are before they unfold from a figure.

    Args:
        figure: the large one.
        kind: the steepness of the one that is like the data.
        suits: whether it is so much like them that it is said.
    """
    texts, data = figure.texts, figure.data
    moved = [texts.label(key) for key in ("larger_intercept", "smaller_intercept")]
    start = Pose(figure.shown.centre(), figure.shown.slope())
    made = []
    for (key, steepness), box in zip(CASES.items(), CaseRooms.boxes, strict=True):
        words = texts.label(key), *moved
        made.append(Case(figure, (start, pose(data, 0.0, steepness)), box, words))
    if suits:
        case_of(made, kind).remark_on(texts.label("like_data"))
    return made


def case_of(cases: Sequence[Case], kind: float) -> Case:
    """Of all four, the one of a steepness."""
    return next(each for each, own in zip(cases, CASES.values(), strict=True) if own == kind)


def unfolding(cases: Sequence[Case], seconds: float) -> list[Animation]:
    """Let all unfold from the large figure."""
    return [Rewriting(each, each.unfold, run_time=seconds) for each in cases]


def moving_aside(cases: Sequence[Case], seconds: float) -> list[Animation]:
    """Let another b0 move the curves of all."""
    return [Rewriting(each, each.move_aside, run_time=seconds) for each in cases]


def words_on(cases: Sequence[Case]) -> list[TextLine]:
    """All that is written on some of them."""
    return [line for each in cases for line in (each.title, *each.aside_names)]
