"""The two classes by shape and colour, each with how many of the data it has."""

import numpy as np
from manim import VGroup, VMobject

from gradreel.engine.data import Dataset
from gradreel.scenes.stage.manim.marks import disc, triangle
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

RADIUS, ASIDE = 8.0, 22.0
"""Of a mark, and from its middle to the words, in pixels."""
LONGEST = 12.0
"""Of a class's name, in em."""


class _Places:
    """Where the words of each class begin or end, beside each other or one below the other."""

    one = Shaped((0.105, 0.758), tall=(0.07, 0.690))
    zero = Shaped((0.94, 0.758), tall=(0.07, 0.724))


class ClassKey(VGroup):
    """Class 1 at the left, class 0 at the right, and lower if the frame is tall."""

    def __init__(self, data: Dataset, theme: Theme, texts: Captions) -> None:
        one, other = (_words(data, label, texts) for label in (1, 0))
        first = Label(one, size=SIZES.smallest, colour=theme.of_class(1), bold=True)
        second = Label(other, size=SIZES.smallest, colour=theme.of_class(0), bold=True)
        aside = np.array([pixels(ASIDE), 0, 0])
        first.place(at(*_Places.one) + aside)
        if is_tall():
            second.place(at(*_Places.zero) + aside)
        else:
            second.place(at(*_Places.zero), "right")
        marks = [_before(first, 1, theme), _before(second, 0, theme)]
        super().__init__(first, second, *marks)


def _words(data: Dataset, label: int, texts: Captions) -> str:
    name = texts.class_label(data.target_name, data.class_names, label, LONGEST)
    return texts.label("class", y=label, name=name, count=int((data.target == label).sum()))


def _before(words: Label, label: int, theme: Theme) -> VMobject:
    """The mark of a class, at the left of its words."""
    made = VMobject(fill_color=theme.of_class(label), fill_opacity=1, stroke_width=0)
    middle = words.get_left() - np.array([pixels(ASIDE), 0, 0])
    return made.set_points((triangle(RADIUS) if label else disc(RADIUS)) + middle)
