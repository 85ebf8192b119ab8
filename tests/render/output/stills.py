"""The frames that a clip shows at some times."""

from collections import defaultdict
from collections.abc import Sequence

from gradreel.scenes.render.frame import Part, Pixels
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import draw_stills


def still_frames(parts: Sequence[Part], picture: Picture, times: Sequence[float]) -> list[Pixels]:
    """Draw the frames of parts in a row at some seconds, and only those.

    A time after the end means the last frame.
    """
    counts = [part.count(picture) for part in parts]
    places = [_place(counts, int(time * picture.fps)) for time in times]
    wanted: dict[int, set[int]] = defaultdict(set)
    for part, frame in places:
        wanted[part].add(frame)
    drawn: dict[tuple[int, int], Pixels] = {}
    for part, frames in wanted.items():

        def take(frame: int, pixels: Pixels, part: int = part) -> None:
            drawn[part, frame] = pixels.copy()

        draw_stills(parts[part], picture, frames, take)
    return [drawn[place] for place in places]


def _place(counts: Sequence[int], frame: int) -> tuple[int, int]:
    for part, count in enumerate(counts):
        if frame < count:
            return part, frame
        frame -= count
    return len(counts) - 1, counts[-1] - 1
