"""How all looks: the frame, wide or tall, the grid that things are placed on, and the colours."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass, field, fields, replace
from functools import cache
from itertools import accumulate
from typing import Any, Generic, Literal, TypeVar

from gradreel.assets import PALETTE
from gradreel.engine.errors import unknown
from gradreel.scenes.stage.type.files import asset_error, read_asset, table_in

T = TypeVar("T")


@dataclass(frozen=True)
class FrameShape:
    """A frame's shape. Sizes of type and lines are told in heights of the wide one.

    Attributes:
        across, down: its width to its height.
        height: how tall it is, where the wide one is 1: so many times as small is its type.
    """

    across: int
    down: int
    height: float

    @property
    def width(self) -> float:
        """How wide it is, in heights of the wide one."""
        return self.height * self.across / self.down


WIDE = FrameShape(16, 9, 1.0)
TALL = FrameShape(9, 16, 1.35)
_LAID_OUT: ContextVar[FrameShape] = ContextVar("frame", default=WIDE)


def frame_for(width: float, height: float) -> FrameShape:
    """Choose the frame for a picture: tall if it is taller than wide."""
    return TALL if height > width else WIDE


def lay_out(frame: FrameShape) -> None:
    """Lay out all that follows for a frame; a story does so before it draws."""
    _LAID_OUT.set(frame)


@contextmanager
def laying_out(frame: FrameShape) -> Iterator[None]:
    """Lay out for a frame what is placed meanwhile."""
    before = _LAID_OUT.set(frame)
    try:
        yield
    finally:
        _LAID_OUT.reset(before)


def laid_out() -> FrameShape:
    """Return the frame that is laid out for now."""
    return _LAID_OUT.get()


def is_tall() -> bool:
    """Whether the frame that is laid out for now is the tall one."""
    return laid_out() is TALL


def down(fraction: float) -> float:
    """Turn a size, in heights of the wide frame, into a fraction of this frame's height."""
    return fraction / laid_out().height


def across(size: float) -> float:
    """Turn a size, in heights of the wide frame, into a fraction of this frame's width."""
    return size / laid_out().width


class ByShape(Generic[T]):
    """What a class has for each shape of the frame; read as if it had one only.

    class Places:
        plot = ByShape(Box(0.1, 0.6, 0.3, 0.8), tall=Box(0.15, 0.93, 0.3, 0.6))

    `Places.plot` is the one for the frame that is laid out for now.
    """

    def __init__(self, wide: T, *, tall: T) -> None:
        self._wide, self._tall = wide, tall

    def __get__(self, instance: object, owner: type | None = None) -> T:
        """Return the one for now."""
        return self._tall if is_tall() else self._wide


class cached_by_shape(Generic[T]):  # noqa: N801  it is used as functools' cached_property is
    """What an instance works out once for each shape of the frame, when it is first asked for."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._key = make, f"{make.__name__} by shape"
        self.__doc__ = make.__doc__

    def __get__(self, instance: object, owner: type | None = None) -> T:
        """Return the one for the frame that is laid out for now."""
        kept: dict[FrameShape, T] = instance.__dict__.setdefault(self._key, {})
        frame = laid_out()
        if frame not in kept:
            kept[frame] = self._make(instance)
        return kept[frame]


Place = tuple[float, float]
"""x and y, from the left and from the top, as fractions of the frame."""

Edge = Literal["left", "centre", "right"]
ALONG: dict[Edge, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""How far along its width a thing is held when it is placed by one of its edges."""


class TypeSizes:
    """Em sizes as fractions of the wide frame's height, to be multiplied by a face's `scale`."""

    title = ByShape(0.088, tall=0.06)
    sentence = ByShape(0.054, tall=0.042)
    formula = 0.049
    number = 0.042
    label = 0.038
    kicker = 0.036
    tick = 0.036
    smallest = 0.034


