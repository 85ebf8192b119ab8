"""The moments between two clips: what both pictures share stays, all else goes or comes."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from gradreel.scenes.render.frame import (
    Frame,
    FrameSelection,
    FrameSink,
    Job,
    Only,
    OwnJob,
    Part,
    Pixels,
)
from gradreel.scenes.render.picture import Picture

SECONDS: Final = 0.8
UNSEEN: Final = 3
"""Up to so many of 255 levels beside the background, a pixel shows nothing."""
STROKES_IN_HEIGHT: Final = 160
"""A frame is so many times as high as half of a stroke of its words is wide, or more."""


@dataclass(frozen=True)
class HandOverJob(OwnJob):
    """How the last picture of one clip becomes the first of the next.

    Attributes:
        before: the file with the job of the clip that ends.
        after: the file with the job of the clip that begins.
        background: the colour of both, as "#RRGGBB".
    """

    before: Path
    after: Path
    background: str

    def parts(self) -> Sequence[Part]:
        """Return the one part; the two jobs are read when it is drawn."""
        return (_HandOver(self),)


class _HandOver:
    def __init__(self, job: HandOverJob) -> None:
        self._job = job

    def count(self, picture: Picture) -> int:
        return max(1, round(SECONDS * picture.fps))

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        frames, pair = self.count(picture), cache(partial(_pair, self._job, picture))
        for index in range(frames):
            if index in selection:
                pixels = hand_over(*pair(), self._job.background, (index + 1) / (frames + 1))
                take(Frame(pixels, index=index))
        if selection.takes_end():
            take(Frame(pair()[1], 0))
        return frames


def _pair(job: HandOverJob, picture: Picture) -> tuple[Pixels, Pixels]:
    """Draw the two pictures."""
    last = _drawn(_parts(job.before)[-1], picture, Only(()))
    return last, _drawn(_parts(job.after)[0], picture, Only({0}))


def _parts(path: Path) -> Sequence[Part]:
    job: Job = pickle.loads(path.read_bytes())  # noqa: S301, `keep_job` wrote it
    return job.parts()


def _drawn(part: Part, picture: Picture, selection: FrameSelection) -> Pixels:
    found: list[Pixels] = []
    part.draw(picture, lambda frame: found.append(frame.pixels.copy()), selection)
    return found[-1]


def hand_over(last: Pixels, first: Pixels, background: str, share: float) -> Pixels:
    """Mix two pictures: what is the same stays, areas become areas, all else goes, then comes.

    So words never lie on other words.

    Args:
        last: (height, width, 4), what ends.
        first: (height, width, 4), what begins.
        background: the colour of both, as "#RRGGBB".
        share: how much of the time is over, 0 to 1.
    """
    ground = np.array([*bytes.fromhex(background[1:]), 255], np.float32)
    old, new = last - ground, first - ground
    both = _stays(old - new) | _is_area(_is_seen(old) & _is_seen(new))
    going = np.where(both, 1 - _eased(share), 1 - _eased(2 * share))
    coming = np.where(both, _eased(share), _eased(2 * share - 1))
    mixed: Pixels = np.rint(ground + going * old + coming * new).clip(0, 255).astype(np.uint8)
    return mixed


def _is_seen(above_ground: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(above_ground) > UNSEEN).any(axis=-1, keepdims=True))


def _stays(change: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Find what is the same, as all about it is: strokes that cross share a pixel by chance."""
    return ~_widened(_is_seen(change)[..., 0], _half_stroke(change))[..., None]


def _is_area(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave what is wider than the strokes of words."""
    half = _half_stroke(seen)
    inside = ~_widened(~seen[..., 0], half)
    return _widened(inside, half)[..., None]


def _half_stroke(frame: NDArray[Any]) -> int:
    return max(1, len(frame) // STROKES_IN_HEIGHT)


def _widened(mask: NDArray[np.bool_], half: int) -> NDArray[np.bool_]:
    """Let a mask reach so many pixels further to all sides."""
    for axis in (0, 1):
        edges = [(0, 0), (0, 0)]
        edges[axis] = half, half
        windows = sliding_window_view(np.pad(mask, edges), 2 * half + 1, axis)
        mask = np.asarray(windows.any(-1))
    return mask


def _eased(share: float) -> float:
    inside = min(max(share, 0.0), 1.0)
    return inside * inside * (3 - 2 * inside)
