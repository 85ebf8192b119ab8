"""A plain manim scene to measure with: a network, a moving curve, a changing number and holds."""

from itertools import pairwise

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    RIGHT,
    TEAL,
    UP,
    WHITE,
    YELLOW,
    Axes,
    Circle,
    Create,
    DecimalNumber,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Mobject,
    Scene,
    Text,
    ValueTracker,
    VGroup,
    always_redraw,
)

LAYERS = (4, 6, 6, 2)


class Sample(Scene):
    """A network is built, a signal runs through it, and a curve bends beside it."""

    seekable = True

    def construct(self) -> None:
        """Play 20 seconds."""
        network = self.network()
        self.play(LaggedStart(*map(Create, network), lag_ratio=0.02), run_time=4)
        self.wait(2)
        self.play(network.animate.scale(0.7).to_edge(LEFT), run_time=2)
        slope = ValueTracker(0.5)
        curve, number = self.curve(slope), self.number(slope)
        self.play(FadeIn(curve), FadeIn(number), run_time=1)
        self.play(slope.animate.set_value(4), run_time=4)
        self.wait(2)
        self.play(slope.animate.set_value(-2), network[-1].animate.set_fill(YELLOW, 1), run_time=3)
        self.play(FadeOut(network), run_time=1)
        self.wait(1)

    def network(self) -> VGroup:
        """Return a network whose last group is its units."""
        layers = [
            VGroup(*[Circle(0.22, color=WHITE, fill_color=BLUE, fill_opacity=1) for _ in range(n)])
            .arrange(DOWN, buff=0.35)
            .shift(RIGHT * (2.6 * index - 3.9))
            for index, n in enumerate(LAYERS)
        ]
        edges = VGroup(
            *[
                Line(a.get_right(), b.get_left(), stroke_width=1.5, color=TEAL)
                for left, right in pairwise(layers)
                for a in left
                for b in right
            ]
        )
        return VGroup(edges, *layers)

    def curve(self, slope: ValueTracker) -> Mobject:
        """Return axes with a logistic curve that follows its slope."""
        axes = Axes((-4, 4), (0, 1), x_length=5, y_length=3, tips=False).to_edge(RIGHT)
        moving = always_redraw(
            lambda: axes.plot(lambda x: 1 / (1 + np.exp(-slope.get_value() * x)), color=YELLOW)
        )
        return VGroup(axes, moving)

    def number(self, slope: ValueTracker) -> Mobject:
        """Return the slope's value as a number that changes."""
        number = DecimalNumber(0.5, mob_class=Text).to_edge(UP)  # type: ignore[arg-type]
        number.add_updater(lambda mobject: mobject.set_value(slope.get_value()))
        return number
