"""What a player and a reader learn of a film: its chapters, its sentences and their times."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final

from gradreel.scenes.app.film.clips import FilmRequest, ToldClip
from gradreel.scenes.render.encoders.annotated import Annotations, ChapterMark
from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.stage.type.film import film_texts

TRACK_LANGUAGES: Final = {"en": "eng", "zh": "zho"}
"""As ISO 639-2 writes them."""


def annotations(clips: Sequence[ToldClip], request: FilmRequest) -> Annotations:
    """Return what a film has beside its frames.

    Args:
        clips: the film's, in order.
        request: what was asked for.
    """
    language = request.language
    title, track = film_texts(language).title, TRACK_LANGUAGES[language]
    rate = Fraction(request.picture.fps)
    return Annotations(title, tuple(_chapters(clips)), tuple(film_captions(clips, rate)), track)


def film_captions(clips: Sequence[ToldClip], rate: Fraction) -> Iterator[Caption]:
    """Yield the sentences of all clips, none of which ends after the next begins.

    Args:
        clips: the film's, in order.
        rate: frames a second.
    """
    starts = [Fraction(start) / rate for start in _starts(clips)]
    found = [
        caption.later(float(start))
        for (_, told), start in zip(clips, starts, strict=False)
        for caption in told.captions
    ]
    limits = [*(caption.start for caption in found[1:]), float(starts[-1])]
    for caption, limit in zip(found, limits, strict=True):
        yield Caption(caption.start, min(caption.end, limit), caption.text)


def _chapters(clips: Sequence[ToldClip]) -> Iterator[ChapterMark]:
    """Yield a mark for each scene; the cards before it belong to it."""
    begin = 0
    for (clip, _), (_, end) in zip(clips, pairwise(_starts(clips)), strict=True):
        if clip.title:
            yield ChapterMark(clip.title, begin, end)
            begin = end


def _starts(clips: Sequence[ToldClip]) -> list[int]:
    """Return the first frame of each clip, and how many frames there are."""
    return [0, *accumulate(sum(told.counts) for _, told in clips)]
