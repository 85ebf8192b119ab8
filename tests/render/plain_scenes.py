"""Plain manim scenes that the renderer's tests draw, with gradreel and with manim itself."""

import random

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    PI,
    RED,
    RIGHT,
    UP,
    YELLOW,
    Axes,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Mobject,
    MovingCamera,
    MovingCameraScene,
    Rotate,
    Scene,
    Square,
    Succession,
    Text,
    TracedPath,
    Transform,
    ValueTracker,
    VGroup,
    Write,
    always_redraw,
)


class Seekable(Scene):
    """A network, text, a curve that is drawn anew, holds, a transform; all of it seekable."""

    seekable = True

    def construct(self) -> None:
        units = VGroup(*[Circle(0.3, color=BLUE, fill_opacity=0.7) for _ in range(4)])
        units.arrange(RIGHT, buff=1).shift(UP * 2)
        edges = VGroup(*[Line(a.get_bottom(), DOWN, stroke_width=2) for a in units])
        self.play(LaggedStart(*map(Create, [*units, *edges]), lag_ratio=0.2), run_time=0.9)
        self.play(Write(Text("loss", font_size=60).shift(LEFT * 4)), run_time=0.5)
        self.wait(0.5)
        axes = Axes((-3, 3), (-1, 1), x_length=6, y_length=3, tips=False).shift(DOWN * 2)
        tracker = ValueTracker(0)
        curve = always_redraw(
            lambda: axes.plot(lambda x: float(np.sin(x + tracker.get_value())), color=YELLOW)
        )
        self.play(FadeIn(axes), run_time=0.3)
        self.add(curve)
        self.play(tracker.animate.set_value(4), units.animate.set_color(RED), run_time=0.8)
        self.wait(0.25)
        self.play(Succession(Transform(units, Square()), FadeOut(edges)), run_time=0.6)


class Stepped(Scene):
    """A state that is integrated over time, a path that is traced, a wait that ends by itself."""

    def construct(self) -> None:
        dot = Dot(LEFT * 3, color=YELLOW)
        velocity = np.array([2.0, 3.0, 0.0])

        def fall(mobject: Mobject, dt: float) -> None:
            velocity[1] -= 4 * dt
            mobject.shift(velocity * dt)

        dot.add_updater(fall)
        self.add(TracedPath(dot.get_center, stroke_width=6), dot)
        self.wait(0.8)
        self.play(FadeIn(Square().shift(RIGHT * 3)), run_time=0.5)
        self.wait_until(lambda: bool(dot.get_y() < -1), max_time=3)
        dot.clear_updaters()
        self.wait(0.3)
        random_place = RIGHT * random.uniform(1, 2)  # noqa: S311, a scene may use it
        self.play(dot.animate.move_to(random_place), run_time=0.3)


class Camera(MovingCameraScene):
    """A camera that moves, over things that don't."""

    seekable = True

    def construct(self) -> None:
        row = VGroup(*[Square(0.8, fill_opacity=0.5) for _ in range(5)]).arrange(RIGHT)
        self.add(row)
        assert isinstance(self.camera, MovingCamera)
        frame = self.camera.frame
        self.play(frame.animate.scale(0.5).move_to(row[1]), run_time=0.6)
        self.play(Rotate(row[1], PI / 3), run_time=0.4)
        self.wait(0.2)


class Still(Scene):
    """Nothing is played."""

    def construct(self) -> None:
        self.add(Circle(color=RED, fill_opacity=0.5))
