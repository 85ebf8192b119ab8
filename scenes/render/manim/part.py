"""A part of a clip that is a manim scene, drawn in pixels or in lines and areas."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

import cairo
import numpy as np
from manim import Camera, ManimColor, Mobject, Scene, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.utils.iterables import list_update
from numpy.typing import NDArray
from PIL import Image

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import (
    Frame,
    FrameSelection,
    FrameSink,
    Only,
    Paint,
    straight_alpha,
)
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.outline import outlined
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound import PlacedSound, SoundsOf

REVERSED = [2, 1, 0, 3]
"""Manim gives Cairo red for blue, as its pixels lie the other way round."""


class PaintingRenderer(SeekingRenderer):
    """Plays a scene, and gives what draws its frames in place of their pixels.

    Args:
        frames: the numbers of the frames.
        take: called with each one's number and what draws it, which is good until it returns.
    """

    def __init__(self, frames: Collection[int], take: Callable[[int, Paint], None]) -> None:
        super().__init__(self._take_frame, Only(frames))
        self._take_paint = take
        self._below: list[Mobject] = []
        self._shown: list[Mobject] = []

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> None:
        """Keep what stands still, which is drawn first."""
        del scene
        self.static_image = None
        self._below = list(static_mobjects)

    def update_frame(
        self, scene: Scene, mobjects: Iterable[Mobject] | None = None, *_: Any, **__: Any
    ) -> None:
        """Keep what is shown; manim takes nothing for everything."""
        everything: list[Mobject] = list_update(scene.mobjects, scene.foreground_mobjects)
        self._shown = list(mobjects or ()) or everything

    def _take_frame(self, frame: Frame) -> None:
        for index in range(frame.index, frame.index + frame.repeats):
            self._take_paint(index, self._paint)

    def _paint(self, surface: cairo.Surface) -> None:
        if not self._is_transparent:
            context = cairo.Context(surface)
            context.set_source_rgb(*ManimColor(self.camera.background_color).to_rgb())
            context.paint()
        with _drawing_on(surface, self.camera):
            self.camera.capture_mobjects(self._below)
            self.camera.capture_mobjects(self._shown)


@contextmanager
def _drawing_on(surface: cairo.Surface, camera: Camera) -> Iterator[None]:
    """Let a camera draw on a surface instead of its pixels."""
    view, set_colour = camera.get_cairo_context, camera.set_cairo_context_color

    def context_of(pixels: Any) -> "cairo.Context[Any]":
        context = cairo.Context(surface)
        context.set_matrix(view(pixels).get_matrix())
        return context

    def set_right_colour(context: "cairo.Context[Any]", rgbas: Any, mobject: VMobject) -> Camera:
        return set_colour(context, np.asarray(rgbas)[:, REVERSED], mobject)

    def display_images(images: Iterable[AbstractImageMobject], pixels: Any) -> None:
        del pixels
        for each in images:
            _lay_on(surface, each, camera.points_to_subpixel_coords(each, each.points))

    own = {
        "get_cairo_context": context_of,
        "set_cairo_context_color": set_right_colour,
        "display_multiple_image_mobjects": display_images,
    }
    names = vars(camera)
    names |= own
    try:
        yield
    finally:
        for name in own:
            del names[name]


def _lay_on(
    surface: cairo.Surface, image: AbstractImageMobject, corners: NDArray[np.float64]
) -> None:
    """Lay an image's own pixels on a surface.

    Args:
        surface: in pixels of the frame.
        image: what is laid on it.
        corners: (4, 2), where its upper left, upper right and lower left corners are, and the last.
    """
    pixels = np.asarray(image.get_pixel_array()).astype(np.uint16)
    pixels[..., :3] = (pixels[..., :3] * pixels[..., 3:] + 127) // 255
    laid = np.ascontiguousarray(pixels[..., REVERSED].astype(np.uint8))
    height, width = laid.shape[:2]
    source = cairo.ImageSurface.create_for_data(laid.data, cairo.FORMAT_ARGB32, width, height)
    across, down = (corners[1] - corners[0]) / width, (corners[2] - corners[0]) / height
    context = cairo.Context(surface)
    context.set_matrix(cairo.Matrix(*across, *down, *corners[0]))
    context.set_source_surface(source)
    if image.resampling_algorithm == Image.Resampling.NEAREST:
        context.get_source().set_filter(cairo.Filter.NEAREST)
    context.paint()


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

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Play the scene and draw the owned frames."""

        def take_straight(frame: Frame) -> None:
            take(replace(frame, pixels=outlined(straight_alpha(frame.pixels), picture)))

        sink = take_straight if picture.transparent else take
        return self._play(picture, SeekingRenderer(sink, selection))

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
