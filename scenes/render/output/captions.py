"""Captions of a clip, in a file beside its video, as manim writes them."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gradreel.scenes.render.output.files import written_whole
from gradreel.scenes.render.picture import Output, Picture

if TYPE_CHECKING:
    from srt import Subtitle

    from gradreel.scenes.render.frame import Caption

VIDEOS: Final = frozenset({"mp4", "mov", "webm", "gif"})


class ClipCaptions:
    """What the parts of a clip bring along."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[int, Sequence[Caption]]] = {}

    def of_part(self, part: int, frames: int, captions: "Sequence[Caption]") -> None:
        """Take note of a part's length and captions."""
        self._parts[part] = frames, captions

    def text(self, picture: Picture) -> str:
        """Return them as a file has them; nothing where nothing has a caption."""
        import srt  # noqa: PLC0415, most clips have none

        subtitles: list[Subtitle] = []
        begin = 0.0
        for _, (frames, captions) in sorted(self._parts.items()):
            subtitles += [_subtitle(caption, begin) for caption in captions]
            begin += float(frames / Fraction(picture.fps))
        return str(srt.compose(subtitles))


def _subtitle(caption: "Caption", begin: float) -> "Subtitle":
    from srt import Subtitle  # noqa: PLC0415

    start, end = timedelta(seconds=begin + caption.start), timedelta(seconds=begin + caption.end)
    return Subtitle(None, start, end, caption.text)


def write_captions(text: str, outputs: Sequence[Output]) -> tuple[Path, ...]:
    """Write captions beside every video, under its name with the ending ".srt".

    Returns:
        The paths; none where there are no captions.

    Raises:
        WorkError: a file can't be written.
    """
    videos = [output.path for output in outputs if output.format in VIDEOS]
    paths = list(dict.fromkeys(path.with_suffix(".srt") for path in videos)) if text else []
    with written_whole(paths) as temporaries:
        for path in temporaries:
            path.write_text(text, encoding="utf-8")
    return tuple(paths)
