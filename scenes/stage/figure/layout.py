"""The layout check of a sheet: margins, overlaps and sizes of what is written on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.image import FigureImage
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import MATHS, PAD
from gradreel.scenes.stage.type.grid import GRID, SIZES

FAINT = 64
"""Of 255: pixels of less opacity are the blur of an edge."""

INVISIBLE = 0.02
"""Less opaque than this, a text isn't there."""

SCENERY = "scenery"
"""The label (gid) of what may run to the frame's edge, such as a landscape seen from near."""

OPAQUE, FILLED = 255, 0.97
"""Pixels that hide what is below, and how much of its rectangle a map fills with them."""

SPREAD = 40
"""Points along each side of a word: more than a path has there."""

SLACK = 3.0
"""Pixels of a 1280x720 frame by which anything may be over the margin."""


def spread(box: Bbox) -> FloatArray:
    """Points (n, 2) all over a word's box in pixels, for other words to stay clear of."""
    across, up = np.linspace(box.x0, box.x1, SPREAD), np.linspace(box.y0, box.y1, SPREAD)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def findings(sheet: Sheet, artists: Iterable[Artist]) -> list[str]:
    """Check the artists of a moment.

    Looked for: anything beyond the safe margins, text that overlaps text, text that is too small,
    and the ground of a text across the edge of a map, where it seems cut. Text may lie on a
    landscape: there it is cased.

    Args:
        sheet: what they are drawn on.
        artists: all that is drawn, as it then is.

    Returns:
        one line for each fault; nothing when all is well.
    """
    drawn = [(each, ink_box(sheet, each)) for each in artists if _visible(each)]
    written = [(each, box) for each, box in drawn if _is_written(each)]
    beyond = [each for each, box in drawn if not _within(sheet, each, box)]
    maps = [box for each, _ in drawn if (box := _map_box(each)) is not None]
    return [
        *(f"{_name(each)} is over the margin" for each in beyond),
        *(f"{_name(a)} overlaps {_name(b)}" for a, b in _overlapping(written)),
        *(f"{_name(each)} is too small" for each, _ in written if _too_small(sheet, each)),
        *(f"{_name(each)} is across a map's edge" for each in _across(sheet, maps, written)),
    ]


def ink_box(sheet: Sheet, artist: Artist) -> Bbox:
    """The box in pixels of what an artist covers; of words and formulas, of their ink alone."""
    if isinstance(artist, Text):
        return ink(artist)
    if artist.get_gid() == MATHS and isinstance(artist, FigureImage):
        return _inked(artist)
    return artist.get_window_extent(sheet.renderer)


def ink(artist: Text) -> Bbox:
    """The box of the letters themselves: Matplotlib's is as high as the font's highest."""
    size, turn = float(artist.get_fontsize()), artist.get_rotation()
    outline = _outline(artist.get_text(), str(artist.get_fontproperties().get_file()))
    box = outline.extents
    shift = {"left": 0.0, "center": -box.width / 2, "right": -box.width}
    moved = Affine2D().translate(shift[artist.get_horizontalalignment()] - box.x0, 0)
    moved = moved.scale(size).rotate_deg(turn).translate(*artist.get_position())
    return outline.path.transformed(moved).get_extents() if turn else moved.transform_bbox(box)


@dataclass(frozen=True)
class _Outline:
    """That of the letters of a line, whose size is 1."""

    path: Path
    extents: Bbox


@lru_cache(maxsize=1024)
def _outline(content: str, font: str) -> _Outline:
    path = TextPath((0, 0), content, 1.0, FontProperties(fname=font))
    return _Outline(path, path.get_extents())


def _inked(artist: FigureImage) -> Bbox:
    inked = np.asarray(artist.get_array())[..., 3] > FAINT
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    low = artist.oy + inked.shape[0]
    left, right = artist.ox + columns[0], artist.ox + columns[-1] + 1
    return Bbox([[left, low - rows[-1] - 1], [right, low - rows[0]]])


def _visible(artist: Artist) -> bool:
    return artist.get_alpha() is None or float(artist.get_alpha() or 0) > INVISIBLE


def _is_written(artist: Artist) -> bool:
    return isinstance(artist, Text) or artist.get_gid() == MATHS


def _within(sheet: Sheet, artist: Artist, box: Bbox) -> bool:
    if artist.get_gid() == SCENERY or box.width <= 0 or box.height <= 0:
        return True
    margin, slack = GRID.margin, sheet.stroke(SLACK)
    return bool(
        box.x0 >= sheet.x(margin) - slack
        and box.x1 <= sheet.x(1 - margin) + slack
        and box.y0 >= sheet.y(1 - margin) - slack
        and box.y1 <= sheet.y(margin) + slack
    )


def _overlapping(written: list[tuple[Artist, Bbox]]) -> Iterator[tuple[Artist, Artist]]:
    for (first, one), (second, other) in combinations(written, 2):
        shared = Bbox.intersection(one, other)
        if shared is not None and min(shared.width, shared.height) > 1:
            yield first, second


def _map_box(artist: Artist) -> Bbox | None:
    """The box in pixels of a landscape from above: a picture that fills its rectangle."""
    if artist.get_gid() != SCENERY or not isinstance(artist, FigureImage):
        return None
    opacity = np.asarray(artist.get_array())[..., 3]
    if not (opacity > FAINT).any():
        return None
    box = _inked(artist)
    return box if (opacity == OPAQUE).sum() > FILLED * box.width * box.height else None


def _across(sheet: Sheet, maps: list[Bbox], written: list[tuple[Artist, Bbox]]) -> Iterator[Artist]:
    """Texts whose ground is partly on a map, and partly beside it."""
    for artist, inked in written:
        ground = artist.get_bbox_patch() if isinstance(artist, Text) else None
        if not isinstance(artist, Text) or ground is None or not _visible(ground):
            continue
        box = inked.padded(PAD * float(artist.get_fontsize()))
        for edge in maps:
            shared, blur = Bbox.intersection(box, edge), sheet.stroke(1.5)
            if shared is not None and np.abs(np.subtract(shared.extents, box.extents)).max() > blur:
                yield artist


def _too_small(sheet: Sheet, artist: Artist) -> bool:
    return (
        isinstance(artist, Text)
        and float(artist.get_fontsize()) < sheet.tall(SIZES.smallest) - 0.01
    )


def _name(artist: Artist) -> str:
    content = artist.get_text() if isinstance(artist, Text) else artist.get_gid() or ""
    return f"{type(artist).__name__} {content!r}"