class Grid:
    """Places as fractions of the frame's width or height, y counted from the top.

    In a tall frame the figure is as wide as the frame, and panels are below it. Every scene has
    room for `sentence_lines`; not all have it for the last of a tall frame's baselines.
    """

    margin = 0.05
    kicker_baseline = ByShape(0.082, tall=0.074)
    sentence_baselines = ByShape((0.152, 0.218), tall=(0.118, 0.156, 0.194, 0.232))
    sentence_lines = ByShape(2, tall=3)
    below_sentence = ByShape(0.185, tall=0.25)
    lowest_baseline = 0.94
    figure_left = ByShape(0.085, tall=0.14)
    figure_right = ByShape(0.66, tall=0.94)
    figure_top = ByShape(0.19, tall=0.30)
    figure_bottom = ByShape(0.83, tall=0.62)
    panel_left = ByShape(0.70, tall=0.05)
    panel_right = 0.95
    panel_top = ByShape(0.235, tall=0.72)
    panel_padding = ByShape(0.022, tall=0.04)


SIZES = TypeSizes()
GRID = Grid()


@dataclass(frozen=True)
class Box:
    """A part of the frame as fractions of its width and height, y from the top."""

    left: float = field(default_factory=lambda: GRID.figure_left)
    right: float = field(default_factory=lambda: GRID.figure_right)
    top: float = field(default_factory=lambda: GRID.figure_top)
    bottom: float = field(default_factory=lambda: GRID.figure_bottom)

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle's x and y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def at(self, x: float, y: float) -> Place:
        """A place in it, told in fractions of it."""
        return self.left + x * self.width, self.top + y * self.height

    def part(self, inner: "Box") -> "Box":
        """A part of it, told in fractions of it."""
        (left, top), (right, bottom) = (
            self.at(inner.left, inner.top),
            self.at(inner.right, inner.bottom),
        )
        return Box(left, right, top, bottom)


@dataclass(frozen=True)
class Mosaic:
    """Places of the stage by letters, in the notation of Matplotlib's `subplot_mosaic`.

        places = ByShape(Mosaic("MMN;MMP"), tall=Mosaic("M;N;P"))

    `self.places["M"]` is then the box of M.

    Attributes:
        rows: letters, a row after the other with ";" between; a dot leaves a cell free.
        widths, heights: of the columns and rows beside each other; all alike when empty.
        area: what they fill; all between the sentence and the margins when None.
        gap: between two cells, in heights of the wide frame.
    """

    rows: str
    widths: Sequence[float] = ()
    heights: Sequence[float] = ()
    area: Box | None = None
    gap: float = 0.04

    def __getitem__(self, name: str) -> Box:
        """Return the box of a letter.

        Raises:
            KeyError: its cells are no rectangle, or there are none.
        """
        rows, margin = self.rows.split(";"), GRID.margin
        area = self.area or Box(margin, 1 - margin, GRID.below_sentence, 1 - margin)
        places = [(row, at) for row, cells in enumerate(rows) for at, cell in enumerate(cells)]
        mine = [(row, at) for row, at in places if rows[row][at] == name]
        if not mine or len(mine) != _area(mine[0], mine[-1]):
            raise KeyError(f"{name!r} is no rectangle of {self.rows!r}")
        (top, left), (bottom, right) = mine[0], mine[-1]
        columns = _spans(self.widths or [1] * len(rows[0]), area.left, area.right, across(self.gap))
        lines = _spans(self.heights or [1] * len(rows), area.top, area.bottom, down(self.gap))
        return Box(columns[left][0], columns[right][1], lines[top][0], lines[bottom][1])


