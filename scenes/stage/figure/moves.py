"""Things on a sheet that turn into others, and numbers that fly to their place in a formula."""

from collections.abc import Callable, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import FigureImage
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import DRAWING, Artists, Sheet, filled
from gradreel.scenes.stage.figure.text import Label, ink_box
from gradreel.scenes.stage.story.pace import smooth


def become(
    sheet: Sheet, old: Sequence[Artist], new: Sequence[Artist]
) -> Callable[[float], Artists]:
    """Let one thing turn into another; both are taken as they are now.

    It moves and stretches from the old one's place and size into the new one's while they
    cross-fade.

    Args:
        sheet: where it will be drawn.
        old: what it is at first, from the bottom to the top.
        new: what it becomes.

    Returns:
        a drawing of the share, 0 to 1: `old` themselves at 0, `new` themselves at 1.
    """
    (first, start), (last, end) = (_pictured(sheet, each) for each in (old, new))
    image = FigureImage(sheet.figure, origin="upper")

    def shown(share: float) -> Artists:
        if share in (0, 1):
            return new if share else old
        box = box_between(start, end, share)
        whole = _whole(box)
        image.set_data(mixed(_sampled(first, box, whole), _sampled(last, box, whole), share))
        image.ox, image.oy = whole[:2]
        return (image,)

    return shown


def stretch(sheet: Sheet) -> Callable[[Pixels, Bbox], FigureImage]:
    """A picture that may lie anywhere and be of any size, to parts of a pixel.

    Returns:
        a drawing of pixels (h, w, 4), straight alpha, and the box in pixels that they fill.
    """
    made = sheet.picture(np.zeros((1, 1, 4), np.uint8), 0, 0)

    def shown(pixels: Pixels, box: Bbox) -> FigureImage:
        left, low, right, high = _whole(box)
        made.set_data(_sampled(pixels, box, (left, low, right, high)))
        made.ox, made.oy = left, low
        return made

    return shown


def box_between(start: Bbox, end: Bbox, share: float) -> Bbox:
    """A box on its way from one to another."""
    return Bbox(start.get_points() + share * (end.get_points() - start.get_points()))


def mixed(before: Pixels, after: Pixels, share: float) -> Pixels:
    """Cross-fade two pictures (h, w, 4) of one size; where both are opaque, so is the mixture."""
    if share in (0, 1):
        return after if share else before
    first, last = (each.astype(np.float32) for each in (before, after))
    weights = (1 - share) * first[..., 3:], share * last[..., 3:]
    alpha = weights[0] + weights[1]
    colour = (first[..., :3] * weights[0] + last[..., :3] * weights[1]) / np.maximum(alpha, 1e-6)
    return np.concatenate([colour, alpha], axis=2).round().astype(np.uint8)


