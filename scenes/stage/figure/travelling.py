"""Numbers that fly from where the viewer saw them to their place in a formula."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.layout import ink_box
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.story.pace import smooth

ARC = 0.12
"""How far aside of the straight way a number flies, as a share of its length."""


def travel(sheet: Sheet, source: Text, place: Artist) -> Callable[[float], Sequence[Artist]]:
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
    flying = _copied(sheet, source)
    sizes = float(source.get_fontsize()), _size_there(source, place, lands.height / leaves.height)
    colours = _colour(source), _colour(place if isinstance(place, Text) else source)
    start, end = ((box.p0 + box.p1) / 2 for box in (leaves, lands))

    def shown(share: float) -> Sequence[Artist]:
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


def travels(
    sheet: Sheet, flights: Sequence[tuple[Text, Artist]]
) -> Callable[[float], Sequence[Artist]]:
    """Let texts fly to their places one after the other, each easing in and out.

    Args:
        sheet: where they will be drawn.
        flights: from where, and to what, as for `travel`.

    Returns:
        a drawing of how many have landed, 0 to the number of flights: let it move evenly.
    """
    made = [travel(sheet, *each) for each in flights]

    def shown(landed: float) -> Sequence[Artist]:
        shares = (smooth(min(max(landed - before, 0.0), 1.0)) for before in range(len(made)))
        return [artist for each, share in zip(made, shares, strict=True) for artist in each(share)]

    return shown


def on_arc(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    """A point (2,) of the way between two others, which bends upwards."""
    along = end - start
    aside = np.array([-along[1], along[0]]) * (1 if along[0] >= 0 else -1)
    return np.asarray(start + share * along + 4 * share * (1 - share) * ARC * aside)


def _copied(sheet: Sheet, source: Text) -> Label:
    made = Label(sheet, source.get_text(), (0, 0), colour="#000000", cased=True)
    made.set_fontproperties(source.get_fontproperties().copy())
    return made


def _size_there(source: Text, place: Artist, ratio: float) -> float:
    """The size of the letters at the place: its own, or one that is as high as its picture."""
    if isinstance(place, Text):
        return float(place.get_fontsize())
    return float(source.get_fontsize()) * ratio


def _colour(text: Text) -> FloatArray:
    return np.array(to_rgb(text.get_color()))
