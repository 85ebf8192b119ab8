"""Maths through Typst: one formula with its parts in the colours of what they stand for."""

from dataclasses import replace
from functools import cache

import numpy as np
from manim import VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.glyphs import Shape, shapes_of
from gradreel.scenes.stage.manim.place import tall
from gradreel.scenes.stage.type.grid import ALONG, SIZES, Edge
from gradreel.scenes.stage.type.maths import ASCENT, Slot, marks_of, slot_after, slots_in, typeset
from gradreel.scenes.stage.type.theme import Theme

POINTS_PER_EM = 10.0

SlotPlace = tuple[Slot | None, Slot | None]
"""The slot that a part of a formula is in, or else the one that it leads to."""


class Formula(VGroup):
    """One formula on a baseline: a path for what has one colour, and one for each rule.

    manim's own MathTypst is passed by for three reasons: it scans the system's fonts at each
    formula (130 ms where 30 do), compiles once more for every labelled part, and its fraction
    bars change their width with the resolution.

    Attributes:
        maths: the Typst source.
    """

    def __init__(self, maths: str, theme: Theme, *, size: float = SIZES.formula) -> None:
        self.maths, self.theme = maths, theme
        self.opaque = False
        self._drawn_em = tall(size)
        super().__init__(*_drawn(maths, theme).copy())
        self.scale(tall(size), about_point=np.zeros(3))
        for glyph in self.submobjects:
            glyph.set_stroke(width=glyph.get_stroke_width() * tall(size))
        self._drawn_height = self.height

    @property
    def em(self) -> float:
        """The em size now, in manim's units."""
        return float(self._drawn_em * self.height / self._drawn_height)

    def place(self, point: FloatArray, edge: Edge = "left") -> "Formula":
        """Put the left edge, centre or right edge at a point on the baseline.

        It must not have been moved or scaled by then.
        """
        left, right = self.get_left()[0], self.get_right()[0]
        held = left + ALONG[edge] * (right - left)
        self.shift(np.array([point[0] - held, point[1], 0]))
        return self

    def part(self, token: str, theme: Theme) -> VGroup:
        """The glyphs that stand in a colour of the theme, as `token(...)` set them."""
        colour = getattr(theme, token).lower()
        return VGroup(*(each for each in self if each.get_color().to_hex().lower() == colour))

    def slot(self, slot: Slot) -> VMobject:
        """What `slotrate(...)` or `slot0(...)` marks: one part of the formula, or some."""
        places = _places_of_parts(self.maths, self.theme)
        parts = [self[index] for index, place in enumerate(places) if place == (slot, None)]
        return parts[0] if len(parts) == 1 else VGroup(*parts)

    def before_slots(self) -> dict[Slot, list[VMobject]]:
        """What is in no slot, by the slot that it leads to.

        What is behind the last slot leads to the number that would come next, or to an empty name.
        """
        found: dict[Slot, list[VMobject]] = {}
        for part, (_, ahead) in zip(self, _places_of_parts(self.maths, self.theme), strict=True):
            if ahead is not None:
                found.setdefault(ahead, []).append(part)
        return found


def math(maths: str, theme: Theme, *, size: float = SIZES.formula) -> Formula:
    """Set a formula; see `gradreel.scenes.stage.type.maths.typeset` for how it is written.

    For example `math("p = 1 / (1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))", theme)`.

    Args:
        maths: Typst's maths, with colours.
        theme: the theme whose colours are used.
        size: em size as a fraction of the frame's height.
    """
    return Formula(maths, theme, size=size)


@cache
def _drawn(maths: str, theme: Theme) -> VGroup:
    """Draw a formula with em 1, its baseline at y = 0 and its left edge at x = 0."""
    shapes = shapes_of(typeset(maths, theme, POINTS_PER_EM, "svg"))
    left = min(shape.points[:, 0].min() for shape in shapes)
    origin = np.array([left, -ASCENT * POINTS_PER_EM, 0])
    placed = [replace(each, points=(each.points - origin) / POINTS_PER_EM) for each in shapes]
    filled = [_filled(each) for each in _joined(placed, _places(maths, theme)).values()]
    return VGroup(*filled, *(_rule(each) for each in placed if each.is_rule))


def _joined(
    shapes: list[Shape], places: list[SlotPlace]
) -> dict[tuple[str, SlotPlace], list[Shape]]:
    """Join the glyphs of each colour and place into one path: drawn faster."""
    joined: dict[tuple[str, SlotPlace], list[Shape]] = {}
    for shape, place in zip(shapes, places, strict=True):
        if not shape.is_rule:
            joined.setdefault((shape.colour, place), []).append(shape)
    return joined


@cache
def _places(maths: str, theme: Theme) -> list[SlotPlace]:
    """Where each shape of a formula is."""
    slots = slots_in(maths)
    ahead: Slot = next(iter(slots), 0)
    places: list[SlotPlace] = []
    for slot in _slots(maths, theme):
        ahead = ahead if slot is None else slot_after(slot, slots)
        places.append((slot, ahead if slot is None else None))
    return places


@cache
def _slots(maths: str, theme: Theme) -> list[Slot | None]:
    """The slot of each shape of a formula, or None: they come in the same order when marked."""
    marks = {mark: slot for slot, mark in marks_of(maths).items()}
    if not marks:
        return [None] * len(shapes_of(typeset(maths, theme, POINTS_PER_EM, "svg")))
    marked = shapes_of(typeset(maths, theme, POINTS_PER_EM, "svg", marked=True))
    return [marks.get(each.colour.lower()) for each in marked]


@cache
def _places_of_parts(maths: str, theme: Theme) -> list[SlotPlace]:
    """The place of each part of a formula, in the order of its submobjects."""
    shapes, places = shapes_of(typeset(maths, theme, POINTS_PER_EM, "svg")), _places(maths, theme)
    rules = [place for shape, place in zip(shapes, places, strict=True) if shape.is_rule]
    return [*(place for _, place in _joined(shapes, places)), *rules]


def _filled(shapes: list[Shape]) -> VMobject:
    made = VMobject(fill_color=shapes[0].colour, fill_opacity=1, stroke_width=0)
    return made.set_points(np.concatenate([each.points for each in shapes]))


def _rule(shape: Shape) -> VMobject:
    """Draw a fraction bar or a root's: a line, for manim's width of 100 is one unit."""
    width = 100 * shape.width / POINTS_PER_EM
    rule = VMobject(stroke_color=shape.colour, stroke_width=width, fill_opacity=0)
    return rule.set_points(shape.points)
