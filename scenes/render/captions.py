"""Captions of a clip, in a file beside its video, as manim writes them."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

import srt

from scenes.render.files import written_whole
from scenes.render.frame import Caption
from scenes.render.picture import Output, Picture

VIDEOS: Final = frozenset({"mp4", "mov", "webm", "gif"})


class Captions:
    """What the parts of a clip bring along."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[int, Sequence[Caption]]] = {}

    def of_part(self, part: int, frames: int, captions: Sequence[Caption]) -> None:
        """Take note of a part's length and captions."""
        self._parts[part] = frames, captions

    def write(self, outputs: Sequence[Output], picture: Picture) -> tuple[Path, ...]:
        """Write them beside every video, under its name with the ending ".srt".

        Returns:
            The paths; none where nothing has a caption.

        Raises:
            WorkError: a file can't be written.
        """
        subtitles = self._subtitles(picture)
        videos = [output.path for output in outputs if output.format in VIDEOS]
        paths = list(dict.fromkeys(path.with_suffix(".srt") for path in videos))
        if not subtitles:
            return ()
        with written_whole(paths) as temporaries:
            for path in temporaries:
                path.write_text(srt.compose(subtitles), encoding="utf-8")
        return tuple(paths)

    def _subtitles(self, picture: Picture) -> list[srt.Subtitle]:
        subtitles, begin = [], 0.0
        for _, (frames, captions) in sorted(self._parts.items()):
            subtitles += [_subtitle(caption, begin) for caption in captions]
            begin += float(frames / Fraction(picture.fps))
        return subtitles


def _subtitle(caption: Caption, begin: float) -> srt.Subtitle:
    start, end = timedelta(seconds=begin + caption.start), timedelta(seconds=begin + caption.end)
    return srt.Subtitle(None, start, end, caption.text)
