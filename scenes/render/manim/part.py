"""A part of a clip that is a manim scene."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from manim import Scene

from gradreel.scenes.render.frame import Frame, FrameSink, Paint, straight_alpha
from gradreel.scenes.render.manim.painting import PaintingRenderer
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound.placed import PlacedSound, SoundsOf


class ManimPart:
    """A manim scene.

    Args:
        make_scene: builds the scene with the given renderer; called anew for every drawing.
        captions_of: what the captions of a scene that was played are at a rate; it has none when
            None.
        sounds_of: likewise, what is heard.

    Attributes:
        captions: those of the last drawing.
        sounds: likewise.
    """

    def __init__(
        self,
        make_scene: Callable[[SeekingRenderer], Scene],
        captions_of: Callable[[Any, Fraction | int], Sequence[Caption]] | None = None,
        sounds_of: SoundsOf | None = None,
    ) -> None:
        self.captions: Sequence[Caption] = ()
        self.sounds: Sequence[PlacedSound] = ()
        self._make_scene = make_scene
        self._captions_of, self._sounds_of = captions_of, sounds_of

    def count(self, picture: Picture) -> int:
        """Play the scene without drawing it."""
        return self._play(picture, SeekingRenderer())

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        """Play the scene and draw the owned frames."""

        def take_straight(frame: Frame) -> None:
            take(replace(frame, pixels=straight_alpha(frame.pixels)))

        sink = take_straight if picture.transparent else take
        return self._play(picture, SeekingRenderer(sink, owned))

    def paint(
        self, picture: Picture, frames: Collection[int], take: Callable[[int, Paint], None]
    ) -> None:
        """Play the scene, and give what draws each of some frames."""
        self._play(picture, PaintingRenderer(frames, take))

    def _play(self, picture: Picture, renderer: SeekingRenderer) -> int:
        with manim_settings(picture):
            scene = self._make_scene(renderer)
            scene.render()
        if self._captions_of is not None:
            self.captions = self._captions_of(scene, picture.fps)
        if self._sounds_of is not None:
            self.sounds = self._sounds_of(scene, picture.fps)
        return renderer.n_frames
