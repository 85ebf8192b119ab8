"""What an animation in true colours paints: of each picture the rectangle that has changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gradreel.engine.arrays import IntArray
from gradreel.scenes.render.encoders.changes import Colours, channels
from gradreel.scenes.render.encoders.palette import Palette
from gradreel.scenes.render.encoders.shown import ShownPictures
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import Picture

OPAQUE: Final = 0xFF000000


@dataclass(frozen=True)
class Patch:
    """A rectangle that is painted, and stands for some time.

    Attributes:
        left, top: where its first pixel is.
        pixels: (height, width, 4), with straight alpha.
        is_over: whether what is clear in it leaves what is there; it becomes clear otherwise.
        delay: how many ticks it stands until the next one.
    """

    left: int
    top: int
    pixels: Pixels
    is_over: bool
    delay: int = 0


def patches(
    shown: ShownPictures, picture: Picture, palette: Palette | None, step: int = 1
) -> Iterator[Patch]:
    """Turn pictures into patches, the first of which is a whole picture.

    Args:
        shown: the pictures, and when each is shown.
        picture: their size, and whether they have alpha.
        palette: the colours that theirs become, where they may not have any.
        step: what their places are multiples of, in pixels.
    """
    canvas = np.zeros(picture.width * picture.height, np.uint32)
    pending: tuple[int, Patch] | None = None
    changed: list[IntArray] = []
    for start, change in shown.changes():
        colours = np.repeat(_colours(change.colours, picture, palette), change.lengths)
        positions = change.positions
        differ = canvas[positions] != colours
        canvas[positions] = colours
        changed.append(positions[differ])
        if start is None or not (sum(map(len, changed)) or pending is None):
            continue
        whole = np.arange(len(canvas)) if pending is None else np.concatenate(changed)
        patch = _patch(canvas, whole, picture, step, is_first=pending is None)
        if pending is not None:
            yield replace(pending[1], delay=start - pending[0])
        pending, changed = (start, patch), []
    if pending is not None:
        yield replace(pending[1], delay=shown.last_start + shown.last_delay - pending[0])


def _colours(colours: Colours, picture: Picture, palette: Palette | None) -> Colours:
    if palette is not None:
        red, green, blue = palette.colours[palette.index[colours]].astype(np.uint32).T
        colours = red | green << 8 | blue << 16
    return colours if picture.transparent else colours | np.uint32(OPAQUE)


def _patch(
    canvas: Colours, changed: IntArray, picture: Picture, step: int, *, is_first: bool
) -> Patch:
    """Cut the rectangle out of a picture that holds all that has changed.

    Where that is opaque now, all else in the rectangle is left clear, which takes fewer bytes.
    """
    rows, columns = changed // picture.width, changed % picture.width
    top, left = (int(each.min()) // step * step for each in (rows, columns))
    area = slice(top, int(rows.max()) + 1), slice(left, int(columns.max()) + 1)
    whole = canvas.reshape(picture.height, picture.width)
    is_over = not is_first and bool((canvas[changed] >= OPAQUE).all())
    if is_over:
        kept = np.zeros_like(whole[area])
        kept[rows - top, columns - left] = canvas[changed]
    else:
        kept = whole[area].copy()
    return Patch(left, top, kept.view(np.uint8).reshape(*kept.shape, 4), is_over)


def table_of(palette: Palette) -> Colours:
    """Return the colours of a palette as patches have them, after what is clear, ascending."""
    red, green, blue = palette.colours.astype(np.uint32).T
    return np.unique(np.concatenate([[0], (red | green << 8 | blue << 16) | OPAQUE])).astype(
        np.uint32
    )


def triples_of(table: Colours) -> bytes:
    """Return red, green and blue of each of these colours."""
    return channels(table & np.uint32(0xFFFFFF)).tobytes()
