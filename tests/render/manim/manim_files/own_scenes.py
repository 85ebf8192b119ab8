"""Scenes as a person writes them for manim, each with something that a renderer may get wrong."""

# ruff: noqa: F403, F405, as people write it

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import *
from neighbour import SIDE, Labelled  # type: ignore[import-not-found]


class Extended(Labelled):  # type: ignore[misc]
    """A scene that extends a neighbour's."""

    label = "extended"

    def construct(self) -> None:
        self.play(FadeOut(self.title), Create(Circle(SIDE)), run_time=0.5)
        self.wait(0.3)
        self.pause(0.2)


class OwnConstructor(Scene):
    """A constructor that takes nothing, and chooses the camera and its colour."""

    def __init__(self) -> None:
        super().__init__(camera_class=MovingCamera)
        self.camera.background_color = BLUE  # type: ignore[union-attr]

    def construct(self) -> None:
        dot = Dot()
        self.add(dot, Square())
        self.play(self.camera.frame.animate.scale(0.6), run_time=0.5)  # type: ignore[union-attr]
        self.camera.background_color = WHITE  # type: ignore[union-attr]
        self.play(dot.animate.shift(UP), run_time=0.3)


class Falling(Scene):
    """A state that is integrated over time, its trace, and waits that end by themselves."""

    def construct(self) -> None:
        dot, speed = Dot(LEFT * 3, color=YELLOW), np.array([3.0, 4.0, 0.0])

        def fall(mobject: Mobject, dt: float) -> None:
            speed[1] -= 8 * dt
            mobject.shift(speed * dt)

        dot.add_updater(fall)
        self.add(TracedPath(dot.get_center, dissipating_time=0.4), dot)
        self.wait(0.5)
        self.play(FadeIn(Square()), run_time=0.4)
        self.wait_until(lambda: bool(dot.get_y() < -1), max_time=3)
        self.wait(1, stop_condition=lambda: self.time > 2)
        dot.suspend_updating()
        self.wait(0.2)


class Clock(Scene):
    """The scene's own time on screen, an updater of the scene, and one that counts its calls."""

    def construct(self) -> None:
        calls = [0]
        hand = Line(LEFT, RIGHT)
        shown = always_redraw(lambda: Text(f"{self.time:.2f} {calls[0]}").to_edge(DOWN))

        def count(dt: float) -> None:
            calls[0] += 1
            hand.rotate(dt)

        self.add(hand, shown)
        self.add_updater(count)
        self.wait(0.5)
        self.play(hand.animate.shift(UP), run_time=0.5)
        self.remove_updater(count)
        self.wait(0.3, frozen_frame=False)
        self.wait(0.2)


class Stateful(Scene):
    """Animations that depend on the frames before."""

    def construct(self) -> None:
        square, other = Square(), Triangle().shift(RIGHT * 3)
        walk = UpdateFromFunc(square, lambda mobject: mobject.rotate(0.1).shift(LEFT * 0.05))
        self.play(walk, Rotating(other, angle=PI, rate_func=linear, run_time=0.6))
        pieces = [Circle(0.3, color=RED).shift(RIGHT * place) for place in range(-2, 3)]
        self.play(LaggedStart(*map(FadeIn, pieces), lag_ratio=0.4), run_time=0.6)
        self.play(Transform(square, other), *[Wait(0.2) for _ in range(2)], run_time=0.4)


class Skipping(Scene):
    """Sections, one of them left out; sub-captions; a sound."""

    def construct(self) -> None:
        square, turned = Square(), Line().shift(UP * 2)
        turned.add_updater(lambda mobject, dt: mobject.rotate(2 * dt))
        self.add(turned)
        self.play(Create(square), run_time=0.4, subcaption="A square", subcaption_duration=0.3)
        self.add_sound("click.wav")
        self.next_section("left out", skip_animations=True)
        self.play(square.animate.shift(RIGHT * 2), run_time=0.5)
        self.wait(0.4)
        self.next_section("shown")
        self.add_subcaption("Shown", duration=0.5)
        self.play(FadeOut(square), run_time=0.05)
        turned.clear_updaters()
        self.wait(0.33)


class Moving(MovingCameraScene):
    """A camera that follows what moves."""

    def construct(self) -> None:
        dot = Dot(LEFT * 2)
        self.add(dot, Square(), Line(LEFT * 4, RIGHT * 4))
        frame = self.camera.frame  # type: ignore[union-attr]
        frame.save_state()
        frame.add_updater(lambda mobject: mobject.move_to(dot))
        self.play(dot.animate.shift(RIGHT * 3), frame.animate.scale(0.7), run_time=0.6)
        frame.clear_updaters()
        self.play(frame.animate.restore(), run_time=0.3)


class Zoomed(ZoomedScene):
    """A picture in the picture whose frame moves and changes its shape."""

    def construct(self) -> None:
        self.add(Dot(LEFT, color=YELLOW), Circle(), Text("zoom").shift(DOWN * 2))
        self.play(Create(Square()), run_time=0.3)
        self.activate_zooming(animate=True)
        self.play(self.zoomed_camera.frame.animate.shift(LEFT).stretch(1.5, 1), run_time=0.6)
        self.play(self.zoomed_display.animate.stretch(1.3, 0), run_time=0.4)


