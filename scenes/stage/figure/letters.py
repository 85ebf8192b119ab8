"""Agg's drawing of text, with the letters kept of what is drawn again where it was."""

from collections import OrderedDict
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from numpy.typing import NDArray

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
