"""The blocks of a pipeline: what comes in, two functions, the loss, and the way between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import Circle, Line, RoundedRectangle, ShowPassingFlash, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, arrow
from gradreel.scenes.stage.manim.place import at, high, pixels, stroke, wide
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.frame import down, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

PACKET = 12.0
"""Width of what runs along a way, in pixels."""
NODE = 40.0
"""Radius of a node, in pixels."""
GAP = 5.0
"""Between a way and what it leaves or leads to, in pixels."""
INSET, WORDS, PLOT = 0.018, 0.04, 0.46
"""From a block's edge to its curve, and in a tall frame to its words, and to the curve beside them,
as fractions of the frame's width."""


@dataclass(frozen=True, eq=False)
class Block:
    """One step of the pipeline.

    Attributes:
        frame: its outline.
        title: its name, above it or at its left.
        formula: what it computes, in its upper half or below its name.
    """

    frame: VMobject
    title: Label
    formula: VMobject

    @property
    def drawn(self) -> VGroup:
        """All of it."""
        return VGroup(self.frame, self.title, self.formula)


class Blocks:
    """Makes the parts of the drawing; the story decides when they come and go."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def block(self, box: Box, title: str, maths: str, colour: str) -> Block:
        """A block in a box; the blocks of a tall frame are low and wide."""
        frame = RoundedRectangle(
            corner_radius=pixels(14),
            width=wide(box.right - box.left),
            height=high(box.bottom - box.top),
            stroke_color=colour,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        middle = (box.left + box.right) / 2
        frame.move_to(at(middle, (box.top + box.bottom) / 2))
        name = Label(title, size=SIZES.label, colour=colour)
        formula = math(maths, self.theme, size=SIZES.label)
        if is_tall():
            left = box.left + WORDS
            name.place(at(left, box.top + down(0.045)))
            return Block(frame, name, formula.place(at(left, box.top + down(0.092))))
        name.place(at(middle, box.top - 0.03), "centre")
        return Block(frame, name, formula.place(at(middle, box.top + 0.075), "centre"))

    def plot_box(self, box: Box) -> Box:
        """Where a block's curve is: below its formula, in a tall frame at its right."""
        if is_tall():
            edge = down(0.02)
            return Box(box.left + PLOT, box.right - WORDS, box.top + edge, box.bottom - edge)
        middle = (box.top + box.bottom) / 2
        return Box(box.left + INSET, box.right - INSET, middle - 0.02, middle + 0.145)

    def node(self, place: tuple[float, float]) -> Circle:
        """A circle with its centre at fractions of the frame."""
        circle = Circle(
            radius=pixels(NODE),
            stroke_color=self.theme.model,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        return circle.move_to(at(*place))

    def letter(self, maths: str, circle: VMobject) -> VMobject:
        """A letter in the middle of a circle."""
        made = math(maths, self.theme, size=SIZES.label)
        return made.move_to(circle.get_center())

    def unknown(self, block: Block) -> Label:
        """A question mark in a block whose function isn't told yet."""
        mark = Label("?", size=SIZES.number, colour=self.theme.muted, bold=True)
        middle = np.asarray(block.frame.get_center())
        return mark.place(middle - np.array([0, mark.em * 0.36, 0]), "centre")

    def number(self, value: float, place: tuple[float, float], colour: str, places: int) -> Number:
        """A number that stays as it is, its middle at fractions of the frame."""
        number = Number(value, places, colour=colour, size=SIZES.smallest)
        number.place(at(*place) - np.array([0, number.em * 0.36, 0]), "centre")
        number.clear_updaters()
        return number

    def way(self, first: VMobject, second: VMobject) -> Follower:
        """An arrow from one thing to the next, to the right or in a tall frame down."""
        start, end = _ends(first)[1], _ends(second)[0]
        gap = np.array([0, -pixels(GAP), 0] if is_tall() else [pixels(GAP), 0, 0])
        made = arrow(lambda: (start + gap, end - gap), self.theme.line, width=3.5, head=15)
        made.clear_updaters()
        return made

    def pulses(
        self, ways: Sequence[Follower], colour: str, seconds: float
    ) -> list[ShowPassingFlash]:
        """Something that runs along ways, one after the other's end."""
        lines = [Line(*_ends(each)) for each in ways]
        for line in lines:
            line.set_stroke(colour, width=stroke(PACKET))
        return [ShowPassingFlash(line, time_width=0.7, run_time=seconds) for line in lines]


def _ends(thing: VMobject) -> tuple[FloatArray, FloatArray]:
    """Where a value enters a thing, (3,), and where it leaves it."""
    if is_tall():
        return np.asarray(thing.get_top()), np.asarray(thing.get_bottom())
    return np.asarray(thing.get_left()), np.asarray(thing.get_right())
