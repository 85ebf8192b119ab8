"""The table of the steps: a row for each node, its value, its own derivative, and the loss's."""

from manim import RoundedRectangle, VGroup, VMobject

from gradreel.scenes.pieces.autodiff.digits import written
from gradreel.scenes.pieces.autodiff.steps import WorkedExample
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

HEAD, FIRST, LAST, WIDEST = 0.442, 0.502, 0.852, 0.0585
"""Baselines of the heads, of the first row and of the last if there are many, and from one row to
the next at the most."""
NAMES, VALUES, OWN, BACK = 0.072, 0.43, 0.52, 0.928
"""The left edge of the names, the right one of the values, the left one of the steps' own
derivatives, and the right one of the loss's."""
SIZE = 0.041
ROOM = 10.0, 7.0
"""Between a number and the frame about it, in pixels of a 1280x720 frame."""


class StepTable:
    """All cells; the story decides when they come.

    Attributes:
        heads: of the four columns.
        names: w, and of each step its symbol and what it is.
        values: of w and of each step.
        own: each step's own derivative; slot 0 is its number.
        back: the derivative of the loss in w and in each step.
    """

    def __init__(self, example: WorkedExample, theme: Theme, texts: Captions) -> None:
        self.theme, steps = theme, example.steps
        self._pitch = min(WIDEST, (LAST - FIRST) / len(steps))
        label = texts.label
        self.heads = VGroup(
            self._head(label("node"), NAMES),
            self._head(label("value"), VALUES, right=True),
            self._head(label("own_derivative"), OWN),
            self._head(label("loss_derivative"), BACK, right=True),
        )
        symbols = "w", *(f"{each.name} = {each.expression}" for each in steps)
        self.names = [self._maths(each, NAMES, row) for row, each in enumerate(symbols)]
        values = float(example.weight.value), *(each.value for each in steps)
        self.values = [
            self._number(each, VALUES, row, theme.model) for row, each in enumerate(values)
        ]
        self.own = [
            self._maths(each.own_derivative(), OWN, row) for row, each in enumerate(steps, 1)
        ]
        adjoints = float(example.weight.adjoint), *(each.adjoint for each in steps)
        self.back = [
            self._number(each, BACK, row, theme.gradient) for row, each in enumerate(adjoints)
        ]

    def marked(self, colour: str, *numbers: VMobject) -> VGroup:
        """A frame about each of the numbers that a calculation takes."""
        across, above = map(pixels, ROOM)
        return VGroup(
            *(
                RoundedRectangle(
                    corner_radius=pixels(6),
                    width=each.width + 2 * across,
                    height=each.height + 2 * above,
                    stroke_color=colour,
                    stroke_width=stroke(2),
                ).move_to(each)
                for each in numbers
            )
        )

    def _head(self, content: str, x: float, *, right: bool = False) -> Label:
        made = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return made.place(at(x, HEAD), "right" if right else "left")

    def _maths(self, maths: str, x: float, row: int) -> Formula:
        return math(maths, self.theme, size=SIZE).place(at(x, FIRST + self._pitch * row))

    def _number(self, value: float, x: float, row: int, colour: str) -> Label:
        made = Label(written(value), size=SIZE, colour=colour, bold=True)
        return made.place(at(x, FIRST + self._pitch * row), "right")


class WorkingLine(Workings):
    """One line on a board below the table, for a calculation at a time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, top=0.88, bottom=0.95)

    def line(self, *formulas: str) -> list[Formula]:
        """Set formulas beside each other, to be written."""
        made, left = self._fitted(formulas, 0.06 * (len(formulas) - 1)), self.left
        for each in made:
            each.place(at(left, self._row(0.62)))
            left += each.width / (at(1, 0) - at(0, 0))[0] + 0.06
        return made
