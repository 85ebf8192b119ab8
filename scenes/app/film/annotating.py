"""What a player and a reader learn of a film: its chapters, its sentences and their times."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final

from gradreel.scenes.app.film.clips import FilmRequest, ToldClip
from gradreel.scenes.render.encoders.annotated import Annotations, ChapterMark
from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound.placed import ClipSounds, PlacedSound
from gradreel.scenes.stage.type.captions import film_texts

TRACK_LANGUAGES: Final[Mapping[str, str]] = dict(
    re.findall(
        r"(\w+)=(\w+)",
        "ar=ara bg=bul bn=ben ca=cat cs=ces da=dan de=deu el=ell en=eng es=spa et=est eu=eus fa=fas"
        " fi=fin fr=fra ga=gle gl=glg he=heb hi=hin hr=hrv hu=hun id=ind is=isl it=ita ja=jpn"
        " ko=kor lt=lit lv=lav mk=mkd ms=msa nb=nob nl=nld nn=nno no=nor pl=pol pt=por ro=ron"
        " ru=rus sk=slk sl=slv sq=sqi sr=srp sv=swe sw=swa ta=tam th=tha tr=tur uk=ukr ur=urd"
        " vi=vie zh=zho",
    )
)
"""Languages as ISO 639-2 writes them, which a track of an MP4 has room for."""
UNDETERMINED: Final = "und"
"""What it says of all others."""


def annotations(clips: Sequence[ToldClip], request: FilmRequest) -> Annotations:
    """Return what a film has beside its frames.

    Args:
        clips: the film's, in order.
        request: what was asked for.
    """
    language = request.appearance.language
    title = film_texts(language, request.appearance.texts).title
    rate = Fraction(request.picture.fps)
    told = tuple(film_captions(clips, rate))
    return Annotations(title, tuple(_chapters(clips)), told, track_language(language))


def track_language(language: str) -> str:
    """Return what a track of an MP4 calls a language, whatever the country."""
    return TRACK_LANGUAGES.get(language.partition("-")[0], UNDETERMINED)


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
        yield replace(caption, end=min(caption.end, limit))


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


def sounds_of(clips: Sequence[ToldClip], picture: Picture) -> tuple[PlacedSound, ...]:
    """Return what is heard in a film, in seconds from its start."""
    sounds = ClipSounds()
    for number, (_, told) in enumerate(clips):
        sounds.of_part(number, sum(told.counts), told.sounds)
    return sounds.of_clip(picture)
