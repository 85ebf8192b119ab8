"""What the scenes beside it share."""

from manim import UP, Scene, Square, Text

SIDE = 1.5


class Labelled(Scene):
    """A scene that others extend; it isn't one of the file that imports it."""

    label = "shared"

    def setup(self) -> None:
        self.title = Text(self.label, font_size=30).to_edge(UP)
        self.add(self.title, Square(SIDE))
