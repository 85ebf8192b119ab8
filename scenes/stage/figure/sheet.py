"""A Matplotlib figure as large as the frame, on which only what moves is drawn again."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import cache
from typing import Any

import cairo
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.image import FigureImage
from matplotlib.typing import RcKeyType

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.letters import LetterCanvas
from gradreel.scenes.stage.figure.page import PageRenderer, PictureTaker
from gradreel.scenes.stage.story.values import Read, State, reading, value_in
from gradreel.scenes.stage.type.fonts import FACES
from gradreel.scenes.stage.type.frame import laid_out
from gradreel.scenes.stage.type.theme import Theme

Key = tuple[tuple[int, tuple[tuple[Hashable, Hashable], ...]], ...]
"""Which drawings a background has, and what each of them had read."""

DRAWING: dict[RcKeyType, Any] = {
    "text.hinting": "none",
    "agg.path.chunksize": 0,
    "path.simplify": False,
}
"""What Matplotlib reads from its settings while it draws: never a user's own."""

KEPT = 6
"""How many backgrounds are kept: a story moves between few."""


class Drawing:
    """Something on the sheet that is a function of the values that it reads.

    Attributes:
        apart: whether it lies where no other drawing ever does, so that it may be drawn before.
        noted: what it has read in the state that was noted last.
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
        self._values: set[Hashable] = set()
        self._artists: list[Artist] | None = None

    def note(self, state: State) -> None:
        """Learn what the drawing reads in a state."""
        if self._artists is None or any(
            value_in(state, key) != was for key, was in self.noted.items()
        ):
            with reading(state) as now:
                self._artists = [*self._update()]
            self.noted, self._values = now.noted, now.values

    def artists(self, state: State) -> Iterable[Artist]:
        """Return the artists as they are in a state: set, unless they are so already."""
        self.note(state)
        return self._artists or ()

    def forget(self) -> None:
        """Set the artists anew when they are next wanted."""
        self._artists = None

    def stands(self, moving: Set[Hashable]) -> bool:
        """Whether it stays as it is while some values move."""
        return moving.isdisjoint(self._values)

    def changes_rarely(self, moving: Set[Hashable]) -> bool:
        """Whether it reads of values that move only what changes now and then."""
        return moving.isdisjoint(self.noted)


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

    def fractions(self, place: FloatArray) -> tuple[float, float]:
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

        def shown(opacity: float) -> Sequence[Artist]:
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
        return self._taken()

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
            still = each.stands(moving)
            covers = each.apart and any(other.apart for other in others)
            if still and not others:
                below.append(each)
            elif each.apart and still and not told and not covers:
                apart.append(each)
            elif each.apart and (still or each.changes_rarely(moving)) and not covers:
                told.append(each)
            else:
                others.append(each)
        return below, apart, told, others

    def redrawn(self, values: State) -> Pixels:
        """Draw a frame from nothing, for the test that `pixels` gives the same bits."""
        self._forget()
        with _settings():
            self._clear()
            self._draw(self._drawings, values)
        return self._taken()

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
        self._forget()
        return [artist for each in self._drawings for artist in each.artists(values)]

    def _forget(self) -> None:
        for each in self._drawings:
            each.forget()

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
            self._draw(last[self._longest_start(key) :], values)
        if len(self._backgrounds) == KEPT:
            self._backgrounds.pop(next(iter(self._backgrounds)))
        self._backgrounds[key] = self.canvas.copy_from_bbox(self.figure.bbox)  # type: ignore[no-untyped-call]

    def _longest_start(self, key: Key) -> int:
        """Restore the kept background that most of the drawings have in common with a key."""
        starts = [kept for kept in self._backgrounds if kept == key[: len(kept)]]
        if not starts:
            self._clear()
            return 0
        longest = max(starts, key=len)
        self.canvas.restore_region(self._backgrounds[longest])  # type: ignore[no-untyped-call]
        return len(longest)

    def _clear(self) -> None:
        self.renderer.clear()  # type: ignore[no-untyped-call]
        self.figure.patch.draw(self.renderer)

    def _draw(
        self, drawings: Iterable[Drawing], values: State, renderer: RendererBase | None = None
    ) -> None:
        renderer = renderer or self.renderer
        for each in drawings:
            for artist in each.artists(values):
                artist.draw(renderer)

    def _taken(self) -> Pixels:
        drawn = self.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        return np.array(drawn, dtype=np.uint8)


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