class Solid(ThreeDScene):
    """A camera that turns by itself and by animation, and labels that face it."""

    def construct(self) -> None:
        label = Text("up").shift(OUT * 2)
        self.set_camera_orientation(phi=60 * PI / 180, theta=30 * PI / 180)
        self.add(ThreeDAxes(num_axis_pieces=2), Cube(fill_opacity=0.8).shift(RIGHT))
        self.add_fixed_orientation_mobjects(label)
        self.add_fixed_in_frame_mobjects(Text("fixed").to_corner(UP + LEFT))
        pointer = Dot(color=RED)
        pointer.add_updater(lambda mobject: mobject.move_to(self.camera.project_point(OUT * 2)))
        self.add_fixed_in_frame_mobjects(pointer)
        self.begin_ambient_camera_rotation(rate=0.8)
        self.wait(0.5)
        self.stop_ambient_camera_rotation()  # type: ignore[no-untyped-call]
        self.move_camera(phi=30 * PI / 180, zoom=1.2, run_time=0.4)
        self.wait(0.2)


class Trailing(MovingCamera):
    """A camera of a person's own, whose every picture depends on the one before."""

    drawn = 0

    def capture_mobjects(self, mobjects: Iterable[Mobject], **kwargs: Any) -> None:
        self.drawn += 1
        self.frame.move_to(RIGHT * 0.05 * self.drawn)
        super().capture_mobjects(mobjects, **kwargs)


class OwnCamera(MovingCameraScene):
    """A scene for that camera."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(camera_class=Trailing, **kwargs)

    def construct(self) -> None:
        square = Square()
        self.add(Circle())
        self.play(Create(square), run_time=0.4)
        self.wait(0.3)
        self.play(square.animate.shift(UP), run_time=0.4)


class Picture(Scene):
    """An image, and something that is hidden behind the foreground."""

    def construct(self) -> None:
        shades = np.tile(np.arange(0, 250, 10, dtype=np.uint8), (25, 1))
        image = ImageMobject(shades).scale(6)
        front = Square(color=RED, fill_opacity=1).scale(0.5)
        self.add_foreground_mobject(front)
        self.play(FadeIn(image), run_time=0.4)
        value = ValueTracker(0)
        front.add_updater(lambda mobject: mobject.set_x(value.get_value()))
        self.play(value.animate.set_value(2), image.animate.rotate(PI / 5), run_time=0.5)


class WaitLeftOut(Scene):
    """A wait in a section that is left out, where no chunk begins; a section of nothing."""

    def construct(self) -> None:
        square = Square()
        self.play(Create(square), run_time=0.7)
        self.next_section("out", skip_animations=True)
        self.wait(0.5)
        self.play(square.animate.shift(RIGHT), run_time=0.3)
        self.wait(0.5)
        self.next_section("in")
        self.play(FadeOut(square), run_time=0.5)
        self.next_section()


class LastLeftOut(Scene):
    """The last section is left out, after others that come and go."""

    def construct(self) -> None:
        square = Square()
        for number in range(3):
            self.next_section(str(number), skip_animations=number % 2 == 0)
            self.wait(0.95)
            self.play(square.animate.shift(RIGHT * 0.3), run_time=0.95)
        self.next_section("a", skip_animations=True)
        self.next_section("b", skip_animations=True)
        self.wait()
        self.next_section()


class OnlyWaits(Scene):
    """Nothing moves, and some of it is left out."""

    def construct(self) -> None:
        self.add(Square())
        self.wait(2.5)
        self.next_section(skip_animations=True)
        self.wait(2)
        self.next_section()
        self.wait(2.5)
        self.play(Wait(0.5))


class UntilLeftOut(Scene):
    """Waits that end by themselves, some of them in a section that is left out."""

    def construct(self) -> None:
        dot = Dot()
        dot.add_updater(lambda mobject, dt: mobject.shift(RIGHT * dt * 3))
        self.add(dot)
        self.wait_until(lambda: bool(dot.get_x() > 1), max_time=2)
        self.next_section("out", skip_animations=True)
        self.wait_until(lambda: bool(dot.get_x() > 2), max_time=2)
        self.wait(0.4)
        self.wait(2, stop_condition=lambda: bool(dot.get_x() > 4))
        self.next_section("in")
        self.wait(2, stop_condition=lambda: bool(dot.get_x() > 5))
        dot.clear_updaters()
        self.wait(0.01)


class RendererLeavesOut(Scene):
    """The renderer is told so, as the scenes of some people do."""

    def construct(self) -> None:
        square = Square()
        self.play(Create(square), run_time=0.4)
        self.renderer.skip_animations = True
        self.play(square.animate.shift(RIGHT), run_time=0.4)
        self.renderer._original_skipping_status = True
        self.play(square.animate.shift(UP), run_time=0.4)
        self.wait(0.5)
        self.renderer._original_skipping_status = False
        self.play(square.animate.shift(LEFT), run_time=0.4)
        self.wait(0.25)


class Still(Scene):
    """Nothing is played."""

    def construct(self) -> None:
        self.add(Circle(color=RED, fill_opacity=0.5))


class AllLeftOut(Scene):
    """Nothing is shown but the end."""

    def construct(self) -> None:
        square = Square()
        self.next_section("out", skip_animations=True)
        self.play(Create(square), run_time=0.7)
        self.wait(0.5)
