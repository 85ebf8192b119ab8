"""A manim scene's frames drawn in lines and areas, with the calls that draw their pixels."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import cairo
import numpy as np
from manim import Camera, ManimColor, Mobject, Scene, VMobject
from manim.utils.iterables import list_update
from PIL import Image

from gradreel.scenes.render.frame import Frame, Paint
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.render.owned import Only

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

    def overlay(pixels: Any, image: Image.Image) -> None:
        del pixels
        _lay_on(surface, image)

    own = {
        "get_cairo_context": context_of,
        "set_cairo_context_color": set_right_colour,
        "overlay_PIL_image": overlay,
    }
    names = vars(camera)
    names |= own
    try:
        yield
    finally:
        for name in own:
            del names[name]


def _lay_on(surface: cairo.Surface, image: Image.Image) -> None:
    """Lay a picture of straight alpha, as large as the frame, on a surface."""
    box = image.getbbox()
    if box is None:
        return
    pixels = np.asarray(image.crop(box)).astype(np.uint16)
    pixels[..., :3] = (pixels[..., :3] * pixels[..., 3:] + 127) // 255
    laid = np.ascontiguousarray(pixels[..., REVERSED].astype(np.uint8))
    source = cairo.ImageSurface.create_for_data(
        laid.data, cairo.FORMAT_ARGB32, laid.shape[1], laid.shape[0]
    )
    context = cairo.Context(surface)
    context.set_source_surface(source, *box[:2])
    context.paint()
