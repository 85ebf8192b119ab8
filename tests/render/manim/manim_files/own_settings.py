"""A scene whose file sets its own picture, as upright clips do."""

from manim import RIGHT, Circle, Create, Scene, Square, config

config.pixel_width, config.pixel_height = 90, 160
config.frame_width, config.frame_height = 8 * 9 / 16, 8
config.frame_rate = 12
config.background_color = "#123456"


class Upright(Scene):
    """The only scene of its file."""

    def construct(self) -> None:
        config.frame_width = 3
        self.play(Create(Circle(config.frame_width / 3)), run_time=0.5)
        self.play(Square().animate.shift(RIGHT), run_time=0.4)
