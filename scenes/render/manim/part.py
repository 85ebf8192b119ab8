"""A part of a clip that is a manim scene."""

from collections.abc import Callable
from dataclasses import replace

from manim import Scene

from gradreel.scenes.render.frame import Frame, FrameSink, straight_alpha
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture


class ManimPart:
    """A manim scene.

    Args:
        make_scene: builds the scene with the given renderer; called anew for every drawing.
    """

    def __init__(self, make_scene: Callable[[SeekingRenderer], Scene]) -> None:
        self._make_scene = make_scene

    def count(self, picture: Picture) -> int:
        """Play the scene without drawing it."""
        return self._play(picture, SeekingRenderer())

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        """Play the scene and draw the owned frames."""

        def take_straight(frame: Frame) -> None:
            take(replace(frame, pixels=straight_alpha(frame.pixels)))

        sink = take_straight if picture.transparent else take
        return self._play(picture, SeekingRenderer(sink, owned))

    def _play(self, picture: Picture, renderer: SeekingRenderer) -> int:
        with manim_settings(picture):
            self._make_scene(renderer).render()
        return renderer.n_frames
