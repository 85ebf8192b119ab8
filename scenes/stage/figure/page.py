"""Matplotlib's drawing on a page of Cairo's, with all text as outlines."""

from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_cairo import RendererCairo

from gradreel.scenes.render.frame import Pixels


class PageRenderer(RendererCairo):
    """Draws as `RendererCairo` does, but for text: its fonts needn't be where the page is read.

    Args:
        context: of a surface of any kind.
        size: (2,), the sheet's width and height in pixels, of which the context's unit is one.
        pictures: what is laid in the places of the sheet's own, in the order of drawing.
    """

    def __init__(
        self,
        context: "cairo.Context[Any]",
        size: tuple[float, float],
        pictures: Iterable[Pixels],
    ) -> None:
        super().__init__(72)  # type: ignore[no-untyped-call]
        self._pictures, self._height = iter(pictures), size[1]
        self.gc.ctx = context  # type: ignore[attr-defined]  # `set_context` knows no scale
        self.width, self.height = size

    def draw_image(self, gc: Any, x: float, y: float, im: Any, *_: Any) -> None:
        """Lay the next picture so that it fills what the sheet's own would fill."""
        picture = next(self._pictures)
        (left, top, width, height), fills = _filled(im), _filled(picture)
        gc.ctx.save()
        gc.ctx.translate(x + left, self._height - y - im.shape[0] + top)
        gc.ctx.scale(width / fills[2], height / fills[3])
        gc.ctx.translate(-fills[0], -fills[1])
        super().draw_image(gc, 0, self._height - picture.shape[0], picture)  # type: ignore[no-untyped-call]
        gc.ctx.restore()

    def draw_text(self, *line: Any, **more: Any) -> None:
        """Draw a line of text as a path."""
        RendererBase.draw_text(self, *line, **more)

    def get_text_width_height_descent(self, *line: Any, **more: Any) -> Any:
        """Measure a line of text in its own font, as the path is made from that."""
        return RendererBase.get_text_width_height_descent(self, *line, **more)


class PictureTaker(RendererBase):
    """Draws nothing, and keeps the pictures that it is given.

    Args:
        size: (2,), the sheet's width and height in pixels.

    Attributes:
        pictures: in the order of drawing, the last row first.
    """

    dpi = 72  # as the sheet's

    def __init__(self, size: tuple[float, float]) -> None:
        super().__init__()
        self.pictures: list[Pixels] = []
        self._size = size

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the sheet's size."""
        return self._size

    def draw_image(self, gc: Any, x: float, y: float, im: Any, *_: Any) -> None:
        """Keep a picture."""
        del gc, x, y
        self.pictures.append(im)

    def draw_path(self, *path: Any, **more: Any) -> None:
        """Draw nothing."""

    def draw_text(self, *line: Any, **more: Any) -> None:
        """Draw nothing."""


def _filled(picture: Pixels) -> tuple[int, int, int, int]:
    """Left, top, width and height of the box in pixels that a picture fills, its last row first.

    Pixels less than half as opaque as others are its soft outline.
    """
    alpha = picture[::-1, :, 3]
    solid = 2 * alpha.astype(int) > alpha.max(initial=0)
    rows, columns = (np.flatnonzero(solid.any(axis=across)) for across in (1, 0))
    if not rows.size:
        return 0, 0, picture.shape[1], picture.shape[0]
    top, left = int(rows[0]), int(columns[0])
    return left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top
