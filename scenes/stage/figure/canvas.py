"""How a sheet is drawn: by Agg with its letters kept, or on a page of Cairo's, text as outlines."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_cairo import RendererCairo
from numpy.typing import NDArray

from gradreel.scenes.render.frame import Pixels

KEPT = 512
"""So many lines of text are kept: many more than a frame has."""

Letter = tuple[NDArray[np.uint8], int, int]
"""The coverage (h, w) of one, and where Agg puts it."""


class LetterCanvas(FigureCanvasAgg):
    """A canvas whose renderer shapes and rasterises no line of text twice at one place."""

    def get_renderer(self) -> "LetterRenderer":
        """Return the renderer of the figure's size, made anew when that has changed."""
        width, height = self.get_width_height(physical=True)
        key = width, height, self.figure.dpi
        if self._lastKey != key:
            self._letters = LetterRenderer(width, height, self.figure.dpi)
            self.renderer, self._lastKey = self._letters, key
        return self._letters


class LetterRenderer(RendererAgg):
    """Draws as `RendererAgg` does, to the bit: what it keeps are the letters that Agg was given."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)  # type: ignore[no-untyped-call]
        self._kept: OrderedDict[tuple[object, ...], list[Letter]] = OrderedDict()

    def draw_text(self, gc: Any, *line: Any, **more: Any) -> None:
        """Draw a line of text: its place (2), content, font and angle, as Matplotlib says."""
        x, y, content, font, angle = line
        key = x, y, angle, content, font.get_file(), font.get_size_in_points()
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = self._letters(gc, *line, **more)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        for pixels, left, low in self._kept[key]:
            self._renderer.draw_text_image(pixels, left, low, 0, gc)

    def _letters(self, gc: Any, *line: Any, **more: Any) -> list[Letter]:
        """What Matplotlib hands to Agg for a line of text."""
        heard, agg = _Listener(), self._renderer
        self._renderer = heard
        try:
            super().draw_text(gc, *line, **more)  # type: ignore[no-untyped-call]
        finally:
            self._renderer = agg
        return heard.letters


class _Listener:
    """Takes letters in Agg's place."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def draw_text_image(
        self, pixels: NDArray[np.uint8], left: int, low: int, _angle: float, _gc: Any
    ) -> None:
        """Keep a letter: it lies in memory that FreeType uses again."""
        self.letters.append((np.array(pixels), left, low))


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
