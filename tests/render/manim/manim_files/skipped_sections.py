"""Scenes that leave out some of what they play, in all the ways that manim has for it."""

from manim import LEFT, RIGHT, UP, Create, Dot, FadeOut, Scene, Square, Wait


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


class FirstLeftOut(Scene):
    """The first section is left out."""

    def construct(self) -> None:
        square = Square()
        self.next_section("out", skip_animations=True)
        self.wait(0.5)
        self.play(Create(square), run_time=0.7)
        self.next_section("in")
        self.wait(0.3)
        self.play(FadeOut(square), run_time=0.5)


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


class AllLeftOut(Scene):
    """Nothing is shown but the end."""

    def construct(self) -> None:
        square = Square()
        self.next_section("out", skip_animations=True)
        self.play(Create(square), run_time=0.7)
        self.wait(0.5)
