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
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

TOP, BOTTOM = 0.335, 0.665
"""Where the blocks are, as fractions of the frame's height."""
MIDDLE = (TOP + BOTTOM) / 2
PACKET = 12.0
"""Width of what runs along a way, in pixels."""
NODE = 40.0
"""Radius of a node, in pixels."""


@dataclass(frozen=True, eq=False)
class Block:
    """One step of the pipeline.

    Attributes:
        frame: its outline.
        title: its name, above.
        formula: what it computes, in its upper half.
    """

    frame: VMobject
    title: Label
    formula: VMobject

    @property
    def left(self) -> FloatArray:
        """The middle of its left edge, (3,)."""
        return np.asarray(self.frame.get_left())

    @property
    def right(self) -> FloatArray:
        """The middle of its right edge, (3,)."""
        return np.asarray(self.frame.get_right())

    @property
    def drawn(self) -> VGroup:
        """All of it."""
        return VGroup(self.frame, self.title, self.formula)


class Blocks:
    """Makes the parts of the drawing; the story decides when they come and go."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def block(self, left: float, right: float, title: str, maths: str, colour: str) -> Block:
        """A block between two fractions of the frame's width."""
        box = Box(left=left, right=right, top=TOP, bottom=BOTTOM)
        frame = RoundedRectangle(
            corner_radius=pixels(14),
            width=wide(box.right - box.left),
            height=high(box.bottom - box.top),
            stroke_color=colour,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        middle = (left + right) / 2
        frame.move_to(at(middle, MIDDLE))
        name = Label(title, size=SIZES.label, colour=colour)
        name.place(at(middle, TOP - 0.03), "centre")
        formula = math(maths, self.theme, size=SIZES.label)
        return Block(frame, name, formula.place(at(middle, TOP + 0.075), "centre"))

    def node(self, x: float) -> Circle:
        """A circle with its centre at a fraction of the frame's width."""
        circle = Circle(
            radius=pixels(NODE),
            stroke_color=self.theme.model,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        return circle.move_to(at(x, MIDDLE))

    def letter(self, maths: str, circle: VMobject) -> VMobject:
        """A letter in the middle of a circle."""
        made = math(maths, self.theme, size=SIZES.label)
        return made.move_to(circle.get_center())

    def unknown(self, block: Block) -> Label:
        """A question mark in a block whose function isn't told yet."""
        mark = Label("?", size=SIZES.number, colour=self.theme.muted, bold=True)
        middle = np.asarray(block.frame.get_center())
        return mark.place(middle - np.array([0, mark.em * 0.36, 0]), "centre")

    def number(self, value: float, x: float, y: float, colour: str, places: int) -> Number:
        """A number that stays as it is, in the middle of a place."""
        number = Number(value, places, colour=colour, size=SIZES.smallest)
        number.place(at(x, y) - np.array([0, number.em * 0.36, 0]), "centre")
        number.clear_updaters()
        return number

    def way(self, start: FloatArray, end: FloatArray) -> Follower:
        """An arrow from one block to the next."""
        gap = np.array([pixels(5), 0, 0])
        made = arrow(lambda: (start + gap, end - gap), self.theme.line, width=3.5, head=15)
        made.clear_updaters()
        return made

    def pulses(
        self, ways: Sequence[Follower], colour: str, seconds: float
    ) -> list[ShowPassingFlash]:
        """Something that runs along ways, one after the other's end."""
        lines = [Line(each.get_left(), each.get_right()) for each in ways]
        for line in lines:
            line.set_stroke(colour, width=stroke(PACKET))
        return [ShowPassingFlash(line, time_width=0.7, run_time=seconds) for line in lines]
