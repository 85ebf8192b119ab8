"""A Matplotlib figure as large as the frame, on which only what moves is drawn again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import cache
from typing import Any

import cairo
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_cairo import RendererCairo
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.image import FigureImage
from matplotlib.typing import RcKeyType
from numpy.typing import NDArray

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.story.values import Read, State, reading, value_in
from gradreel.scenes.stage.type.style import Theme, laid_out
from gradreel.scenes.stage.type.typesetting import FACES

KEPT_LINES = 512
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
            if len(self._kept) > KEPT_LINES:
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


def filled(mask: BoolArray) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the box in pixels that a mask (h, w) fills, if it does."""
    rows, columns = (np.flatnonzero(mask.any(axis=across)) for across in (1, 0))
    if not rows.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _filled(picture: Pixels) -> tuple[int, int, int, int]:
    """Left, top, width and height of the box in pixels that a picture fills, its last row first.

    Pixels less than half as opaque as others are its soft outline.
    """
    alpha = picture[::-1, :, 3]
    solid = 2 * alpha.astype(int) > alpha.max(initial=0)
    left, top, right, bottom = filled(solid) or (0, 0, *alpha.shape[::-1])
    return left, top, right - left, bottom - top


Key = tuple[tuple[int, tuple[tuple[Hashable, Hashable], ...]], ...]
"""Which drawings a background has, and what each of them had read."""

DRAWING: dict[RcKeyType, Any] = {
    "text.hinting": "none",
    "agg.path.chunksize": 0,
    "path.simplify": False,
}
"""What Matplotlib reads from its settings while it draws: never a user's own."""

Artists = Sequence[Artist]
"""What a drawing returns: set as they are now, in the order of drawing."""

KEPT = 6
"""How many backgrounds are kept: a story moves between few."""


class Drawing:
    """Something on the sheet that is a function of the values that it reads.

    Attributes:
        apart: whether it lies where no other drawing ever does, so that it may be drawn before.
        noted: what it has read in the state that was noted last; what changes now and then only
            stands for the values that it is read from.
        values: those that all of this came from.
    """

    def __init__(self, update: Callable[[], Iterable[Artist]], *, apart: bool = False) -> None:
        """Take a drawing.

        Args:
            update: sets artists and returns those that are to be drawn, in order. It must set all
                that it ever sets: nothing is carried over.
            apart: whether it lies where no other drawing ever does.
        """
        self.apart, self._update = apart, update
        self.noted: dict[Hashable, Hashable] = {}
        self.values: set[Hashable] = set()
        self._artists: list[Artist] | None = None

    def note(self, state: State) -> None:
        """Learn what the drawing reads in a state."""
        if self._artists is None or any(
            value_in(state, key) != was for key, was in self.noted.items()
        ):
            with reading(state) as now:
                self._artists = [*self._update()]
            self.noted, self.values = now.noted, now.values

    def artists(self, state: State) -> Iterable[Artist]:
        """Return the artists as they are in a state: set, unless they are so already."""
        self.note(state)
        return self._artists or ()

    def forget(self) -> None:
        """Set the artists anew when they are next wanted."""
        self._artists = None


class SheetImage(FigureImage):
    """Pixels at whole pixels of the frame: they are laid on it as they are, never resampled."""

    def set_data(self, A: Any) -> None:  # noqa: N803  Matplotlib's name
        """Take other pixels (h, w, 4), uint8: there is nothing to check and to copy in them."""
        self._A, self.stale = A, True

    def draw(self, renderer: RendererBase) -> None:
        """Lay them on what is drawn."""
        context, alpha = renderer.new_gc(), self.get_alpha()
        self._set_gc_clip(context)  # type: ignore[attr-defined]
        pixels = np.ascontiguousarray(np.asarray(self.get_array())[::-1])
        if alpha is not None and alpha < 1:  # Agg lays pixels on as they are, whatever the context
            pixels = pixels.copy()
            pixels[..., 3] = np.round(pixels[..., 3] * float(alpha))
        renderer.draw_image(context, self.ox, self.oy, pixels)
        context.restore()


