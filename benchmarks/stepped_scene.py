"""A plain manim scene to measure with: nothing in it can be sought, it has to be stepped."""

import numpy as np
from manim import (
    BLUE,
    GREEN,
    LEFT,
    ORIGIN,
    PI,
    RED,
    RIGHT,
    TEAL,
    UP,
    YELLOW,
    Circle,
    Create,
    Dot,
    FadeIn,
    Line,
    Mobject,
    Rotating,
    Scene,
    Square,
    Text,
    TracedPath,
    Transform,
    VGroup,
    Write,
    linear,
)


class Pendulums(Scene):
    """Pendulums that are integrated over time, their traces, and shapes that change."""

    def construct(self) -> None:
        """Play 20 seconds."""
        title = Text("pendulums", font_size=48).to_edge(UP)
        swings = VGroup(*[self.pendulum(1 + 0.2 * index, index) for index in range(6)])
        traces = VGroup(
            *[
                TracedPath(swing[1].get_center, stroke_color=TEAL, dissipating_time=1)
                for swing in swings
            ]
        )
        self.play(Write(title), run_time=1)
        self.play(FadeIn(swings), run_time=1)
        self.add(traces)
        self.wait(6)
        grid = VGroup(*[Square(0.4, fill_opacity=0.6, color=BLUE) for _ in range(24)])
        grid.arrange_in_grid(4, 6).to_edge(RIGHT)
        self.play(Create(grid), run_time=2)
        rounds = VGroup(*[Circle(0.2, color=GREEN, fill_opacity=0.6) for _ in range(24)])
        rounds.arrange_in_grid(4, 6).to_edge(RIGHT)
        self.play(Transform(grid, rounds), run_time=4)
        self.play(Rotating(grid, angle=PI, run_time=4, rate_func=linear))
        for swing in swings:
            swing.clear_updaters()
        traces.clear_updaters()
        self.wait(2)

    def pendulum(self, length: float, index: int) -> VGroup:
        """Return a rod and a bob that swing."""
        pivot = LEFT * 3 + UP * 2
        angle, speed = np.array([0.5 + 0.2 * index]), np.zeros(1)
        both = VGroup(Line(ORIGIN, UP), Dot(color=YELLOW if index % 2 else RED))

        def swing(mobject: Mobject, dt: float) -> None:
            rod, bob = mobject
            speed[0] -= 9.8 / length * np.sin(angle[0]) * dt
            angle[0] += speed[0] * dt
            end = pivot + 2.5 * length * np.array([np.sin(angle[0]), -np.cos(angle[0]), 0])
            rod.put_start_and_end_on(pivot, end)
            bob.move_to(end)

        both.add_updater(swing)
        return both