def row_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one width, from the left to the right.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's width.
    """
    edges = _spans([1] * count, area.left, area.right, gap)
    return tuple(Box(left, right, area.top, area.bottom) for left, right in edges)


def column_of(count: int, area: Box, gap: float) -> tuple[Box, ...]:
    """Divide an area into boxes of one height, from the top to the bottom.

    Args:
        count: how many, 1 at least.
        area: what they fill together.
        gap: between two of them, as a fraction of the frame's height.
    """
    edges = _spans([1] * count, area.top, area.bottom, gap)
    return tuple(Box(area.left, area.right, top, bottom) for top, bottom in edges)


def rows_of(rows: int, columns: int, area: Box, across: float, down: float) -> tuple[Box, ...]:
    """Divide an area into rows of boxes of one size, row by row.

    Args:
        rows: how many of them.
        columns: how many boxes each has.
        area: what they fill together.
        across: between two boxes of a row, as a fraction of the frame's width.
        down: between two rows, as a fraction of the frame's height.
    """
    strips = column_of(rows, area, down)
    return tuple(box for strip in strips for box in row_of(columns, strip, across))


def between(start: Box, end: Box, share: float) -> Box:
    """The box on the way from one to another."""
    pairs = zip(astuple(start), astuple(end), strict=True)
    return Box(*(first + (last - first) * share for first, last in pairs))


def _area(first: tuple[int, int], last: tuple[int, int]) -> int:
    return (last[0] - first[0] + 1) * (last[1] - first[1] + 1)


def _spans(
    sizes: Sequence[float], first: float, last: float, gap: float
) -> list[tuple[float, float]]:
    pitch = (last - first + gap) / sum(sizes)
    starts = [first + pitch * before for before in accumulate(sizes[:-1], initial=0)]
    ends = [start + pitch * size - gap for start, size in zip(starts, sizes, strict=True)]
    return list(zip(starts, ends, strict=True))


COLOUR = re.compile("#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Theme:
    """The colours of one theme as "#RRGGBB"; assets/palette.toml says what each means."""

    name: str
    background: str
    surface: str
    text: str
    muted: str
    line: str
    grid: str
    class0: str
    class1: str
    class2: str
    class3: str
    class4: str
    class5: str
    class6: str
    class7: str
    class8: str
    class9: str
    negative: str
    positive: str
    beta0: str
    beta1: str
    model: str
    full_loss: str
    batch_loss: str
    batch_loss_text: str
    gradient: str
    point: str
    run1: str
    run2: str
    run3: str
    run4: str
    run5: str

    @property
    def runs(self) -> tuple[str, ...]:
        """The colours of runs side by side: the first has that of a point."""
        return self.point, self.run1, self.run2, self.run3, self.run4, self.run5

    def tokens(self) -> dict[str, str]:
        """Every colour of the theme by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)[1:]}

    def of_class(self, label: int) -> str:
        """The colour of a class, 0 to 9."""
        colour: str = getattr(self, f"class{label}")
        return colour

    def of_sign(self, weight: float) -> str:
        """The colour of a weight: one that raises p or one that lowers it."""
        return self.positive if weight >= 0 else self.negative

    @property
    def unsigned(self) -> "Theme":
        """The same with one colour for weights of both signs, where a sign isn't spoken of."""
        return replace(self, positive=self.muted, negative=self.muted)


DIMMED = 0.3
"""The opacity of what is not being spoken of."""


@cache
def themes() -> dict[str, Theme]:
    """Read every theme of the palette.

    Returns:
        the themes by name, in the palette's order.

    Raises:
        WorkError: a colour is missing, or isn't one.
    """
    palette = read_asset(PALETTE)
    return {name: _theme(name, table_in(palette, name, PALETTE)) for name in palette}


def _theme(name: str, colours: dict[str, Any]) -> Theme:
    wanted = [each.name for each in fields(Theme)[1:]]
    for key in (*wanted, *colours):
        if key not in wanted:
            raise asset_error(PALETTE, f"has {name}.{key}, and no colour is called so; remove it")
        if not COLOUR.fullmatch(str(colours.get(key))):
            raise asset_error(PALETTE, f'has no colour for {name}.{key}; write it like "#1A2B3C"')
    return Theme(name=name, **colours)


def theme(name: str) -> Theme:
    """Look a theme up by its name.

    Args:
        name: "dark" or "light".

    Raises:
        RequestError: there is no such theme.
    """
    if name not in themes():
        raise unknown("theme", name, themes())
    return themes()[name]