class Sheet:
    """A figure of one pixel a dot, with drawings from the bottom to the top.

    Places are fractions of the stage, the largest area of its shape in the middle of the picture: x
    from its left edge, y from its top. Sizes are told in heights of a wide stage.

    Attributes:
        figure: Matplotlib's figure; 72 dots an inch, so that a point is a pixel.
        theme: the colours.
        width, height: the stage's in pixels.
    """

    def __init__(self, width: int, height: int, theme: Theme, *, transparent: bool = False) -> None:
        """Make an empty sheet.

        Args:
            width: of the frame in pixels.
            height: of the frame in pixels.
            theme: the colours.
            transparent: whether the background is left out.
        """
        register_fonts()
        self.theme, self.transparent = theme, transparent
        frame = laid_out()
        self.height = min(height, width * frame.down / frame.across)
        self.width = self.height * frame.across / frame.down
        self._unit = self.height / frame.height
        self._left, self._top = (width - self.width) / 2, (height + self.height) / 2
        self.figure = Figure((width / 72, height / 72), dpi=72)
        self.figure.patch.set_facecolor("none" if transparent else theme.background)
        self.canvas = LetterCanvas(self.figure)
        self._drawings: list[Drawing] = []
        self._backgrounds: dict[Key, object] = {}

    def x(self, fraction: float) -> float:
        """Pixels from the left edge of the frame."""
        return self._left + fraction * self.width

    def y(self, fraction: float) -> float:
        """Pixels from the lower edge of the frame, as Matplotlib counts, from a y from the top."""
        return self._top - fraction * self.height

    def at(self, x: float | FloatArray, y: float | FloatArray) -> FloatArray:
        """Pixels (2,) of a place, whose y is counted from the top; or (2, ...) of many."""
        return np.array([self._left + x * self.width, self._top - y * self.height])

    def fractions(self, place: Sequence[float] | FloatArray) -> tuple[float, float]:
        """Turn a place (2,) in pixels into fractions of the stage, y counted from the top."""
        x, y = place
        return float((x - self.x(0)) / self.width), float((self.y(0) - y) / self.height)

    def tall(self, fraction: float) -> float:
        """Turn a size, in heights of a wide stage, into pixels."""
        return fraction * self._unit

    def stroke(self, pixels: float) -> float:
        """Turn a width in pixels of a 1280x720 frame into pixels of this one."""
        return pixels * self._unit / 720

    def show(self, drawing: Callable[[], Iterable[Artist]], *, apart: bool = False) -> None:
        """Put a drawing on top of those that are there.

        Args:
            drawing: reads values of the story by calling them, sets artists of its own, all that
                it ever sets of them, and returns those that are to be drawn, in order.
            apart: whether it lies where no other drawing ever does, so that it may be drawn before.
        """
        self._drawings.append(Drawing(drawing, apart=apart))

    def fade(self, alpha: Read, *artists: Artist, apart: bool = False) -> None:
        """Put artists on top that change by their opacity alone; none is there at 0."""

        def shown(opacity: float) -> Artists:
            for each in artists:
                each.set_alpha(opacity)
            return artists

        self.show_at(alpha, shown, apart=apart)

    def show_at(
        self, alpha: Read, drawing: Callable[[float], Iterable[Artist]], *, apart: bool = False
    ) -> None:
        """Put a drawing of its opacity on top, as `show` does; it isn't called at 0."""

        def shown() -> Iterable[Artist]:
            opacity = alpha()
            return drawing(opacity) if opacity else ()

        self.show(shown, apart=apart)

    def place(self, *artists: Artist) -> None:
        """Put artists that never change on top."""
        self.show(lambda: artists)

    def picture(self, pixels: Pixels, left: int, low: int) -> SheetImage:
        """Make an artist of pixels (h, w, 4), straight alpha, first row at the top.

        Args:
            pixels: the picture.
            left: its left edge in pixels of the frame.
            low: its lower edge, counted from below.
        """
        made = SheetImage(self.figure, offsetx=left, offsety=low, origin="upper")
        made.set_data(pixels)
        return made

    def pixels(self, values: State, moving: Set[Hashable] = frozenset()) -> Pixels:
        """Draw a frame.

        Args:
            values: every value of the story.
            moving: names of those that will differ in the next frames: what lies below the first
                drawing that reads one of them is drawn once and kept.

        Returns:
            (h, w, 4) uint8, straight alpha.
        """
        with _settings():
            for each in self._drawings:
                each.note(values)
            *kept, others = self._layers(moving)
            self._draw_kept(kept, values)
            self._draw(others, values)
        return np.array(self.canvas.buffer_rgba(), dtype=np.uint8)  # type: ignore[no-untyped-call]

    def _layers(self, moving: Set[Hashable]) -> tuple[list[Drawing], ...]:
        """What stands below all that moves; what stands apart; what changes there now and then.

        Returns:
            these three, and all others, which are drawn anew; each layer in its order.
        """
        below: list[Drawing] = []
        apart: list[Drawing] = []
        told: list[Drawing] = []
        others: list[Drawing] = []
        for each in self._drawings:
            still = moving.isdisjoint(each.values)
            covers = each.apart and any(other.apart for other in others)
            if still and not others:
                below.append(each)
            elif each.apart and still and not told and not covers:
                apart.append(each)
            elif each.apart and (still or moving.isdisjoint(each.noted)) and not covers:
                told.append(each)
            else:
                others.append(each)
        return below, apart, told, others

    def paint(self, values: State, surface: cairo.Surface, pictures: Iterable[Pixels]) -> None:
        """Draw a frame on a page, in lines and areas.

        Args:
            values: every value of the story.
            surface: the page; its unit is a pixel of the sheet.
            pictures: those that `pictures` returns, or others in their places, such as finer ones.
        """
        size = self.canvas.get_width_height()
        renderer = PageRenderer(cairo.Context(surface), size, pictures)
        with _settings():
            self.figure.patch.draw(renderer)
            self._draw(self._drawings, values, renderer)

    def pictures(self, values: State) -> list[Pixels]:
        """The pixels of every picture on a frame, in the order of drawing, the last row first."""
        taker = PictureTaker(self.canvas.get_width_height())
        with _settings():
            self._draw(self._drawings, values, taker)
        return taker.pictures

    def artists(self, values: State) -> list[Artist]:
        """Every artist that is drawn in a state, from the bottom to the top, as it then is."""
        for each in self._drawings:
            each.forget()
        return [artist for each in self._drawings for artist in each.artists(values)]

    @property
    def renderer(self) -> RendererAgg:
        """What draws on the sheet, and measures."""
        return self.canvas.get_renderer()

    def _draw_kept(self, layers: list[list[Drawing]], values: State) -> None:
        """Restore some layers, or draw the last one on those below it, and keep it."""
        drawings = [each for layer in layers for each in layer]
        key = tuple((id(each), tuple(each.noted.items())) for each in drawings)
        if key in self._backgrounds:
            self._backgrounds[key] = self._backgrounds.pop(key)  # the one that was used last
            self.canvas.restore_region(self._backgrounds[key])  # type: ignore[no-untyped-call]
            return
        *below, last = layers
        if below:
            self._draw_kept(below, values)
            self._draw(last, values)
        else:
            # on the kept background that most of the drawings have in common with this one
            starts = [kept for kept in self._backgrounds if kept == key[: len(kept)]]
            longest = max(starts, key=len, default=())
            if starts:
                self.canvas.restore_region(self._backgrounds[longest])  # type: ignore[no-untyped-call]
            else:
                self.renderer.clear()  # type: ignore[no-untyped-call]
                self.figure.patch.draw(self.renderer)
            self._draw(last[len(longest) :], values)
        if len(self._backgrounds) == KEPT:
            self._backgrounds.pop(next(iter(self._backgrounds)))
        self._backgrounds[key] = self.canvas.copy_from_bbox(self.figure.bbox)  # type: ignore[no-untyped-call]

    def _draw(
        self, drawings: Iterable[Drawing], values: State, renderer: RendererBase | None = None
    ) -> None:
        renderer = renderer or self.renderer
        for each in drawings:
            for artist in each.artists(values):
                artist.draw(renderer)


@contextmanager
def _settings() -> Iterator[None]:
    """Let `DRAWING` hold: `rc_context` would save and set hundreds of settings for each frame."""
    before = {key: mpl.rcParams[key] for key in DRAWING}
    mpl.rcParams.update(DRAWING)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


@cache
def register_fonts() -> None:
    """Give the project's fonts to Matplotlib, once a process.

    Make text with `FontProperties(fname=face.path, size=...)`: by file, so no other font slips in.
    """
    for face in FACES:
        fontManager.addfont(face.path)