def _pictured(sheet: Sheet, artists: Artists) -> tuple[Pixels, Bbox]:
    """Draw artists on nothing: their pixels, and the box that these fill."""
    figure = Figure(tuple(sheet.figure.get_size_inches()), dpi=sheet.figure.dpi, facecolor="none")
    canvas = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    renderer.clear()
    with mpl.rc_context(DRAWING):
        for each in artists:
            each.draw(renderer)
    drawn = np.array(canvas.buffer_rgba(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    box = filled(drawn[..., 3] > 0)
    if box is None:
        return np.zeros((1, 1, 4), dtype=np.uint8), Bbox([[0, 0], [1, 1]])
    left, top, right, below = box
    height = drawn.shape[0]
    return drawn[top:below, left:right], Bbox([[left, height - below], [right, height - top]])


def _whole(box: Bbox) -> tuple[int, int, int, int]:
    """The whole pixels that a box touches: left, low, right, high."""
    left, low = (int(each) for each in np.floor(box.p0 + 1e-6))
    right, high = (int(each) for each in np.ceil(box.p1 - 1e-6))
    return left, low, max(right, left + 1), max(high, low + 1)


def _sampled(pixels: Pixels, box: Bbox, whole: tuple[int, int, int, int]) -> Pixels:
    """Scale a picture so that it fills a box, on the whole pixels about that."""
    left, low, right, high = whole
    height, width = pixels.shape[:2]
    across, up = width / max(box.width, 1e-6), height / max(box.height, 1e-6)
    room = int(np.ceil(max(across, up))) + 1
    padded = np.pad(pixels, ((room, room), (room, room), (0, 0)), mode="edge")
    source = (
        room + (left - box.x0) * across,
        room + (box.y1 - high) * up,
        room + (right - box.x0) * across,
        room + (box.y1 - low) * up,
    )
    size = right - left, high - low
    scaled = Image.fromarray(padded).resize(size, Image.Resampling.BILINEAR, box=source)
    made = np.array(scaled)
    inside = np.outer(
        _covered(-box.y1, -box.y0, -high, size[1]), _covered(box.x0, box.x1, left, size[0])
    )
    made[..., 3] = (made[..., 3] * inside).round()
    return made


def _covered(start: float, end: float, first: int, count: int) -> FloatArray:
    """How much of each of some pixels in a row (count,), from `first` on, an interval covers."""
    pixels = first + np.arange(count)
    return np.asarray(np.clip(np.minimum(end, pixels + 1) - np.maximum(start, pixels), 0, 1))


ARC = 0.12
"""How far aside of the straight way a number flies, as a share of its length."""


def travel(sheet: Sheet, source: Text, place: Artist) -> Callable[[float], Artists]:
    """Let a copy of a text fly to its place, on a slight arc.

    Both are taken as they are now; a drawing of its own shows the source, before and after.

    Args:
        sheet: where it will be drawn.
        source: what flies.
        place: a text or a formula: what stands there once it has landed.

    Returns:
        a drawing of the share of the way, 0 to 1: nothing at 0, `place` alone at 1.
    """
    leaves, lands = ink_box(sheet, source), ink_box(sheet, place)
    flying = Label(sheet, source.get_text(), colour="#000000", cased=True)
    flying.set_fontproperties(source.get_fontproperties().copy())
    there = place if isinstance(place, Text) else source
    sizes = [float(each.get_fontsize()) for each in (source, there)]
    if there is source:  # so large that it is as high as the picture at the place
        sizes[1] *= lands.height / leaves.height
    colours = [np.array(to_rgb(each.get_color())) for each in (source, there)]
    start, end = ((box.p0 + box.p1) / 2 for box in (leaves, lands))

    def shown(share: float) -> Artists:
        if share in (0, 1):
            return (place,) if share else ()
        flying.set_fontsize(sizes[0] + share * (sizes[1] - sizes[0]))
        flying.set_color(tuple(colours[0] + share * (colours[1] - colours[0])))
        flying.set_position((0, 0))
        box = ink_box(sheet, flying)
        middle = on_arc(start, end, share)
        flying.set_position(tuple(middle - (box.p0 + box.p1) / 2))
        return (flying,)

    return shown


def travels(sheet: Sheet, flights: Sequence[tuple[Text, Artist]]) -> Callable[[float], Artists]:
    """Let texts fly to their places one after the other, each easing in and out.

    Args:
        sheet: where they will be drawn.
        flights: from where, and to what, as for `travel`.

    Returns:
        a drawing of how many have landed, 0 to the number of flights: let it move evenly.
    """
    made = [travel(sheet, *each) for each in flights]

    def shown(landed: float) -> Artists:
        shares = (smooth(min(max(landed - before, 0.0), 1.0)) for before in range(len(made)))
        return [artist for each, share in zip(made, shares, strict=True) for artist in each(share)]

    return shown


def on_arc(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    """A point (2,) of the way between two others, which bends upwards."""
    along = end - start
    aside = np.array([-along[1], along[0]]) * (1 if along[0] >= 0 else -1)
    return start + share * along + 4 * share * (1 - share) * ARC * aside
