"""The narration of a film, to be read or spoken."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gradreel.scenes.app.film.annotating import annotations
from gradreel.scenes.app.film.clips import FilmRequest, ToldClip


def script(clips: Sequence[ToldClip], request: FilmRequest) -> str:
    """Write what a film tells: each sentence after the minute and second at which it appears.

    Args:
        clips: the film's, in order.
        request: what was asked for.
    """
    return "".join(_lines(clips, request))


def _lines(clips: Sequence[ToldClip], request: FilmRequest) -> Iterator[str]:
    about, rate = annotations(clips, request), Fraction(request.picture.fps)
    yield f"{about.title}\n"
    for mark in about.chapters:
        start, end = mark.start / rate, mark.end / rate
        yield f"\n{_clock(float(start))}  {mark.title}\n"
        for caption in about.captions:
            if start <= caption.start < end:
                yield f"{_clock(caption.start)}  {caption.text}\n"


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
