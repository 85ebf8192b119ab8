"""The parts that a clip is made of: manim scenes and Matplotlib figures."""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from manim import Scene

from scenes.render.frame import Frame, FrameSink, Pixels, straight_alpha
from scenes.render.picture import Picture
from scenes.render.seeking import SeekingRenderer, manim_settings


class ManimPart:
    """A manim scene.

    Args:
        make_scene: builds the scene with the given renderer; called anew for every drawing.
    """

    def __init__(self, make_scene: Callable[[SeekingRenderer], Scene]) -> None:
        self._make_scene = make_scene

    def count(self, picture: Picture) -> int:
        """Play the scene without drawing it."""
        with manim_settings(picture):
            renderer = SeekingRenderer(take=None)
            self._make_scene(renderer).render()
        return renderer.n_frames

    def draw(self, picture: Picture, take: FrameSink, owned: Collection[int] | None = None) -> None:
        """Play the scene and draw the owned frames."""

        def pass_on(pixels: Pixels, repeats: int) -> None:
            take(Frame(straight_alpha(pixels) if picture.transparent else pixels, repeats))

        with manim_settings(picture):
            self._make_scene(SeekingRenderer(pass_on, owned)).render()


class Story(Protocol):
    """What a figure part draws: any frame at any time, of pixels with straight alpha."""

    def n_frames(self, fps: Fraction | int) -> int:
        """Return how many frames the story has at a rate."""

    def frames(
        self, picture: Picture, owned: Collection[int] | None
    ) -> Iterable[tuple[Pixels, int]]:
        """Draw frames in order, each with how many frames long it stands."""

    def last_frame(self, picture: Picture) -> Pixels:
        """Draw what is left standing at the end."""


class FigurePart:
    """A story on a Matplotlib figure.

    Args:
        make_story: builds the story; called once, when it is first needed.
    """

    def __init__(self, make_story: Callable[[], Story]) -> None:
        self._make_story = make_story

    @cached_property
    def _story(self) -> Story:
        return self._make_story()

    def count(self, picture: Picture) -> int:
        """Ask the story."""
        return self._story.n_frames(picture.fps)

    def draw(self, picture: Picture, take: FrameSink, owned: Collection[int] | None = None) -> None:
        """Draw the owned frames."""
        if owned is None or owned:
            for pixels, repeats in self._story.frames(picture, owned):
                take(Frame(pixels, repeats))
        if not owned:
            take(Frame(self._story.last_frame(picture), 0))
