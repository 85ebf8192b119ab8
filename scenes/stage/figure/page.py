"""Matplotlib's drawing on a page of Cairo's, with all text as outlines."""

from typing import Any

import cairo
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_cairo import RendererCairo


class PageRenderer(RendererCairo):
    """Draws as `RendererCairo` does, but for text: its fonts needn't be where the page is read.

    Args:
        context: of a surface of any kind.
        width, height: the sheet's size in pixels, of which the context's unit is one.
    """

    def __init__(self, context: "cairo.Context[Any]", width: float, height: float) -> None:
        super().__init__(72)  # type: ignore[no-untyped-call]
        self.gc.ctx = context  # type: ignore[attr-defined]  # `set_context` knows no scale
        self.width, self.height = width, height

    def draw_text(self, *line: Any, **more: Any) -> None:
        """Draw a line of text as a path."""
        RendererBase.draw_text(self, *line, **more)

    def get_text_width_height_descent(self, *line: Any, **more: Any) -> Any:
        """Measure a line of text in its own font, as the path is made from that."""
        return RendererBase.get_text_width_height_descent(self, *line, **more)
