"""A plain manim scene to measure with: its text changes on every frame, for 20 seconds."""

from manim import (
    BLUE,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    DecimalNumber,
    FadeIn,
    Line,
    Mobject,
    Scene,
    Text,
    ValueTracker,
    VGroup,
    always_redraw,
    linear,
)

ROWS = 4


class Counting(Scene):
    """A table of numbers that run, a sentence with one of them in it, and a bar for each."""

    seekable = True

    def construct(self) -> None:
        """Play 20 seconds."""
        step = ValueTracker(0)
        rows = VGroup(*[self.row(step, rate + 1) for rate in range(ROWS)])
        sentence = always_redraw(
            lambda: Text(f"after step {int(step.get_value())}", font_size=40).to_edge(UP)
        )
        self.play(FadeIn(rows), run_time=1)
        self.add(sentence)
        self.play(step.animate.set_value(400), run_time=14, rate_func=linear)
        self.wait(1)
        self.play(step.animate.set_value(0), run_time=4)

    def row(self, step: ValueTracker, rate: int) -> VGroup:
        """Return a name, a number that changes, and a bar as long as the number."""
        name = Text(f"weight {rate}", font_size=36)
        number = DecimalNumber(0, num_decimal_places=3, mob_class=Text)  # type: ignore[arg-type]
        bar = Line(color=BLUE, stroke_width=12)
        name.move_to(LEFT * 5 + UP * 2.4 + DOWN * rate)
        number.move_to(LEFT * 2 + UP * 2.4 + DOWN * rate)

        def follow(mobject: Mobject) -> None:
            mobject.set_value(self.value(step, rate))

        def stretch(mobject: Mobject) -> None:
            start = UP * 2.4 + DOWN * rate
            mobject.put_start_and_end_on(start, start + RIGHT * (0.1 + self.value(step, rate)))

        number.add_updater(follow)
        bar.add_updater(stretch)
        return VGroup(name, number, bar)

    def value(self, step: ValueTracker, rate: int) -> float:
        """Return a number from 0 to 5 that the step decides."""
        return 5 * (1 - float(0.99 ** (step.get_value() * rate / 2)))
