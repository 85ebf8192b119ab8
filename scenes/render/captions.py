"""Captions of a clip, in files beside its video: SubRip's, and those of the web."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape, unescape
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.files import write_files
from gradreel.scenes.render.picture import FITTED, Output
from gradreel.scenes.render.targets import check_beside

SUBRIP: Final = "srt"


@dataclass(frozen=True)
class Caption:
    """A text that belongs to a time of a part, for whoever can't hear or needs another language.

    Attributes:
        start: seconds from the start of the part, or of the clip.
        end: seconds from the start of the part, or of the clip.
        text: what it says.
        name: what its cue is called in a file of the web; its number where this is empty.
    """

    start: float
    end: float
    text: str
    name: str = ""

    def later(self, seconds: float) -> "Caption":
        """Return the same, counted from a moment so many seconds before."""
        return replace(self, start=self.start + seconds, end=self.end + seconds)


def subrip(captions: Iterable[Caption]) -> str:
    """Write captions as SubRip has them, a file that ends in .srt."""
    import srt  # noqa: PLC0415, a clip that is kept needn't wait for it

    told = enumerate(_told(captions), 1)
    cues = (srt.Subtitle(n, _time(each.start), _time(each.end), each.text) for n, each in told)
    return str(srt.compose(cues, reindex=False))


def web_captions(captions: Iterable[Caption]) -> str:
    """Write captions as WebVTT has them, a file that ends in .vtt."""
    cues = ["WEBVTT\n\n"]
    for number, each in enumerate(_told(captions), 1):
        span = f"{_stamp(each.start)} --> {_stamp(each.end)}"
        cues.append(f"{each.name or number}\n{span}\n{escape(each.text, quote=False)}\n\n")
    return "".join(cues)


def read_web_captions(text: str) -> Iterator[Caption]:
    """Read what `web_captions` wrote."""
    for cue in text.split("\n\n")[1:]:
        if cue:
            name, span, told = cue.split("\n", 2)
            start, _, end = span.partition(" --> ")
            yield Caption(_seconds(start), _seconds(end), unescape(told), name)


WRITERS: Final[Mapping[str, Callable[[Iterable[Caption]], str]]] = {
    SUBRIP: subrip,
    "vtt": web_captions,
}
"""How captions are written, by the ending of the file."""


def check_captions(outputs: Sequence[Output], endings: Iterable[str]) -> None:
    """Check before any work that captions can be written beside some files.

    Raises:
        RequestError: none of these is a video, or a file of captions can't be written.
    """
    paths = [path for ending in endings for path in _beside(outputs, ending)]
    if not paths and endings:
        raise RequestError("captions go beside a video or a GIF: ask for one, or leave them out")
    for path in paths:
        check_beside(path)


def write_captions(
    captions: Sequence[Caption], outputs: Sequence[Output], endings: Iterable[str]
) -> tuple[Path, ...]:
    """Write captions beside every video, under its name with other endings.

    Args:
        captions: of the clip, in the order of time.
        outputs: the clip's files.
        endings: which files of captions, as `WRITERS` has them.

    Returns:
        The paths; none where there are no captions.

    Raises:
        WorkError: a file can't be written; then none is.
    """
    if not captions:
        return ()
    texts = {
        path: WRITERS[ending](captions).encode()
        for ending in endings
        for path in _beside(outputs, ending)
    }
    write_files(texts)
    return tuple(texts)


def _beside(outputs: Sequence[Output], ending: str) -> list[Path]:
    videos = (output.path for output in outputs if output.format in FITTED)
    return list(dict.fromkeys(path.with_suffix(f".{ending}") for path in videos))


def _told(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Yield those that say something, without empty lines, which would end a cue."""
    for each in captions:
        text = "\n".join(line for line in each.text.splitlines() if line.strip())
        if text:
            yield replace(each, text=text)


def _time(seconds: float) -> timedelta:
    return timedelta(milliseconds=round(seconds * 1000))


def _stamp(seconds: float) -> str:
    import srt  # noqa: PLC0415, as above

    return str(srt.timedelta_to_srt_timestamp(_time(seconds))).replace(",", ".")


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
